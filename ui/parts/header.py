"""A page's header: where it belongs, its title, its states, and what can be done."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui import style
from ui.parts.chip import Chip
from ui.parts.page import Action, Page

LONGEST_WAY = 12  # letters
SIGNS = {"Down": "↓", "Up": "↑", "Left": "←", "Right": "→", "Return": "Enter"}


def key_words(key: str) -> str:
    """How a key is written for people: "Ctrl+↓"."""
    return "+".join(SIGNS.get(part, part) for part in key.split("+"))


def bind_key(button: QPushButton, key: str) -> None:
    """Press the button by a key, at once: its own shortcut would first sink it for a tenth of a second.

    Enter on the figure pad is Enter.
    """
    for each in {key, key.replace("Return", "Enter")}:
        QShortcut(QKeySequence(each), button).activated.connect(button.click)


class Header(QWidget):
    """Drawn anew from the page whenever the page says so."""

    back_wanted = Signal()
    pressed = Signal()  # an action, before it is done

    def __init__(self) -> None:
        super().__init__()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(style.GAP)
        self.setFixedHeight(34)
        self.buttons: dict[str, QPushButton] = {}

    def show_page(self, page: Page, before: str) -> None:
        """Title, states and actions of a page; `before` is the title that the way back leads to, if any."""
        self.clear()
        if before:
            short = before if len(before) <= LONGEST_WAY else f"{before[: LONGEST_WAY - 1]}…"
            way = style.in_role(QPushButton(f"{short} ›"), "plain")
            way.setToolTip(f"返回{before}(Alt+←)")
            way.clicked.connect(self.back_wanted)
            self._line.addWidget(way)
        self._line.addWidget(style.label(page.title(), "title"))
        if page.subtitle():
            words = style.label(page.subtitle(), "faint")
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            words.setToolTip(page.subtitle())
            self._line.addWidget(words, 1)
        for text, tone in page.chips():
            self._line.addWidget(Chip(text, tone))
        self._line.addStretch(0 if page.subtitle() else 1)
        self._add_actions(page.actions())

    def _add_actions(self, actions: Sequence[Action]) -> None:
        for action in actions:
            words = f"{action.title} {key_words(action.key)}" if action.key and action.main else action.title
            button = QPushButton(words)
            button.setEnabled(action.enabled)
            button.setAccessibleName(action.title)
            if action.main:
                style.in_role(button, "main")
            if action.key:
                bind_key(button, action.key)
                button.setToolTip(key_words(action.key))
            # A button that is pressed by its key or mouse must not take the cursor from a field.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._press, action))
            self._line.addWidget(button)
            self.buttons[action.title] = button

    def _press(self, action: Action, _checked: bool = False) -> None:
        self.pressed.emit()
        action.act()

    def clear(self) -> None:
        """Show nothing."""
        self.buttons.clear()
        while (item := self._line.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
