"""Amounts as people type them, and 人民币大写 by the rules of payment and settlement."""

import csv
from pathlib import Path

import pytest

from countydesk.domain.money import in_capitals, in_figures, parse_yuan
from countydesk.domain.problems import Refused

CASES = Path(__file__).parent / "rmb_capital_cases.csv"


def _cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["amount"])
def test_capitals_as_the_rules_have_them(case: dict[str, str]) -> None:
    assert in_capitals(parse_yuan(case["amount"])) == case["expected"]


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1800", 180000),
        ("1,800元", 180000),
        ("1,800.00", 180000),
        ("１８００", 180000),
        ("¥1409.50", 140950),
        ("¥ 1409.5", 140950),
        ("人民币 1 800 元整", 180000),
        ("301.2万", 301200000),
        ("301.2 万元", 301200000),
        ("0", 0),
        ("0.01", 1),
    ],
)
def test_amounts_as_people_type_them(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize("typed", ["", "元", "-5", "1.8.0", "约1800", "1800元/年", "1e3", "十元"])
def test_what_is_no_amount_is_said(typed: str) -> None:
    with pytest.raises(Refused, match="无法识别"):
        parse_yuan(typed)


def test_more_than_two_decimals_are_said() -> None:
    with pytest.raises(Refused, match="精确到分"):
        parse_yuan("10.005")


@pytest.mark.parametrize(
    ("fen", "figures"),
    [(0, "0.00"), (1, "0.01"), (180000, "1,800.00"), (301200000, "3,012,000.00"), (-5, "-0.05")],
)
def test_figures(fen: int, figures: str) -> None:
    assert in_figures(fen) == figures


def test_nothing_below_zero_in_capitals() -> None:
    with pytest.raises(Refused):
        in_capitals(-1)
