"""Photographs in full, one at a time: the arrow keys turn over, Esc closes."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import style


class PhotoView(QDialog):
    """Shows the photographs (JPEG) of a record, beginning with one of them."""

    def __init__(self, parent: QWidget, photos: Sequence[bytes], number: int) -> None:
        super().__init__(parent)
        self.setWindowTitle("照片")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(parent.width() - 60, 960), min(parent.height() - 40, 680))
        self._photos, self.number = photos, number
        self._place = style.label("", "strong")
        self._sheet = _Sheet()
        close = QPushButton("关闭 Esc")
        close.clicked.connect(self.reject)
        close.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(self._place)
        line.addStretch(1)
        line.addWidget(style.label("← → 翻看", "secondary"))
        line.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addWidget(self._sheet, 1)
        self.turn(0)
        self._sheet.setFocus()

    def turn(self, by: int) -> None:
        """Show the photograph that many further on; the first and the last are the ends."""
        self.number = max(0, min(len(self._photos) - 1, self.number + by))
        self._place.setText(f"照片 {self.number + 1} / {len(self._photos)}")
        self._sheet.show_photo(self._photos[self.number], self._place.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        if by := step.get(Qt.Key(event.key())):
            self.turn(by)
        else:
            super().keyPressEvent(event)


class _Sheet(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._photo = QPixmap()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_photo(self, content: bytes, name: str) -> None:
        self._photo.loadFromData(content)
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        fitted = self._photo.scaled(
            self.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        fitted.setDevicePixelRatio(ratio)
        size = fitted.deviceIndependentSize()
        painter = QPainter(self)
        corner = QPoint(int((self.width() - size.width()) / 2), int((self.height() - size.height()) / 2))
        painter.drawPixmap(corner, fitted)
        painter.end()
