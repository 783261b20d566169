"""A chip that narrows a list: it says what it narrows to, and opens its choices."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton

from ui import style

Options = Sequence[tuple[str, Any]]  # words and value


class FilterChip(QPushButton):
    """ "乡镇 全部" until something is chosen, then "老城镇 ✕": a click opens the choices, or lets go."""

    chosen = Signal(object)  # the value, None for all

    def __init__(self, title: str, options: Options = ()) -> None:
        super().__init__()
        self._title, self._options = title, list(options)
        self.value: Any = None
        style.in_role(self, "toggle")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.menu_shown = QMenu(self)
        self.clicked.connect(self._clicked)
        self._describe()

    def offer(self, options: Options) -> None:
        """Offer other choices."""
        self._options = list(options)

    def choose(self, value: Any) -> None:
        """Narrow to a value; None lets everything through. Says so by `chosen` if it is another."""
        other = value != self.value
        self.value = value
        self._describe()
        if other:
            self.chosen.emit(value)

    def _clicked(self) -> None:
        self.setChecked(self.value is not None)
        if self.value is None:
            self.open_choices()
        else:
            self.choose(None)

    def open_choices(self) -> None:
        """Show the choices below."""
        self.menu_shown.clear()
        for words, value in [("全部", None), *self._options]:
            action = self.menu_shown.addAction(words)
            action.setCheckable(True)
            action.setChecked(value == self.value)
            action.triggered.connect(partial(self._pick, value))
        self.menu_shown.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _pick(self, value: Any, _checked: bool = False) -> None:
        self.choose(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_choices()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def _describe(self) -> None:
        words = next((words for words, value in self._options if value == self.value), str(self.value))
        narrowed = self.value is not None
        self.setChecked(narrowed)
        self.setText(f"{words} ✕" if narrowed else f"{self._title} 全部")
        self.setAccessibleName(f"{self._title}:{words if narrowed else '全部'}")
        self.setToolTip(f"{self._title}:点击取消" if narrowed else f"按{self._title}筛选")
