"""Editors of the catalogue's fields: a line, and a small choice beside it of 余 and 近, or 日, 旬 and 月."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QMargins, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from countydesk.domain import values
from countydesk.domain.catalogue import MODIFIERS, FieldOf
from countydesk.domain.entries import Precision, read_when, show_first_day
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.problems import Refused
from ui import style
from ui.forms.editors import Editor, LineEditor
from ui.forms.reading import tidy
from ui.parts.choice import Choice

Today = Callable[[], date]  # asked anew, for a form may stand open overnight
EXACT = "—"  # no modifier
LIST_WIDTH = 104  # pixels of an opened list


class ValueLine(LineEditor):
    """One line, understood and written as the catalogue says of its field."""

    def __init__(self, field: FieldOf, today: Today) -> None:
        super().__init__(field.spec, lambda text: values.read(field, text, today()))
        self._field = field

    def set_value(self, value: Any) -> None:
        self.setText(values.written(self._field, value))
        self.setCursorPosition(0)

    def settle(self) -> None:
        try:
            text = values.written(self._field, self.value())
        except Refused:
            text = tidy(self._field.kind, self.text())
        if text != self.text():
            self.setText(text)


class SmallChoice(Choice):
    """A few short words beside a line. The cursor stays in the line, where ↓ opens them."""

    def __init__(self, words: Sequence[str], name: str, width: int) -> None:
        super().__init__(name, width)
        self.offer([(word, word) for word in words])
        self.setToolTip(f"{name}(在格中按 ↓ 选择)")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view().setMinimumWidth(LIST_WIDTH)


class Paired(QWidget, Editor):
    """A line, a small choice beside it, and the unit."""

    changed = Signal()

    def __init__(self, line: LineEditor, small: SmallChoice, unit: str = "") -> None:
        super().__init__()
        self.line, self.small = line, small
        self.keys, self.focus_on = line.keys, line
        beside = QHBoxLayout(self)
        beside.setContentsMargins(QMargins())
        beside.setSpacing(6)
        beside.addWidget(line, 1)
        beside.addWidget(small)
        if unit:
            beside.addWidget(style.label(unit, "secondary"))
        line.changed.connect(self.changed)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        opens = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if opens and event.type() == QEvent.Type.KeyPress and self.small.isEnabled():
            self.small.showPopup()
            return True
        return False

    def lock(self, locked: bool) -> None:
        self.line.lock(locked)
        self.small.setEnabled(not locked)


class Measured(Paired):
    """A figure with its unit and, where it is approximate, the word that says so; the word may be typed.
    Its value is the figure alone; it is shown a figure, or a figure and a word."""

    def __init__(self, field: FieldOf, today: Today) -> None:
        words = (EXACT, *MODIFIERS)
        super().__init__(ValueLine(field, today), SmallChoice(words, f"{field.title}的约数", 94), field.unit)
        self.small.setVisible(bool(field.unit))  # what has no unit is a number, not an amount
        self.line.setPlaceholderText(field.hint)
        self.small.picked.connect(self.changed)

    @property
    def modifier(self) -> str:
        """余, 近 …; "" for an exact figure."""
        typed = values.without_modifier(self.line.text())[1]
        return typed or str(self.small.chosen).removeprefix(EXACT)

    def raw(self) -> str:
        return f"{self.line.text()}\t{self.modifier}".rstrip("\t")

    def set_raw(self, text: str) -> None:
        figure, _, word = text.partition("\t")
        self.line.set_raw(figure)
        self.small.choose(word or EXACT)

    def value(self) -> Any:
        figure = values.without_modifier(self.line.text())[0]
        return self.line.understood(figure)

    def set_value(self, value: Any) -> None:
        figure, word = value if isinstance(value, tuple) else (value, "")
        self.line.set_value(figure)
        self.small.choose(word or EXACT)

    def settle(self) -> None:
        figure, word = values.without_modifier(self.line.text())
        if word:
            self.small.choose(word)
            self.line.setText(figure)
        self.line.settle()


class WhenEditor(Paired):
    """A day, as exactly as it is known: its value is the first day and the precision."""

    PRECISIONS = (Precision.DAY, Precision.TEN_DAYS, Precision.MONTH)

    def __init__(self, title: str, today: Today) -> None:
        spec = FieldSpec("first_day", title, Kind.TEXT, True, None, False, "2026年4月9日、4月中旬、4月")
        words = [precision.title for precision in self.PRECISIONS]
        super().__init__(LineEditor(spec), SmallChoice(words, f"{title}知道到哪里", 76))
        self._today = today
        self.small.picked.connect(self._known_to)

    def raw(self) -> str:
        return self.line.text()

    def set_raw(self, text: str) -> None:
        self.line.set_raw(text)
        self.settle()

    def value(self) -> tuple[date, Precision] | None:
        text = tidy(Kind.DAY, self.line.text())
        return read_when(text, self._today()) if text else None

    def set_value(self, value: Any) -> None:
        self.line.setText("")
        if value is not None:
            day, precision = value
            shown = precision if precision in self.PRECISIONS else Precision.DAY
            self.line.setText(show_first_day(day, shown))
        self.settle()

    def settle(self) -> None:
        try:
            value = self.value()
        except Refused:
            return
        if value is not None:
            self.small.setCurrentIndex(self.PRECISIONS.index(value[1]))
            if (text := show_first_day(*value)) != self.line.text():
                self.line.setText(text)

    def _known_to(self) -> None:
        try:
            value = self.value()
        except Refused:
            return
        if value is not None:
            self.line.setText(show_first_day(value[0], self.PRECISIONS[self.small.currentIndex()]))
