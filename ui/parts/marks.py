"""The round marks of a way: done, now, still to come."""

from enum import StrEnum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui import style


class State(StrEnum):
    """Where a step or check stands; the value is the word for it."""

    DONE = "已完成"
    NOW = "进行中"
    TO_COME = "未开始"


def paint_mark(painter: QPainter, centre: QPointF, state: State) -> None:
    """Draw a mark of 20 pixels (28 with its halo) round `centre`."""
    names = style.colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state is State.DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(names.green))
        painter.drawEllipse(centre, 10, 10)
        painter.setPen(
            QPen(
                QColor(names.on_colour),
                1.6,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(
            QPolygonF([centre + QPointF(-4, 0.2), centre + QPointF(-1.2, 3), centre + QPointF(4, -3)])
        )
    elif state is State.NOW:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(names.selected))
        painter.drawEllipse(centre, 13.5, 13.5)
        painter.setPen(QPen(QColor(names.blue), 2))
        painter.setBrush(QColor(names.card))
        painter.drawEllipse(centre, 9, 9)
    else:
        painter.setPen(QPen(QColor(names.waiting), 2))
        painter.setBrush(QColor(names.card))
        painter.drawEllipse(centre, 9, 9)
    painter.restore()
