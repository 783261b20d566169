"""Figures of one office: counted as the catalogue says, with a programme that came by one file."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from countydesk.domain.entries import Entry, Precision
from countydesk.domain.figures import Figure
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.punctuation import full_width
from countydesk.domain.reckoning import Span, Told
from countydesk.services import (
    behind,
    bulletin,
    bulletin_papers,
    entries,
    figures,
    progress_papers,
    revisions,
)
from countydesk.services.desk import Desk

FILE = """
key = "county_fair"
title = "乡村集市"

[[programme]]
key = "fair"
title = "乡村好物集市"
opening = "乡村好物集市办到乡镇。"

[[programme.kind]]
key = "market"
title = "集市"

[[programme.kind.field]]
key = "sales"
title = "销售额"
type = "money"

[[programme.kind.field]]
key = "tons"
title = "数量"
type = "decimal"
digits = 2

[[programme.kind.field]]
key = "stalls"
title = "摊位"
type = "number"

[[programme.indicator]]
key = "sales"
title = "销售额"
from = "market"
count = "sum"
field = "sales"
unit = "万元"
digits = 1
sentence = "销售{figure},其中单次最多{largest}摊位"

[[programme.indicator]]
key = "tons"
title = "销售数量"
from = "market"
count = "sum"
field = "tons"
unit = "吨"
digits = 1

[[programme.indicator]]
key = "largest"
title = "最多摊位"
from = "market"
count = "max"
field = "stalls"
unit = "个"

[[programme.indicator]]
key = "newest"
title = "最近一次摊位"
from = "market"
count = "latest"
field = "stalls"
unit = "个"

[[programme.indicator]]
key = "begun"
title = "首场"
from = "market"
count = "first_day"
style = "day"
unit = "日期"

[[programme.indicator]]
key = "open"
title = "正在举办"
from = "market"
period = "at"
unit = "场"

[[programme.indicator]]
key = "ever"
title = "累计举办"
from = "market"
period = "to_date"
unit = "场"

