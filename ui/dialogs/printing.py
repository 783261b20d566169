"""Prints rendered pages one after the other, without stopping the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter

from ui.background import Background

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

Picture = tuple[int, int, bytes]  # width and height in pixels, and RGB bytes row by row
Render = Callable[[int, int], Picture]  # page number from 0, dots per inch -> its picture
MOST_DPI = 300  # more shows nothing on paper, and a page of 600 dpi is 100 MB


def as_image(picture: Picture) -> QImage:
    """A rendered page for Qt."""
    width, height, rgb = picture
    return QImage(rgb, width, height, width * 3, QImage.Format.Format_RGB888).copy()


def page_box(image: QImage, room: QRectF) -> QRectF:
    """Where an image stands on the paper: as large as fits, in the middle."""
    scale = min(room.width() / image.width(), room.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    return QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)


class Printing(QObject):
    """One print job: each page is rendered on the worker and painted here when it is there."""

    went_on = Signal(int, int)  # pages done, pages in all
    ended = Signal(str)  # "" when all went to the printer; else a sentence

    def __init__(
        self, parent: QObject, background: Background, render: Render, printer: "QPrinter", pages: int
    ) -> None:
        super().__init__(parent)
        self._background, self._render, self._printer = background, render, printer
        first, last = printer.fromPage() or 1, printer.toPage() or pages
        self._numbers = list(range(first - 1, min(last, pages)))
        self._painter = QPainter()
        self._done = 0

    def start(self) -> None:
        """Begin; `ended` tells the end."""
        if not self._numbers or not self._painter.begin(self._printer):
            self.ended.emit("打印机没有响应,请检查连接后再试。")
            return
        self._ask()

    def _ask(self) -> None:
        dpi = min(MOST_DPI, self._printer.resolution())
        number = self._numbers[self._done]
        self._background.run(self._render, number, dpi, on_done=self._paint, on_failed=self._fail)

    def _paint(self, picture: Picture) -> None:
        image = as_image(picture)
        room = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        self._painter.drawImage(page_box(image, QRectF(room)), image)
        self._done += 1
        self.went_on.emit(self._done, len(self._numbers))
        if self._done == len(self._numbers):
            self._painter.end()
            self.ended.emit("")
        elif self._printer.newPage():
            self._ask()
        else:
            self._stop("打印机中断,请检查纸张后重新打印。")

    def _fail(self, failure: BaseException) -> None:
        self._stop(f"没有打印完:{failure}")

    def _stop(self, sentence: str) -> None:
        self._painter.end()
        self._printer.abort()
        self.ended.emit(sentence)
