"""The founding case: every figure of the 2020 report comes out of records that were sent and received."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.problems import Refused
from countydesk.domain.punctuation import full_width
from countydesk.domain.reckoning import Reckoning, Span
from countydesk.services import (
    behind,
    bulletin,
    bulletin_papers,
    dispatching,
    entries,
    figures,
    founding,
    papers,
    progress,
    progress_papers,
    targets,
)
from countydesk.services.bulletin import Bulletin
from countydesk.services.desk import Desk, open_desk
from countydesk.services.figures import indicator_of
from countydesk.services.targets import NewTarget
from tests.conftest import CHINA, FOUNDED
from tests.domain.test_catalogue import FIGURES, ROWS

SPAN = Span(Month(2020, 1), Month(2020, 8))
# What is planned, and what the documents themselves fix.
NOT_COUNTED = ("B04", "K04", "K05", "K06", "L06", "P01", "P02", "P03", "P04", "P05", "P06", "P07")


def september() -> datetime:
    return datetime(2020, 9, 4, 9, 0, tzinfo=CHINA)


@pytest.fixture(scope="session")
def report(founded: founding.Made) -> Bulletin:
    with open_desk(founded.province, FOUNDED, clock=september) as desk:
        return bulletin.compose(desk, SPAN)


@pytest.fixture
def province(founded: founding.Made, tmp_path: Path) -> Iterator[Desk]:
    """A copy of the province's desk that the test may change."""
    folder = tmp_path / "province"
    shutil.copytree(founded.province, folder)
    with open_desk(folder, FOUNDED, clock=september) as desk:
        yield desk


@pytest.mark.parametrize("row", FIGURES)
def test_a_figure_comes_out_of_records_as_the_report_prints_it(row: str, report: Bulletin) -> None:
    (line,) = [line for line in report.lines if row in line.rows]
    figure, printed = line.told.figure, ROWS[row]
    value = "37.4" if row == "A02" else printed["value"]
    assert (figure.value, figure.modifier, figure.unit) == (value, printed["modifier"], printed["unit"])
    assert line.told.records > 0


def test_the_report_s_own_slip_is_told_and_not_bent(report: Bulletin) -> None:
    (line,) = [line for line in report.lines if "A02" in line.rows]
    assert line.told.amount == 35590 + 128000 + 136000 + 74816
    assert "37.5" in line.told.indicator.note


def amount(report: Bulletin, row: str) -> Decimal:
    (line,) = [line for line in report.lines if row in line.rows]
    assert line.told.amount is not None
    return Decimal(line.told.amount)


def test_the_headline_sums_hold(report: Bulletin, founded: founding.Made) -> None:
    wan = 1_000_000  # fen
    assert amount(report, "A01") == Decimal("7414.2") * wan
    assert amount(report, "B01") / (8000 * wan) == amount(report, "B03")
    assert amount(report, "A05") == amount(report, "I03") + amount(report, "I07")
    assert amount(report, "A06") == amount(report, "L03") + amount(report, "L05")
    assert amount(report, "G03") == (8 * 2 + 50 * 1) * wan
    assert amount(report, "A03") == amount(report, "D04") + amount(report, "D09") == 20803
    assert amount(report, "A04") == amount(report, "E04") + amount(report, "E05") == 18776
    assert (founded.children, founded.paid_fen) == (1916, 301_200_000)
    assert amount(report, "C07") == (546 * 1000 + 1370 * 1800) * 100


def test_every_counted_figure_names_who_reported_it_and_in_which_package(report: Bulletin) -> None:
    by_row = {row: line for line in report.lines for row in line.rows}
    assert len(by_row["G01"].packages) == 10  # the cities, for the 58 counties in them
    assert len(by_row["C06"].packages) == 8
    assert by_row["D02"].told.offices == {"620000"}
    assert not by_row["D02"].packages  # the province's own


def test_the_text_says_the_figures_with_unit_and_modifier(report: Bulletin) -> None:
    text = report.text
    for phrase in (
        "面向社会筹资7414.2万元",
        "输转劳动力2万余名",
        "全部58个贫困县成立了青年创业联盟",
        "参与近12万人次",
        "超额完成100万小时的年度目标任务",
        "省市县三级联席会议(4月份组织召开)。",
    ):
        assert full_width(phrase) in text
    told = {piece.indicator for section in report.sections for each in section.paragraphs for piece in each}
    assert {"hope.raised", "alliance.last8_each", "sponsorship.paid"} <= told


