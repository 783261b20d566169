"""Entries and targets on their way: carried by the package, merged and found at the province, rebuilt."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services import checking, entries, province, rebuilding, receiving, targets
from countydesk.services.desk import Desk
from countydesk.services.entries import Summary, Wanted
from countydesk.services.setup import NewOperator
from countydesk.services.targets import NewTarget
from tests.conftest import PASSPHRASE, TestClock
from tests.services.area import HESHUI, NING, OPERATOR, Area, opened

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
SALES = Wanted(programme="live_sales", kind="broadcast")


@pytest.fixture
def two(area_template: Path, tmp_path: Path, clock: TestClock) -> Iterator[Area]:
    """The province, 合水 and 宁县, on 10 September."""
    clock.on(date(2026, 9, 10))
    with opened(area_template, tmp_path / "area", clock, HESHUI, NING) as made:
        yield made


def broadcast(desk: Desk, name: str, fen: int) -> Entry:
    """A live sale, recorded."""
    entry = entries.new(
        desk,
        "live_sales.broadcast",
        name,
        date(2026, 9, 9),
        values={"sales": fen, "viewers": 30000},
        modifiers={"viewers": "余"},
    )
    entries.record(desk, entry)
    return entry


def test_counties_add_up_at_the_province_and_what_is_withdrawn_goes(two: Area) -> None:
    own = broadcast(two[HESHUI], "合水苹果", 150_000)
    broadcast(two[NING], "宁县黄花菜", 250_000)
    targets.set_(two[NING], NewTarget("live_sales.sales_local", 2026, "5"))
    for code in (HESHUI, NING):
        receiving.receive(two.province, [two.reported(code, SEPTEMBER)])
    assert entries.summary(two.province, SALES).totals["sales"] == 400_000
    assert province.reporting(two.province) == [("庆阳市合水县", HESHUI), ("庆阳市宁县", NING)]
    (line,) = entries.lines(two.province, Wanted(typed="苹果", office=HESHUI))
    assert line.entry.modifiers == {"viewers": "余"}
    assert [target.office_code for target in targets.listing(two.province, 2026)] == [NING]
    two.clock.on(date(2026, 10, 5))
    county = two[HESHUI]
    with pytest.raises(Refused, match="已月结"):
        entries.withdraw(county, own.id, "重复")
    later = own.model_copy(update={"id": county.new_id(), "first_day": date(2026, 10, 5), "name": "合水百合"})
    entries.record(county, later)
    entries.withdraw(county, later.id, "没有办成")
    receiving.receive(two.province, [two.reported(HESHUI, OCTOBER)])
    assert entries.summary(two.province, Wanted(typed="百合")) == Summary(0, 0)
    assert entries.summary(two.province, Wanted(typed="百合", withdrawn=True)).entries == 1
    assert checking.check(two.province) == []


def test_a_desk_made_anew_finds_its_entries(two: Area, tmp_path: Path, clock: TestClock) -> None:
    broadcast(two[HESHUI], "合水苹果", 150_000)
    targets.set_(two[HESHUI], NewTarget("live_sales.sales_local", 2026, "5", modifier="以上"))
    file = two.reported(HESHUI, SEPTEMBER, encrypt=False)
    people = [NewOperator(OPERATOR, PASSPHRASE)]
    with rebuilding.rebuild([file], tmp_path / "anew", people, clock).desk as desk:
        (line,) = entries.lines(desk, Wanted(typed="苹果"))
        assert line.entry.values == {"sales": 150_000, "viewers": 30000}
        assert [target.modifier for target in targets.listing(desk)] == ["以上"]
        assert checking.check(desk) == []
