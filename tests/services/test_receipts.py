"""Receipts: the province answers row by row, the county's rows light up until each is answered."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.conflicts import ConflictKind
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.receipts import RowVerdict
from countydesk.services import conflicts, receipts, receiving, register
from countydesk.services.receipts import Query
from countydesk.services.register import Gap, Wanted
from tests.conftest import PASSPHRASE, TestClock
from tests.services.area import CHILDREN, HESHUI, NING, Area, admit, last_received, opened

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.fixture
def two(area_template: Path, tmp_path: Path, clock: TestClock) -> Iterator[Area]:
    """合水 and 宁县, which have one child in common; both have reported September."""
    clock.on(date(2026, 9, 10))
    with opened(area_template, tmp_path / "area", clock, HESHUI, NING) as made:
        admit(made[NING], CHILDREN[HESHUI][0])
        receiving.receive(made.province, [made.reported(code, SEPTEMBER) for code in (HESHUI, NING)])
        yield made


def answered(made: Area, code: str, *queries: Query) -> Path:
    """The receipt for the package that the province holds of a county."""
    held = last_received(made.province, code)
    assert held is not None
    folder = made.folder / "receipts"
    return receipts.issue(made.province, held.package_id, folder, PASSPHRASE, queries).path


def test_a_conflict_is_asked_about_until_it_is_answered(two: Area) -> None:
    path = answered(two, HESHUI)
    taken = receipts.take_in(two[HESHUI], path)
    assert (taken.again, taken.queried, taken.refused) == (False, 1, 0)
    (waiting,) = receipts.to_answer(two[HESHUI])
    assert waiting.name == "张小明"
    assert "同时登记在甘肃省庆阳市宁县" in waiting.row.sentence
    queried = Wanted(gap=Gap.QUERIED)
    assert [child.id for child in register.listing(two[HESHUI], queried)] == [waiting.row.record_id]
    with pytest.raises(Refused, match="请写回复"):
        receipts.answer(two[HESHUI], waiting.row.package_id, waiting.row.record_id, "")
    receipts.answer(two[HESHUI], waiting.row.package_id, waiting.row.record_id, "在我县就读")
    assert receipts.to_answer(two[HESHUI]) == []
    assert register.listing(two[HESHUI], queried) == []


def test_the_same_receipt_again_asks_nothing_new(two: Area) -> None:
    path = answered(two, HESHUI)
    receipts.take_in(two[HESHUI], path)
    (waiting,) = receipts.to_answer(two[HESHUI])
    receipts.answer(two[HESHUI], waiting.row.package_id, waiting.row.record_id, "在我县就读")
    assert receipts.take_in(two[HESHUI], path).again
    assert receipts.to_answer(two[HESHUI]) == []


def test_once_settled_the_one_that_gives_way_is_told(two: Area) -> None:
    (shown,) = conflicts.listing(two.province)
    assert shown.conflict.kind is ConflictKind.REGISTERED
    conflicts.settle(two.province, shown.conflict.id, HESHUI, "户籍和学籍都在合水")
    kept = receipts.take_in(two[HESHUI], answered(two, HESHUI))
    assert (kept.queried, kept.refused) == (0, 0)
    given_up = receipts.take_in(two[NING], answered(two, NING))
    assert (given_up.queried, given_up.refused) == (0, 1)
    (row,) = receipts.to_answer(two[NING])
    assert row.row.verdict is RowVerdict.REFUSED
    assert "由甘肃省庆阳市合水县保留:户籍和学籍都在合水" in row.row.sentence


def test_the_officer_asks_about_a_child(two: Area) -> None:
    with pytest.raises(Refused, match="没有“李四”"):
        answered(two, HESHUI, Query("李四", "?"))
    path = answered(two, HESHUI, Query("李芳", "学段请核对"))
    receipts.take_in(two[HESHUI], path)
    assert {one.name: one.row.sentence for one in receipts.to_answer(two[HESHUI])}["李芳"] == "学段请核对"


def test_a_newer_receipt_takes_the_place_of_the_older(two: Area) -> None:
    first = answered(two, HESHUI, Query("李芳", "学段请核对"))
    first = first.rename(first.with_name("first.xlsx"))
    two.clock.on(date(2026, 10, 2))
    second = answered(two, HESHUI)
    receipts.take_in(two[HESHUI], first)
    assert len(receipts.to_answer(two[HESHUI])) == 2
    receipts.take_in(two[HESHUI], second)
    assert [one.name for one in receipts.to_answer(two[HESHUI])] == ["张小明"]
    with pytest.raises(Refused, match="这一份是旧的"):
        receipts.take_in(two[HESHUI], first)


def test_a_foreign_receipt_is_refused(two: Area) -> None:
    with pytest.raises(Refused, match="不是答复本单位 621024 的"):
        receipts.take_in(two[HESHUI], answered(two, NING))


def test_a_forged_receipt_is_refused(two: Area) -> None:
    path = answered(two, HESHUI)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(Refused):
        receipts.take_in(two[HESHUI], path)
    assert receipts.to_answer(two[HESHUI]) == []


def test_a_package_that_was_not_merged_gets_no_receipt(two: Area) -> None:
    package = two.reported(HESHUI, OCTOBER)
    with pytest.raises(Refused, match="还没有在本台账合并"):
        receipts.issue(two.province, package, two.folder, PASSPHRASE)
    receiving.receive(two.province, [package])
    issued = receipts.issue(two.province, package, two.folder, PASSPHRASE)
    assert issued.receipt.number == 2
    with pytest.raises(Refused, match="口令不对"):
        receipts.issue(two.province, package, two.folder, "falsch")
