"""What pages stand on: a column that scrolls when the window is low, cards that fold under when narrow."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from ui import style


class Scrolled(QScrollArea):
    """A column of cards as high as the page; where they need more room than there is, it scrolls."""

    def __init__(self) -> None:
        super().__init__()
        inside = style.in_role(QWidget(), "clear")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(QMargins())
        self.column.setSpacing(style.GAP)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def stacked(*cards: QWidget) -> QWidget:
    """Cards below each other, each as high as it asks for, the room that is left below them."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(QMargins())
    column.setSpacing(style.GAP)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return made


class Beside(QWidget):
    """Widgets side by side in shares of the width; below each other where it is under `folds_at` pixels."""

    def __init__(self, parts: Sequence[tuple[QWidget, int]], folds_at: int = 760) -> None:
        super().__init__()
        self._folds_at = folds_at
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(QMargins())
        self._box.setSpacing(style.GAP)
        for widget, share in parts:
            self._box.addWidget(widget, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        folded = event.size().width() < self._folds_at
        way = QBoxLayout.Direction.TopToBottom if folded else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != way:
            self._box.setDirection(way)
