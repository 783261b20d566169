"""Packages at the province: merged once, held when they do not follow, refused when nobody vouches."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Select, event, literal, select

from countydesk.domain.applications import Consent, Station
from countydesk.domain.conflicts import ConflictKind, ConflictState
from countydesk.domain.enrolment import EventKind
from countydesk.domain.intake import StepKind
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services import (
    applications,
    beneficiaries,
    carrying,
    checking,
    closing,
    conflicts,
    disbursements,
    drawing,
    due_visits,
    history,
    intake_steps,
    province,
    rebuilding,
    receiving,
    retention,
    rounds,
    school_life,
    sending,
    setup,
    waiting,
)
from countydesk.services.desk import Desk
from countydesk.services.intake_steps import Taken
from countydesk.services.letting_in import Outcome, Received
from countydesk.services.setup import NewOperator
from countydesk.storage.disbursements import CLAIMS, LINES
from countydesk.storage.receiving import RECEIVED
from tests.conftest import PASSPHRASE, TestClock
from tests.services.applying import entered
from tests.services.area import (
    AUTUMN,
    CHILDREN,
    CITY,
    HESHUI,
    NING,
    ZHENGNING,
    Area,
    admit,
    certify,
    last_received,
    make,
    opened,
    paid,
)

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)


@pytest.fixture
def two(area_template: Path, tmp_path: Path, clock: TestClock) -> Iterator[Area]:
    """The province, 合水 and 宁县, on 10 September."""
    clock.on(date(2026, 9, 10))
    with opened(area_template, tmp_path / "area", clock, HESHUI, NING) as made:
        yield made


def rows(desk: Desk, office: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that a desk holds of an office, as a package would carry it."""
    with desk.read() as connection:
        held = {how.table.name: list(carrying.held_rows(connection, how, office)) for how in carrying.SHEETS}
        query = select(CLAIMS).where(CLAIMS.c.office_code == office)
        claims = sorted(tuple(row) for row in connection.execute(query))
        return held | {"claim": claims}


def receive(made: Area, *files: Path) -> list[Received]:
    return receiving.receive(made.province, list(files))


def outcomes(made: Area, *files: Path) -> list[str]:
    return [one.outcome.value for one in receive(made, *files)]


def equals(made: Area, code: str) -> bool:
    """Whether the province holds what the county has, but for the package itself."""
    theirs, ours = rows(made[code], code), rows(made.province, code)
    theirs["sent_package"], ours["sent_package"] = [], []
    return theirs == ours


def test_what_a_county_reports_is_what_the_province_holds(two: Area) -> None:
    number = paid(two[HESHUI])
    first = two.reported(HESHUI, SEPTEMBER)
    (one,) = receive(two, first)
    assert (one.outcome, one.office, one.month, one.number) == (Outcome.MERGED, HESHUI, "2026-09", 1)
    assert one.new == sum(len(found) for found in rows(two.province, HESHUI).values()) - 2
    assert equals(two, HESHUI)
    assert first.name.endswith(".xlsx.p7m")
    two.clock.on(date(2026, 10, 5))
    disbursements.sign(two[HESHUI], number)
    (second,) = receive(two, two.reported(HESHUI, OCTOBER))
    assert second.changed == 1
    assert second.same > 0
    assert equals(two, HESHUI)
    assert checking.check(two.province) == []


def test_an_application_reaches_the_province_with_its_steps(two: Area) -> None:
    county = two[HESHUI]
    unsaid = {"consent_on": None, "notice_consent": Consent.OPEN, "notice_consent_on": None}
    asked = entered(county, applied_on=date(2026, 9, 8), **unsaid)
    refused = Taken(Station.APPLIED, StepKind.REFUSED, date(2026, 9, 9), "不在本县就读")
    intake_steps.decide(county, asked, refused)
    receive(two, two.reported(HESHUI, SEPTEMBER))
    assert equals(two, HESHUI)
    held = rows(two.province, HESHUI)
    assert (len(held["application"]), len(held["application_step"])) == (1, 2)
    assert applications.lines(two.province) == []  # it is the county's to decide
    assert checking.check(two.province) == []


