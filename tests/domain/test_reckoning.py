"""Reckoning: parts of offices put together, modifiers agreed, targets of places added up."""

from datetime import date
from decimal import Decimal

import pytest

from countydesk.domain.catalogue import Count
from countydesk.domain.entries import Precision
from countydesk.domain.figures import Figure
from countydesk.domain.months import Month
from countydesk.domain.progress import missing, share, year_gone
from countydesk.domain.reckoning import Part, Planned, Reckoning, Span, added, combined
from countydesk.services.catalogue import catalogue

WAN = 1_000_000  # fen
PARTS = {
    "hope.raised": {"621024": Part(2, 30 * WAN), "621026": Part(1, 12 * WAN)},
    "job_fair.posts_local": {"621000": Part(3, 1200), "620100": Part(1, 800, words=frozenset({"余"}))},
    "live_sales.last8_covered": {
        "621100": Part(2, values=frozenset({"621121", "621126"})),
        "620000": Part(1, values=frozenset({"621121"})),
    },
    "heshui.meeting": {
        "621024": Part(1, day=date(2020, 4, 1), precision=Precision.MONTH),
        "620000": Part(1, day=date(2020, 6, 9)),
    },
}


def reckoning(**targets: dict[str, Planned]) -> Reckoning:
    return Reckoning(catalogue(), PARTS, {name.replace("__", "."): told for name, told in targets.items()})


def test_sums_distinct_values_and_first_days_go_over_all_offices() -> None:
    told = reckoning().told
    assert told["hope.raised"].figure == Figure("42", "", "万元")
    assert (told["hope.raised"].records, told["hope.raised"].offices) == (
        3,
        frozenset({"621024", "621026"}),
    )
    assert told["live_sales.last8_covered"].amount == 2
    assert told["heshui.meeting"].phrase == "(4月份组织召开)"
    assert told["jobs_general.posts"].amount == 2000


def test_an_office_is_told_by_its_own_records() -> None:
    assert reckoning().inside("621026").told["hope.raised"].figure.value == "12"
    assert reckoning().inside("6210").told["hope.raised"].figure.value == "42"


@pytest.mark.parametrize(
    ("words", "word"),
    [((), ""), (("近",), "近"), (("余", "余"), "余"), (("余", "超"), "余"), (("近", "余"), "左右")],
)
def test_modifiers_of_the_records_are_agreed(words: tuple[str, ...], word: str) -> None:
    assert combined(words) == word


def test_a_sum_carries_the_word_of_its_records() -> None:
    assert reckoning().told["job_fair.posts_local"].figure == Figure("0.2", "余", "万个")


def test_the_newest_record_is_the_latest_and_the_largest_the_most() -> None:
    parts = [Part(2, 5, day=date(2020, 3, 1)), Part(1, 9, day=date(2020, 2, 1))]
    assert added(parts, Count.LATEST).amount == 5
    assert added(parts, Count.MAX).amount == 9
    assert added([], Count.MAX).amount == 0


def test_a_share_of_nothing_has_no_figure() -> None:
    told = reckoning().told["hope.raised_progress"]
    assert (told.figure.value, told.amount, told.is_empty) == ("", None, True)


def test_the_plan_of_the_whole_goes_before_those_of_its_places() -> None:
    places = {"621000": Planned(50 * WAN), "621024": Planned(20 * WAN), "620100": Planned(30 * WAN)}
    plans = reckoning(hope__raised=places)
    assert plans.planned("hope.raised") == Planned(80 * WAN)  # a county's is within its city's
    assert plans.inside("621024").planned("hope.raised") == Planned(20 * WAN)
    assert plans.inside("6210").planned("hope.raised") == Planned(50 * WAN)
    assert reckoning(hope__raised={"620100": Planned(WAN)}).planned("hope.raised") is None  # others have none
    whole = reckoning(hope__raised=places | {"": Planned(84 * WAN, "以上")})
    assert whole.planned("hope.raised") == Planned(84 * WAN, "以上")
    assert whole.told["hope.raised_progress"].figure == Figure("50", "", "%")


def test_progress_has_one_decimal_and_lags_behind_the_year() -> None:
    assert share(Decimal("7414.2"), 8000) == Decimal("92.7")
    assert share(5, 0) is None
    assert year_gone(Month(2020, 8)) == Decimal("66.7")
    assert missing(500, 1200, Month(2020, 6)) == 100
    assert missing(600, 1200, Month(2020, 6)) == 0


@pytest.mark.parametrize(
    ("first", "last", "title"),
    [
        (Month(2020, 1), Month(2020, 8), "2020年1—8月"),
        (Month(2020, 8), Month(2020, 8), "2020年8月"),
        (Month(2019, 9), Month(2020, 8), "2019年9月—2020年8月"),
    ],
)
def test_a_span_is_called_as_titles_do(first: Month, last: Month, title: str) -> None:
    assert Span(first, last).title == title
