"""The page of the six actions: what kinds of record there are, and the list of the one that is chosen."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.services import entries, province
from countydesk.services.entries import EntryLine, Summary, Wanted
from ui import style
from ui.announcer import Changes
from ui.background import Task
from ui.pages.activities.files import Files
from ui.pages.activities.listed import Entries, columns_of, told_of
from ui.pages.activities.tree import KindTree, nodes_of, tokens_of
from ui.parts.choice import Choice
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.filter_chip import FilterChip
from ui.parts.month_choice import MonthChoice
from ui.parts.page import Action, Page
from ui.parts.search_line import SearchLine
from ui.session import Session
from ui.tables.record_table import PAGE, RecordTable
from ui.tables.record_view import RecordView, framed

NOTHING = "还没有记录。按 Ctrl+N 新记一条,或换一个月份查看。"
NOTHING_CHOSEN = "还没有记录。请在左边选一种记录,再按 Ctrl+N 新记一条。"
NOT_FOUND = "没有找到,请换一种写法。"
KEYS = "Enter 打开 · Ctrl+N 新记 · Ctrl+D 照这条再记 · Ctrl+J 选项目 · Ctrl+F 查找"
CHOOSE = "请先在左边选要登记的种类。"


class ActivitiesPage(Page):
    """Lists records, the newest first."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._summary: Summary | None = None
        self._columns: tuple[object, ...] = ()
        self._whole = ""
        self._picked = 0  # rows
        self._asked: list[Task] = []
        self.entry = EntryBar()
        self.entry.shut.connect(self.header_changed)
        self.files = Files(session, self.entry)
        self.kinds = KindTree()
        self.month = MonthChoice()
        self.withdrawn = Choice("有效或已撤回", 106)
        self.withdrawn.offer([("有效记录", False), ("已撤回", True)])
        self.office = FilterChip("单位")
        self.whole = style.in_role(QPushButton(), "toggle")
        self.typed = SearchLine(self, "查找记录", "名称、地点、单位、内容")
        self.view = RecordView(RecordTable((), background=session.background), empty=NOTHING_CHOSEN)
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._chosen)
        self.kinds.onward.connect(lambda: self.view.setFocus())
        self.month.picked.connect(self._ask)
        self.withdrawn.picked.connect(self._ask)
        self.office.chosen.connect(lambda _value: self._ask())
        self.whole.clicked.connect(lambda _checked: self._keep_to("", ""))
        self.typed.rested.connect(self._ask)
        self.typed.returnPressed.connect(lambda: self.view.setFocus())
        self.entry.shut.connect(self.view.setFocus)
        self.view.opened.connect(self._open)
        self.view.picked.connect(self._pick)
        self.view.table.loaded.connect(lambda _rows: self._pick(0, None))  # other rows: none is selected
        say = "已复制 {} 行,可粘贴到 Excel 或 WPS。"
        self.view.copied.connect(lambda rows: self.session.notice(say.format(rows)))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        for narrowing in (self.month, self.withdrawn, self.office, self.whole):
            line.addWidget(narrowing)
        self.whole.hide()
        line.addStretch(1)
        line.addWidget(self.typed)
        right = QVBoxLayout()
        right.setSpacing(style.GAP)
        right.addLayout(line)
        right.addWidget(framed(self.view), 1)
        beside = QHBoxLayout()
        beside.setSpacing(style.GAP)
        beside.addWidget(self.kinds)
        beside.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.entry)
        column.addWidget(self.files.progress)
        column.addLayout(beside, 1)

    # --- the header

    def title(self) -> str:
        return "六大行动"

    def subtitle(self) -> str:
        chosen = self.kinds.choice
        catalogue = self.session.desk.catalogue if self.session.desk else None
        if catalogue is None or chosen.action is None:
            return ""
        action, programme = catalogue.action(chosen.action), catalogue.programmes.get(chosen.programme or "")
        titles = [each.title for each in (action, programme, chosen.kind) if each]
        return " › ".join(dict.fromkeys(titles))

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.entry.is_open or self.session.desk is None:
            return ()
        kind = self.kinds.choice.kind is not None
        enters = self._enters()
        row, some = self._picked == 1, self._summary is not None and self._summary.entries > 0
        standing = row and enters and not self.withdrawn.chosen
        return (
            Action("撤回", self.ask_withdrawal, "Ctrl+Delete", enabled=standing),
            Action("模板", self.ask_template, enabled=kind),
            Action("导入", self.choose_file, enabled=kind and enters),
            Action("导出", self.ask_list, enabled=kind and some and not self.withdrawn.chosen),
            Action("成批录入", self.enter_many, "Ctrl+B", enabled=kind and enters),
            Action("照这条再记", self.repeat, "Ctrl+D", enabled=row and enters),
            Action("新记一条", self.begin, "Ctrl+N", main=True, enabled=enters),
        )

    def _enters(self) -> bool:
        """Whether this office enters what is chosen."""
        desk, key = self.session.desk, self.kinds.choice.programme
        return key is None or entries.enters(desk, desk.catalogue.programmes[key])

    # --- what is shown

    def opened(self, *what: object) -> None:
        kind, whole, name = (str(each or "") for each in (*what, "", "", "")[:3])
        desk = self.session.desk
        every = desk.catalogue.programmes
        looks_on = desk.office.level is not Level.COUNTY
        self.office.setVisible(looks_on)
        if looks_on:
            self.session.ask(province.reporting, on_done=self._offer_offices)
        own = {key: each for key, each in every.items() if looks_on or entries.enters(desk, each)}
        if self.kinds.offer(list(nodes_of(desk.catalogue.actions, own))):
            self.session.ask(tokens_of, self.kinds.titles, on_done=self.kinds.show_tokens)
        self.month.offer_until(Month.of(desk.today), all_first=True)
        if kind:
            self.kinds.blockSignals(True)
            self.kinds.choose(kind)
            self.kinds.blockSignals(False)
            self._keep_to(whole, name)
        else:
            self._ask()
        self.view.setFocus()

    def _offer_offices(self, reporting: Sequence[tuple[str, str]]) -> None:
        self.office.offer([("本单位", self.session.desk.office.code), *reporting])

    def reload(self, changes: Changes) -> None:
        if changes & {"entry", "photo"} and self.session.desk is not None:
            self._ask()

    def _chosen(self) -> None:
        if self.session.desk is not None:
            self.session.notice("")  # what was said of another kind
            self._keep_to("", "")

    def _keep_to(self, whole: str, name: str) -> None:
        """Only what belongs to one record; "" lets everything through."""
        self._whole = whole
        self.whole.setText(f"属于“{name}” ✕")
        self.whole.setVisible(bool(whole))
        self._ask()

    @property
    def wanted(self) -> Wanted:
        """What the list shows."""
        chosen = self.kinds.choice
        return Wanted(
            month=self.month.month,
            action=chosen.action if chosen.programme is None else None,
            programme=chosen.programme,
            kind=chosen.kind.key if chosen.kind else None,
            office=self.office.value,
            belongs_to=self._whole or None,
            typed=self.typed.words(),
            withdrawn=self.withdrawn.chosen,
        )

    def _ask(self) -> None:
        desk, wanted, kind = self.session.desk, self.wanted, self.kinds.choice.kind
        self.view.empty = NOT_FOUND if wanted.typed else NOTHING if kind else NOTHING_CHOSEN
        several = desk.office.level is not Level.COUNTY
        shape = (kind, wanted.withdrawn, several)
        columns = columns_of(kind, withdrawn=wanted.withdrawn, several_offices=several)
        self.view.table.show_source(Entries(desk, wanted), columns if shape != self._columns else None)
        self._columns = shape
        for task in self._asked:
            task.cancel()  # only what is shown last is reckoned, however fast one goes down the tree
        everything = Wanted(month=wanted.month, office=wanted.office, withdrawn=wanted.withdrawn)
        self._asked = [
            self.session.ask(entries.summary, wanted, on_done=self._tell),
            self.session.ask(entries.counted, everything, on_done=self.kinds.show_numbers),
        ]
        self.header_changed.emit()

    def _tell(self, summary: Summary) -> None:
        self._summary = summary
        self._tell_picked()

    def _pick(self, rows: int, _fen: object) -> None:
        self._picked = rows
        self._tell_picked()

    def _tell_picked(self) -> None:
        """The sums of what is listed, or how many are selected; the header's acts depend on these."""
        kind = self.kinds.choice.kind
        if self._picked:
            reached = sum(line.entry.people for line in self._rows())
            self.say_status(f"已选 {told_of(Summary(self._picked, reached), kind)}", KEYS)
        elif self._summary:
            self.say_status(f"合计 {told_of(self._summary, kind)}", KEYS)
        self.header_changed.emit()

    # --- what is done

    def _open(self, line: EntryLine) -> None:
        self.session.go("activity", line.entry.id, line.entry.office_code)

    def begin(self) -> None:
        """A new record of the kind that is chosen."""
        kind = self.kinds.choice.kind
        if kind is None:
            self.kinds.look_for()
            self.session.notice(CHOOSE, style.Tone.BLUE)
        else:
            self.session.go("activity", "", kind.name, "", self._whole)

    def _rows(self) -> Sequence[EntryLine]:
        """The selected records, where they are few enough to be at hand."""
        return self.view.selected_rows() if self._picked <= PAGE else ()

    def repeat(self) -> None:
        """A new record that begins like the selected one."""
        for line in self._rows()[:1]:
            self.session.go("activity", "", f"{line.entry.programme}.{line.entry.kind}", line.entry.id)

    def enter_many(self) -> None:
        """Type many of the kind in a sheet."""
        if kind := self.kinds.choice.kind:
            self.session.go("sheet", kind.name)

    def choose_file(self) -> None:
        """Take many of the kind from a file."""
        if kind := self.kinds.choice.kind:
            self.files.choose(kind)

    def ask_template(self) -> None:
        """Ask where the empty sheet of the kind is to go."""
        if kind := self.kinds.choice.kind:
            self.files.ask_template(kind)
            self.header_changed.emit()

    def ask_list(self) -> None:
        """Ask where what is listed is to go."""
        if kind := self.kinds.choice.kind:
            self.files.ask_list(kind, self.wanted, self._summary.entries if self._summary else 0)
            self.header_changed.emit()

    def ask_withdrawal(self) -> None:
        """Ask for the reason why the selected record is to count no more."""
        for line in self._rows()[:1]:
            sentence = f"“{line.entry.name}”撤回后不再计数,记录和原因保留,可在“已撤回”里查看。"
            reason = FieldSpec("reason", "撤回原因", Kind.TEXT, True, None, False, "例如 重复登记")
            give = partial(self._withdraw, line)
            self.entry.ask(Entry("撤回", sentence, "撤回", give, (Question(reason),)))
            self.header_changed.emit()

    def _withdraw(self, line: EntryLine, given: Mapping[str, Any]) -> None:
        self.session.act(
            entries.withdraw,
            line.entry.id,
            given["reason"],
            on_done=lambda _changes: self._withdrawn(line),
            on_failed=self.entry.refused,
        )

    def _withdrawn(self, line: EntryLine) -> None:
        self.entry.close_entry()
        self.session.notice(f"已撤回“{line.entry.name}”。")