def reckoned(desk: Desk) -> Reckoning:
    return figures.reckoned(desk, SPAN)


def test_an_activity_moves_its_figure_and_every_sum_above_it_and_back(province: Desk) -> None:
    names = ("live_sales.sales_province", "consumption_general.sales", "live_sales.broadcasts_province")
    before = {name: reckoned(province).told[name].amount for name in names}
    wanted = entries.Wanted(programme="live_sales", kind="broadcast", office="620000")
    like = entries.lines(province, wanted, limit=1)[0].entry
    new = like.model_copy(update={"id": province.new_id(), "values": {"sales": 3_000_000, "viewers": 10}})
    entries.record(province, Entry.model_validate(new.model_dump()))
    after = {name: reckoned(province).told[name].amount for name in names}
    assert [Decimal(after[name] or 0) - Decimal(before[name] or 0) for name in names] == [
        3_000_000,
        3_000_000,
        1,
    ]
    entries.withdraw(province, new.id, "登记重复")
    assert {name: reckoned(province).told[name].amount for name in names} == before


def test_the_records_behind_a_figure_are_as_many_as_it_says(province: Desk) -> None:
    whole = reckoned(province)
    for row in FIGURES:
        indicator = indicator_of(province, row)
        found = behind.records(province, indicator, SPAN, limit=20_000)
        assert len(found) == whole.told[indicator.name].records, row


def test_a_window_of_the_records_behind_goes_on_where_the_last_ended(province: Desk) -> None:
    posts = indicator_of(province, "A02")
    whole = behind.records(province, posts, SPAN, limit=500)
    windows = [behind.records(province, posts, SPAN, "", at, 20) for at in range(0, 100, 20)]
    assert [each for window in windows for each in window] == whole
    assert behind.count(province, posts, SPAN) == len(whole)
    assert {each.office for each in whole} >= {"甘肃省", "庆阳市"}


def test_a_figure_opens_to_its_parts_and_to_who_gave_them(province: Desk) -> None:
    sales = behind.trace(province, "consumption_general.sales", SPAN)
    assert sales.told.phrase == "1641.8万元"
    assert [part.phrase for part in sales.parts] == ["1504.2万元", "137.6万元"]
    local = behind.trace(province, sales.parts[1].indicator.name, SPAN)
    assert [whole.name for whole in local.wholes] == ["consumption_general.sales"]
    assert sum(giver.told.amount or 0 for giver in sales.givers) == sales.told.amount
    assert [giver.name for giver in sales.givers if giver.package is None] == ["甘肃省"]
    assert sales.exact == "16,418,000.00 元" and all(giver.exact.endswith(" 元") for giver in sales.givers)
    for giver in sales.givers:
        found = behind.count(province, sales.told.indicator, SPAN, giver.code)
        assert found == giver.told.records
        (first,) = behind.records(province, sales.told.indicator, SPAN, giver.code, limit=1)
        assert (first.office_code, first.sort) == (giver.code, "直播带货活动")
        assert first.gives.endswith(" 元")


def test_what_no_record_makes_opens_too(province: Desk) -> None:
    target = behind.trace(province, "hope.raised_target", SPAN)
    assert (target.told.phrase, target.givers, dict(target.how)["怎么算"]) == (
        "8000万元",
        (),
        "“各级团组织、青基会筹资”的年度目标。",
    )
    (kept,) = behind.records(province, target.told.indicator, SPAN)
    assert (kept.sort, kept.when, kept.gives) == ("年度目标", "2020年", "80,000,000.00 元")


def test_a_city_is_told_by_its_own_records(province: Desk) -> None:
    longnan = reckoned(province).inside("6212")
    assert longnan.told["alliance.counties"].figure.value == "9"
    assert longnan.told["alliance.counties"].figure.modifier == "全部"
    assert longnan.told["sponsorship.cities_started"].amount == 1
    assert longnan.told["job_fair.posts_province"].amount == 0


def test_the_year_stands_against_its_plan(province: Desk) -> None:
    year = progress.reckoned(province, Month(2020, 8))
    standing = {each.told.indicator.name: each for each in year.listing(planned_only=True)}
    raised, students = standing["hope.raised"], standing["hope.students"]
    assert (str(raised.percent), str(raised.due), raised.is_behind) == ("92.7", "66.7", False)
    assert students.arrears and students.arrears.phrase == "10000名"
    assert students.sentence == "完成年度计划的 0.0%,比序时进度少10000名"


