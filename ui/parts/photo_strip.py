"""Photos of a visit or activity: shown below each other; more by dropping, pasting or Ctrl+O."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMargins,
    QMimeData,
    QSize,
    QStandardPaths,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
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

PICTURES = "照片 (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff *.gif)"
TALLEST = 118  # pixels of a shown photo


class PhotoStrip(QWidget):
    """Hands on what is brought as bytes or paths; whoever stores it shows it by `show_photos`."""

    brought = Signal(list)  # of Path (files) and bytes (pasted pictures, PNG)
    removed = Signal(int)
    opened = Signal(int)  # a photo that is to be looked at in full

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._locked = False
        self._folder = ""  # where photos were chosen last
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
            shown = _Photo(photo, number + 1, removable=not self._locked)
            shown.removed.connect(lambda number=number: self.removed.emit(number))
            shown.opened.connect(lambda number=number: self.opened.emit(number))
            self._shown.addWidget(shown)
        self._said.setText(said or ("没有照片。" if self._locked and not photos else ""))

    def lock(self, locked: bool) -> None:
        """Whether the photos can only be looked at; shown from the next `show_photos` on."""
        self._locked = locked
        self._drop.setVisible(not locked)
        self.setAcceptDrops(not locked)

    def choose(self) -> None:
        """Ask for files."""
        if self._locked:
            return
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        names, _filter = QFileDialog.getOpenFileNames(
            self.window(), "选择照片", self._folder or pictures, PICTURES
        )
        if names:
            self._folder = str(Path(names[0]).parent)
            self.brought.emit([Path(name) for name in names])

    def paste(self) -> None:
        """Take what is on the clipboard, if it is a picture or files."""
        self._take(QGuiApplication.clipboard().mimeData())

    def _take(self, data: QMimeData | None) -> None:
        if data is None or self._locked:
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
    """One photo, filling the width, with a way to take it out again; a click or Enter opens it."""

    removed = Signal()
    opened = Signal()

    def __init__(self, photo: QPixmap, number: int, *, removable: bool) -> None:
        super().__init__()
        self._photo = photo
        self._removable = removable
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("查看大图(Enter)")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"照片 {number}")
        self._out = style.in_role(QPushButton(icon("close", style.colours.on_colour), "", self), "plain")
        self._out.setStyleSheet(
            f"background: {style.colours.grey_ink}; border-radius: 11px; min-height: 22px; max-height: 22px;"
        )
        self._out.setFixedSize(22, 22)
        self._out.setAccessibleName(f"移除照片 {number}")
        self._out.setToolTip("移除")
        self._out.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._out.setCursor(Qt.CursorShape.ArrowCursor)
        self._out.setVisible(removable)
        self._out.clicked.connect(self.removed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete and self._removable:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

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
        edge = style.colours.blue if self.hasFocus() else style.colours.hairline
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
        self._out.move(self.width() - 28, 6)


def _png(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(held.data())
