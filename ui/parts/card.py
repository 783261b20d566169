"""Cards: a white sheet with a hairline round it, a heading, and whatever stands on it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import style


class Card(QFrame):
    """`body` is its column; `heading` its first line, which takes widgets at the right."""

    def __init__(self, title: str = "", note: str = "") -> None:
        super().__init__()
        style.in_role(self, "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(style.PADDING, style.GAP, style.PADDING, style.GAP)
        self.body.setSpacing(8)
        self.heading = QHBoxLayout()
        self.heading.setSpacing(style.GAP)
        self._title = style.label(title, "strong")
        self._note = style.label(note, "secondary")
        self._note.setVisible(bool(note))
        if title:
            self.heading.addWidget(self._title)
            self.heading.addStretch(1)
            self.heading.addWidget(self._note)
            self.body.addLayout(self.heading)
            self.setAccessibleName(title)

    def retitle(self, title: str, note: str = "") -> None:
        """Another heading; only for a card that was made with one."""
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is there."""
        self.body.addWidget(widget, stretch)


def titled(title: str, *parts: QWidget) -> Card:
    """A card of that heading with these parts on it."""
    card = Card(title)
    for part in parts:
        card.add(part)
    return card


def carded(form: QWidget) -> Card:
    """A card that a form fills up to its hairline: the form keeps its own distance."""
    card = Card()
    card.body.setContentsMargins(0, 0, 0, 0)
    card.add(form, 1)
    return card


def centred(widget: QWidget) -> QHBoxLayout:
    """A line with the widget in its middle, as high as its wrapped sentences ask for."""
    line = QHBoxLayout()
    line.addStretch(1)
    line.addWidget(widget)
    line.addStretch(1)
    return line


def rule() -> QFrame:
    """A hairline across a card."""
    return style.in_role(QFrame(), "rule")


def link(words: str) -> QPushButton:
    """Words to press, in blue."""
    made = style.in_role(QPushButton(words), "link")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def empty(column: QVBoxLayout | QHBoxLayout, keep: int = 0) -> None:
    """Take everything out of a layout from place `keep` on, and let it go."""
    while (item := column.takeAt(keep)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QVBoxLayout | QHBoxLayout):
            empty(inner)
