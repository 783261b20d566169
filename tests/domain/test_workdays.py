"""Working days: the announced tables, the law's days where there is none, and the office's own."""

from datetime import date

import pytest

from countydesk.domain.workdays import Calendar
from countydesk.storage.workdays import load_workdays

NATIONAL = Calendar(*load_workdays(), {})


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-01-26", True),  # Sunday worked for the Spring Festival
        ("2025-01-28", False),
        ("2025-10-11", True),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-02-28", True),
        ("2026-06-19", False),
        ("2026-09-20", True),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-10-17", False),  # a Saturday
        ("2027-02-08", False),  # the law's, the year is not announced
        ("2027-05-02", False),
        ("2031-10-01", False),
        ("2031-10-06", True),  # a Monday: nobody knows better yet
    ],
)
def test_a_day_is_worked_or_not(day: str, works: bool) -> None:
    assert NATIONAL.works(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        ("2026-10-13", 5, "2026-10-19"),  # over a weekend
        ("2026-09-24", 5, "2026-10-08"),  # 中秋 takes the Friday, 国庆 a week
        ("2026-09-30", 5, "2026-10-12"),  # 国庆, and the Saturday worked for it
        ("2026-10-03", 1, "2026-10-08"),  # begun on a holiday: the first day counted is the next worked
        ("2026-02-13", 3, "2026-02-24"),  # a Saturday worked before the festival counts
        ("2026-12-31", 2, "2027-01-04"),
    ],
)
def test_a_notice_hangs_so_many_working_days(first: str, days: int, last: str) -> None:
    assert NATIONAL.last_of(date.fromisoformat(first), days) == date.fromisoformat(last)


def test_an_office_may_say_otherwise() -> None:
    days, announced = load_workdays()
    own = Calendar(days, announced, {date(2026, 10, 16): False, date(2026, 10, 17): True})
    assert own.last_of(date(2026, 10, 15), 2) == date(2026, 10, 17)
    assert not own.works(date(2026, 10, 16))


def test_a_year_that_is_not_announced_is_said() -> None:
    assert NATIONAL.doubts(date(2026, 12, 1), date(2026, 12, 31)) == ""
    assert NATIONAL.doubts(date(2026, 12, 30), date(2027, 1, 6)).startswith("2027 年放假安排尚未公布")


def test_every_announced_year_has_its_days_once() -> None:
    days, announced = load_workdays()
    assert announced == {2025, 2026}
    assert all(works == (day.weekday() >= 5) for day, works in days.items() if works)
    assert [sum(not works for day, works in days.items() if day.year == year) for year in (2025, 2026)] == [
        28,
        33,
    ]


def test_holidays_are_told_with_the_weekends_that_belong_to_them() -> None:
    off = [(first.isoformat()[5:], last.isoformat()[5:]) for first, last in NATIONAL.days_off(2026)]
    assert off[0] == ("01-01", "01-03")
    assert off[-2:] == [("09-25", "09-27"), ("10-01", "10-07")]
    assert NATIONAL.days_off(2031)[-1] == (date(2031, 10, 1), date(2031, 10, 5))
