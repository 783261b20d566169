"""The rotation of backups, and their age in words."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from countydesk.domain.backups import Made, Occasion, age_in_words, is_old, superfluous

TODAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def daily(days: int) -> list[Made]:
    """A backup each day at five, the last one today."""
    return [Made(f"{days - n:04}", TODAY - timedelta(days=n), Occasion.DAY) for n in range(days)]


def kept_of(made: list[Made], newest: str) -> list[Made]:
    dropped = superfluous(made, newest)
    return [one for one in made if one not in dropped]


def test_two_years_of_days_come_down_to_a_week_of_days_two_months_of_weeks_and_a_year_of_months() -> None:
    kept = sorted(kept_of(daily(730), "0730"), key=lambda one: one.at)
    days = [one.at.date() for one in kept]
    assert days[-7:] == [TODAY.date() - timedelta(days=n) for n in range(6, -1, -1)]
    assert {day.isocalendar()[:2] for day in days} >= {(2026, week) for week in range(40, 48)}
    assert {(day.year, day.month) for day in days} == {(2025, 12), *((2026, month) for month in range(1, 12))}
    assert len(kept) <= 7 + 8 + 12


def test_of_a_day_that_is_past_the_last_is_kept_and_what_was_made_before_something() -> None:
    at = [TODAY - timedelta(days=3) + timedelta(minutes=n) for n in range(4)]
    morning, imported, noon, evening = (
        Made(str(n), at[n], why)
        for n, why in enumerate((Occasion.DAY, Occasion.IMPORT, Occasion.CLOSING, Occasion.CLOSING))
    )
    since = [Made(f"since {n}", TODAY - timedelta(hours=n), Occasion.CLOSING) for n in (30, 29, 1, 0)]
    assert kept_of([morning, imported, noon, evening, *since], "since 0") == [imported, evening, *since]


def test_the_newest_good_one_stays_whatever_the_clock_says() -> None:
    ahead = [Made(f"ahead{n}", TODAY + timedelta(days=400 * n), Occasion.DAY) for n in range(1, 30)]
    assert Made("now", TODAY, Occasion.DAY) in kept_of([*ahead, Made("now", TODAY, Occasion.DAY)], "now")


@given(some.sets(some.integers(0, 900), min_size=1))
def test_rotating_again_drops_nothing_more(days: set[int]) -> None:
    made = [Made(f"{n:04}", TODAY + timedelta(days=n), Occasion.DAY) for n in sorted(days)]
    once = kept_of(made, made[-1].name)
    assert made[-1] in once
    assert kept_of(once, made[-1].name) == once


def test_ages_in_words() -> None:
    today = date(2026, 11, 20)
    ages = [(0, "今天"), (1, "昨天"), (9, "9 天前"), (-3, "今天")]
    assert [age_in_words(today - timedelta(days=n), today) for n, _ in ages] == [words for _, words in ages]
    assert age_in_words(None, today) == "还没有"
    assert not is_old(today - timedelta(days=7), today)
    assert is_old(today - timedelta(days=8), today) and is_old(None, today)
