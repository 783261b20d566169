"""Months, terms and school years as offices count them."""

from datetime import date

import pytest

from countydesk.domain.months import Month, Term
from countydesk.domain.problems import Refused


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2026, 9, 1), "2026-autumn"),
        (date(2026, 12, 31), "2026-autumn"),
        (date(2027, 1, 31), "2026-autumn"),
        (date(2027, 2, 1), "2027-spring"),
        (date(2027, 8, 31), "2027-spring"),
    ],
)
def test_every_day_lies_in_one_term(day: date, term: str) -> None:
    assert str(Term.of(day)) == term
    assert Term.parse(term).first_day <= day <= Term.parse(term).last_day


@pytest.mark.parametrize("text", ["2026-autumn", "2026秋季", "2026年秋季学期", " 2026秋 "])
def test_terms_as_people_write_them(text: str) -> None:
    assert Term.parse(text) == Term(2026, "autumn")


def test_a_school_year_has_an_autumn_and_the_spring_after() -> None:
    assert Term(2026, "autumn").next() == Term(2027, "spring")
    assert Term(2027, "spring").previous() == Term(2026, "autumn")
    assert Term(2026, "autumn").school_year == Term(2027, "spring").school_year == 2026


@pytest.mark.parametrize("text", ["2026", "autumn", "2026-summer", "26-autumn"])
def test_what_is_no_term_is_said(text: str) -> None:
    with pytest.raises(Refused, match="学期"):
        Term.parse(text)


def test_months_follow_on_each_other() -> None:
    assert Month.parse("2026-12").next() == Month(2027, 1)
    assert Month(2027, 1).previous() == Month.parse("2026-12")
    assert Month(2024, 2).last_day == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "202610", "十月"])
def test_what_is_no_month_is_said(text: str) -> None:
    with pytest.raises(Refused, match="2026-10 这样的形式"):
        Month.parse(text)
