"""Facts: a label and a value each, side by side in a strip, or below each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui import style
from ui.parts.card import link

NARROWEST = 168  # pixels of one fact in a strip


@dataclass(frozen=True)
class Fact:
    """One fact; `link` names what can be done about it ("显示"), `act` does it."""

    label: str
    value: str
    link: str = ""
    act: Callable[[], object] | None = None


class FactStrip(QWidget):
    """Facts in one row, or in as many as the width asks for; none is narrower than `narrowest` pixels."""

    def __init__(self, facts: Sequence[Fact] = (), narrowest: int = NARROWEST) -> None:
        super().__init__()
        self._narrowest = narrowest
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(QMargins())
        self._grid.setHorizontalSpacing(style.GAP)
        self._grid.setVerticalSpacing(10)
        self._cells: list[QWidget] = []
        self._columns = 0
        self.show_facts(facts)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells = [_cell(fact) for fact in facts]
        self._columns = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, min(len(self._cells), self.width() // self._narrowest)) if self._cells else 0
        if columns == self._columns:
            return
        for column in range(max(self._columns, columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for number, cell in enumerate(self._cells):
            self._grid.addWidget(cell, number // columns, number % columns)
            cell.show()


def _cell(fact: Fact) -> QWidget:
    cell = QWidget()
    cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(cell)
    column.setContentsMargins(QMargins())
    column.setSpacing(2)
    column.addWidget(style.label(fact.label, "secondary"))
    line = QHBoxLayout()
    line.setSpacing(6)
    line.addWidget(_value(fact))
    if fact.link:
        line.addWidget(_link(fact))
    line.addStretch(1)
    column.addLayout(line)
    return cell


class Elided(QLabel):
    """One line of text that ends with an ellipsis where it does not fit; the tooltip has it whole."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, fitting)
        painter.end()


def _value(fact: Fact, *, wraps: bool = False) -> QLabel:
    value = style.label(fact.value, wraps=True) if wraps else Elided(fact.value)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setMinimumWidth(20)
    value.setToolTip(fact.value)
    value.setAccessibleName(f"{fact.label}:{fact.value}")
    return value


def _link(fact: Fact) -> QWidget:
    button = link(fact.link)
    button.setAccessibleName(f"{fact.label}:{fact.link}")
    if fact.act is not None:
        button.clicked.connect(lambda _checked=False, act=fact.act: act())
    return button


class FactList(QWidget):
    """Facts below each other: labels in one column, values in the other."""

    def __init__(self, facts: Sequence[Fact] = (), label_width: int = 76) -> None:
        super().__init__()
        self._label_width = label_width
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(QMargins())
        self._column.setSpacing(6)
        self._lines: list[QWidget] = []
        self.show_facts(facts)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._line(fact) for fact in facts]
        for line in self._lines:
            self._column.addWidget(line)

    def _line(self, fact: Fact) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(QMargins())
        row.setSpacing(style.GAP)
        label = style.label(fact.label, "secondary")
        label.setFixedWidth(self._label_width)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        value = style.in_role(_value(fact, wraps=True), "small")
        row.addWidget(value, 1)
        if fact.link:
            row.addWidget(_link(fact))
        return line
