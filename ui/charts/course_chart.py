"""A child's way from the first year to graduation: stages, payments and visits on one line of years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip

from ui import style
from ui.charts.canvas import Chart, fill, write

YEARS, BAND, BAND_TOP, PAYMENTS, VISITS, HEIGHT = 20, 26, 24, 64, 84, 98  # pixels from the top


@dataclass(frozen=True)
class Stretch:
    """A stage of schooling: "初中 3600 元/年", from its first day to its last; `blue` names its colour.

    `ahead` marks what lies after the sponsorship ("2029 年毕业"), drawn as an outline.
    """

    words: str
    first: date
    last: date
    blue: str = "blue"
    ahead: bool = False


@dataclass(frozen=True)
class Mark:
    """A payment or a visit: its day, what the tooltip says, and whether something went wrong."""

    day: date
    words: str
    amiss: bool = False


@dataclass(frozen=True)
class Course:
    """All that the chart shows. `today` is drawn as a red line."""

    today: date
    stretches: Sequence[Stretch] = ()
    payments: Sequence[Mark] = ()
    visits: Sequence[Mark] = ()


class CourseChart(Chart):
    """The way as drawn; pointing at a payment or visit says which it is."""

    def __init__(self, course: Course | None = None) -> None:
        super().__init__()
        self._course = course
        self.setAccessibleName("从小学到高中毕业")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.redraw()

    def show_course(self, course: Course) -> None:
        """Show another child's way."""
        self._course = course
        self.redraw()

    def describe(self) -> str:
        if self._course is None:
            return ""
        stages = ";".join(stretch.words for stretch in self._course.stretches)
        return f"{stages};发放 {len(self._course.payments)} 期;走访 {len(self._course.visits)} 次"

    def sizeHint(self) -> QSize:
        return QSize(700, HEIGHT)

    def _place(self, day: date) -> float:
        """Where a day lies, in pixels from the left."""
        assert self._course is not None
        first = min(stretch.first for stretch in self._course.stretches)
        last = max(stretch.last for stretch in self._course.stretches)
        return (day - first).days / max(1, (last - first).days) * (self.width() - 1)

    def draw(self, painter: QPainter) -> None:
        course = self._course
        if course is None or not course.stretches:
            return
        self._draw_years(painter)
        for stretch in course.stretches:
            self._draw_stretch(painter, stretch)
        names = style.colours
        for payment in course.payments:
            fill_dot(
                painter,
                QPointF(self._place(payment.day), PAYMENTS),
                names.red if payment.amiss else names.green,
            )
        for visit in course.visits:
            fill_diamond(painter, QPointF(self._place(visit.day), VISITS), names.amber)
        today = self._place(course.today)
        if 0 <= today <= self.width():
            painter.setPen(QPen(QColor(names.red), 2))
            painter.drawLine(QPointF(today, 0), QPointF(today, HEIGHT))

    def _draw_years(self, painter: QPainter) -> None:
        assert self._course is not None
        first = min(stretch.first for stretch in self._course.stretches)
        last = max(stretch.last for stretch in self._course.stretches)
        every = 1 if self.width() / (last.year - first.year + 1) > 40 else 2
        for year in range(first.year, last.year + 1, every):
            left, following = (max(0.0, self._place(date(each, 1, 1))) for each in (year, year + every))
            if left < self.width() - 34 and following - left > 36:
                write(painter, QRectF(left, 0, 40, YEARS), str(year), style.colours.secondary)

    def _draw_stretch(self, painter: QPainter, stretch: Stretch) -> None:
        names = style.colours
        left, right = self._place(stretch.first), self._place(stretch.last)
        box = QRectF(left, BAND_TOP, right - left - 4, BAND)
        if stretch.ahead:
            painter.setPen(QPen(QColor(names.waiting), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        else:
            fill(painter, box, getattr(names, stretch.blue), 3)
        ink = names.secondary if stretch.ahead else names.on_colour
        write(painter, box.adjusted(9, 0, -4, 0), stretch.words, ink, pixels=style.SECONDARY)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._course is not None and self._course.stretches:
            marks = (
                self._course.payments if event.pos().y() < (PAYMENTS + VISITS) / 2 else self._course.visits
            )
            near = [mark for mark in marks if abs(self._place(mark.day) - event.pos().x()) < 8]
            QToolTip.showText(event.globalPos(), near[0].words if near else "", self)
            return True
        return super().event(event)


def fill_dot(painter: QPainter, centre: QPointF, colour: str) -> None:
    """A payment."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(centre, 4.5, 4.5)


def fill_diamond(painter: QPainter, centre: QPointF, colour: str) -> None:
    """A visit."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    corners = [QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0)]
    painter.drawPolygon(QPolygonF([centre + corner for corner in corners]))
