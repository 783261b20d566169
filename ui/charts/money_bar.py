"""A term's money in one bar, where every yuan has one place; and its sums in words below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from countydesk.domain.money import in_figures
from ui import style
from ui.charts.canvas import Chart, fill, write

BAR, LINE, BETWEEN = 16, 22, 14  # pixels: height of the bar, of a line of sums, space between sums


@dataclass(frozen=True)
class Part:
    """Where some of the money is: "已签收", its sum in fen, and the palette's name of its colour."""

    title: str
    fen: int
    colour: str
    ink: str = ""  # where the bar's colour is too pale to read

    @property
    def words(self) -> str:
        return f"{self.title} {in_figures(self.fen)}"


def parts_of(signed: int, paid: int, returned: int, unpaid: int) -> tuple[Part, ...]:
    """The usual places of a term's money, in fen: 已签收, 已付未签, 退汇, 未付."""
    return (
        Part("已签收", signed, "green"),
        Part("已付未签", paid, "blue"),
        Part("退汇", returned, "red", "red_ink"),
        Part("未付", unpaid, "waiting", "secondary"),
    )


class MoneyBar(Chart):
    """The bar. `due` stands before the sums: "应发 218 人"; its sum is that of the parts."""

    def __init__(self, due: str = "应发", parts: Sequence[Part] = ()) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("资金去向")
        self.show_parts(due, parts)

    def show_parts(self, due: str, parts: Sequence[Part]) -> None:
        """Show other sums."""
        self._parts = [part for part in parts if part.fen]
        self._due = f"{due} {in_figures(self.total)}"
        self.redraw()
        self._take_height()

    @property
    def total(self) -> int:
        """All of it, in fen."""
        return sum(part.fen for part in self._parts)

    def describe(self) -> str:
        return ";".join([self._due, *(part.words for part in self._parts)])

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_height()

    def _take_height(self) -> None:
        """As high as the sums ask for in this width."""
        lines = 1 + max(row for row, _left, _wide in self._places(self.width()))
        self.setFixedHeight(BAR + 6 + LINE * lines)

    def _places(self, width: int) -> list[tuple[int, float, float]]:
        """Row, left and width of each sum; they break into lines as words do."""
        bold, body = (
            QFontMetrics(style.font(style.SECONDARY, bold=True)),
            QFontMetrics(style.font(style.SECONDARY)),
        )
        places: list[tuple[int, float, float]] = []
        row, left = 0, 0.0
        for number, words in enumerate([self._due, *(part.words for part in self._parts)]):
            wide = (bold if number == 0 else body).horizontalAdvance(words) + 2.0
            if left + wide > width and left:
                row, left = row + 1, 0.0
            places.append((row, left, wide))
            left += wide + BETWEEN
        return places

    def draw(self, painter: QPainter) -> None:
        names = style.colours
        bar = QRectF(0, 0, self.width(), BAR)
        path = QPainterPath()
        path.addRoundedRect(bar, 4, 4)
        painter.save()
        painter.setClipPath(path)
        fill(painter, bar, names.ground)
        left = 0.0
        for part in self._parts:
            width = bar.width() * part.fen / self.total
            fill(painter, QRectF(left, 0, width, BAR), getattr(names, part.colour))
            left += width
        painter.restore()
        inks = [names.ink, *(getattr(names, part.ink or part.colour) for part in self._parts)]
        words = [self._due, *(part.words for part in self._parts)]
        for number, (row, start, wide) in enumerate(self._places(self.width())):
            box = QRectF(start, BAR + 6 + row * LINE, wide, LINE)
            write(painter, box, words[number], inks[number], pixels=style.SECONDARY, bold=number == 0)
