"""Choosing one of many by typing its name or its pinyin initials, with the matches listed below."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from countydesk.domain.problems import Refused
from ui import style
from ui.forms.editors import Editor
from ui.forms.keys import FieldKeys

SHOWN = 8  # lines of the list
LINE = 30  # pixels of a line


@dataclass(frozen=True)
class Item:
    """One thing to choose: its key, its title, and what else it is found by (initials, pinyin, code)."""

    key: str
    title: str
    tokens: tuple[str, ...] = ()
    note: str = ""  # shown in the list beside the title


def matches(items: Sequence[Item], typed: str) -> list[Item]:
    """The items that `typed` finds: by the beginning of title or token first, then inside a title."""
    wanted = unicodedata.normalize("NFKC", typed).strip().casefold()
    if not wanted:
        return list(items)
    begins, holds = [], []
    for item in items:
        names = (item.title.casefold(), *(token.casefold() for token in item.tokens))
        if any(name.startswith(wanted) for name in names):
            begins.append(item)
        elif wanted in names[0]:
            holds.append(item)
    return begins + holds


class Picker(QLineEdit, Editor):
    """A line to type in. The list is a part of the same window and never takes the cursor, so that an
    input method goes on composing; nothing is listed anew while it does."""

    changed = Signal()
    chosen = Signal(str)

    def __init__(self, items: Sequence[Item] = (), hint: str = "输入名称或拼音首字母") -> None:
        super().__init__()
        self._items: Sequence[Item] = items
        self._key: str | None = None
        self._list: QListWidget | None = None
        self._listed: list[Item] = []
        self.keys = FieldKeys(self)
        self.focus_on = self
        self.setPlaceholderText(hint)
        self.textEdited.connect(self._typed)
        self.textChanged.connect(lambda _text: self.changed.emit())
        # Installed after the field's keys, so asked before them: Enter chooses while the list is open.
        self.installEventFilter(self)

    def show_items(self, items: Sequence[Item]) -> None:
        """Offer other things to choose."""
        self._items = items
        self._close()

    # --- as an editor

    def raw(self) -> str:
        return self.text()

    def set_raw(self, text: str) -> None:
        self.setText(text)
        exact = [item for item in self._items if item.title == text]
        self._key = exact[0].key if len(exact) == 1 else None

    def value(self) -> Any:
        text = self.text().strip()
        if not text:
            return None
        if self._key is None:
            raise Refused(f"“{text}”不在列表里,请输入名称或拼音首字母后从列表选择。")
        return self._key

    def set_value(self, value: Any) -> None:
        found = next((item for item in self._items if item.key == value), None)
        self.setText(found.title if found else "")
        self._key = found.key if found else None

    def settle(self) -> None:
        """A text that finds one thing alone means that thing."""
        self._close()
        found = matches(self._items, self.text()) if self.text().strip() else []
        exact = [item for item in found if item.title == self.text().strip()] or found
        if self._key is None and len(exact) == 1:
            self._choose(exact[0])

    def lock(self, locked: bool) -> None:
        self.setReadOnly(locked)

    # --- the list

    def _typed(self, text: str) -> None:
        self._key = None
        self._listed = matches(self._items, text)[:200]
        if not self._listed or not text.strip():
            self._close()
            return
        listing = self._open()
        listing.clear()
        listing.addItems([f"{item.title}   {item.note}".rstrip() for item in self._listed])
        listing.setCurrentRow(0)
        self._place(listing)

    def _open(self) -> QListWidget:
        if self._list is None or self._list.parentWidget() is not self.window():
            self._list = style.in_role(QListWidget(self.window()), "choices")
            self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._list.setAccessibleName("匹配的选项")
            self._list.itemClicked.connect(lambda _item: self._choose_current())
        self._list.show()
        self._list.raise_()
        return self._list

    def _place(self, listing: QListWidget) -> None:
        """Below the line, or above it where the window ends."""
        height = min(len(self._listed), SHOWN) * LINE + 6
        window: QWidget = self.window()
        corner = self.mapTo(window, QPoint(0, self.height() + 2))
        if corner.y() + height > window.height():
            corner.setY(corner.y() - self.height() - height - 4)
        listing.setGeometry(corner.x(), max(corner.y(), 0), max(self.width(), 180), height)

    def hideEvent(self, event: QHideEvent) -> None:
        self._close()
        super().hideEvent(event)

    def _close(self) -> None:
        if self._list is not None:
            self._list.hide()

    @property
    def listing(self) -> list[str]:
        """The titles that are listed now; empty while the list is closed."""
        shown = self._list is not None and not self._list.isHidden()
        return [item.title for item in self._listed] if shown else []

    def _choose_current(self) -> None:
        if self._list is not None and 0 <= self._list.currentRow() < len(self._listed):
            self._choose(self._listed[self._list.currentRow()])

    def _choose(self, item: Item) -> None:
        self._close()
        self._key = item.key
        self.setText(item.title)
        self.chosen.emit(item.key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._list_key(event.key())
        return False

    def _list_key(self, key: int) -> bool:
        """Keys for the open list: up and down, Enter takes the line and goes on, Esc closes."""
        if not self.listing or self._list is None or self.keys.composing:
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow(max(0, min(len(self._listed) - 1, self._list.currentRow() + step)))
            return True
        if key == Qt.Key.Key_Escape:
            self._close()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._choose_current()
        return False
