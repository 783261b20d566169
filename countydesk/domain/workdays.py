"""Working days: weekends, the holidays of the year and the days worked for them, and an office's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# 全国年节及纪念日放假办法 (2024): what a year has whose table nobody has announced.
FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Which days are worked.

    `days` are those that are otherwise than the weekday says (True: worked); `announced` the years
    whose table the State Council has given out. `own` are the office's decisions, before all.
    """

    days: Mapping[date, bool]
    announced: frozenset[int]
    own: Mapping[date, bool]

    def works(self, day: date) -> bool:
        """Whether offices work on a day."""
        for told in (self.own, self.days):
            if day in told:
                return told[day]
        return day.weekday() < SATURDAY and (day.month, day.day) not in FIXED

    def last_of(self, first: date, working_days: int) -> date:
        """The last of so many working days (one at least), `first` counted if it is one."""
        day, left = first, working_days
        while True:
            left -= self.works(day)
            if left <= 0:
                return day
            day += timedelta(days=1)

    def doubts(self, first: date, last: date) -> str:
        """What must be said of the days between two, both counted: "" where the years' tables are known."""
        unknown = [year for year in range(first.year, last.year + 1) if year not in self.announced]
        if not unknown:
            return ""
        years = "、".join(str(year) for year in unknown)
        return f"{years} 年放假安排尚未公布,只按周末和法定节日推算,公布后请在工作日历中补录调休。"

    def out_of_step(self, year: int) -> Iterator[tuple[date, bool]]:
        """The days of a year that are otherwise than the weekday says, and whether they are worked."""
        day = date(year, 1, 1)
        while day.year == year:
            if self.works(day) != (day.weekday() < SATURDAY):
                yield day, self.works(day)
            day += timedelta(days=1)

    def days_off(self, year: int) -> list[tuple[date, date]]:
        """The holidays of a year: first and last of the days off that belong together, weekends among them
        where a working day of the week falls out."""
        found: list[tuple[date, date]] = []
        for day, works in self.out_of_step(year):
            if works or (found and day <= found[-1][1]):
                continue
            first = last = day
            while not self.works(first - timedelta(days=1)) and first > date(year, 1, 1):
                first -= timedelta(days=1)
            while not self.works(last + timedelta(days=1)) and last < date(year, 12, 31):
                last += timedelta(days=1)
            found.append((first, last))
        return found