def test_a_round_reaches_the_province_and_what_came_of_it_follows(two: Area) -> None:
    county = two[HESHUI]
    children = [line.id for line in due_visits.due(county)]
    number = rounds.plan(county, county.today, "李明、赵芳", children).number
    receive(two, two.reported(HESHUI, SEPTEMBER))
    assert equals(two, HESHUI)
    assert len(rows(two.province, HESHUI)["round_stop"]) == 2
    two.clock.on(date(2026, 10, 5))
    rounds.miss(county, number, [rounds.show(county, number).stops[0].stop.id], "家中无人")
    (second,) = receive(two, two.reported(HESHUI, OCTOBER))
    assert second.changed == 1
    assert equals(two, HESHUI)


def test_who_is_forgotten_at_the_county_is_forgotten_at_the_province(two: Area) -> None:
    county = two[HESHUI]
    paid(county)
    receive(two, two.reported(HESHUI, SEPTEMBER))
    child = next(one for one in beneficiaries.listing(county) if one.name == "张小明")
    two.clock.on(date(2026, 10, 5))
    school_life.record(county, child.id, EventKind.DISQUALIFIED, county.today, "家庭情况好转")
    receive(two, two.reported(HESHUI, OCTOBER))
    setup.change_settings(county, reason="上级要求", retention_years=1)
    month = NOVEMBER
    while month < Month(2027, 10):
        two.clock.on(month.last_day)
        closing.close(county, month)
        month = Month.of(month.last_day + timedelta(days=1))
    two.clock.on(date(2027, 10, 6))
    retention.propose(county, [child.id])
    retention.confirm(county, [child.id])
    assert [one.outcome for one in receive(two, two.reported(HESHUI, month))] == [Outcome.MERGED]
    assert equals(two, HESHUI)
    with two.province.read() as connection:
        for how in carrying.SHEETS:
            held = carrying.held_rows(connection, how, HESHUI)
            assert not any("张小明" in str(row) or "家庭情况好转" in str(row) for row in held)
    assert checking.check(two.province) == []


def test_a_plain_package_is_received_too(two: Area) -> None:
    package = two.reported(HESHUI, SEPTEMBER, encrypt=False)
    assert package.suffix == ".xlsx"
    assert outcomes(two, package) == ["merged"]


def test_the_same_package_twice_is_said_and_not_repeated(two: Area) -> None:
    package = two.reported(HESHUI, SEPTEMBER)
    receive(two, package)
    before = rows(two.province, HESHUI)
    (again,) = receive(two, package)
    assert again.outcome is Outcome.ALREADY
    assert "已经收过" in again.problem
    assert rows(two.province, HESHUI) == before


def test_files_may_come_in_any_order(two: Area) -> None:
    first, second = two.reported(HESHUI, SEPTEMBER), two.reported(HESHUI, OCTOBER)
    renamed = second.rename(second.with_name("aaa.xlsx.p7m"))
    assert outcomes(two, renamed, first) == ["merged", "merged"]
    assert waiting.listing(two.province) == []


def test_a_gap_waits_and_is_let_in_by_the_officer(two: Area) -> None:
    two.reported(HESHUI, SEPTEMBER)
    second = two.reported(HESHUI, OCTOBER)
    (held,) = receive(two, second)
    assert held.outcome is Outcome.HELD
    assert "缺第 1 号同步包" in held.problem
    assert rows(two.province, HESHUI)["beneficiary"] == []
    assert [one.package_id for one in waiting.listing(two.province)] == [held.package_id]
    assert outcomes(two, second) == ["held"]
    assert len(waiting.listing(two.province)) == 1
    with pytest.raises(Refused, match="请写接收理由"):
        receiving.accept(two.province, held.package_id or "", " ")
    accepted = receiving.accept(two.province, held.package_id or "", "九月的 U 盘遗失")
    assert accepted.outcome is Outcome.MERGED
    assert waiting.listing(two.province) == []
    assert equals(two, HESHUI)
    kept = last_received(two.province, HESHUI)
    assert kept is not None
    assert kept.decision == "九月的 U 盘遗失"


def test_a_late_package_is_noted_and_overwrites_nothing(two: Area) -> None:
    late, second = two.reported(HESHUI, SEPTEMBER), two.reported(HESHUI, OCTOBER)
    admitted = rows(two[HESHUI], HESHUI)
    (held,) = receive(two, second)
    receiving.accept(two.province, held.package_id or "", "先收十月")
    (older,) = receive(two, late)
    assert older.outcome is Outcome.HELD
    assert "更早的第 1 号" in older.problem
    noted = receiving.accept(two.province, older.package_id or "", "补齐九月")
    assert (noted.outcome, noted.new, noted.changed) == (Outcome.MERGED, 0, 0)
    assert rows(two.province, HESHUI)["beneficiary"] == admitted["beneficiary"]
    seen = next(one for one in province.overview(two.province).offices if one.code == HESHUI)
    assert [month.month for month in seen.months] == ["2026-09", "2026-10"]
    assert seen.last is not None
    assert seen.last.number == 2
    assert outcomes(two, two.reported(HESHUI, NOVEMBER)) == ["merged"]


