"""Days as they are typed in forms and found in sheets."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countydesk.domain.days import day_of_serial, parse_day, parse_month_or_day, show_day
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "2020.8.1", "2020年8月1日", "2020/8/1", "2020-8-1", "20200801", "20.8.1", "２０２０．８．１",
        " 2020 年 8 月 1 日 ", "2020-08-01 00:00:00", "2020-08-01T00:00:00", "2020年08月01", "2020.8.1日",
        "2020年8月1号", "'2020.8.1", "2020。8。1", "二〇二〇年八月一日", "20年8月1日",
    ],
)  # fmt: skip
def test_one_day_in_many_spellings(text: str) -> None:
    assert parse_day(text, TODAY) == date(2020, 8, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10.9", date(2026, 10, 9)),
        ("10月9日", date(2026, 10, 9)),
        ("98.5.1", date(1998, 5, 1)),
        ("二〇二〇年十二月三十一日", date(2020, 12, 31)),
        ("二〇二〇年十月二十日", date(2020, 10, 20)),
        ("昨天", date(2026, 11, 21)),
    ],
)
def test_short_forms(text: str, day: date) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["2020.8", "2020年8月", "2020/08", "202008", "2020-8", "20.8", "2020.8.", "20年8月"]
)
def test_months(text: str) -> None:
    assert parse_month_or_day(text, TODAY) == Month(2020, 8)
    with pytest.raises(Refused, match="只写到月"):
        parse_day(text, TODAY)


@pytest.mark.parametrize(
    "text", ["", "明年", "2020", "2020.13.1", "2019.2.29", "20200230", "1.2.3.4", "8", "200801"]
)
def test_what_is_not_understood_is_said(text: str) -> None:
    with pytest.raises(Refused, match="日期"):
        parse_day(text, TODAY)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_what_is_shown_is_read_back(day: date) -> None:
    assert parse_day(show_day(day), TODAY) == day
    assert day_of_serial((day - date(1899, 12, 30)).days) == day


def test_serials() -> None:
    assert day_of_serial(44044) == date(2020, 8, 1)
    assert day_of_serial(44044.75) == date(2020, 8, 1)
    assert day_of_serial(1800) is None
    assert day_of_serial(20200801) is None
