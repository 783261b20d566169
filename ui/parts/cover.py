"""What stands in place of all pages while the desk is closed: one card in the middle of the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import style
from ui.parts.card import Card, centred
from ui.parts.folding import Scrolled

AIR = 12  # pixels round it


class Cover(QWidget):
    """`card` bears what is asked, `width` pixels wide; it scrolls where the window is low."""

    def __init__(self, width: int = 760) -> None:
        super().__init__()
        style.in_role(self, "cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.card = Card()
        self.card.setFixedWidth(width)
        self.card.body.setContentsMargins(24, 22, 24, 22)
        scrolled = Scrolled()
        scrolled.column.addStretch(2)
        scrolled.column.addLayout(centred(self.card))
        scrolled.column.addStretch(3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(AIR, AIR, AIR, AIR)
        whole.addWidget(scrolled)

    def add_buttons(self, *buttons: QPushButton) -> None:
        """A line of buttons at the right, the main one last."""
        line = QHBoxLayout()
        line.addStretch(1)
        for button in buttons:
            button.setAutoDefault(True)
            line.addWidget(button)
        self.card.body.addLayout(line)
