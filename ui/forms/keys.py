"""The keys of a form: Enter and Tab go on, never while an input method is composing.

In prose Enter begins a line, as everywhere where people write prose; Tab goes on.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
MOVES = ENTER | {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
Modifier = Qt.KeyboardModifier


def bind_within(widget: QWidget, key: str, act: Callable[[], object]) -> None:
    """A key that works while the cursor is in a widget, so that two forms of a page can have the same."""
    shortcut = QShortcut(QKeySequence(key), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(lambda: act())


class FieldKeys(QObject):
    """Watches one editor. An input method shows what is being composed as a preedit; while there is
    one, Enter and Tab belong to it, though some input methods let them through to the widget."""

    onward = Signal()
    backward = Signal()
    submitted = Signal()
    left = Signal()

    def __init__(self, editor: QWidget, *, many_lines: bool = False) -> None:
        super().__init__(editor)
        self.composing = False
        self._many_lines = many_lines
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QInputMethodEvent):
            self.composing = bool(event.preeditString())
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.ShortcutOverride:
            if self.composing and event.key() in MOVES:
                event.accept()  # not a shortcut of the window either
                return True
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._pressed(event)
        elif kind == QEvent.Type.FocusOut:
            self.composing = False
            self.left.emit()
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers() & ~Modifier.KeypadModifier
        if key not in MOVES:
            return False
        if self.composing:
            return True
        if key in ENTER and self._many_lines and modifiers in (Modifier.NoModifier, Modifier.AltModifier):
            return False  # the editor is told to take it as a new line
        if modifiers == Modifier.ControlModifier and key in ENTER:
            self.submitted.emit()
        elif key == Qt.Key.Key_Backtab or modifiers == Modifier.ShiftModifier:
            self.backward.emit()
        elif not modifiers:
            self.onward.emit()
        else:
            return False
        return True
