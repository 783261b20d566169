"""The page of all lists: what each is worth and how far it has come; Ctrl+N draws up another."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from countydesk.domain.batch_path import STEP_TITLES
from countydesk.domain.disbursements import Batch, BatchState
from countydesk.domain.fields import Kind
from countydesk.services import drawing, rosters
from countydesk.services.rosters import Listed
from ui import style
from ui.announcer import Changes
from ui.charts.money_bar import MoneyBar, Part, parts_of
from ui.pages.disbursements.drawing_up import DrawingUp
from ui.parts.card import Card
from ui.parts.page import Action, Page
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import Align, Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

TONES = {
    BatchState.DRAWN: Tone.BLUE,
    BatchState.CHECKED: Tone.BLUE,
    BatchState.APPROVED: Tone.BLUE,
    BatchState.PRINTED: Tone.AMBER,
    BatchState.PAID: Tone.AMBER,
    BatchState.SIGNED: Tone.AMBER,
    BatchState.SETTLED: Tone.GREEN,
    BatchState.VOIDED: Tone.GREY,
}
COLUMNS = (
    Column("名册号", lambda row: row.batch.number, width=126),
    Column("学期", "term", Kind.KEY, 124),
    Column("进度", lambda row: row.batch.state, Kind.CHOICE, 84, chip=TONES, choices=BatchState),
    Column("人数", "children", Kind.NUMBER, 60),
    Column("应发", "due_fen", Kind.MONEY, 108),
    Column("实发", lambda row: row.balance.paid_out or None, Kind.MONEY, 108),
    Column("退汇", lambda row: row.balance.returned or None, Kind.MONEY, 92),
    Column("未发", lambda row: row.balance.unpaid or None, Kind.MONEY, 92),
    Column("拟定", "drawn_by", width=72, align=Align.LEFT),
    Column("日期", lambda row: row.drawn_at and row.drawn_at.astimezone().date(), Kind.DAY, 126, faint=True),
)
EMPTY = "还没有发放名册。“帮扶对象”里有了在助的孩子,就可以按 Ctrl+N 拟定本学期的名册。"


class Disbursements(Page):
    """Shows the lists, or the drawing up of one."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rows: list[Listed] = []
        self._wanted = ""
        self.view = RecordView(RecordTable(COLUMNS), empty="正在读取…")
        self.view.setSelectionMode(RecordView.SelectionMode.SingleSelection)
        self.view.setAccessibleName("发放名册")
        self.view.opened.connect(lambda row: session.go("batch", row.batch.number))
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show_money())
        self._money = MoneyBar()
        self._money_card = Card("每一元在哪里")
        self._money_card.add(self._money)
        self.drawing_up = DrawingUp(session)
        self.drawing_up.ready.connect(self.header_changed)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._listing())
        self._stack.addWidget(self.drawing_up)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.addWidget(self._stack)

    def _listing(self) -> QWidget:
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(QMargins())
        column.setSpacing(style.GAP)
        column.addWidget(framed(self.view), 1)
        column.addWidget(self._money_card)
        return listing

    # --- as a page

    @property
    def _is_drawing_up(self) -> bool:
        return self._stack.currentWidget() is self.drawing_up

    def title(self) -> str:
        return "拟定新名册" if self._is_drawing_up else "助养发放"

    def subtitle(self) -> str:
        if self._is_drawing_up:
            return self.drawing_up.subtitle()
        return f"{len(self._rows)} 份名册" if self._rows else ""

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if not self._is_drawing_up:
            return [
                Action("尚待列入与还需", lambda: self.session.go("owing")),
                Action("拟定新名册", self.draw_up, "Ctrl+N", main=True),
            ]
        can = self.drawing_up.can_draw
        return [
            Action("返回", self.show_list, "Esc"),
            Action("拟定", self._draw, "Ctrl+Return", main=True, enabled=can),
        ]

    def opened(self, *what: object) -> None:
        """A number names the list to be selected."""
        self._wanted = str(what[0]) if what else ""
        self.show_list()
        self._ask()

    def reload(self, changes: Changes) -> None:
        if changes & rosters.TOUCHED:
            self._ask()
        if self._is_drawing_up and changes & (rosters.TOUCHED | {"beneficiary", "enrolment_event"}):
            self.drawing_up.ask()

    # --- the list

    def show_list(self) -> None:
        """The lists again."""
        self._stack.setCurrentIndex(0)
        self.view.setFocus()
        self.header_changed.emit()
        self._say()

    def _say(self) -> None:
        if self._is_drawing_up:
            self.say_status("预览不写入任何记录", "Enter 打开对象 · Ctrl+Enter 拟定 · Esc 返回")
        else:
            self.say_status("", "Enter 打开名册 · Ctrl+N 拟定新名册")

    def _ask(self) -> None:
        self.session.ask(rosters.listing, on_done=self._show)

    def _show(self, rows: list[Listed]) -> None:
        selected = self.view.selected_rows()
        keep = self._wanted or (selected[0].batch.reference if selected else "")
        self._rows, self._wanted = rows, ""
        self.view.empty = EMPTY
        self.view.table.show_source(ListSource(rows))
        names = [(row.batch.number, row.batch.reference) for row in rows]
        place = next((n for n, both in enumerate(names) if keep in both), 0)
        if rows:
            self.view.selectRow(place)
        self._money_card.setVisible(bool(rows))
        self._show_money()
        self.header_changed.emit()

    def _show_money(self) -> None:
        chosen = self.view.selected_rows()
        if not chosen:
            return
        row, money = chosen[0], chosen[0].balance
        note = "已作废,分录已全部冲销" if row.batch.state is BatchState.VOIDED else ""
        self._money_card.retitle(f"{row.term}名册 {row.batch.number} · 每一元在哪里", note)
        waiting = Part("待批准", row.due_fen - money.due, "waiting", "secondary")
        parts = parts_of(money.signed, money.unsigned, money.returned, money.unpaid)
        self._money.show_parts(f"应发 {row.children} 人", [waiting, *parts])

    # --- drawing up

    def draw_up(self) -> None:
        """Show who would be on a new list."""
        self._stack.setCurrentWidget(self.drawing_up)
        self.drawing_up.begin()
        self.header_changed.emit()
        self._say()

    def _draw(self) -> None:
        if self.drawing_up.term is not None:
            self.drawing_up.can_draw = False
            self.header_changed.emit()
            self.session.ask(
                drawing.draw, self.drawing_up.term, on_done=self._drawn, on_failed=self._not_drawn
            )

    def _drawn(self, batch: Batch) -> None:
        self._stack.setCurrentIndex(0)
        self._wanted = batch.number
        self.session.announcer.announce(rosters.TOUCHED)
        self.session.go("batch", batch.number)
        next_step = STEP_TITLES[BatchState.CHECKED]
        self.session.notice(f"名册 {batch.number} 已拟定,请另一人{next_step}。")

    def _not_drawn(self, failure: BaseException) -> None:
        self.session.notice(str(failure), Tone.RED)
        self.drawing_up.ask()
