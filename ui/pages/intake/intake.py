"""The page of intake: where applications wait and how long, and what is done with several at once."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout

from countydesk.domain.applications import Station
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.intake import stations
from countydesk.services import applications, intake_papers, intake_steps
from countydesk.services.applications import Line, Waiting
from countydesk.services.intake_steps import Posted
from countydesk.services.papers import Paper
from ui import style
from ui.announcer import Changes
from ui.dialogs.pdf_preview import preview_paper
from ui.pages.intake.lists import COLUMNS, Applications, steps_of
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.filter_chip import FilterChip
from ui.parts.next_line import NextLine
from ui.parts.page import Action, Page
from ui.parts.posting import posting_entry
from ui.parts.search_line import SearchLine
from ui.parts.step_path import StepPath
from ui.session import Session
from ui.style import Tone
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

SHOWS = frozenset({"application", "application_step", "beneficiary", "setting"})
NOBODY = "没有在办的申请。按 Ctrl+N 受理一份,或导入学校、乡镇报来的表。"
NOT_FOUND = "没有找到,请换一种写法,例如拼音首字母。"
KEYS = "Enter 打开 · Ctrl+N 新申请 · Ctrl+F 查找 · Ctrl+P 打印"
BELOW_PRINTING = 360  # pixels from the right, where the button of the menu stands


class IntakePage(Page):
    """Opened with the value of a station, or with all that is on its way."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._waiting: Sequence[Waiting] = ()
        self._picked: Sequence[Line] = ()
        self._way: Sequence[Station] = ()
        self._row = -1  # where one was in the list, for coming back
        self.entry = EntryBar()
        self.entry.shut.connect(self.header_changed)
        self.path = StepPath()
        self.path.chosen.connect(self._choose_step)
        self.over = NextLine()
        self.over.hide()
        self.station = FilterChip("环节", [(station.title, station) for station in Station])
        self.station.chosen.connect(lambda _value: self._ask())
        self.typed = SearchLine(self, "查找申请", "姓名、拼音首字母、身份证号")
        self.typed.rested.connect(self._ask)
        self.typed.returnPressed.connect(self._into_list)
        self.table = RecordTable(COLUMNS, background=session.background)
        self.view = RecordView(self.table, empty=NOBODY)
        self.view.setAccessibleName("申请")
        self.table.loaded.connect(self._loaded)
        self.view.opened.connect(lambda line: session.go("application", line.id))
        self.view.picked.connect(lambda _rows, _sum: self._pick())
        self.view.copied.connect(lambda rows: session.notice(f"已复制 {rows} 行(证件号仍为掩码)。"))
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.station)
        line.addStretch(1)
        line.addWidget(self.typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        for part in (self.entry, self.path, self.over):
            column.addWidget(part)
        column.addLayout(line)
        column.addWidget(framed(self.view), 1)

    def _into_list(self) -> None:
        self.view.setFocus()

    # --- the header

    def title(self) -> str:
        return "受理入库"

    def subtitle(self) -> str:
        number = sum(one.count for one in self._waiting)
        return f"在办 {number:,} 人" if number else "没有在办的申请"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.entry.is_open:
            return ()
        at = {line.station for line in self._picked}
        own: list[Action] = []
        if at == {Station.NOTICE}:
            hung = [line.until is not None for line in self._picked]
            own = [Action("登记公示…", self.ask_posting)] if not any(hung) else []
            own += [Action("结束公示…", self.ask_end)] if all(hung) else []
        return (
            *own,
            Action("打印…", self.choose_paper, "Ctrl+P"),
            Action("导入申请…", lambda: self.session.go("proposals"), "Ctrl+I"),
            Action("新申请", lambda: self.session.go("application"), "Ctrl+N", main=True),
        )

    # --- what is shown

    def opened(self, *what: object) -> None:
        self.entry.close_entry()
        if what and self.station.value is not Station(str(what[0])):
            self.station.choose(Station(str(what[0])))
        else:
            self._ask_again()
        self.view.setFocus()

    def reload(self, changes: Changes) -> None:
        if changes & SHOWS and self.session.desk is not None:
            self._ask_again()

    def _ask_again(self) -> None:
        """The same list as it stands now; the cursor stays where it was."""
        row = self.view.currentIndex().row()
        self._ask()
        self._row = row

    def _ask(self) -> None:
        desk, typed, self._row = self.session.desk, self.typed.words(), -1
        self._way = stations(desk.settings.admission)
        self.view.empty = NOT_FOUND if typed or self.station.value else NOBODY
        self.table.show_source(Applications(desk, self.station.value, typed))
        self.session.ask(applications.waiting, on_done=self._show_waiting)
        self.session.ask(applications.notices_over, on_done=self._show_over)

    def _loaded(self, rows: int) -> None:
        if rows and self._row >= 0:
            self.view.selectRow(min(self._row, rows - 1))
        self._pick()

    def _show_waiting(self, waiting: Sequence[Waiting]) -> None:
        self._waiting = waiting
        self.path.show_steps(steps_of(self._way, waiting))
        self.header_changed.emit()

    def _show_over(self, number: int) -> None:
        self.over.setVisible(bool(number))
        sentence = f"{number} 人公示期满,请撤下公示,选中后登记结束。"
        self.over.say("撤下公示", sentence, [("看公示的", partial(self.station.choose, Station.NOTICE))])

    def _choose_step(self, number: int) -> None:
        station = self._way[number]
        self.station.choose(None if self.station.value is station else station)

    def _pick(self) -> None:
        self._picked = self.view.selected_rows()
        self.say_status(f"已选 {len(self._picked)} 人" if self._picked else "", KEYS)
        self.header_changed.emit()

    # --- what is done with those that are selected

    def _ids(self) -> list[str]:
        return [line.id for line in self._picked]

    def ask_posting(self) -> None:
        """Ask where and from when the notice of the selected children hangs."""
        self.session.ask(intake_steps.notice_period, self.session.desk.today, on_done=self._ask_posting)

    def _ask_posting(self, period: Posted) -> None:
        names, ids = [line.name for line in self._picked], self._ids()
        self._open(posting_entry(names, period, self.session.desk.today, partial(self._post, ids)))

    def _post(self, ids: Sequence[str], values: dict[str, Any]) -> None:
        def done(period: Posted) -> None:
            self._done(f"{len(ids)} 人的公示已登记,到 {show_day(period.last)}为止。")

        where = (values["day"], values["place"], values.get("paper") or "")
        self.session.act(intake_steps.post, ids, *where, on_done=done, on_failed=self.entry.refused)

    def ask_end(self) -> None:
        """Ask on which day the notice of the selected children was taken down."""
        ids, today = self._ids(), self.session.desk.today
        day = FieldSpec("day", "撤下日期", Kind.DAY, True, None, False, "")
        question = Question(day, partial(parse_day, today=today), today, 160)
        sentence = f"{len(ids)} 人转入县级审核;期未满或异议没有答复的不能结束。"
        self._open(Entry("结束公示", sentence, "结束公示", partial(self._end, ids), (question,)))

    def _end(self, ids: Sequence[str], values: dict[str, Any]) -> None:
        self.session.act(
            intake_steps.end_notices,
            ids,
            values["day"],
            on_done=lambda _changes: self._done(f"{len(ids)} 人的公示已结束。"),
            on_failed=self.entry.refused,
        )

    def _open(self, entry: Entry) -> None:
        self.entry.ask(entry)
        self.header_changed.emit()

    def _done(self, sentence: str) -> None:
        self.entry.close_entry()
        self.session.notice(sentence)
        self.view.setFocus()

    # --- papers

    def choose_paper(self) -> None:
        """Offer blank forms, and what can be printed of those that are selected."""
        ids, today = self._ids(), self.session.desk.today
        offered: list[tuple[str, Callable[[Any], Paper]]] = [
            ("空白申请表", intake_papers.application_form),
            ("空白告知同意书", intake_papers.consent_form),
        ]
        if ids:
            offered.insert(
                0, (f"入户核查表({len(ids)} 人)", lambda desk: intake_papers.finding_forms(desk, ids))
            )
            offered.insert(1, (f"公示({len(ids)} 人)", lambda desk: intake_papers.notice(desk, ids, today)))
            offered.insert(
                2, (f"审核入库表({len(ids)} 人)", lambda desk: intake_papers.admission_list(desk, ids))
            )
        menu = QMenu(self)
        for words, made in offered:
            menu.addAction(words).triggered.connect(partial(self.print_paper, words, made))
        menu.popup(self.mapToGlobal(QPoint(self.width() - BELOW_PRINTING, -8)))
        menu.setActiveAction(menu.actions()[0])

    def print_paper(self, title: str, made: Callable[[Any], Paper], _checked: bool = False) -> None:
        """Show a paper as it will be printed."""
        wide = title.startswith("审核入库表")
        preview_paper(self, self.session, made, title=title, landscape=wide, on_failed=self._failed)

    def _failed(self, failure: BaseException) -> None:
        self.session.notice(str(failure), Tone.RED)
