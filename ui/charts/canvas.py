"""What all charts share: how words are written on them, and that they are described in words."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import style

LEFT, RIGHT, CENTRE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter


class Chart(QWidget):
    """A picture of figures. `draw` paints it; `describe` says it for who cannot see it."""

    def redraw(self) -> None:
        """Call when what is shown has changed."""
        self.setAccessibleDescription(self.describe())
        self.updateGeometry()
        self.update()

    def describe(self) -> str:
        """The chart in one sentence."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Paint the chart into the whole widget."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)
        painter.end()


def write(
    painter: QPainter,
    box: QRectF,
    words: str,
    colour: str,
    *,
    side: Qt.AlignmentFlag = LEFT,
    pixels: int = style.SMALL,
    bold: bool = False,
) -> None:
    """Write one line in a box, centred on its height, cut with an ellipsis where it does not fit."""
    painter.setFont(style.font(pixels, bold=bold))
    painter.setPen(QColor(colour))
    fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()) + 2)
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, fitting)


def fill(painter: QPainter, box: QRectF, colour: str, radius: float = 0) -> None:
    """A filled box without an edge."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, radius, radius)
