"""How counted numbers are printed: each figure of the report from the numbers it stands for."""

from datetime import date
from decimal import Decimal

import pytest

from countydesk.domain.catalogue import Indicator
from countydesk.domain.entries import Precision
from countydesk.domain.figures import (
    Figure,
    day_figure,
    fixed_figure,
    is_small,
    joined_figure,
    number_figure,
    small_figure,
    stages_figure,
)
from countydesk.domain.grades import Stage
from countydesk.services.catalogue import catalogue
from tests.domain.test_catalogue import FIGURES, ROWS, indicators_for

YUAN, WAN_YUAN = 100, 1_000_000  # in fen
# What the records add up to, in the unit that they are counted in; here rounding says the modifier.
COUNTED: dict[str, Decimal | int] = {
    "A01": 7414_2 * WAN_YUAN // 10,
    "A03": 2509 + 18294,
    "A04": 9603 + 9173,
    "A05": 1504_2 * WAN_YUAN // 10 + 137_6 * WAN_YUAN // 10,
    "A06": Decimal("784000.0") + Decimal("232000.0"),
    "B01": 7414_2 * WAN_YUAN // 10,
    "B02": 5522_5 * WAN_YUAN // 10,
    "B03": Decimal("7414.2") / 8000,
    "C01": 10,
    "C02": 2000 * YUAN,
    "C03": 3600 * YUAN,
    "C05": 8,
    "C06": 1916,
    "C07": 301_2 * WAN_YUAN // 10,
    "D01": 605,
    "D02": 35590,
    "D03": 232_000,
    "D04": 2509,
    "D05": 78,
    "D06": 91,
    "D07": 3640,
    "D08": 128_000,
    "D09": 18294,
    "D10": 407,
    "E01": 136_000,
    "E02": 50901,
    "E03": 120_001,
    "E04": 9603,
    "E05": 9173,
    "F01": 74816,
    "F02": 46919,
    "G02": 3540,
    "G03": 66 * WAN_YUAN,
    "G06": 149,
    "G07": 1313,
    "G08": 43,
    "H01": 12,
    "H02": 64,
    "I01": 9,
    "I02": 7_003_150,
    "I03": 1504_2 * WAN_YUAN // 10,
    "I05": 41,
    "I06": 1_800_000,
    "I07": 137_6 * WAN_YUAN // 10,
    "J01": 4564,
    "J02": 79_040_000,
    "J03": 10_000_600,
    "J04": Decimal("112.00"),
    "J05": 6_404_000 * YUAN,
    "J06": 408,
    "K01": 1100,
    "K02": Decimal(990) / 1100,
    "K03": 128,
    "L01": 1731,
    "L02": 119_800,
    "L03": Decimal("784000.0"),
    "L04": 980,
    "L05": Decimal("232000.0"),
    "L07": 9,
    "L08": 8,
    "M01": 100,
    "M02": 50 * WAN_YUAN,
    "M03": 3,
    "M04": 242,
    "M05": 82,
    "M06": 175,
    "M07": 36,
    "M08": 35,
    "M09": 93,
    "M10": 20_700,
    "N01": 88,
    "N02": 940 * WAN_YUAN,
    "N03": 12_000_000,
    "N04": 17_3 * WAN_YUAN // 10,
    "N05": 4_5 * WAN_YUAN // 10,
    "N06": 352,
    "N07": 4_1 * WAN_YUAN // 10,
    "N08": 30 * WAN_YUAN,
}
FIXED = ("K06", "P01", "P03", "P04", "P05", "P06", "P07")
# Targets carry their modifier themselves.
TARGETS = {"B04": (15000, "以上"), "K04": (340, "左右"), "K05": (120, "左右"), "P02": (832, "")}
COMPARED: dict[str, tuple[int, Decimal | int]] = {
    "G01": (58, 58),
    "I04": (8, 8),
    "L06": (1_000_000, Decimal("1016000")),
}
DAYS = {
    "D00": (date(2020, 2, 24), Precision.DAY),
    "I00": (date(2020, 4, 21), Precision.TEN_DAYS),
    "J00": (date(2020, 4, 11), Precision.TEN_DAYS),
    "N09": (date(2020, 4, 1), Precision.MONTH),
}
GRANTS = {"G04": (8, 16), "G05": (50, 50)}  # counties, and 万元 for them


