"""What is said before a month is closed that is not over."""

from datetime import date

import pytest

from countydesk.domain.closing import before_its_end
from countydesk.domain.months import Month


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 11, 22), "还有 8 天才结束"),
        (date(2026, 11, 30), "今天是最后一天"),
        (date(2026, 12, 1), ""),
    ],
)
def test_a_month_closed_before_its_end_locks_its_last_days(today: date, said: str) -> None:
    sentence = before_its_end(Month(2026, 11), today)
    assert said in sentence
    assert bool(sentence) is bool(said)
