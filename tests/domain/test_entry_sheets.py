"""A row of a sheet: days and spans as people write them, figures with their words, titles as told."""

from datetime import date
from typing import Any

import pytest

from countydesk.domain.entries import Precision
from countydesk.domain.entry_headings import matched
from countydesk.domain.entry_sheets import Around, read_row
from countydesk.domain.offices import Level
from countydesk.services.catalogue import catalogue

TODAY = date(2026, 10, 15)


def around(kind: str) -> Around:
    found = catalogue()
    return Around(found, found.kinds[kind], TODAY, "621000", Level.CITY)


def told(kind: str = "job_fair.fair", **texts: str) -> Any:
    """The entry of a row, or its problems by heading."""
    given = {"name": "春风行动", "first_day": "2026.3.9", **texts}
    read = read_row(around(kind), given, "1")
    return read.entry or {problem.field: problem.sentence for problem in read.problems}


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2026.3.9", date(2026, 3, 9), None, Precision.DAY),
        ("2026年3月中旬", date(2026, 3, 11), None, Precision.TEN_DAYS),
        ("2026-03", date(2026, 3, 1), None, Precision.MONTH),
        ("2026.3.9-3.11", date(2026, 3, 9), date(2026, 3, 11), Precision.PERIOD),
        ("2026-03-09 至 2026-03-11", date(2026, 3, 9), date(2026, 3, 11), Precision.PERIOD),
        ("2026年3月9日—11日", date(2026, 3, 9), date(2026, 3, 11), Precision.PERIOD),
        ("2026.3.9～11", date(2026, 3, 9), date(2026, 3, 11), Precision.PERIOD),
        ("2026年3月至5月", date(2026, 3, 1), date(2026, 5, 31), Precision.MONTH),
        ("2025.12.30到2026.1.2", date(2025, 12, 30), date(2026, 1, 2), Precision.PERIOD),
    ],
)
def test_days_and_spans_as_people_write_them(
    text: str, first: date, last: date | None, precision: Precision
) -> None:
    entry = told(first_day=text)
    assert (entry.first_day, entry.last_day, entry.precision) == (first, last, precision)


def test_an_end_is_written_once() -> None:
    text = "2026.3.9至3.11"
    assert told(first_day=text, last_day="2026.3.11") == {
        "last_day": "结束日期在“日期”里已写了一次,请只留一处。"
    }
    assert told("hope.donation", first_day=text, amount="3") == {"first_day": "到账日期只写一天,不写起止。"}
    assert told(last_day="2026年5月").last_day == date(2026, 5, 31)


@pytest.mark.parametrize(
    ("text", "amount", "word"),
    [
        ("1200", 1200, None),
        ("1,200个", 1200, None),
        ("近2万个", 20000, "近"),
        ("1200余个", 1200, "余"),
        ("10余万", 100_000, "余"),
        ("1200个以上", 1200, "以上"),
        ("全覆盖", None, "全覆盖"),
    ],
)
def test_a_figure_keeps_its_word(text: str, amount: int | None, word: str | None) -> None:
    entry = told(posts=text)
    assert (entry.values.get("posts"), entry.modifiers.get("posts")) == (amount, word)


@pytest.mark.parametrize("text", ["800人", "800名", "800人次", "800", "0.08万人"])
def test_people_are_counted_in_any_word(text: str) -> None:
    assert told(people=text).people == 800


def test_what_is_wrong_is_told_in_the_order_of_the_columns() -> None:
    wrong = told(name=" ", first_day="春天", posts="三百", form="网上", place_code="太白镇", level="村")
    assert list(wrong) == ["name", "first_day", "form", "posts", "place_code", "level"]


def test_a_day_that_is_missing_is_told_once() -> None:
    assert told(first_day="") == {"first_day": "请填写日期。"}


def test_a_day_does_not_precede_the_one_that_it_follows() -> None:
    def days(first: str, listed: str, granted: str) -> Any:
        texts = {"first_day": first, "state": "已拨付", "listed_on": listed, "granted_on": granted}
        return told("dream_university.applicant", name="王小雨", **texts)

    assert days("2026.7.1", "2026.7.1", "2026.8.9").values["granted_on"] == "2026-08-09"
    assert days("2026.7.2", "2026.7.1", "") == {"listed_on": "列入名单日期早于申请日期,请核对。"}
    assert days("2026.7.1", "2026.7.9", "2026.7.8") == {"granted_on": "拨付日期早于列入名单日期,请核对。"}
    # Without a day in between it is the one before that; of one that is missing nothing is known.
    assert days("2026.7.1", "", "2026.6.8") == {"granted_on": "拨付日期早于申请日期,请核对。"}
    assert days("", "2026.7.1", "") == {"first_day": "请填写申请日期。"}


def test_foreign_headings_are_known_by_their_titles() -> None:
    found = around("hope.donation")
    words = ["名 称", "*到账日期", "筹资额(万元)", "日期", "单位:元", "来源单位"]
    assert matched(found.headings, found.kind, words) == [
        ("name", ""),
        ("first_day", ""),
        ("amount", "万元"),
        ("", ""),
        ("", ""),
        ("organisers", ""),
    ]
