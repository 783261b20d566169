"""The month to whose end the year is reckoned."""

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from countydesk.domain.months import Month
from ui.parts.choice import Choice

FIRST_YEAR = 2016  # the year of the opinion that the actions come from


class Until(QWidget):
    """A year and a month. `picked` tells of another."""

    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._years, self._months = Choice("年度", 100), Choice("截至月份", 116)
        self._months.offer([(f"截至 {number} 月", number) for number in range(1, 13)])
        line = QHBoxLayout(self)
        line.setContentsMargins(QMargins())
        line.setSpacing(8)
        for choice in (self._years, self._months):
            choice.picked.connect(self.picked)
            line.addWidget(choice)

    @property
    def month(self) -> Month | None:
        """The month that is chosen; None before any was shown."""
        year = self._years.chosen
        return Month(year, self._months.chosen) if year else None

    def show_month(self, month: Month, newest: int) -> None:
        """Choose a month without saying so; years are offered from `newest` back."""
        years = range(max(newest, month.year), min(FIRST_YEAR, month.year) - 1, -1)
        self._years.offer([(f"{year}年", year) for year in years], month.year)
        self._months.choose(month.number)