def test_another_file_under_the_same_number_waits(two: Area, tmp_path: Path, clock: TestClock) -> None:
    first = two.reported(HESHUI, SEPTEMBER, encrypt=False)
    second = two.reported(HESHUI, OCTOBER)
    receive(two, first, second)
    # The laptop dies; the desk is made anew from September, and October is worked again.
    people = [NewOperator("王海", PASSPHRASE)]
    two[HESHUI].close()
    two.desks[HESHUI] = rebuilding.rebuild([first], tmp_path / "new", people, clock).desk
    with two.desks[HESHUI]:
        clock.on(date(2026, 10, 6))
        certify(two, HESHUI)
        paid(two[HESHUI])
        again = two.reported(HESHUI, OCTOBER)
        (held,) = receive(two, again)
        assert held.outcome is Outcome.HELD
        assert "第 2 号已收到过内容不同的另一个文件" in held.problem
        assert rows(two.province, HESHUI)["ledger"] == []
        receiving.accept(two.province, held.package_id or "", "电脑损坏,由九月的包重建")
        assert equals(two, HESHUI)
        clock.on(date(2026, 12, 1))
        assert outcomes(two, two.reported(HESHUI, NOVEMBER)) == ["merged"]
        assert equals(two, HESHUI)


def test_a_rewritten_past_waits_and_names_the_rows(two: Area) -> None:
    paid(two[HESHUI])
    receive(two, two.reported(HESHUI, SEPTEMBER))
    before = rows(two.province, HESHUI)
    with two[HESHUI].engine.begin() as connection:
        for trigger in ("ledger_no_update", "batch_line_no_update"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.exec_driver_sql("UPDATE ledger SET fen = fen + 1 WHERE kind = 'due'")
        connection.exec_driver_sql("UPDATE batch_line SET fen = fen + 1")
    changed = two.reported(HESHUI, OCTOBER)
    (held,) = receive(two, changed)
    assert held.outcome is Outcome.HELD
    assert held.conflicts == 4
    assert "发放名册 2 行、发放明细 2 行" in held.problem
    assert rows(two.province, HESHUI) == before
    assert receiving.preview(two.province, [changed])[0].outcome is Outcome.HELD
    links = history.check([two.folder / "packages" / HESHUI], two.province)
    assert [bool(link.problems) for link in links] == [False, True]
    assert "发放明细" in "".join(links[1].problems)
    receiving.accept(two.province, held.package_id or "", "县里已书面说明")
    assert equals(two, HESHUI)
    with (
        pytest.raises(Exception, match="只能追加"),
        two.province.engine.begin() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM ledger")


def test_nobody_vouches_for_an_unknown_county(two: Area, tmp_path: Path, clock: TestClock) -> None:
    make(tmp_path / "made", clock, ZHENGNING)
    with opened(tmp_path / "made", tmp_path / "other", clock, ZHENGNING) as other:
        foreign = other.reported(ZHENGNING, SEPTEMBER, encrypt=False)
    (refused,) = receive(two, foreign)
    assert refused.outcome is Outcome.REFUSED
    assert "不是由已登记的上级机构签发" in refused.problem
    assert (refused.package_id, refused.office) == (None, None)
    assert outcomes(two, tmp_path / "nothing.xlsx") == ["refused"]


def test_a_tampered_package_is_refused_and_the_rest_received(two: Area) -> None:
    good = two.reported(NING, SEPTEMBER)
    bad = two.reported(HESHUI, SEPTEMBER, encrypt=False)
    content = bytearray(bad.read_bytes())
    content[len(content) // 2] ^= 1
    bad.write_bytes(content)
    assert outcomes(two, bad, good) == ["refused", "merged"]


def test_a_county_receives_no_packages_and_a_city_only_its_own(
    area_template: Path, tmp_path: Path, clock: TestClock
) -> None:
    clock.on(date(2026, 9, 10))
    with opened(area_template, tmp_path / "area", clock, HESHUI, CITY) as made:
        package = made.reported(HESHUI, SEPTEMBER, encrypt=False)
        with pytest.raises(Refused, match="县级台账不接收"):
            receiving.receive(made[HESHUI], [package])
        (received,) = receiving.receive(made[CITY], [package])
        assert received.outcome is Outcome.MERGED
        assert rows(made[CITY], HESHUI)["beneficiary"] == rows(made[HESHUI], HESHUI)["beneficiary"]


def test_preview_writes_nothing(two: Area) -> None:
    package = two.reported(HESHUI, SEPTEMBER)
    (seen,) = receiving.preview(two.province, [package])
    assert (seen.outcome, seen.changed) == (Outcome.MERGED, 0)
    assert seen.new > 0
    assert rows(two.province, HESHUI)["beneficiary"] == []
    receive(two, package)
    assert receiving.preview(two.province, [package])[0].outcome is Outcome.ALREADY


def test_a_cancelled_merge_leaves_nothing(two: Area) -> None:
    package = two.reported(HESHUI, SEPTEMBER)

    class Cancelled(Exception):
        pass

    def cancel(done: int) -> None:
        if done > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        receiving.receive(two.province, [package], cancel)
    assert all(not found for found in rows(two.province, HESHUI).values())
    assert outcomes(two, package) == ["merged"]


def test_the_same_child_in_two_counties_and_paid_twice(two: Area) -> None:
    (child,) = admit(two[NING], CHILDREN[HESHUI][0], school="宁县一中")
    for code in (HESHUI, NING):
        paid(two[code])
    results = receive(two, two.reported(HESHUI, SEPTEMBER), two.reported(NING, SEPTEMBER))
    assert [one.conflicts for one in results] == [0, 2]
    shown = conflicts.listing(two.province)
    assert {one.conflict.kind for one in shown} == {ConflictKind.REGISTERED, ConflictKind.PAID}
    for one in shown:
        assert [side.office_code for side in one.sides] == [HESHUI, NING]
        assert [side.school for side in one.sides] == ["县第一中学", "宁县一中"]
        assert [side.paid_fen for side in one.sides] == [100000, 100000]
    for code in (HESHUI, NING):
        assert equals(two, code)
    registered = next(one.conflict for one in shown if one.conflict.kind is ConflictKind.REGISTERED)
    with pytest.raises(Refused, match="保留单位请填"):
        conflicts.settle(two.province, registered.id, ZHENGNING, "在合水就读")
    conflicts.settle(two.province, registered.id, HESHUI, "在合水就读")
    two.clock.on(date(2026, 10, 5))
    school_life.record(two[NING], child, EventKind.MOVED_AWAY, date(2026, 10, 5), "回合水")
    receive(two, two.reported(NING, OCTOBER))
    states = {one.conflict.kind: one.conflict.state for one in conflicts.listing(two.province)}
    assert states == {
        ConflictKind.REGISTERED: ConflictState.SETTLED,
        ConflictKind.PAID: ConflictState.OPEN,
    }


def test_children_of_every_county_are_found(two: Area) -> None:
    receive(two, two.reported(HESHUI, SEPTEMBER), two.reported(NING, SEPTEMBER))
    assert [(one.office_code, one.name) for one in province.find(two.province, "zxm")] == [(HESHUI, "张小明")]
    assert [one.office_code for one in province.find(two.province, "王丽")] == [NING]


def test_the_overview_knows_no_order_and_no_clock(two: Area) -> None:
    paid(two[HESHUI])
    first, second = two.reported(HESHUI, SEPTEMBER), two.reported(NING, SEPTEMBER)
    third = two.reported(HESHUI, OCTOBER)
    receive(two, first, second, third)
    seen = province.overview(two.province)
    two.clock.on(date(2027, 5, 1))
    assert province.overview(two.province) == seen
    assert len(seen.offices) == 87
    assert [(month.month, month.offices, month.children) for month in seen.months] == [
        ("2026-09", 2, 4),
        ("2026-10", 1, 2),
    ]
    assert {one.code: one.behind for one in seen.reported} == {HESHUI: 0, NING: 1}
    assert (seen.children, seen.paid_fen) == (4, 200000)


@contextmanager
def failing_at(connection_of: Desk, number: int) -> Iterator[list[int]]:
    """The statement of this number never comes: the power is off before it."""
    count = [0]

    def cut(*_: Any) -> None:
        count[0] += 1
        if count[0] == number:
            raise PowerCut

    event.listen(connection_of.engine, "before_cursor_execute", cut)
    try:
        yield count
    finally:
        event.remove(connection_of.engine, "before_cursor_execute", cut)


class PowerCut(BaseException):
    """Nothing in the program expects it."""


def test_cut_at_any_statement_a_merge_begins_again_from_nothing(two: Area) -> None:
    paid(two[HESHUI])
    receive(two, two.reported(HESHUI, SEPTEMBER))
    two.clock.on(date(2026, 10, 5))
    admit(two[HESHUI], ("陈晨", "621024201603019979"))
    package = two.reported(HESHUI, OCTOBER)
    before, packages = rows(two.province, HESHUI), _received(two)
    number = 1
    while True:
        with failing_at(two.province, number) as count:
            try:
                receive(two, package)
            except PowerCut:
                assert rows(two.province, HESHUI) == before
                assert _received(two) == packages
                number += 1
                continue
        break
    assert count[0] < number
    assert number > 30
    assert equals(two, HESHUI)
    assert outcomes(two, package) == ["already"]
    assert checking.check(two.province) == []


def _received(made: Area) -> list[str]:
    with made.province.read() as connection:
        return sorted(connection.scalars(select(RECEIVED.c.package_id)))


def test_rows_of_another_office_are_refused(two: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    """A county with a changed program tries to write into its neighbour's rows."""
    honest = carrying.held_rows

    def held_rows(connection: Connection, how: Any, office: str) -> Iterator[tuple[Any, ...]]:
        for row in honest(connection, how, office):
            yield tuple(NING if value == HESHUI else value for value in row)

    monkeypatch.setattr(carrying, "held_rows", held_rows)
    package = two.reported(HESHUI, SEPTEMBER)
    monkeypatch.undo()
    (refused,) = receive(two, package)
    assert refused.outcome is Outcome.REFUSED
    assert "属于别的单位" in refused.problem
    assert rows(two.province, NING)["beneficiary"] == []


def test_a_whole_series_is_checked_without_a_desk(two: Area) -> None:
    for month in (SEPTEMBER, OCTOBER, NOVEMBER):
        two.reported(HESHUI, month, encrypt=False)
    folder = two.folder / "packages" / HESHUI
    assert [link.problems for link in history.check([folder])] == [[], [], []]
    sorted(folder.iterdir())[1].unlink()
    links = history.check([folder])
    assert [link.number for link in links] == [1, 3]
    assert links[1].problems == ["缺第 2 至 2 号。"]


def test_a_package_is_handed_back_decrypted(two: Area, tmp_path: Path) -> None:
    package = two.reported(HESHUI, SEPTEMBER)
    receive(two, package)
    plain = receiving.hand_back(two.province, package, tmp_path / "back")
    assert plain.name == "621024-2026-09-001.xlsx"
    assert sending.verify(plain).valid


def test_one_county_that_lists_a_child_twice_is_a_conflict(
    two: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own desk would not let it: a changed program claims another list's term too."""
    paid(two[HESHUI])
    admit(two[HESHUI], ("陈晨", "621024201603019979"))
    batch = drawing.draw(two[HESHUI], AUTUMN)
    disbursements.void(two[HESHUI], batch.number, "重做")
    honest = carrying._claimed

    def claimed(connection: Connection, office: str) -> dict[str, list[str]]:
        terms = honest(connection, office)
        ((first, own),) = terms.items()
        return {first: own, batch.id: own} if office == HESHUI else terms

    monkeypatch.setattr(carrying, "_claimed", claimed)
    with two[HESHUI].engine.begin() as connection:
        connection.execute(
            LINES.insert().from_select([column.name for column in LINES.c], _lines_again(batch.id))
        )
    package = two.reported(HESHUI, SEPTEMBER)
    monkeypatch.undo()
    (one,) = receive(two, package)
    assert (one.outcome, one.conflicts) == (Outcome.MERGED, 2)
    shown = conflicts.listing(two.province)
    assert {one.conflict.kind for one in shown} == {ConflictKind.PAID}
    assert all(one.conflict.first_office == one.conflict.second_office == HESHUI for one in shown)


def _lines_again(batch_id: str) -> Select[Any]:
    """The lines of the paid list once more, on another list."""
    other = {"id": "z" + LINES.c.id, "batch_id": literal(batch_id), "position": LINES.c.position + 100}
    return select(*(other.get(column.name, column) for column in LINES.c)).where(LINES.c.batch_id != batch_id)
