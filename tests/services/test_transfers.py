"""A child moves to another county and back: its past goes along, and no half year is paid twice."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.enrolment import EventKind, State
from countydesk.domain.months import Month, Term
from countydesk.domain.problems import Refused
from countydesk.domain.transfers import ElsewhereKind
from countydesk.domain.visits import Visit
from countydesk.services import (
    beneficiaries,
    certificates,
    checking,
    conflicts,
    drawing,
    moving_away,
    owing,
    promotion,
    rebuilding,
    receiving,
    school_life,
    setup,
    transfers,
    visits,
)
from countydesk.services.desk import Desk
from countydesk.services.setup import NewOperator
from countydesk.services.transfers import Arrival
from tests.conftest import PASSPHRASE, TestClock
from tests.services.area import AUTUMN, HESHUI, NING, OPERATOR, ZHENGNING, Area, certify, opened, paid

HERE = Arrival("宁县第二小学", "五年级1班", "新宁镇", "南街村")
SPRING = Term(2027, "spring")


@pytest.fixture
def area(area_template: Path, tmp_path: Path, clock: TestClock) -> Iterator[Area]:
    """合水 and 宁县, in autumn; 合水 has paid its two children."""
    clock.on(date(2026, 10, 12))
    with opened(area_template, tmp_path / "area", clock, HESHUI, NING, ZHENGNING) as made:
        paid(made[HESHUI])
        yield made


def gone(area: Area, code: str = HESHUI, who: str = "张小明", to: str = NING) -> Path:
    """A child that leaves a county, and its signed file."""
    desk = area[code]
    child = beneficiaries.named(desk, who)
    school_life.record(desk, child.id, EventKind.MOVED_AWAY, desk.today, "随父母搬家")
    return moving_away.hand_over(desk, child.id, to, area.folder / "out", PASSPHRASE).path


def come(area: Area, path: Path, code: str = NING) -> str:
    """The child taken in and admitted; its id there."""
    came = transfers.take_in(area[code], path, HERE)
    transfers.admit(area[code], came.child.id, "已核对户口簿、学籍,入户走访")
    return came.child.id


def why_not(desk: Desk, term: Term, who: str) -> str:
    """Why a child is not due a term."""
    return next(left.reason for left in drawing.preview(desk, term).left_out if left.name == who)


def test_a_child_comes_with_its_past_and_is_not_paid_again(area: Area) -> None:
    desk = area[NING]
    who = beneficiaries.named(area[HESHUI], "张小明").id
    visit = Visit(
        office_code=HESHUI,
        id=desk.new_id(),
        beneficiary_id=who,
        day=date(2026, 10, 2),
        visitors="李明、赵芳",
        findings="与祖母同住",
    )
    visits.record(area[HESHUI], visit)
    path = gone(area)
    coming = transfers.preview(desk, path)
    assert (coming.place, coming.problem, coming.known) == ("庆阳市合水县", "", None)
    assert (coming.terms, coming.fen) == ([AUTUMN], 100000)
    came = transfers.take_in(desk, path, HERE)
    assert came.child.state is State.APPLYING
    assert why_not(desk, AUTUMN, "张小明") == "尚未入库"
    recorded = transfers.admit(desk, came.child.id, "已核对户口簿、学籍")
    assert recorded.effect.startswith("从2027年春季学期起恢复发放")
    file = beneficiaries.open_child(desk, came.child.id)
    assert (file.child.state, file.child.school, file.child.admitted_on) == (
        State.IN_SUPPORT,
        "宁县第二小学",
        date(2026, 10, 12),
    )
    assert [(one.kind, one.title, one.words) for one in file.elsewhere] == [
        (ElsewhereKind.EVENT, "原台账转入", ""),
        (ElsewhereKind.VISIT, "李明、赵芳", "与祖母同住"),
        (ElsewhereKind.PAYMENT, "名册 HS-2026-001", "小学 1,000.00 元,已付未签"),
        (ElsewhereKind.EVENT, "转出本县", "随父母搬家"),
    ]
    assert why_not(desk, AUTUMN, "张小明") == "本期已由庆阳市合水县发放"
    assert "张小明" in {due.candidate.child.name for due in drawing.preview(desk, SPRING).due}
    assert beneficiaries.promised(desk, file)[0] == 15
    assert beneficiaries.listing(desk, "张小明")[0].fen is None
    assert checking.check(desk) == []


def test_it_comes_back_to_its_own_file(area: Area, clock: TestClock) -> None:
    first, second = area[HESHUI], area[NING]
    own = beneficiaries.named(first, "张小明").id
    there = come(area, gone(area))
    clock.on(date(2027, 3, 10))
    assert paid(second, SPRING)
    back = gone(area, NING, to=HESHUI)
    coming = transfers.preview(first, back)
    assert coming.known is not None and coming.known.id == own
    assert come(area, back, HESHUI) == own
    file = beneficiaries.open_child(first, own)
    assert [event.kind for event in file.events] == [
        EventKind.TAKEN_OVER,
        EventKind.MOVED_AWAY,
        EventKind.TRANSFERRED_IN,
        EventKind.ADMITTED,
    ]
    assert {one.place for one in file.elsewhere} == {NING}
    assert why_not(first, SPRING, "张小明") == "本期已由庆阳市宁县发放"
    assert file.child.admitted_on == date(2026, 7, 1)
    clock.on(date(2027, 9, 10))
    assert there == own  # the record is the same in every county
    assert "张小明" in {due.candidate.child.name for due in drawing.preview(first, Term(2027, "autumn")).due}
    again = gone(area, to=NING)
    assert come(area, again) == own
    assert owing.to_graduation(second) != []


def test_what_is_refused(area: Area, tmp_path: Path, clock: TestClock) -> None:
    desk, first = area[NING], area[HESHUI]
    who = beneficiaries.named(first, "张小明").id
    with pytest.raises(Refused, match="张小明还没有登记“转出本县”"):
        moving_away.hand_over(first, who, NING, tmp_path, PASSPHRASE)
    with pytest.raises(Refused, match="不是可以转入的县区"):
        moving_away.hand_over(first, who, HESHUI, tmp_path, PASSPHRASE)
    path = gone(area)
    with pytest.raises(Refused, match=f"是给 {NING} 的,不是给本单位 {ZHENGNING} 的"):
        transfers.preview(area[ZHENGNING], path)
    forged = tmp_path / "改过.xlsx"
    forged.write_bytes(path.read_bytes().replace(b"PK\x03\x04", b"PK\x03\x05", 1))
    with pytest.raises(Refused):
        transfers.preview(desk, forged)
    with pytest.raises(Refused, match="转入日期应在转出"):
        transfers.take_in(desk, path, HERE, date(2026, 10, 1))
    came = transfers.take_in(desk, path, HERE)
    with pytest.raises(Refused, match="请写核对情况"):
        transfers.admit(desk, came.child.id, " ")
    setup.change_settings(desk, reason="两人办公", four_eyes=True)
    with pytest.raises(Refused, match="不能由本人批准入库"):
        transfers.admit(desk, came.child.id, "已核对")
    assert transfers.preview(desk, path).problem == "这份转移档案已经接收过,不能重复接收。"
    clock.on(date(2026, 10, 13))
    second = moving_away.hand_over(first, who, NING, tmp_path / "again", PASSPHRASE)
    with pytest.raises(Refused, match="张小明已在本县登记,状态“受理中”"):
        transfers.take_in(desk, second.path, HERE)
    other = beneficiaries.named(desk, "王丽").id
    with pytest.raises(Refused, match="不是外县转入"):
        transfers.admit(desk, other, "已核对")
    arrival = next(one for one in school_life.listing(desk, came.child.id))
    assert not arrival.undoable
    school_life.record(desk, came.child.id, EventKind.DISQUALIFIED, desk.today, "核对后不符合条件")
    assert beneficiaries.open_child(desk, came.child.id).child.state is State.ENDED


def test_a_file_for_one_county_alone(area: Area) -> None:
    desk = area[NING]
    with pytest.raises(Refused, match="本单位没有加密证书"):
        certificates.encryption_certificate(desk, area.folder)
    certify(area, NING, receives=True)
    certificate = certificates.encryption_certificate(desk, area.folder)
    first, child = area[HESHUI], beneficiaries.named(area[HESHUI], "张小明").id
    school_life.record(first, child, EventKind.MOVED_AWAY, first.today, "随父母搬家")
    with pytest.raises(Refused, match=f"是 {NING} 的证书,不是 {ZHENGNING} 的"):
        moving_away.hand_over(first, child, ZHENGNING, area.folder, PASSPHRASE, certificate)
    made = moving_away.hand_over(first, child, NING, area.folder, PASSPHRASE, certificate)
    assert made.encrypted and "张小明".encode() not in made.path.read_bytes()
    assert transfers.preview(desk, made.path).transfer.child.name == "张小明"
    with pytest.raises(Refused, match="文件已加密"):
        transfers.preview(area[ZHENGNING], made.path)


def test_province_and_rebuilding_carry_it(area: Area, clock: TestClock, tmp_path: Path) -> None:
    who = come(area, gone(area))
    packages = [area.reported(code, Month(2026, 10)) for code in (HESHUI, NING)]
    clock.on(date(2026, 11, 3))
    receiving.receive(area.province, packages)
    assert conflicts.listing(area.province) == []
    plain = area.sent(NING, Month(2026, 10), encrypt=False)
    made = rebuilding.rebuild([plain], tmp_path / "new", [NewOperator(OPERATOR, "neu-pass")], clock)
    with made.desk as desk:
        assert beneficiaries.open_child(desk, who) == beneficiaries.open_child(area[NING], who)
        assert why_not(desk, AUTUMN, "张小明") == "本期已由庆阳市合水县发放"


def test_the_half_year_before_is_the_other_countys(area: Area, clock: TestClock) -> None:
    """Arrears are for those who were here: a half year that the other county left open stays its own."""
    first, desk = area[HESHUI], area[NING]
    setup.change_settings(desk, reason="允许补发", arrears=True)
    child = beneficiaries.named(first, "李芳").id
    school_life.record(first, child, EventKind.PAUSED, date(2026, 10, 12), "养病")
    clock.on(date(2027, 3, 10))
    path = gone(area, who="李芳")
    come(area, path)
    assert [due.candidate.child.name for _, due in drawing.arrears(desk)] == []
    assert promotion.plan(desk, 2027).moves
