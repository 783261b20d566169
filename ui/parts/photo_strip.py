"""Photos of a visit or activity: shown below each other; more by dropping, pasting or Ctrl+O."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMargins, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import style
from ui.parts.card import empty
from ui.parts.icons import icon

PICTURES = "照片 (*.jpg *.jpeg *.png *.bmp *.webp *.heic)"
TALLEST = 118  # pixels of a shown photo


class PhotoStrip(QWidget):
    """Hands on what is brought as bytes or paths; whoever stores it shows it by `show_photos`."""

    brought = Signal(list)  # of Path (files) and bytes (pasted pictures, PNG)
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._drop = QPushButton("拖入、粘贴或 Ctrl+O")
        self._drop.setCursor(Qt.CursorShape.PointingHandCursor)
        self._drop.setStyleSheet(
            f"QPushButton {{ border: 1px dashed {style.colours.edge}; color: {style.colours.secondary};"
            f" min-height: 62px; max-height: 62px; font-size: {style.SECONDARY}px; }}"
        )
        self._drop.setAccessibleName("添加照片")
        self._said = style.label("", "secondary", wraps=True)
        self._shown = QVBoxLayout()
        self._shown.setSpacing(8)
        self._lay_out()
        self._drop.clicked.connect(self.choose)
        QShortcut(QKeySequence("Ctrl+O"), self, self.choose, context=Qt.ShortcutContext.WindowShortcut)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self, self.paste)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        inside = style.in_role(QWidget(), "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(QMargins())
        column.setSpacing(8)
        column.addLayout(self._shown)
        column.addWidget(self._drop)
        column.addWidget(self._said)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(QMargins())
        whole.addWidget(scroll)

    def show_photos(self, photos: Sequence[QPixmap], said: str = "") -> None:
        """Show these photos; `said` stands below: "已去除位置信息,1.9 MB → 210 KB"."""
        empty(self._shown)
        for number, photo in enumerate(photos):
            shown = _Photo(photo, number + 1)
            shown.removed.connect(lambda number=number: self.removed.emit(number))
            self._shown.addWidget(shown)
        self._said.setText(said)

    def choose(self) -> None:
        """Ask for files."""
        names, _filter = QFileDialog.getOpenFileNames(self, "选择照片", "", PICTURES)
        if names:
            self.brought.emit([Path(name) for name in names])

    def paste(self) -> None:
        """Take what is on the clipboard, if it is a picture or files."""
        self._take(QGuiApplication.clipboard().mimeData())

    def _take(self, data: QMimeData | None) -> None:
        if data is None:
            return
        found: list[Path | bytes] = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if not found and data.hasImage():
            found = [_png(QImage(data.imageData()))]
        if found:
            self.brought.emit(found)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._take(event.mimeData())
        event.acceptProposedAction()


class _Photo(QWidget):
    """One photo, filling the width, with a way to take it out again."""

    removed = Signal()

    def __init__(self, photo: QPixmap, number: int) -> None:
        super().__init__()
        self._photo = photo
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"照片 {number}")
        self._out = style.in_role(QPushButton(icon("close", style.colours.on_colour), "", self), "plain")
        self._out.setStyleSheet(
            f"background: {style.colours.grey_ink}; border-radius: 11px; min-height: 22px; max-height: 22px;"
        )
        self._out.setFixedSize(22, 22)
        self._out.setAccessibleName(f"移除照片 {number}")
        self._out.setToolTip("移除")
        self._out.clicked.connect(self.removed)

    def sizeHint(self) -> QSize:
        return QSize(200, TALLEST)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(style.colours.ground))
        mode = Qt.AspectRatioMode.KeepAspectRatio
        ratio = self.devicePixelRatioF()
        fitted = self._photo.scaled(self.size() * ratio, mode, Qt.TransformationMode.SmoothTransformation)
        fitted.setDevicePixelRatio(ratio)
        size = fitted.deviceIndependentSize()
        painter.drawPixmap(
            int((self.width() - size.width()) / 2), int((self.height() - size.height()) / 2), fitted
        )
        painter.setPen(QPen(QColor(style.colours.hairline)))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
        self._out.move(self.width() - 28, 6)


def _png(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(held.data())
