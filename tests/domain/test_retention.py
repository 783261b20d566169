"""How long a child is remembered: the leap day included."""

from datetime import date, timedelta

import pytest

from countydesk.domain.retention import end_of_retention, last_end


@pytest.mark.parametrize("years", [1, 4, 5])
def test_the_rule_reads_the_same_from_both_ends(years: int) -> None:
    """Whoever is listed today is due today or before, whoever is not is due later."""
    for days in range(4 * 366):
        today = date(2028, 1, 1) + timedelta(days=days)
        last = last_end(today, years)
        assert end_of_retention(last, years) <= today < end_of_retention(last + timedelta(days=1), years)


def test_who_ended_on_the_leap_day_is_due_on_the_28th() -> None:
    assert end_of_retention(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert last_end(date(2033, 2, 28), 5) == date(2028, 2, 29)
