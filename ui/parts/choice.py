"""Choosing one of a few by pressing, or by typing its first characters."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

SHOWN = 14  # lines of the open list


class Choice(QComboBox):
    """`picked` tells that a person has chosen; the wheel chooses nothing, for it scrolls the page."""

    picked = Signal()

    def __init__(self, name: str, width: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedWidth(width)
        self.setMaxVisibleItems(SHOWN)
        self.activated.connect(lambda _index: self.picked.emit())

    def offer(self, options: Sequence[tuple[str, Any]], chosen: Any = None) -> None:
        """Offer words and values; `chosen` or else what was chosen before stays, or the first."""
        value = self.chosen if chosen is None else chosen
        self.clear()
        for words, each in options:
            self.addItem(words, each)
        self.choose(value)

    @property
    def chosen(self) -> Any:
        """The value that is chosen; None where nothing is offered."""
        return self.currentData()

    def choose(self, value: Any) -> None:
        """Choose without saying so; what is not offered means the first."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
