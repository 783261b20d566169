"""The top line: the product, the unit, the month and its state, the search field, who works, the lock."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from ui import style
from ui.parts.chip import Chip
from ui.style import Tone

PRODUCT = "县级团委帮扶台账"
UNIT_AT_MOST = 260  # pixels; a longer name is read in the tooltip


class TopLine(QWidget):
    """What stands above every page."""

    typed = Signal(str)  # what is being typed into the search field
    lock_wanted = Signal()
    switch_wanted = Signal(str)  # the operator who is to take over

    def __init__(self) -> None:
        super().__init__()
        style.in_role(self, "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(44)
        self._unit = style.label("", "faint")
        self._month = Chip("", Tone.BLUE)
        self._operator = style.in_role(QPushButton(), "plain")
        self._operator.setCursor(Qt.CursorShape.PointingHandCursor)
        self._operator.setToolTip("换人操作(Ctrl+L 锁定)")
        self._others = QMenu(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找 姓名、拼音、证件号  Ctrl+K")
        self.search.setAccessibleName("查找")
        self.search.setClearButtonEnabled(False)
        self._lock = style.in_role(QPushButton("锁定"), "plain")
        self._lock.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lay_out()
        self.search.textEdited.connect(self.typed)
        self._lock.clicked.connect(self.lock_wanted)
        self._operator.clicked.connect(self.choose_operator)
        self.show_nobody()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(14)
        line.addWidget(style.label(PRODUCT, "brand"))
        line.addWidget(self._unit)
        line.addWidget(self._month)
        line.addStretch(1)
        line.addWidget(self.search)
        line.addWidget(self._operator)
        line.addWidget(self._lock)

    def show_office(self, unit: str, operator: str) -> None:
        """Say whose desk it is and who works at it."""
        self._unit.setText(unit)
        self._unit.setToolTip(unit)
        wide = QFontMetrics(style.font()).horizontalAdvance(unit) + 2
        self._unit.setFixedWidth(min(wide, UNIT_AT_MOST))
        self._operator.setText(operator)
        for part in (self.search, self._operator, self._lock):
            part.setVisible(bool(operator))

    def show_others(self, operators: Sequence[str]) -> None:
        """Say who else can take over, in the menu below the operator."""
        self._others.clear()
        for name in operators:
            self._others.addAction(f"换{name}操作", lambda name=name: self.switch_wanted.emit(name))

    def choose_operator(self) -> None:
        """Open the menu of operators."""
        if not self._others.isEmpty():
            self._others.popup(self._operator.mapToGlobal(self._operator.rect().bottomLeft()))

    def show_month(self, words: str, tone: Tone = Tone.BLUE) -> None:
        """Say the month and its state: "2026年10月 · 进行中"."""
        self._month.show_state(words, tone)
        self._month.setVisible(bool(words))

    def show_nobody(self) -> None:
        """Before the desk is opened, and while it is locked."""
        self.show_office("", "")
        self.show_month("")

    def fold(self, folded: bool) -> None:
        """Leave less room for the search field in a narrow window."""
        self.search.setFixedWidth(230 if folded else 300)
