"""A year's target as a bar: what is done, where the year stands, and where it stood a year ago."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui import style
from ui.charts.canvas import fill
from ui.charts.course_chart import fill_diamond
from ui.charts.legend import Meaning, Shape

HEIGHT, TICK = 8, 16  # pixels of the bar, and of the line that says how much of the year is over
FULL = 0.86  # of the width: beyond it stands what is more than the target

MEANINGS = (
    Meaning("序时进度", "ink", Shape.TICK),
    Meaning("已达", "blue"),
    Meaning("落后", "red"),
    Meaning("完成全年", "green"),
    Meaning("去年同期", "amber", Shape.DIAMOND),
)


def paint_bar(
    painter: QPainter, box: QRectF, done: float, due: float, before: float | None, *, behind: bool
) -> None:
    """Draw the bar in the middle of `box`; all shares are of the year's target (1 is all of it).

    `due` is how much of the year is over, `before` what was done a year ago, None for nothing.
    """
    names, whole = style.colours, box.width() * FULL
    bar = QRectF(box.left(), box.center().y() - HEIGHT / 2, whole, HEIGHT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill(painter, bar, names.ground, HEIGHT / 2)
    colour = names.green if done >= 1 else names.red if behind else names.blue
    if done > 0:
        length = max(HEIGHT, min(done * whole, box.width()))
        fill(painter, QRectF(bar.left(), bar.top(), length, HEIGHT), colour, HEIGHT / 2)
    tick = QRectF(bar.left() + due * whole - 1, box.center().y() - TICK / 2, 2, TICK)
    fill(painter, tick, names.ink)
    if before is not None:
        left = bar.left() + min(before * whole, box.width() - 5)
        fill_diamond(painter, QPointF(left, box.center().y()), names.amber)
    painter.restore()