def number(indicator: Indicator, amount: Decimal | int, word: str = "", against: Decimal | int = 0) -> Figure:
    return number_figure(indicator, catalogue().counted(indicator), amount, word, against)


def printed(row: str) -> Figure:
    """A row's figure, printed from the numbers above."""
    (indicator,) = indicators_for(row)
    if row in FIXED:
        return fixed_figure(indicator)
    if row in DAYS:
        return day_figure(indicator, *DAYS[row])
    if row == "C04":
        return stages_figure(indicator, list(Stage))
    if row in TARGETS:
        return number(indicator, *TARGETS[row])
    if row in COMPARED:
        amount, against = COMPARED[row]
        return number(indicator, amount, against=against)
    if row in GRANTS:
        counties, wan = GRANTS[row]
        how_many, each = (catalogue().indicators[name] for name in indicator.joined)
        parts = [number(how_many, counties), number(each, Decimal(wan * WAN_YUAN) / counties)]
        return joined_figure(indicator, parts)
    return number(indicator, COUNTED[row])


@pytest.mark.parametrize("row", [row for row in FIGURES if row != "A02"])
def test_a_figure_is_printed_as_in_the_report(row: str) -> None:
    figure, report = printed(row), ROWS[row]
    assert (figure.value, figure.modifier, figure.unit) == (
        report["value"],
        report["modifier"],
        report["unit"],
    )


def test_the_report_s_37_5_is_37_4_by_its_own_parts() -> None:
    (indicator,) = indicators_for("A02")
    assert number(indicator, 35590 + 128000 + 136000 + 74816) == Figure("37.4", "", "万个")
    assert ROWS["A02"]["value"] == "37.5"
    assert "37.5" in indicator.note


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        ("A03", "2万余名"),
        ("B04", "1.5万名以上"),
        ("C04", "从小学到高中阶段全程"),
        ("D00", "2月24日"),
        ("G01", "全部58个"),
        ("H02", "60多场次"),
        ("I02", "超700万人次"),
        ("J03", "超过1000万人次"),
        ("K04", "340名左右"),
        ("K06", "两年"),
        ("L02", "近12万人次"),
        ("L06", "超额完成100万小时"),
        ("N03", "超千万"),
        ("P03", "8+4"),
    ],
)
def test_a_sentence_says_it_as_people_do(row: str, phrase: str) -> None:
    assert printed(row).phrase == phrase


def test_the_records_own_word_is_kept_where_rounding_drops_nothing() -> None:
    (viewers,) = indicators_for("I02")
    assert number(viewers, 7_000_000) == Figure("700万", "", "人次")
    assert number(viewers, 7_000_000, "近") == Figure("700万", "近", "人次")


def test_a_small_county_s_figure_does_not_vanish() -> None:
    (posts,) = indicators_for("D08")
    assert number(posts, 120).value == "0.012"
    (labour,) = indicators_for("A03")
    assert number(labour, 250) == Figure("250", "", "名")
    (talks,) = indicators_for("H02")
    assert number(talks, 4) == Figure("4", "", "场次")
    (followers,) = indicators_for("N03")
    assert number(followers, 0).value == "0"


def test_a_part_is_not_called_the_whole() -> None:
    (counties,) = indicators_for("G01")
    assert number(counties, 57, against=58) == Figure("57", "", "个")
    (target,) = indicators_for("L06")
    assert number(target, 1_000_000, against=1_000_000) == Figure("100", "", "万小时")


def test_stages_without_a_standard_are_left_out() -> None:
    (course,) = indicators_for("C04")
    assert stages_figure(course, [Stage.JUNIOR, Stage.SENIOR]) == Figure("从初中到高中阶段", "", "学段")
    assert stages_figure(course, [Stage.PRIMARY]).value == "小学阶段"
    assert stages_figure(course, []).value == ""


@pytest.mark.parametrize(
    ("row", "amount", "phrase"),
    [("D08", 860, "860个"), ("B01", 990_050, "9900.5元"), ("A06", 120, "120小时")],
)
def test_less_than_one_wan_is_said_without_it(row: str, amount: int, phrase: str) -> None:
    (indicator,) = indicators_for(row)
    kind = catalogue().counted(indicator)
    assert is_small(indicator, kind, amount)
    assert small_figure(indicator, kind, amount).phrase == phrase
    assert not is_small(indicator, kind, 1_000_000)
    assert not is_small(indicator, kind, 0)
