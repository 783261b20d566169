"""The page of a round: its way, put in order by keys, printed, and entered stop by stop."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from countydesk.domain.days import show_day
from countydesk.domain.fields import Kind
from countydesk.domain.rounds import Outcome
from countydesk.services import round_papers, rounds
from countydesk.services.rounds import Round, StopSeen
from ui import style
from ui.announcer import Changes
from ui.dialogs.pdf_preview import preview_paper
from ui.parts.entry_bar import Entry, EntryBar
from ui.parts.page import Action, Page
from ui.parts.planning import day_and_visitors, missed_entry
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

SHOWS = frozenset({"round_stop", "visit", "beneficiary", "guardian"})
TONES = {Outcome.PLANNED: Tone.GREY, Outcome.MET: Tone.GREEN, Outcome.MISSED: Tone.AMBER}
KEYS = "Enter 记走访 · Alt+↑ Alt+↓ 调整顺序 · 选中后可记未遇到"
WHOLE_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows

COLUMNS = (
    Column("序号", lambda one: one.stop.position, Kind.NUMBER, 56),
    Column("姓名", lambda one: one.stop.name, Kind.NAME, 110),
    Column("结果", lambda one: one.stop.outcome, Kind.CHOICE, 90, chip=TONES, choices=Outcome),
    Column("村", lambda one: one.child.village, width=120),
    Column("监护人", "guardian", width=110),
    Column("学校", lambda one: one.child.school, width=150, faint=True),
    Column("年级", "grade", width=150, faint=True),
    Column("说明", lambda one: remark(one), width=290),
)


def remark(one: StopSeen) -> str:
    """Why nobody was met, or why the visit that is to come is due."""
    due = one.due.sentence if one.due and one.stop.outcome is Outcome.PLANNED else ""
    return one.stop.missed or due


class RoundPage(Page):
    """Opened with the number of a round."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._number = ""
        self.shown: Round | None = None
        self.entry = EntryBar()
        self.entry.shut.connect(self.header_changed)
        self.view = RecordView(RecordTable(COLUMNS), empty="正在打开…")
        self.view.setAccessibleName("走访名单")
        self.view.opened.connect(self._open)
        self.view.picked.connect(lambda _rows, _sum: self.header_changed.emit())
        for keys, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(keys), self, partial(self.move_stop, by))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.entry)
        column.addWidget(framed(self.view), 1)

    # --- the header

    def title(self) -> str:
        return f"走访 {self._number}"

    def subtitle(self) -> str:
        seen = self.shown
        return f"{show_day(seen.day)} · {seen.townships} · {seen.visitors}" if seen else ""

    def chips(self) -> Sequence[tuple[str, Tone]]:
        if self.shown is None:
            return ()
        left, late = len(self.shown.left()), self.shown.day < self.session.desk.today
        if left:
            return ((f"还有 {left} 户未登记", Tone.AMBER) if late else (f"待走访 {left} 户", Tone.BLUE),)
        return (("已登记完", Tone.GREEN),)

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.shown is None or self.entry.is_open:
            return ()
        chosen, left = self.view.selected_rows(), self.shown.left()
        untouched = len(left) == len(self.shown.stops)
        missed = bool(chosen) and all(one.stop.outcome is Outcome.MISSED for one in chosen)
        open_ = bool(chosen) and all(one.stop.outcome is not Outcome.MET for one in chosen)
        back = Action("恢复待走访", self.take_up_again)
        coming = untouched and self.shown.day > self.session.desk.today  # first printed, entered afterwards
        return (
            *([Action("改日期…", self.ask_put_off)] if untouched else []),
            back if missed else Action("未遇到…", self.ask_missed, "Ctrl+M", enabled=open_),
            Action("打印", self.print_papers, "Ctrl+P", main=coming),
            Action("逐户登记", self.work_off, "Ctrl+Return", main=not coming, enabled=bool(left)),
        )

    # --- what is shown

    def opened(self, *what: object) -> None:
        self._number = str(what[0]) if what else ""
        self.shown = None
        self.entry.close_entry()
        self._ask()
        self.view.setFocus()

    def reload(self, changes: Changes) -> None:
        if changes & SHOWS and self.session.desk is not None and self._number:
            self._ask()

    def _ask(self, current: str = "") -> None:
        """Look anew; the stop that was marked, or this one, stays marked."""
        marked = self.view.selected_rows()
        keep = current or (marked[0].stop.id if len(marked) == 1 else "")
        self.session.ask(rounds.show, self._number, on_done=partial(self._show, keep))

    def _show(self, current: str, seen: Round) -> None:
        self.shown = seen
        self.view.table.show_source(ListSource(seen.stops))
        for row, one in enumerate(seen.stops):
            if one.stop.id == current:
                self.view.selectionModel().setCurrentIndex(self.view.table.index(row, 0), WHOLE_ROW)
        self.say_status(f"共 {len(seen.stops)} 户", KEYS)
        self.header_changed.emit()

    # --- what is done

    def _open(self, one: StopSeen) -> None:
        """The visit that was recorded, or the form for it, with the rest of the round to follow."""
        if one.stop.visit_id:
            self.session.go("visit", "", (), one.stop.visit_id)
        else:
            self._go(one)

    def work_off(self) -> None:
        """Enter what the papers say, in their order, from the first stop that is not entered."""
        if self.shown is not None and self.shown.left():
            self._go(self.shown.left()[0])

    def _go(self, one: StopSeen) -> None:
        assert self.shown is not None
        queue = tuple(each.child.id for each in self.shown.stops if each is one or each in self.shown.left())
        self.session.go("visit", one.child.id, queue)

    def move_stop(self, by: int) -> None:
        """Move the marked stop up or down the way."""
        rows = self.view.selected_rows()
        if self.shown is None or len(rows) != 1:
            return
        order = [one.stop.id for one in self.shown.stops]
        place = order.index(rows[0].stop.id)
        if 0 <= place + by < len(order):
            order.insert(place + by, order.pop(place))
            self.session.act(rounds.reorder, self._number, order)

    def print_papers(self) -> None:
        """The list and the forms to take along."""
        number = self._number

        def made(desk: Any) -> Any:
            return round_papers.papers_of(desk, number)

        preview_paper(self, self.session, made, title=f"走访名单 {number}", landscape=False)

    def ask_missed(self) -> None:
        """Ask why nobody was met at the marked stops."""
        chosen: Sequence[StopSeen] = self.view.selected_rows()
        names = "、".join(one.stop.name for one in chosen)
        self._ask_entry(missed_entry(names, partial(self._miss, [one.stop.id for one in chosen])))

    def _miss(self, stops: Sequence[str], values: dict[str, Any]) -> None:
        self._act(rounds.miss, stops, values["missed"], said=f"{len(stops)} 户记为未遇到,仍列入应走访。")

    def take_up_again(self) -> None:
        """The marked stops were said by mistake to have been missed."""
        stops = [one.stop.id for one in self.view.selected_rows()]
        self._act(rounds.take_up_again, stops, said=f"{len(stops)} 户恢复为待走访。")

    def ask_put_off(self) -> None:
        """Ask for another day or other visitors."""
        assert self.shown is not None
        seen, sentence = self.shown, "登记了第一户之后不能再改。已打印的名单请重新打印。"
        self._ask_entry(
            day_and_visitors(
                "改日期和走访人",
                sentence,
                "改",
                seen.day,
                seen.visitors,
                self.session.desk.today,
                self._put_off,
            )
        )

    def _put_off(self, values: dict[str, Any]) -> None:
        self._act(rounds.put_off, values["day"], values["visitors"], said="走访安排已改。")

    def _ask_entry(self, entry: Entry) -> None:
        self.entry.ask(entry)
        self.header_changed.emit()

    def _act(self, act: Any, *what: Any, said: str) -> None:
        def done(_changes: Changes) -> None:
            self.entry.close_entry()
            self.session.notice(said)
            self.view.setFocus()

        self.session.act(act, self._number, *what, on_done=done, on_failed=self._refused)

    def _refused(self, failure: BaseException) -> None:
        if self.entry.is_open:
            self.entry.refused(failure)
        else:
            self.session.notice(str(failure), Tone.RED)
