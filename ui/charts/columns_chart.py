"""The years to come as columns of two parts, each with its number above and its year below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from ui import style
from ui.charts.canvas import CENTRE, Chart, fill, write

ABOVE, BELOW, WIDEST = 22, 24, 34  # pixels: room for the number, for the year, width of a column
NARROWEST = 42  # pixels that a year's name takes


@dataclass(frozen=True)
class Bar:
    """One year: what stands below it, its lower and upper part, and the number above it in words."""

    title: str
    lower: float
    upper: float
    words: str


class ColumnsChart(Chart):
    """Columns side by side; `lower` and `upper` name the two parts."""

    def __init__(self, bars: Sequence[Bar] = (), lower: str = "中学", upper: str = "小学") -> None:
        super().__init__()
        self._names = (lower, upper)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)
        self.show_bars(bars)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other years."""
        self._bars = bars
        self.redraw()

    def describe(self) -> str:
        lower, upper = self._names
        return ";".join(f"{b.title} {b.words}({lower} {b.lower:g},{upper} {b.upper:g})" for b in self._bars)

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def draw(self, painter: QPainter) -> None:
        highest = max((bar.lower + bar.upper for bar in self._bars), default=0)
        if not highest:
            return
        names, step = style.colours, self.width() / len(self._bars)
        floor, scale = self.height() - BELOW, (self.height() - ABOVE - BELOW) / highest
        width = min(WIDEST, step * 0.6)
        every = 2 if step < NARROWEST else 1  # years are named as often as there is room
        for number, bar in enumerate(self._bars):
            middle = step * (number + 0.5)
            lower, upper = bar.lower * scale, bar.upper * scale
            fill(painter, QRectF(middle - width / 2, floor - lower, width, lower), names.blue)
            fill(painter, QRectF(middle - width / 2, floor - lower - upper, width, upper), names.blue_pale)
            top = QRectF(middle - step / 2, floor - lower - upper - ABOVE, step, ABOVE)
            write(painter, top, bar.words, names.secondary, side=CENTRE)
            foot = QRectF(middle - step / 2, floor + 2, step, BELOW - 2)
            if number % every == 0:
                write(painter, foot.adjusted(-8, 0, 8, 0), bar.title, names.secondary, side=CENTRE)
        fill(painter, QRectF(0, floor, self.width(), 1), names.hairline)
