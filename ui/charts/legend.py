"""What the colours and shapes of a chart mean, each beside its word."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy

from ui import style
from ui.charts.canvas import Chart, fill, write
from ui.charts.course_chart import fill_diamond, fill_dot

SIGN, GAP = 14, 10  # pixels


class Shape(StrEnum):
    """The sign before a word."""

    BOX = "box"
    DOT = "dot"
    DIAMOND = "diamond"
    TICK = "tick"


@dataclass(frozen=True)
class Meaning:
    """A sign, the palette's name of its colour, and what it stands for."""

    words: str
    colour: str
    shape: Shape = Shape.BOX


class Legend(Chart):
    """Signs with their words in one line; `before` names the unit."""

    def __init__(self, meanings: Sequence[Meaning], before: str = "") -> None:
        super().__init__()
        self._meanings, self._before = meanings, before
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.redraw()

    def describe(self) -> str:
        return f"图例:{self._before} {'、'.join(meaning.words for meaning in self._meanings)}"

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(style.font(style.SECONDARY))
        words = sum(metrics.horizontalAdvance(meaning.words) + SIGN + GAP for meaning in self._meanings)
        return QSize(metrics.horizontalAdvance(self._before) + words, 20)

    def draw(self, painter: QPainter) -> None:
        metrics, names = QFontMetrics(style.font(style.SECONDARY)), style.colours
        left = metrics.horizontalAdvance(self._before) + GAP
        write(painter, QRectF(0, 0, left, 20), self._before, names.secondary, pixels=style.SECONDARY)
        for meaning in self._meanings:
            colour, centre = getattr(names, meaning.colour), QPointF(left + 5, 10)
            if meaning.shape is Shape.BOX:
                fill(painter, QRectF(left, 5, 10, 10), colour, 1)
            elif meaning.shape is Shape.DOT:
                fill_dot(painter, centre, colour)
            elif meaning.shape is Shape.TICK:
                fill(painter, QRectF(left + 4, 2, 2, 16), colour)
            else:
                fill_diamond(painter, centre, colour)
            width = metrics.horizontalAdvance(meaning.words)
            box = QRectF(left + SIGN, 0, width + 2, 20)
            write(painter, box, meaning.words, names.secondary, pixels=style.SECONDARY)
            left += SIGN + width + GAP
