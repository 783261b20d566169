"""Four months of three counties, a city and the province: packages lost, late, twice, tampered with."""

from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.conflicts import ConflictKind
from countydesk.domain.enrolment import EventKind
from countydesk.domain.months import Month
from countydesk.domain.receipts import RowVerdict
from countydesk.services import (
    checking,
    conflicts,
    disbursements,
    history,
    province,
    rebuilding,
    receipts,
    receiving,
    school_life,
    waiting,
)
from countydesk.services.letting_in import Outcome
from countydesk.services.setup import NewOperator
from tests.conftest import PASSPHRASE, TestClock
from tests.services.area import (
    CHILDREN,
    CITY,
    HESHUI,
    NING,
    OPERATOR,
    ZHENGNING,
    Area,
    admit,
    certify,
    last_received,
    opened,
    paid,
)

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
COUNTIES = (HESHUI, NING, ZHENGNING)


def brought(made: Area, *packages: Path) -> list[str]:
    return [one.outcome.value for one in receiving.receive(made.province, list(packages))]


def standing(made: Area) -> dict[str, tuple[str | None, int | None]]:
    """County → the month that it stands at, and by how many it is late."""
    seen = province.overview(made.province)
    months = {one.code: one.last.month if one.last else None for one in seen.offices}
    return {one.code: (months[one.code], one.behind) for one in seen.offices if one.code in COUNTIES}


def test_four_months(area_template: Path, tmp_path: Path, clock: TestClock) -> None:
    clock.on(date(2026, 9, 10))
    with opened(area_template, tmp_path / "area", clock, CITY, *COUNTIES) as made:
        moved = _september(made)
        _october(made, moved)
        _november(made)
        _december(made, tmp_path)


def _september(made: Area) -> str:
    """All report; 宁县 has a child that 合水 has too, and both have paid it."""
    (moved,) = admit(made[NING], CHILDREN[HESHUI][0], school="宁县一中")
    for code in COUNTIES:
        disbursements.sign(made[code], paid(made[code]))
    packages = [made.reported(code, SEPTEMBER) for code in COUNTIES]
    assert brought(made, *packages) == ["merged"] * 3
    found = {one.conflict.kind for one in conflicts.listing(made.province, open_only=True)}
    assert found == {ConflictKind.REGISTERED, ConflictKind.PAID}
    for code in (HESHUI, NING):
        asked = receipts.issue(made.province, _last(made, code), made.folder, PASSPHRASE)
        assert asked.count(RowVerdict.QUERIED) == 2
        receipts.take_in(made[code], asked.path)
        for row in receipts.to_answer(made[code]):
            receipts.answer(made[code], row.row.package_id, row.row.record_id, "正在核对学籍")
    clear = receipts.issue(made.province, _last(made, ZHENGNING), made.folder, PASSPHRASE)
    assert receipts.take_in(made[ZHENGNING], clear.path).queried == 0
    return moved


def _october(made: Area, moved: str) -> None:
    """合水's package is lost with its stick; 正宁's comes twice; 宁县's was tampered with on the way."""
    for one in conflicts.listing(made.province):
        conflicts.settle(made.province, one.conflict.id, HESHUI, "学籍在合水")
    made.clock.on(date(2026, 10, 8))
    school_life.record(made[NING], moved, EventKind.MOVED_AWAY, date(2026, 10, 8), "转回合水")
    lost = made.reported(HESHUI, OCTOBER)
    twice = made.reported(ZHENGNING, OCTOBER)
    good = made.reported(NING, OCTOBER, encrypt=False)
    lost.rename(lost.with_suffix(".lost"))
    content = bytearray(good.read_bytes())
    content[len(content) // 2] ^= 0x20
    bad = good.with_name("宁县.xlsx")
    bad.write_bytes(content)
    assert brought(made, twice, bad, twice) == ["merged", "refused", "already"]
    assert brought(made, twice, good) == ["already", "merged"]
    assert standing(made) == {HESHUI: ("2026-09", 1), NING: ("2026-10", 0), ZHENGNING: ("2026-10", 0)}
    told = receipts.issue(made.province, _last(made, NING), made.folder, PASSPHRASE)
    assert told.count(RowVerdict.REFUSED) == 2


def _november(made: Area) -> None:
    """合水's next package shows the gap; the stick is found: the late one lets the next one in."""
    packages = [made.reported(code, NOVEMBER) for code in COUNTIES]
    assert brought(made, *packages) == ["held", "merged", "merged"]
    (held,) = waiting.listing(made.province)
    assert "缺第 2 号" in held.sentence
    (late,) = (made.folder / "packages" / HESHUI).glob("*.lost")
    found = late.rename(late.with_suffix(".p7m"))
    assert brought(made, packages[0], found) == ["merged", "merged"]
    assert waiting.listing(made.province) == []
    assert set(standing(made).values()) == {("2026-11", 0)}


def _december(made: Area, tmp_path: Path) -> None:
    """合水's laptop dies; the province hands November back, and the desk goes on in the series."""
    packages = sorted((made.folder / "packages" / HESHUI).iterdir())
    plain = receiving.hand_back(made.province, packages[-1], tmp_path / "back")
    made[HESHUI].close()
    rebuilt = rebuilding.rebuild([plain], tmp_path / "new", [NewOperator(OPERATOR, PASSPHRASE)], made.clock)
    with rebuilt.desk as desk:
        made.desks[HESHUI] = desk
        assert checking.check(desk) == []
        made.clock.on(date(2026, 12, 3))
        certify(made, HESHUI)
        admit(desk, ("陈晨", "621024201603019979"))
        last = [made.reported(code, DECEMBER) for code in COUNTIES]
        assert brought(made, *last) == ["merged"] * 3
        links = history.check([made.folder / "packages" / HESHUI], made.province)
        assert [link.problems for link in links] == [[], [], [], []]
    seen = province.overview(made.province)
    assert [(month.month, month.offices) for month in seen.months] == [
        ("2026-09", 3),
        ("2026-10", 3),
        ("2026-11", 3),
        ("2026-12", 3),
    ]
    assert (seen.children, seen.waiting, seen.open_conflicts) == (8, 0, 0)
    assert seen.paid_fen == 7 * 100000
    assert checking.check(made.province) == []
    plain_copies = made.sent(NING, DECEMBER, encrypt=False)
    (city,) = receiving.receive(made[CITY], [plain_copies])
    assert city.outcome is Outcome.HELD
    accepted = receiving.accept(made[CITY], city.package_id or "", "市里从十二月起汇总")
    assert accepted.outcome is Outcome.MERGED
    with pytest.raises(Exception, match="没有等待决定"):
        receiving.accept(made[CITY], city.package_id or "", "再来一次")


def _last(made: Area, code: str) -> str:
    held = last_received(made.province, code)
    assert held is not None
    return held.package_id
