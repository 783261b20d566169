"""How a cell is typed into: one line of text, completed where there is something to choose from."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import style
from ui.forms.keys import MOVES, FieldKeys
from ui.pages.sheet.rows import Index

MOST_SHOWN = 12  # choices that are seen at once
Choices = Callable[[int], Sequence[str]]  # what a column has to choose from


class CellEditor(QLineEdit):
    """Enter and Tab go on, up and down leave to other rows, and a list takes its first fitting choice."""

    moved = Signal(int, int)  # rows and columns on
    submitted = Signal()

    def __init__(self, parent: QWidget, choices: Sequence[str]) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self._keys = FieldKeys(self)
        self._keys.onward.connect(lambda: self.moved.emit(0, 1))
        self._keys.backward.connect(lambda: self.moved.emit(0, -1))
        self._keys.submitted.connect(self.submitted)
        self._completer: QCompleter | None = None
        if choices:
            self._offer(choices)

    def _offer(self, choices: Sequence[str]) -> None:
        self._completer = QCompleter(QStringListModel(list(choices), self), self)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setMaxVisibleItems(MOST_SHOWN)
        style.in_role(self._completer.popup(), "choices").installEventFilter(self)
        self._completer.activated.connect(lambda _text: self.moved.emit(0, 1))
        self.setCompleter(self._completer)

    def offer_all(self) -> None:
        """Show everything there is to choose from."""
        if self._completer is not None:
            self._completer.setCompletionPrefix("")
            self._completer.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Down and self._completer is not None:
            self.offer_all()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1, 0)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter or Tab in the list takes what is marked there, or the first that fits what was typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in MOVES:
            self._take()
            back = event.key() == Qt.Key.Key_Backtab
            self.moved.emit(0, -1 if back else 1)
            return True
        return False

    def _take(self) -> None:
        assert self._completer is not None
        fitting = self._completer.completionModel()
        titles = [fitting.index(row, 0).data() for row in range(fitting.rowCount())]
        marked = self._completer.popup().currentIndex().data()
        if marked or (self.text() and self.text() not in titles and titles):
            self.setText(marked or titles[0])
        self._completer.popup().hide()


class SheetCells(QStyledItemDelegate):
    """Makes the editors; what is typed is taken over when its cell is left."""

    moved = Signal(int, int)
    submitted = Signal()

    def __init__(self, parent: QWidget, choices: Choices) -> None:
        super().__init__(parent)
        self._choices = choices
        self.open: CellEditor | None = None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = CellEditor(parent, self._choices(index.column()))
        editor.moved.connect(self._leave)
        editor.submitted.connect(self._submit)
        self.open = editor
        return editor

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The current cell has a frame: where one types must be seen at once."""
        super().paint(painter, option, index)
        view = self.parent()
        assert isinstance(view, QAbstractItemView)
        if index == view.currentIndex():
            box: QRect = option.rect  # type: ignore[attr-defined]
            painter.setPen(QPen(QColor(style.colours.blue), 2))
            painter.drawRect(box.adjusted(1, 1, -2, -2))

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self.open = None
        super().destroyEditor(editor, index)

    def finish(self) -> None:
        """Take over what is being typed."""
        if self.open is not None:
            editor, self.open = self.open, None
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

    def _leave(self, rows: int, columns: int) -> None:
        self.finish()
        self.moved.emit(rows, columns)

    def _submit(self) -> None:
        self.finish()
        self.submitted.emit()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter and Tab are the editor's own business: an input method may be composing."""
        if isinstance(event, QKeyEvent) and event.key() in MOVES:
            return False
        return super().eventFilter(editor, event)
