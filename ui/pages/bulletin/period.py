"""Which months the bulletin is about: the usual ones by one press, others as they are typed."""

from datetime import date

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from countydesk.domain.days import parse_month_or_day
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.reckoning import Span
from countydesk.services import bulletin
from ui import style
from ui.forms.editors import LineEditor
from ui.parts.tabs import Tabs

THIS_MONTH, THIS_YEAR, LAST_YEAR, OTHER = range(4)
WORDS = ("本月", "本年至今", "上一年", "自定义")


class PeriodChoice(QWidget):
    """`chosen` tells of other months, `refused` of what was typed and cannot be, in a sentence."""

    chosen = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._today = date.min
        self.span: Span | None = None
        self.usual = Tabs(WORDS)
        self.first, self.last = self._field("起始月份"), self._field("截止月份")
        line = QHBoxLayout(self)
        line.setContentsMargins(QMargins())
        line.setSpacing(8)
        for widget in (self.usual, self.first, style.label("至", "secondary"), self.last):
            line.addWidget(widget)
        self.usual.chosen.connect(self._press)

    def _field(self, title: str) -> LineEditor:
        made = LineEditor(FieldSpec("month", title, Kind.MONTH, True, None, False, "年月"), self._read)
        made.setAccessibleName(title)
        made.setFixedWidth(92)
        made.editingFinished.connect(lambda: self._typed(made))
        made.keys.onward.connect(self.focusNextChild)
        made.keys.backward.connect(self.focusPreviousChild)
        return made

    def _read(self, text: str) -> Month:
        found = parse_month_or_day(text, self._today)
        return found if isinstance(found, Month) else Month.of(found)

    def begin(self, today: date) -> None:
        """Start with the year up to this day, where nothing was chosen before."""
        self._today = today
        if self.span is None:
            self.show_span(self._usual(THIS_YEAR))

    def show_span(self, span: Span) -> None:
        """Show these months without saying so."""
        self.span = span
        self.first.set_value(span.first)
        self.last.set_value(span.last)
        usual = (each for each in (THIS_MONTH, THIS_YEAR, LAST_YEAR) if self._usual(each) == span)
        self.usual.choose(next(usual, OTHER))

    def _usual(self, which: int) -> Span:
        now = Month.of(self._today)
        return {
            THIS_MONTH: Span(now, now),
            THIS_YEAR: Span(Month(now.year, 1), now),
            LAST_YEAR: Span(Month(now.year - 1, 1), Month(now.year - 1, 12)),
        }[which]

    def _press(self, which: int) -> None:
        if which == OTHER:
            self.first.setFocus()
            self.first.selectAll()
        else:
            self.show_span(self._usual(which))
            self.chosen.emit()

    def _typed(self, where: LineEditor) -> None:
        """Take what was typed; a first month beyond the last takes that along."""
        where.settle()
        try:
            first, last = self.first.value(), self.last.value()
            if first and last and where is self.first:
                last = max(first, last)
            span = bulletin.span_of(first, last) if first and last else self.span
        except Refused as refusal:
            self.refused.emit(str(refusal))
            return
        if span is not None and span != self.span:
            self.show_span(span)
            self.chosen.emit()
