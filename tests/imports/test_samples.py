"""The five ledgers kept as offices keep them come out as a careful reader says."""

import json
from datetime import date
from pathlib import Path

import pytest

from countydesk.imports.ledger import Ledger, LedgerRow, read_ledger
from countydesk.storage.regions import load_regions

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 22)
STYLES = ("plain", "merged", "wide", "old", "chaos")


def read(style: str) -> Ledger:
    expected = json.loads((SAMPLES / f"ledger-{style}.expected.json").read_text(encoding="utf-8"))
    code = expected["county"]
    office = (code, load_regions().divisions[code].name)
    path = SAMPLES / f"ledger-{style}.xlsx"
    return read_ledger(path, today=TODAY, regions=load_regions(), office=office)


def verdict(row: LedgerRow) -> str:
    return "refused" if row.refusal else "duplicate" if row.duplicate else "ok"


@pytest.mark.parametrize("style", STYLES)
def test_every_row_as_expected(style: str) -> None:
    expected = json.loads((SAMPLES / f"ledger-{style}.expected.json").read_text(encoding="utf-8"))
    ledger = read(style)
    assert ledger.heading_row == expected["heading_row"]
    assert [
        {
            "row": row.row,
            "name": row.name,
            "id": row.id,
            "verdict": verdict(row),
            "yuan": row.fen / 100 if row.fen is not None else None,
            "stage": row.tier,
        }
        for row in ledger.rows
    ] == [{key: value for key, value in row.items() if key != "why"} for row in expected["rows"]]
    assert ledger.notes == ()


WORDS = {
    "missing": "没有填写",
    "length": "位,现为",
    "check digit": "校验位",
    "destroyed by Excel": "科学计数",
}


@pytest.mark.parametrize("style", STYLES)
def test_refusals_name_row_field_and_reason(style: str) -> None:
    expected = json.loads((SAMPLES / f"ledger-{style}.expected.json").read_text(encoding="utf-8"))
    for row, wanted in zip(read(style).rows, expected["rows"], strict=True):
        if wanted["verdict"] == "refused":
            assert row.refusal is not None and row.refusal.row == row.row and row.refusal.field == "id"
            assert str(row.refusal).startswith(f"第 {row.row} 行 身份证号:")
            assert WORDS[wanted["why"]] in str(row.refusal)


def sentences(ledger: Ledger, number: int) -> str:
    return "".join(map(str, next(row for row in ledger.rows if row.row == number).problems))


def test_chaos_is_commented() -> None:
    chaos = read("chaos")
    assert chaos.sheet == "Sheet1" and chaos.as_of == date(2020, 4, 9) and len(chaos.digest) == 64
    assert "已转学" in sentences(chaos, 7)
    assert "一般没有“高二”" in sentences(chaos, 11)
    assert "已按上一行读作“单亲”" in sentences(chaos, 12)
    assert "残疾人证号" in sentences(chaos, 26)
    assert "第 18 行是同一个孩子" in sentences(chaos, 23)
    assert "12 岁" in sentences(chaos, 10)
    first = chaos.rows[0]
    assert (first.guardian, first.phone) == ("马军", "15283372902")
    assert (first.school, first.grade_text, first.entry_year) == ("达板镇中心小学", "四年级", 2016)


def test_wide_keeps_the_standard_apart() -> None:
    row = read("wide").rows[0]
    assert (row.fen, row.standard_fen) == (180000, 360000)
    assert (row.township, row.village, row.relation, row.nation) == ("洛峪镇", "第四村", "母亲", "回族")
    assert [kind.title for kind in row.family_kinds] == ["低保", "建档立卡户"]


def test_another_countys_title_is_said_in_the_first_row() -> None:
    ledger = read_ledger(
        SAMPLES / "ledger-chaos.xlsx", today=TODAY, regions=load_regions(), office=("621024", "合水县")
    )
    assert "东乡族自治县,不是本单位的合水县" in str(ledger.rows[0].problems[0])
    assert not any("不是本单位" in str(p) for row in ledger.rows[1:] for p in row.problems)
    assert ledger.rows[0].refusal is None


def test_a_sheet_without_a_date_asks() -> None:
    assert read("plain").as_of is None and read("plain").rows[0].entry_year is None
    asked = read_ledger(
        SAMPLES / "ledger-plain.xlsx", today=TODAY, regions=load_regions(), as_of=date(2020, 4, 9)
    )
    assert asked.as_of == date(2020, 4, 9) and asked.rows[0].entry_year == 2015