[[programme.indicator]]
key = "towns"
title = "举办县"
from = "market"
count = "distinct"
field = "place_code"
unit = "个"
"""
AUTUMN = Span(Month(2026, 8), Month(2026, 10))


@pytest.fixture
def markets(desk: Desk) -> Desk:
    """Four fairs, one of them in the summer and still open, of a programme that came by a file."""
    folder = desk.folder / "catalogue"
    folder.mkdir()
    (folder / "fair.toml").write_text(FILE, encoding="utf-8")
    august = fair(desk, date(2026, 8, 1), sales=1_000_000, tons="1.25", stalls=30)
    entries.record_all(
        desk,
        [
            fair(desk, date(2026, 6, 6), sales=900_000, stalls=99).model_copy(update={"last_day": None}),
            august.model_copy(update={"precision": Precision.MONTH}),
            fair(desk, date(2026, 9, 9), "621024101", sales=2_345_600, tons="0.5", stalls=80),
            fair(desk, date(2026, 10, 10), "621026", sales=50_000, tons="3", stalls=12),
        ],
    )
    return desk


def fair(desk: Desk, day: date, place_code: str = "621024", **values: Any) -> Entry:
    return Entry.model_validate(
        {
            "office_code": desk.office.code,
            "id": desk.new_id(),
            "ledger": "activity",
            "programme": "fair",
            "kind": "market",
            "name": "乡村集市",
            "level": "county",
            "first_day": day,
            "last_day": day,
            "place_code": place_code,
            "values": values,
        }
    )


def told(desk: Desk, name: str) -> Told:
    return figures.reckoned(desk, AUTUMN).told[f"fair.{name}"]


@pytest.mark.parametrize(
    ("name", "figure", "records"),
    [
        ("sales", Figure("3.4", "", "万元"), 3),
        ("tons", Figure("4.8", "", "吨"), 3),
        ("largest", Figure("80", "", "个"), 3),
        ("newest", Figure("12", "", "个"), 3),
        ("begun", Figure("8月份", "", "日期"), 3),
        ("open", Figure("1", "", "场"), 1),
        ("ever", Figure("4", "", "场"), 4),
        ("towns", Figure("2", "", "个"), 3),
    ],
)
def test_a_programme_of_one_file_is_counted(markets: Desk, name: str, figure: Figure, records: int) -> None:
    found = told(markets, name)
    assert (found.figure, found.records) == (figure, records)


def test_and_stands_in_the_report(markets: Desk) -> None:
    report = bulletin.compose(markets, AUTUMN)
    assert full_width("乡村好物集市办到乡镇。销售3.4万元,其中单次最多80个摊位。") in report.text


def test_the_word_of_the_records_is_told(markets: Desk) -> None:
    new = fair(markets, date(2026, 10, 11), sales=6_600_000, tons="1", stalls=5)
    entries.record(markets, new.model_copy(update={"modifiers": {"sales": "余"}}))
    assert told(markets, "sales").figure == Figure("10", "余", "万元")


def test_children_and_what_was_paid_are_counted_from_the_register(paid: Desk) -> None:
    found = figures.reckoned(paid, AUTUMN).told
    assert found["sponsorship.children"].figure == Figure("24", "", "名")
    assert found["sponsorship.paid"].amount == (8 * 1000 + 16 * 1800) * 100
    assert found["sponsorship.course"].figure == Figure("从小学到高中阶段", "全程", "学段")
    assert found["sponsorship.standard_secondary"].figure == Figure("3600", "", "元/人·年")
    payments = behind.records(paid, found["sponsorship.paid"].indicator, AUTUMN, limit=5)
    assert len(payments) == 5
    assert {each.when for each in payments} == {"2026年10月15日"}
    assert {each.gives for each in payments} <= {"1,000.00 元", "1,800.00 元"}
    assert all(each.child_id and each.sort == "付款" for each in payments)
    assert behind.trace(paid, "C07", AUTUMN).exact == "36,800.00 元"
    assert behind.trace(paid, "C06", AUTUMN).exact == ""


def test_a_withdrawn_entry_counts_no_more(markets: Desk) -> None:
    (newest, *_) = behind.records(markets, told(markets, "sales").indicator, AUTUMN)
    entries.withdraw(markets, newest.entry_id, "未办成")
    assert told(markets, "newest").amount == 80


def test_reckoning_can_be_given_up(desk: Desk) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        figures.reckoned(desk, AUTUMN, stop)


def test_what_cannot_be_asked_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="早于"):
        bulletin.span_of(Month(2026, 9), Month(2026, 8))
    with pytest.raises(Refused, match="没有指标"):
        figures.indicator_of(desk, "Z99")


def test_what_goes_out_of_the_figures_is_on_record(
    markets: Desk, tmp_path: Path, acting: Callable[[str], Desk]
) -> None:
    report = bulletin.compose(markets, AUTUMN)
    bulletin_papers.letter(markets, report, tmp_path / "通报.docx")
    bulletin_papers.workbook(markets, report, tmp_path / "数据.xlsx")
    bulletin_papers.paper(markets, report)
    progress_papers.workbook(markets, tmp_path / "进度.xlsx", [])
    told = revisions.listing(acting("王海"), revisions.Wanted(kind="office"))
    assert [each.sentence for each in reversed(told)][-4:] == [
        "导出情况报告:通报.docx",
        "导出情况报告数据:数据.xlsx",
        "打印情况报告-2026-08至2026-10",
        "导出目标进度 0 行:进度.xlsx",
    ]


def test_a_sheet_of_entries_is_written_whole_or_not_at_all(markets: Desk) -> None:
    good, bad = fair(markets, date(2026, 10, 12)), fair(markets, date(2027, 1, 1))
    with pytest.raises(Refused) as refused:
        entries.record_all(markets, [good, bad])
    assert [problem.row for problem in refused.value.problems] == [2]
    assert told(markets, "ever").amount == 4
