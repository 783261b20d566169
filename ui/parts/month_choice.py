"""Choosing a month to look at, or all of them."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from countydesk.domain.months import Month

MONTHS = 24  # offered, from this month back


class MonthChoice(QComboBox):
    """`month` is None for all months."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._months: list[Month | None] = [None]
        self.addItem("全部月份")
        self.setAccessibleName("月份")
        self.setMinimumWidth(128)
        self.setMaxVisibleItems(13)
        self.activated.connect(lambda _index: self.chosen.emit())

    @property
    def month(self) -> Month | None:
        """The month that is chosen."""
        return self._months[self.currentIndex()]

    def offer(self, latest: Month, *, all_first: bool = False) -> None:
        """Offer this month and those before it; what is chosen stays, at first the latest or all."""
        begins = len(self._months) == 1 and not all_first
        chosen = latest if begins else self.month
        month, self._months = latest, [None]
        for _ in range(MONTHS):
            self._months.append(month)
            month = month.previous()
        self.clear()
        self.addItems([each.title if each else "全部月份" for each in self._months])
        self.choose(chosen)

    def choose(self, month: Month | None) -> None:
        """Choose a month without saying so; one that is not offered means all."""
        self.setCurrentIndex(self._months.index(month) if month in self._months else 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page must not change the month
