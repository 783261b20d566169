"""Lists of what is done and what is to do: the month's checks, and the day's work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QMargins, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import style
from ui.forms.flow import Flow
from ui.parts.card import empty, link, rule
from ui.parts.chip import Chip
from ui.parts.marks import State, paint_mark
from ui.style import Tone


@dataclass(frozen=True)
class Check:
    """One thing that must be right before the month can be closed."""

    title: str
    sentence: str
    done: bool
    link: str = ""
    act: Callable[[], object] | None = None


class CheckList(QWidget):
    """Checks below each other, each with its mark and what is missing."""

    def __init__(self, checks: Sequence[Check] = ()) -> None:
        super().__init__()
        self._column = _column(self)
        self.show_checks(checks)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show other checks."""
        empty(self._column)
        for check in checks:
            self._column.addWidget(self._line(check))
            self._column.addWidget(rule())
        self._column.addStretch(1)

    def _line(self, check: Check) -> QWidget:
        line, row = _line(42)
        row.addWidget(_Mark(State.DONE if check.done else State.NOW))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(style.label(check.title))
        sentence = style.label(check.sentence, "secondary", wraps=True)
        words.addWidget(sentence)
        words.addStretch()
        row.addLayout(words, 1)
        _add_link(row, check.link, check.title, check.act)
        line.setAccessibleName(f"{check.title},{'已完成' if check.done else '未完成'}:{check.sentence}")
        return line


@dataclass(frozen=True)
class Task:
    """One thing to do today: what kind, what exactly, and where it is done."""

    kind: str
    tone: Tone
    sentence: str
    link: str = ""
    act: Callable[[], object] | None = None


class TaskList(QWidget):
    """The day's work, most urgent first as it is handed in."""

    def __init__(self, tasks: Sequence[Task] = ()) -> None:
        super().__init__()
        self._column = _column(self)
        self.show_tasks(tasks)

    def show_tasks(self, tasks: Sequence[Task], nothing: str = "今天没有要办的事。") -> None:
        """Show other tasks; `nothing` is said where there are none."""
        empty(self._column)
        for task in tasks:
            line, row = _line(style.ROW - 1)
            kind = QWidget()
            kind.setFixedWidth(84)
            beside = QHBoxLayout(kind)
            beside.setContentsMargins(QMargins())
            beside.addWidget(Chip(task.kind, task.tone))
            beside.addStretch()
            row.addWidget(kind)
            sentence = style.label(task.sentence)
            sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            sentence.setToolTip(task.sentence)
            row.addWidget(sentence, 1)
            _add_link(row, task.link, task.sentence, task.act)
            line.setAccessibleName(f"{task.kind}:{task.sentence}")
            self._column.addWidget(line)
            self._column.addWidget(rule())
        if not tasks:
            self._column.addWidget(style.label(nothing, "faint"))


def _column(parent: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(parent)
    column.setContentsMargins(QMargins())
    column.setSpacing(0)
    return column


def _line(height: int) -> tuple[QWidget, QHBoxLayout]:
    line = QWidget()
    line.setMinimumHeight(height)
    row = QHBoxLayout(line)
    row.setContentsMargins(10, 0, 10, 0)
    row.setSpacing(style.GAP + 4)
    return line, row


def _add_link(row: QHBoxLayout, words: str, about: str, act: Callable[[], object] | None) -> None:
    if not words:
        return
    button: QPushButton = link(words)
    button.setAccessibleName(f"{words}:{about}")
    if act is not None:
        button.clicked.connect(lambda _checked=False: act())
    row.addWidget(button)


class _Mark(QWidget):
    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self.setFixedSize(28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mark(painter, QPointF(14, 14), self._state)
        painter.end()


@dataclass(frozen=True)
class Event:
    """One entry of a timeline: when, who, what was found, what follows from it, and photographs.

    `act` opens the entry; `link`, beside the chip if there is one, names what can be done about it, and
    `follow` does it.
    """

    when: str
    who: str
    words: str
    chip: str = ""
    tone: Tone = Tone.AMBER
    act: Callable[[], object] | None = None
    link: str = ""
    follow: Callable[[], object] | None = None
    photos: Sequence[QPixmap] = ()
    show_photo: Callable[[int], object] | None = None


class Timeline(QWidget):
    """Events below each other along a line, the latest first as it is handed in."""

    def __init__(self, events: Sequence[Event] = ()) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 0, 0, 0)
        self._column.setSpacing(10)
        self.show_events(events)

    def show_events(self, events: Sequence[Event], nothing: str = "还没有记录。") -> None:
        """Show other events; `nothing` is said where there are none."""
        empty(self._column)
        for event in events:
            self._column.addWidget(_entry(event))
        if not events:
            self._column.addWidget(style.label(nothing, "faint"))
        self._column.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(QColor(style.colours.hairline), 2))
        last = self._column.itemAt(self._column.count() - 2)
        bottom = last.geometry().bottom() if last is not None else self.height()
        painter.drawLine(1, 0, 1, bottom)
        painter.end()


def _entry(event: Event) -> QWidget:
    entry = QWidget()
    column = QVBoxLayout(entry)
    column.setContentsMargins(QMargins())
    column.setSpacing(2)
    head = QHBoxLayout()
    head.setSpacing(6)
    if event.act is not None:
        button = link(event.when)
        button.clicked.connect(lambda _checked=False, act=event.act: act())
        head.addWidget(button)
    else:
        head.addWidget(style.label(event.when))
    head.addWidget(style.label(event.who, "faint"))
    head.addStretch(1)
    column.addLayout(head)
    if event.words:
        words = style.label(event.words, "small", wraps=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words)
    if not event.chip:
        _add_link(head, event.link, f"{event.when} {event.who}", event.follow)
    else:
        beside = QHBoxLayout()
        beside.setSpacing(10)
        beside.addWidget(Chip(event.chip, event.tone))
        _add_link(beside, event.link, event.chip, event.follow)
        beside.addStretch(1)
        column.addLayout(beside)
    if event.photos:
        column.addWidget(_photos(event))
    return entry


def _photos(event: Event) -> QWidget:
    """Small photographs beside each other; pressing one shows it in full."""
    strip = QWidget()
    line = Flow(strip, gap=6)
    for number, photo in enumerate(event.photos):
        button = style.in_role(QPushButton(), "photo")
        button.setIcon(QIcon(photo))
        button.setIconSize(photo.deviceIndependentSize().toSize())
        button.setFixedSize(button.iconSize() + QSize(4, 4))
        button.setAccessibleName(f"{event.when}的照片 {number + 1}")
        button.setToolTip("看大图")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        if event.show_photo is not None:
            button.clicked.connect(partial(_show_photo, event.show_photo, number))
        line.addWidget(button)
    return strip


def _show_photo(show: Callable[[int], object], number: int, _checked: bool = False) -> None:
    show(number)
