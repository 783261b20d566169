"""Drawing up a list: who would be on it for a term, who would not and why; nothing is written yet."""

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from countydesk.domain.days import show_day
from countydesk.domain.fields import Kind
from countydesk.domain.grades import Stage
from countydesk.domain.months import Term
from countydesk.services import drawing
from countydesk.services.drawing import Drawing
from ui import style
from ui.parts.card import Card
from ui.parts.folding import Scrolled
from ui.parts.left_out import LeftOutList
from ui.parts.sum_card import SumCard
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

WORDS = "只列在助、本期未发的对象;每行的学段、标准和金额按当天固定。"
SIDE = 330  # pixels of the cards at the right
COLUMNS = (
    Column("姓名", lambda due: due.candidate.child.name, Kind.NAME, 120),
    Column("学段", "stage", Kind.CHOICE, 60, choices=Stage),
    Column("学校", lambda due: due.candidate.child.school, width=160),
    Column("年级班级", "grade", width=110),
    Column("标准/年", "yearly_fen", Kind.MONEY, 94),
    Column("本期", "fen", Kind.MONEY, 94),
    Column("提示", "hint", width=170, tone=Tone.RED),
)


class DrawingUp(QWidget):
    """The preview. `ready` tells that it has changed: whether it can be drawn up, and for whom."""

    ready = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.can_draw = False
        self.drawing: Drawing | None = None
        self._terms: list[Term] = []
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("学期")
        self.chooser.setFixedWidth(180)
        self.chooser.currentIndexChanged.connect(lambda _place: self.ask())
        self.view = RecordView(RecordTable(COLUMNS), empty="正在核对…")
        self.view.setAccessibleName("列入对象")
        self.view.opened.connect(lambda due: session.go("child", due.candidate.child.id))
        self._sum = SumCard()
        self._left = Card("未列入")
        self.left_out = LeftOutList(lambda child: session.go("child", child))
        self._left.add(self.left_out)
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(style.GAP)
        label = style.label("学期(&T)", "faint")
        label.setBuddy(self.chooser)
        line.addWidget(label)
        line.addWidget(self.chooser)
        self._words = style.label(WORDS, "secondary", wraps=True)
        line.addWidget(self._words, 1)
        side = Scrolled()
        side.setFixedWidth(SIDE)
        side.column.addWidget(self._sum)
        side.column.addWidget(self._left)
        side.column.addStretch(1)
        beside = QHBoxLayout()
        beside.setSpacing(style.GAP)
        beside.addWidget(framed(self.view), 1)
        beside.addWidget(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addLayout(beside, 1)

    @property
    def term(self) -> Term | None:
        """The term that is chosen."""
        place = self.chooser.currentIndex()
        return self._terms[place] if 0 <= place < len(self._terms) else None

    def subtitle(self) -> str:
        """What the header says of it."""
        if self.drawing is None:
            return ""
        return f"{len(self.drawing.due)} 人 · 资格核定日 {show_day(self.drawing.day)}"

    def begin(self) -> None:
        """Offer the terms and look at today's."""
        self._session.ask(drawing.terms_to_draw, on_done=self._offer)
        self.chooser.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, terms: list[Term]) -> None:
        self.chooser.blockSignals(True)
        self._terms = terms
        self.chooser.clear()
        self.chooser.addItems([term.title for term in terms])
        self.chooser.blockSignals(False)
        self.ask()

    def ask(self) -> None:
        """Look at the chosen term anew."""
        if self.term is not None:
            self.can_draw = False
            self.ready.emit()
            self._session.ask(drawing.preview, self.term, on_done=self._show)

    def _show(self, found: Drawing) -> None:
        if found.term != self.term:
            return
        self.drawing = found
        self.can_draw = bool(found.due)
        self._words.setText(found.warning or WORDS)
        style.in_role(self._words, "wrong" if found.warning else "secondary")
        self.view.empty = f"{found.term.title}没有可列入的对象,原因见右侧“未列入”。"
        self.view.table.show_source(ListSource(found.due))
        self._sum.show_sum(f"列入 {len(found.due)} 人", found.fen, found.tiers)
        self._left.retitle(f"未列入 {len(found.left_out)} 人")
        self.left_out.show_groups(drawing.by_reason(found.left_out))
        self.ready.emit()
