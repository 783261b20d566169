"""Choosing a month to look at, or all of them."""

from countydesk.domain.months import Month
from ui.parts.choice import Choice

MONTHS = 24  # offered, from this month back
ALL = ("全部月份", "")


class MonthChoice(Choice):
    """`month` is None for all months."""

    def __init__(self) -> None:
        super().__init__("月份", 128)

    @property
    def month(self) -> Month | None:
        """The month that is chosen."""
        return Month.parse(self.chosen) if self.chosen else None

    def offer_until(self, latest: Month, *, all_first: bool = False) -> None:
        """Offer this month and those before it; what is chosen stays, at first the latest or all."""
        begins = self.count() == 0 and not all_first
        months = [latest]
        while len(months) < MONTHS:
            months.append(months[-1].previous())
        self.offer([ALL, *((month.title, str(month)) for month in months)], str(latest) if begins else None)
