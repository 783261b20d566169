"""A month's or batch's way as steps that are done, now, or to come, each saying what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import style
from ui.parts.marks import State, paint_mark

MARK, GAP, SHORTEST = 28, 4, 14  # pixels: a mark's room, between mark and words, the shortest line
ONE_LINE, TWO_LINES = 46, 58


@dataclass(frozen=True)
class Step:
    """One step: "签收", where it stands, and what there is to say of it: "4 人未签"."""

    title: str
    state: State
    sentence: str = ""

    @property
    def words(self) -> str:
        return f"{self.title} {self.sentence}".rstrip()


class StepPath(QWidget):
    """The steps in one row; the sentence stands beside the title, or below it where room is short."""

    chosen = Signal(int)

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        super().__init__()
        self._steps: Sequence[Step] = steps
        self._boxes: list[QRectF] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show other steps."""
        self._steps = steps
        self.setAccessibleName("步骤")
        self.setAccessibleDescription(";".join(f"{s.words}({s.state})" for s in steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, TWO_LINES if self._is_short_of_room() else ONE_LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, ONE_LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def _is_short_of_room(self) -> bool:
        """Whether sentences must go below their titles."""
        body = QFontMetrics(style.font())
        wide = [body.horizontalAdvance(step.words) + 8 for step in self._steps]
        said = any(step.sentence for step in self._steps)
        return said and self._length(wide) > self.width() - 2 * 10

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number, box in enumerate(self._boxes):
            if box.contains(event.position()):
                self.chosen.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = next((n for n, box in enumerate(self._boxes) if box.contains(event.position())), None)
        self.setToolTip("" if over is None else self._steps[over].words)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = style.colours
        painter.setPen(QPen(QColor(names.hairline), 1))
        painter.setBrush(QColor(names.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if self._steps:
            self._paint_steps(painter)
        painter.end()

    def _paint_steps(self, painter: QPainter) -> None:
        body, small = QFontMetrics(style.font()), QFontMetrics(style.font(style.SMALL))
        room = self.width() - 2 * 10
        wide = [body.horizontalAdvance(step.words) + 8 for step in self._steps]
        below = self._is_short_of_room()
        if below:
            wide = [
                max(body.horizontalAdvance(s.title), small.horizontalAdvance(s.sentence)) + 6
                for s in self._steps
            ]
        lines = len(self._steps) - 1
        spare = room - self._length(wide) + SHORTEST * lines
        line = max(4.0, spare / lines) if lines else 0.0
        squeeze = min(0.0, (spare - 4 * lines) / len(self._steps))
        left, middle = 10.0, self.height() / 2
        self._boxes = []
        for number, (step, width) in enumerate(zip(self._steps, wide, strict=True)):
            paint_mark(painter, QPointF(left + MARK / 2, middle), step.state)
            words = QRectF(left + MARK + GAP, 4, width + squeeze, self.height() - 8)
            self._paint_words(painter, words, step, below=below)
            self._boxes.append(QRectF(left, 0, MARK + GAP + width + squeeze, self.height()))
            left = words.right()
            if number < lines:
                done = step.state is State.DONE
                painter.setPen(QPen(QColor(style.colours.green if done else style.colours.waiting), 2))
                painter.drawLine(QPointF(left + 2, middle), QPointF(left + line - 2, middle))
                left += line

    def _length(self, words: Sequence[int]) -> int:
        return sum(words) + len(words) * (MARK + GAP) + (len(words) - 1) * SHORTEST

    def _paint_words(self, painter: QPainter, box: QRectF, step: Step, *, below: bool) -> None:
        names = style.colours
        ink = QColor(names.secondary if step.state is State.TO_COME else names.ink)
        vertical = Qt.AlignmentFlag.AlignVCenter
        if not below:
            _write(painter, box, vertical, step.words, style.font(), ink)
        elif step.sentence:
            upper = QRectF(box.left(), box.top(), box.width(), box.height() / 2 + 1)
            lower = QRectF(box.left(), box.center().y() + 1, box.width(), box.height() / 2 - 1)
            _write(painter, upper, Qt.AlignmentFlag.AlignBottom, step.title, style.font(), ink)
            faint = QColor(names.secondary)
            _write(painter, lower, Qt.AlignmentFlag.AlignTop, step.sentence, style.font(style.SMALL), faint)
        else:
            _write(painter, box, vertical, step.title, style.font(), ink)


def _write(
    painter: QPainter, box: QRectF, place: Qt.AlignmentFlag, words: str, font: QFont, ink: QColor
) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
    painter.drawText(box, place | Qt.AlignmentFlag.AlignLeft, fitting)
