"""A row that breaks: widgets from left to right, on as many lines as the width asks for."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Lays out its widgets as words are laid out in a paragraph."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__(parent)
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 4, 0, 4)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        width = sum(item.sizeHint().width() + self._gap for item in self._items)
        return QSize(width, self.minimumSize().height())

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        sizes = [item.sizeHint() for item in self._items] or [QSize(0, 0)]
        height = max(size.height() for size in sizes) + margins.top() + margins.bottom()
        return QSize(max(size.width() for size in sizes), height)

    def setGeometry(self, box: QRect) -> None:
        super().setGeometry(box)
        self._arrange(box, move=True)

    def _arrange(self, box: QRect, *, move: bool) -> int:
        """Place the widgets, or only measure; returns the height."""
        margins = self.contentsMargins()
        left, top, line = box.left() + margins.left(), box.top() + margins.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if left + size.width() > box.right() + 1 - margins.right() and line:
                left, top, line = box.left() + margins.left(), top + line + self._gap, 0
            if move:
                item.setGeometry(QRect(left, top, size.width(), size.height()))
            left, line = left + size.width() + self._gap, max(line, size.height())
        return top + line + margins.bottom() - box.top()
