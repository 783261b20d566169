"""Citizen IDs as offices type them, against the cases of GB 11643-1999."""

import csv
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.identity import check_digit, disability_base, examine, mask, normalise
from countydesk.domain.regions import stem
from countydesk.storage.regions import load_regions

TODAY = date(2026, 11, 22)
CASES = list(
    csv.DictReader(Path(__file__).with_name("ric_cases.csv").read_text(encoding="utf-8").splitlines())
)


@pytest.mark.parametrize("case", CASES, ids=[case["reason"][:40] for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    seen = examine(case["id"], TODAY, load_regions())
    assert seen.valid == (case["valid"] == "1")
    assert bool(seen.warnings) == ("warn" in case["reason"])
    assert (seen.reason is None) == seen.valid
    if seen.valid:
        assert seen.id is not None and len(seen.id) == 18 and seen.birth and seen.sex in ("男", "女")
    else:
        assert seen.id is None and seen.reason is not None and seen.reason.endswith("。")


def test_what_a_number_says() -> None:
    seen = examine("　'62292120160318999ｘ\u200b", TODAY, load_regions())
    assert seen.id == "62292120160318999X"
    assert (seen.birth, seen.sex, seen.region) == (date(2016, 3, 18), "男", "甘肃省临夏回族自治州临夏县")


@pytest.mark.parametrize(
    ("number", "region"),
    [
        ("621223201201019991", "甘肃省陇南市宕昌县"),
        ("622623198808089994", "甘肃省陇南市宕昌县"),  # retired in 2004
        ("620201201201019992", "甘肃省嘉峪关市"),  # has no counties
        ("653123199910109991", "新疆维吾尔自治区"),
        ("810000201201019990", "香港特别行政区"),
        ("911124198108030024", None),
    ],
)
def test_regions(number: str, region: str | None) -> None:
    assert examine(number, TODAY, load_regions()).region == region


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("6.21223201201010E+17", "科学计数"),
        ("6.21E17", "科学计数"),
        ("G621223201201019991", "学籍号"),
        ("62122320120101999143", "残疾人证号"),
        ("62122320120101999143B1", "残疾人证号"),
        ("621223120101999", "15 位"),
        ("6212**********9991", "打过码"),
        ("62122320120101999O", "“O”"),
        ("621223209901019999", "今天之后"),
        ("621232201201019991", "校验位"),
        ("", "没有填写"),
    ],
)
def test_reasons_say_what_to_do(text: str, word: str) -> None:
    reason = examine(text, TODAY, load_regions()).reason
    assert reason is not None and word in reason


def test_every_single_wrong_digit_is_found() -> None:
    right = "621223201201019991"
    for place in range(18):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            assert examine(wrong, TODAY, load_regions()).valid == (wrong == right)


def test_small_things() -> None:
    assert check_digit("62292120160318999") == "X"
    assert normalise(" ６２１２２３\t20120101 999×") == "62122320120101999X"
    assert disability_base("62122320120101999143") == "621223201201019991"
    assert disability_base("621223201201019991") is None
    assert mask("621024201201019910") == "6210************10"


def test_counties_named_in_a_title() -> None:
    regions = load_regions()
    assert regions.counties_named_in("共青团静宁县委") == {"620826"}
    assert regions.counties_named_in("宁 县、东乡县") == {"621026", "622926"}
    assert regions.counties_named_in("积石山县花名册") == {"622927"}
    assert regions.counties_named_in("嘉峪关市") == {"620200"}
    assert regions.counties_named_in("县级花名册") == set()
    assert len(regions.counties()) == 87


def test_long_names_have_a_stem_where_there_is_little_room() -> None:
    names = ("合水县", "七里河区", "嘉峪关市", "东乡族自治县", "阿克塞哈萨克族自治县", "临夏回族自治州")
    assert [stem(name) for name in names] == ["合水县", "七里河", "嘉峪关", "东乡", "阿克塞", "临夏"]


def test_the_id_command_stays_quick() -> None:
    import subprocess
    import sys

    probe = (
        "import sys, countydesk.domain.identity, countydesk.storage.regions;"
        "assert not {'sqlmodel', 'pydantic', 'sqlalchemy'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
