"""The counties as a grid: a block for each city, lying about as on the map, a cell for each county.

The colour of a cell tells in steps how much of the plan is done; a red corner marks who is behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip

from ui import style
from ui.charts.canvas import CENTRE, Chart, fill, write

# Row and column of each city's block, from 酒泉 in the north-west to 陇南 in the south-east.
BLOCKS = {
    "6209": (0, 0), "6202": (0, 1), "6203": (0, 2),
    "6207": (1, 0), "6206": (1, 1), "6204": (1, 2), "6210": (1, 3),
    "6229": (2, 0), "6201": (2, 1), "6211": (2, 2), "6208": (2, 3),
    "6230": (3, 0), "6212": (3, 2), "6205": (3, 3),
}  # fmt: skip
# Where the legend stands when all blocks are shown: between 甘南 and 陇南.
FREE = (3, 1)
ACROSS = 3  # cells side by side in a block
HEAD, GAP, BETWEEN = 16, 2, 7  # pixels: a city's name, between cells, between blocks
HIGHEST, WIDEST = 40, 150  # pixels of a cell
# From which share (in %) a cell has which colour; the words stand in the legend.
STEPS = (
    (0.0, "selected", "0–25%"),
    (25.0, "blue_faint", "25–50%"),
    (50.0, "blue_pale", "50–75%"),
    (75.0, "blue_soft", "75–100%"),
    (100.0, "blue", "100%"),
)
BEHIND = "落后"
LEGEND_ROWS, LEGEND_LINE, LEGEND_WIDTH = 4, 18, 140  # lines below its heading, and pixels
KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True)
class Cell:
    """A county, or a city where cities are compared: its code, the name that fits, the share that its
    colour tells (in %, None for none), whether it is behind, and all of it in words."""

    code: str
    name: str
    percent: float | None
    behind: bool
    words: str


class CountyGrid(Chart):
    """`picked` tells the code of a cell that was clicked or gone to by the arrow keys."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[str, Cell] = {}
        self._cities: dict[str, str] = {}
        self._current = self._meaning = self._none = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(420, 300)
        self.setAccessibleName("各县区完成情况")

    def show_cells(self, cells: Sequence[Cell], cities: dict[str, str], meaning: str, none: str) -> None:
        """Show other figures; `cities` are the names of the blocks by the first four digits, `meaning`
        says what the colours tell, `none` what it means to have none."""
        self._meaning, self._none = meaning, none
        self._cells = {cell.code: cell for cell in cells}
        self._cities = cities
        if self._current not in self._cells:
            self._current = ""
        self.redraw()

    def select(self, code: str) -> None:
        """Mark a cell as the current one without saying so."""
        if code in self._cells and code != self._current:
            self._current = code
            self.redraw()

    @property
    def current(self) -> str:
        """The code of the marked cell; "" for none."""
        return self._current

    def describe(self) -> str:
        if self._current:
            return self._cells[self._current].words
        behind = [cell.name for cell in self._cells.values() if cell.behind]
        return f"共 {len(self._cells)} 个,落后 {len(behind)} 个:{'、'.join(behind)}"

    def sizeHint(self) -> QSize:
        return QSize(560, 440)

    # --- where things stand

    def _members(self) -> dict[str, list[Cell]]:
        members: dict[str, list[Cell]] = {}
        for _code, cell in sorted(self._cells.items()):
            members.setdefault(cell.code[:4], []).append(cell)
        return {city: found for city, found in members.items() if city in BLOCKS}

    def _frames(self) -> dict[str, QRectF]:
        """The box of each city's block; one city alone has the whole room above the legend."""
        members = self._members()
        if len(members) == 1:
            room = QRectF(0, 0, self.width(), self.height() - LEGEND_LINE * (LEGEND_ROWS + 1))
            return dict.fromkeys(members, room)
        return {city: self._block(*BLOCKS[city]) for city in members}

    def _block(self, row: int, column: int) -> QRectF:
        across, down = (max(place[at] for place in BLOCKS.values()) + 1 for at in (1, 0))
        wide = (self.width() - BETWEEN * (across - 1)) / across
        high = (self.height() - BETWEEN * (down - 1)) / down
        return QRectF(column * (wide + BETWEEN), row * (high + BETWEEN), wide, high)

    def _legend(self) -> QRectF:
        """Where the legend stands: a heading and its lines."""
        high = LEGEND_LINE * (LEGEND_ROWS + 1)
        if len(self._members()) == 1:
            return QRectF(0, self.height() - high, LEGEND_WIDTH, high)
        free = self._block(*FREE)
        return QRectF(free.left(), free.top(), free.width(), min(high, free.height()))

    def boxes(self) -> dict[str, QRectF]:
        """The box of each cell, by its code."""
        frames, members = self._frames(), self._members()
        across = min(ACROSS, max((len(cells) for cells in members.values()), default=1))
        deepest = max((-(-len(cells) // across) for cells in members.values()), default=1)
        highest = HIGHEST if across > 1 < len(members) else 2 * HIGHEST
        found: dict[str, QRectF] = {}
        for city, cells in members.items():
            frame = frames[city]
            wide = min((frame.width() - GAP * (across - 1)) / across, WIDEST)
            high = min((frame.height() - HEAD) / deepest - GAP, highest)
            for number, cell in enumerate(cells):
                row, column = divmod(number, across)
                left, top = frame.left() + column * (wide + GAP), frame.top() + HEAD + row * (high + GAP)
                found[cell.code] = QRectF(left, top, wide, high)
        return found

    def _at(self, point: QPointF) -> Cell | None:
        return next((self._cells[code] for code, box in self.boxes().items() if box.contains(point)), None)

    # --- drawing

    def draw(self, painter: QPainter) -> None:
        names, frames = style.colours, self._frames()
        for city, frame in frames.items():
            head = QRectF(frame.left(), frame.top(), frame.width(), HEAD - 2)
            write(painter, head, self._cities.get(city, ""), names.secondary, pixels=style.SMALL)
        for code, box in self.boxes().items():
            self._draw_cell(painter, self._cells[code], box)
        self._draw_legend(painter, self._legend())

    def _draw_cell(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        names = style.colours
        colour = _colour(cell.percent)
        _ground(painter, box, colour)
        if cell.behind:
            _corner(painter, box)
        ink = names.on_colour if colour == names.blue else names.ink if colour else names.secondary
        write(painter, box, cell.name, ink, side=CENTRE, pixels=style.SMALL)
        if cell.code == self._current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(names.ink), 3 if self.hasFocus() else 2))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _draw_legend(self, painter: QPainter, frame: QRectF) -> None:
        """What the colours say, in two columns below a heading."""
        names, line = style.colours, frame.height() / (LEGEND_ROWS + 1)
        signs = [*((getattr(names, colour), words) for _from, colour, words in STEPS), ("", self._none)]
        heading = QRectF(frame.left(), frame.top(), frame.width(), line)
        write(painter, heading, f"颜色:{self._meaning}", names.secondary, pixels=style.SMALL)
        for number, (colour, words) in enumerate([*signs, ("", BEHIND)]):
            column, row = divmod(number, LEGEND_ROWS)
            left = frame.left() + column * frame.width() * 0.6
            top = frame.top() + (row + 1) * line
            sign = QRectF(left, top + (line - 11) / 2, 14, 11)
            _ground(painter, sign, colour)
            if words == BEHIND:
                _corner(painter, sign)
            box = QRectF(left + 17, top, frame.width() * (0.4 if column else 0.6) - 17, line)
            write(painter, box, words, names.secondary, pixels=style.SMALL)

    # --- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position())
        if cell is not None:
            self._go_to(cell.code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = KEYS.get(Qt.Key(event.key()))
        if way is None or not self._cells:
            super().keyPressEvent(event)
        elif not self._current:
            self._go_to(next(iter(self.boxes())))
        else:
            self._go_to(self._nearest(*way))

    def _nearest(self, right: int, down: int) -> str:
        """The nearest cell in a direction, those straight ahead first; the same where there is none."""
        boxes = self.boxes()
        here = boxes[self._current].center()

        def far(code: str) -> float:
            there = boxes[code].center() - here
            ahead, aside = (there.x() * right, there.y()) if right else (there.y() * down, there.x())
            return ahead + 3 * abs(aside) if ahead > 1 else float("inf")

        nearest = min(boxes, key=far)
        return nearest if far(nearest) < float("inf") else self._current

    def _go_to(self, code: str) -> None:
        self._current = code
        self.redraw()
        self.picked.emit(code)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), cell.words if cell else "", self)
            return True
        return super().event(event)


def _colour(percent: float | None) -> str:
    """The palette's colour of a share; "" for none."""
    if percent is None:
        return ""
    name = [colour for least, colour, _words in STEPS if percent >= least or least == 0][-1]
    colour: str = getattr(style.colours, name)
    return colour


def _ground(painter: QPainter, box: QRectF, colour: str) -> None:
    fill(painter, box, colour or style.colours.card, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(style.colours.edge), 1))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


def _corner(painter: QPainter, box: QRectF) -> None:
    """The red corner of who is behind."""
    size = min(9.0, box.height() * 0.4)
    corner = box.topRight()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.colours.red))
    painter.drawPolygon(QPolygonF([corner - QPointF(size, 0), corner, corner + QPointF(0, size)]))
