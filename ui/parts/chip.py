"""Chips: a state in one word on a pale ground; and the counts of the side bar."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import style
from ui.style import Tone

HEIGHT = 20


def chip_width(text: str) -> int:
    """The width in pixels that a chip with `text` takes."""
    return QFontMetrics(style.font(style.SECONDARY)).horizontalAdvance(text) + 17


def paint_chip(painter: QPainter, box: QRectF, text: str, tone: Tone) -> None:
    """Draw a chip with its words in `box`; words that do not fit are cut with an ellipsis."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone.ground)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(style.font(style.SECONDARY))
    painter.setPen(tone.ink)
    fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width() - 15))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, fitting)
    painter.restore()


class Chip(QWidget):
    """One chip as a widget."""

    def __init__(self, text: str = "", tone: Tone = Tone.GREY) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_state(text, tone)

    def show_state(self, text: str, tone: Tone) -> None:
        """Say another word in another colour; no word hides the chip."""
        self.text, self.tone = text, tone
        self.setAccessibleName(text)
        self.setToolTip("")
        self.setVisible(bool(text)) if self.parent() is not None else None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self.text), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(60, chip_width(self.text)), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self.text, self.tone)
        painter.end()


def paint_count(painter: QPainter, right: float, middle: float, count: int, *, small: bool = False) -> None:
    """Draw what waits as white figures on red, ending at `right`, centred on the height `middle`."""
    words = str(count) if count < 1000 else "999+"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(style.font(10 if small else style.SMALL))
    height = 14.0 if small else 18.0
    width = max(height, painter.fontMetrics().horizontalAdvance(words) + (7 if small else 11))
    box = QRectF(right - width, middle - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.colours.red))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(QColor(style.colours.on_colour))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()
