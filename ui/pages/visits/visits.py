"""The page of home visits: four lists under one search, and what is done with the rows selected there."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout

from countydesk.domain.months import Month
from countydesk.services import due_visits, papers, rounds, visits
from countydesk.services.due_visits import DueLine, TownshipDue
from countydesk.services.rounds import Planned, RoundLine
from countydesk.services.visits import Summary, VisitLine, Wanted
from ui import style
from ui.announcer import Changes
from ui.dialogs.pdf_preview import preview_paper
from ui.pages.visits.lists import DUE, OPEN, RECORDED, ROUNDS, Due, Rounds, Visits
from ui.parts.entry_bar import Entry, EntryBar
from ui.parts.filter_chip import FilterChip
from ui.parts.following_up import finish, finishing_entry
from ui.parts.month_choice import MonthChoice
from ui.parts.page import Action, Page
from ui.parts.planning import day_and_visitors
from ui.parts.search_line import SearchLine
from ui.session import Session
from ui.tables.columns import Column
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

MONTH, OPEN_ONES, CHILDREN, PLANNED = range(4)
TITLES = ("走访记录", "待跟进", "应走访", "走访安排")
BY_NAME = {"month": MONTH, "due": OPEN_ONES, "children": CHILDREN, "rounds": PLANNED}
NOTHING = (
    "这个月还没有走访记录。按 Ctrl+N 记一次走访,或换一个月份查看。",
    "没有待跟进的事。",
    "没有应走访的对象:本期都已走访。",
    "还没有走访安排。请在“应走访”里选中对象,按“安排走访”。",
)
KEYS = (
    "Enter 打开 · Ctrl+N 记一次走访 · Ctrl+F 查找",
    "Enter 打开 · 选中后可完成跟进",
    "Enter 记走访 · 选中多名可安排走访、打印走访表、逐个登记",
    "Enter 打开走访安排",
)
SHOWS = frozenset({"visit", "beneficiary", "photo", "round_stop", "guardian", "setting"})
OVERDUE, FREE = "overdue", "free"
Row = VisitLine | DueLine | RoundLine


class VisitsPage(Page):
    """Recorded visits of a month; what is still to follow; who is due for a visit and why; the rounds."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._summary: Summary | None = None
        self._towns: Sequence[TownshipDue] = ()
        self._picked = 0
        self.entry = EntryBar()
        self.entry.shut.connect(self.header_changed)
        self.month = MonthChoice()
        self.month.picked.connect(self._ask)
        self.township = FilterChip("乡镇")
        self.which = FilterChip("范围", [("逾期", OVERDUE), ("未安排", FREE)])
        for chip in (self.township, self.which):
            chip.chosen.connect(lambda _value: self._ask())
        self.typed = SearchLine(self, "查找走访", "姓名、拼音首字母、走访情况")
        self.typed.rested.connect(self._ask)
        self.typed.returnPressed.connect(lambda: self.view.setFocus())
        self.kinds = QButtonGroup(self)
        self._stack = QStackedWidget()
        columns = (RECORDED, OPEN, DUE, ROUNDS)
        self.views = [self._list(*one) for one in zip(columns, NOTHING, strict=True)]
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStrut(style.ROW)
        for number, words in enumerate(TITLES):
            button = style.in_role(QPushButton(words), "toggle")
            button.setCheckable(True)
            self.kinds.addButton(button, number)
            line.addWidget(button)
        self.kinds.button(MONTH).setChecked(True)
        self.kinds.idClicked.connect(self.show_list)
        line.addSpacing(8)
        for narrowing in (self.month, self.township, self.which):
            line.addWidget(narrowing)
        line.addStretch(1)
        line.addWidget(self.typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.entry)
        column.addLayout(line)
        column.addWidget(self._stack, 1)

    def _list(self, columns: Sequence[Column], nothing: str) -> RecordView:
        view = RecordView(RecordTable(columns, background=self.session.background), empty=nothing)
        view.opened.connect(self._open)
        view.picked.connect(lambda rows, _sum: self._pick(rows))
        view.copied.connect(lambda rows: self.session.notice(f"已复制 {rows} 行,可粘贴到 Excel 或 WPS。"))
        self._stack.addWidget(framed(view))
        return view

    @property
    def kind(self) -> int:
        """Which list is shown: MONTH, OPEN_ONES, CHILDREN or PLANNED."""
        return self.kinds.checkedId()

    @property
    def view(self) -> RecordView:
        """The list that is shown."""
        return self.views[self.kind]

    # --- the header

    def title(self) -> str:
        return "入户走访"

    def subtitle(self) -> str:
        seen = self._summary
        if seen is None:
            return ""
        if self.kind in (CHILDREN, PLANNED):
            late = sum(town.overdue for town in self._towns)
            told = f",其中逾期 {late} 人" if late else ""
            return f"应走访 {sum(town.due for town in self._towns):,} 人{told}"
        within = self.month.month.title if self.month.month else "全部月份"
        late_ones = f",其中逾期 {seen.overdue} 件" if seen.overdue else ""
        return f"{within}走访 {seen.visits} 次、{seen.children} 人;待跟进 {seen.open} 件{late_ones}"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.entry.is_open:
            return ()
        some = self._picked > 0
        own: dict[int, list[Action]] = {
            OPEN_ONES: [Action("完成跟进…", self.ask_finish, enabled=some)],
            CHILDREN: [
                Action("安排走访…", self.ask_plan, enabled=some),
                Action("逐个登记", self.work_off, enabled=some),
            ],
        }
        forms = [Action("打印走访表", self.print_forms, "Ctrl+P", enabled=some)]
        return (
            *own.get(self.kind, ()),
            *(forms if self.kind != PLANNED else ()),
            Action("记一次走访", lambda: self.session.go("visit"), "Ctrl+N", main=True),
        )

    # --- what is shown

    def opened(self, *what: object) -> None:
        self.month.offer_until(Month.of(self.session.desk.today))
        self.show_list(BY_NAME[str(what[0])] if what and what[0] in BY_NAME else self.kind)
        self.view.setFocus()

    def reload(self, changes: Changes) -> None:
        if changes & SHOWS and self.session.desk is not None:
            self._ask()

    def show_list(self, kind: int) -> None:
        """Show one of the lists."""
        self.entry.close_entry()
        self.kinds.button(kind).setChecked(True)
        self._stack.setCurrentIndex(kind)
        self.month.setVisible(kind == MONTH)
        self.township.setVisible(kind == CHILDREN)
        self.which.setVisible(kind == CHILDREN)
        self.typed.setVisible(kind != PLANNED)
        self._picked = 0
        self._ask()

    def _ask(self) -> None:
        desk, typed = self.session.desk, self.typed.words()
        which = self.which.value
        due = due_visits.Wanted(self.township.value, which == OVERDUE, which == FREE, typed)
        sources = (
            lambda: Visits(desk, Wanted(self.month.month, typed=typed)),
            lambda: Visits(desk, Wanted(open_only=True, typed=typed)),
            lambda: Due(desk, due),
            lambda: Rounds(desk),
        )
        self.view.empty = NOTHING[self.kind] if not typed else "没有找到,请换一种写法,例如拼音首字母。"
        self.view.table.show_source(sources[self.kind]())
        self.session.ask(visits.summary, self.month.month, on_done=self._tell)
        if self.kind in (CHILDREN, PLANNED):
            self.session.ask(due_visits.by_township, on_done=self._offer)
        self._pick(0)

    def _tell(self, summary: Summary) -> None:
        self._summary = summary
        self.kinds.button(OPEN_ONES).setText(f"待跟进 {summary.open}" if summary.open else "待跟进")
        self.header_changed.emit()

    def _offer(self, towns: Sequence[TownshipDue]) -> None:
        self._towns = towns
        self.township.offer([(f"{town.township or '未填乡镇'} {town.due}", town.township) for town in towns])
        self.header_changed.emit()

    def _pick(self, rows: int) -> None:
        changed = bool(rows) != bool(self._picked)
        self._picked = rows
        self.say_status(f"已选 {rows} 行" if rows else "", KEYS[self.kind])
        if changed:
            self.header_changed.emit()

    # --- what is done

    def _open(self, row: Row) -> None:
        if isinstance(row, DueLine):
            self.session.go("visit", row.id)
        elif isinstance(row, RoundLine):
            self.session.go("round", row.number)
        else:
            self.session.go("visit", "", (), row.visit.id)

    def _with_selected(self, act: Callable[[Sequence[Any]], object]) -> None:
        """Hand the selected rows on, when those that were not shown yet are there."""
        self.view.table.rows_of(self.view.selected_ranges(), act)

    def _ask_entry(self, entry: Entry) -> None:
        self.entry.ask(entry)
        self.header_changed.emit()

    def ask_finish(self) -> None:
        """Ask how what had to follow the selected visits was done."""
        self._with_selected(self._ask_finish)

    def _ask_finish(self, lines: Sequence[VisitLine]) -> None:
        told = ";".join(f"{line.name}:{line.visit.follow_up}" for line in lines[:3])
        more = f" 等 {len(lines)} 件" if len(lines) > 3 else ""
        give = partial(self._finish, [line.visit.id for line in lines])
        self._ask_entry(
            finishing_entry(f"{told}{more}", self.session.desk.today, self.session.operator, give)
        )

    def _finish(self, ids: Sequence[str], values: dict[str, Any]) -> None:
        said = f"{len(ids)} 件跟进已记为完成。"
        self.session.act(
            finish, ids, values, on_done=lambda _changes: self._done(said), on_failed=self.entry.refused
        )

    def _done(self, said: str) -> None:
        self.entry.close_entry()
        self.session.notice(said)
        self.view.setFocus()

    def ask_plan(self) -> None:
        """Ask when and by whom the selected children are visited."""
        self._with_selected(self._ask_plan)

    def _ask_plan(self, children: Sequence[DueLine]) -> None:
        self.session.ask(rounds.listing, False, 0, 1, on_done=partial(self._ask_day, children))

    def _ask_day(self, children: Sequence[DueLine], last: Sequence[RoundLine]) -> None:
        towns = "、".join(dict.fromkeys(child.township for child in children if child.township))
        self._ask_entry(
            day_and_visitors(
                "安排走访",
                f"{towns} {len(children)} 户,安排后可调整顺序、打印名单和走访表。",
                "安排",
                None,
                last[0].visitors if last else "",
                self.session.desk.today,
                partial(self._plan, [child.id for child in children]),
            )
        )

    def _plan(self, ids: Sequence[str], values: dict[str, Any]) -> None:
        self.session.act(
            rounds.plan,
            values["day"],
            values["visitors"],
            ids,
            on_done=self._planned,
            on_failed=self.entry.refused,
        )

    def _planned(self, planned: Planned) -> None:
        self.entry.close_entry()
        self.session.go("round", planned.number)
        self.session.notice(f"已安排走访 {planned.number}。按 Alt+↑ Alt+↓ 可调整顺序,再打印带去。")

    def work_off(self) -> None:
        """Record visits to the selected children one after the other."""
        self._with_selected(self._work_off)

    def _work_off(self, children: Sequence[DueLine]) -> None:
        ids = tuple(child.id for child in children)
        if ids:
            self.session.go("visit", ids[0], ids)

    def print_forms(self) -> None:
        """The forms to take along, one for each child selected."""
        self._with_selected(self._print)

    def _print(self, rows: Sequence[VisitLine | DueLine]) -> None:
        ids = [row.id if isinstance(row, DueLine) else row.visit.beneficiary_id for row in rows]
        children = list(dict.fromkeys(ids))
        if children:
            preview_paper(
                self,
                self.session,
                partial(_forms, children),
                title=f"入户走访记录表 {len(children)} 份",
                landscape=False,
            )


def _forms(children: Sequence[str], desk: Any) -> papers.Paper:
    return papers.visit_forms(desk, children)