def test_one_indicator_by_city_and_county_in_any_order(province: Desk) -> None:
    year = progress.reckoned(province, Month(2020, 8))
    posts = indicator_of(province, "D08")
    cities = year.by_place(posts, Level.CITY, sort="amount", descending=True)
    assert len(cities) == 14
    assert sum(city.progress.told.amount or 0 for city in cities) == 128_000
    assert [city.progress.told.amount for city in cities[-4:]] == [0, 0, 0, 0]
    counties = year.by_place(posts, offset=80)
    assert len(counties) == len(year.by_place(posts)) - 80
    with pytest.raises(Refused, match="排序"):
        year.by_place(posts, sort="name")


def test_the_city_without_counties_stands_among_the_counties(province: Desk) -> None:
    year = progress.reckoned(province, Month(2020, 8))
    raised = indicator_of(province, "B01")
    counties = year.by_place(raised, sort="behind", descending=True)
    assert len(counties) == 87
    assert "嘉峪关市" in {county.name for county in counties}


def test_progress_is_handed_out_as_paper_and_workbook(province: Desk, tmp_path: Path) -> None:
    year = progress.reckoned(province, Month(2020, 8))
    planned = year.listing(planned_only=True)
    paper = progress_papers.paper(province, year.month, planned)
    assert paper.file_name == "目标进度-2020-08.pdf"
    with papers.opened(paper.pdf) as pages:
        text = "".join(pages.text(at) for at in range(len(pages))).replace("\n", "")
    assert full_width("设有年度目标的指标 6 项,达到序时进度 2 项,落后 4 项") in text
    assert "92.7%" in text
    placed = [(each.name, each.progress) for each in year.by_place(planned[0].told.indicator)]
    assert progress_papers.workbook(province, tmp_path / "各县区.xlsx", placed) == 87
    sheet = load_workbook(tmp_path / "各县区.xlsx").active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["D2"].value) == ("城关区", "各级团组织、青基会筹资")


def test_who_is_silent_or_behind_is_told_and_gets_a_notice(province: Desk) -> None:
    county = "621024"
    targets.set_(province, NewTarget("heshui.environment", 2020, "60", place_code=county))
    targets.set_(province, NewTarget("heshui.students", 2020, "4", place_code=county))
    targets.set_(province, NewTarget("hope.raised", 2020, "10", place_code=county))
    year = progress.reckoned(province, Month(2020, 8))
    heshui = dispatching.standing_of(province, year, county)
    assert not heshui.silent
    assert heshui.sentences == (
        "有 1 项指标落后于序时进度:拨付农村人居环境整治资金。",
        "有 1 项指标还没有登记:各级团组织、青基会筹资。",
    )
    with papers.opened(dispatching.notice(province, heshui).pdf) as pages:
        text = pages.text(0)
    assert "工作进度督办通知" in text
    assert "50.0%" in text
    assert "10万元" in dispatching.text_of(province, heshui)
    found = dispatching.standings(province, year)
    with papers.opened(dispatching.circular(province, found, year.month).pdf) as pages:
        text = "".join(pages.text(at) for at in range(len(pages)))
    assert full_width("应报单位 97 个,18 个已报、79 个未报;2 个单位有指标落后") in text.replace("\n", "")
    silent = found[0]
    assert silent.sentences == ("2020年8月同步包尚未收到,至今没有上报过。",)
    well = dispatching.standing_of(province, year, "620100")
    with pytest.raises(Refused, match="不用督办"):
        dispatching.notice(province, well)


def test_the_report_is_handed_out_as_paper_and_workbook(province: Desk, tmp_path: Path) -> None:
    told = bulletin.compose(province, SPAN)
    paper = bulletin_papers.paper(province, told)
    assert paper.file_name == "情况报告-2020-01至2020-08.pdf"
    with papers.opened(paper.pdf) as pages:
        text = "".join(pages.text(at) for at in range(len(pages)))
    assert "面向社会筹资7414.2万元" in text.replace("\n", "")
    assert full_width("附表:各项数据的来源") in text
    rows = load_workbook(bulletin_papers.workbook(province, told, tmp_path / "数据.xlsx")).active.values
    by_title = {row[2]: row for row in rows}
    assert by_title["成立联盟的贫困县"][3:9] == ("58", "全部", "个", 58, "个", 58)
    assert by_title["各级团组织、青基会筹资"][3:8] == ("7414.2", None, "万元", 74_142_000, "元")
