"""The year's targets: how far each has come, in a bar and in figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from ui import style
from ui.charts.canvas import RIGHT, Chart, fill, write

LINE, BAR = 29, 9  # pixels


@dataclass(frozen=True)
class Progress:
    """One target: its title, the share reached (1.0 is all of it), and its figures in words."""

    title: str
    share: float
    words: str
    behind: bool = False  # shown in red; the words must say it too


class ProgressBars(Chart):
    """Targets below each other."""

    def __init__(self, lines: Sequence[Progress] = ()) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("目标进度")
        self.show_lines(lines)

    def show_lines(self, lines: Sequence[Progress]) -> None:
        """Show other targets."""
        self._lines = lines
        self.redraw()

    def describe(self) -> str:
        return ";".join(f"{line.title} {line.words}" for line in self._lines)

    def sizeHint(self) -> QSize:
        return QSize(420, LINE * len(self._lines))

    def draw(self, painter: QPainter) -> None:
        names = style.colours
        titles, figures = self.width() * 0.26, self.width() * 0.28
        for number, line in enumerate(self._lines):
            top = number * LINE
            write(painter, QRectF(0, top, titles - 8, LINE), line.title, names.ink, pixels=style.BODY)
            bar = QRectF(titles, top + (LINE - BAR) / 2, self.width() - titles - figures, BAR)
            fill(painter, bar, names.ground, BAR / 2)
            share = min(max(line.share, 0.0), 1.0)
            if share:
                reached = QRectF(bar.left(), bar.top(), max(BAR, bar.width() * share), BAR)
                colour = names.red if line.behind else names.green if share == 1 else names.blue
                fill(painter, reached, colour, BAR / 2)
            box = QRectF(bar.right() + 8, top, figures - 8, LINE)
            ink = names.red_ink if line.behind else names.ink
            write(painter, box, line.words, ink, side=RIGHT, pixels=style.SECONDARY)
