"""Line icons from resources/icons, drawn in any colour and size when they are first needed."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap

from countydesk.locations import resource

DRAWN_IN = "#4D5965"  # the stroke colour that the files are drawn in, replaced on loading


@cache
def icon(name: str, colour: str = DRAWN_IN) -> QIcon:
    """The icon of that name in a colour ("#1F5FA8"), sharp at 100 to 300 %."""
    made = QIcon()
    for pixels in (18, 27, 36, 54):
        made.addPixmap(picture(name, colour, pixels))
    return made


def picture(name: str, colour: str = DRAWN_IN, pixels: int = 18) -> QPixmap:
    """The icon drawn at a size in real pixels."""
    from PySide6.QtSvg import QSvgRenderer

    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace(DRAWN_IN, colour)
    image = QImage(QSize(pixels, pixels), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return QPixmap.fromImage(image)
