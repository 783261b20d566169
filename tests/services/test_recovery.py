"""A forgotten passphrase: the province opens its slot, the county sets a new one, both have it on record."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import authority, certificates, operators, recovery, revisions, setup
from countydesk.services.desk import Desk, open_desk
from countydesk.services.revisions import Wanted
from tests.conftest import PASSPHRASE, TestClock

NEW = "新的口令-洮河-1937"
CALLED = "已拨打县里值班电话核对"


@pytest.fixture
def province(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    people = [setup.NewOperator("周敏", PASSPHRASE)]
    with setup.create_desk(tmp_path / "province", "620000", "共青团甘肃省委员会", people, clock) as desk:
        authority.create(desk, tmp_path / "ca.p12", PASSPHRASE)
        yield desk


@pytest.fixture
def county(province: Desk, desk_folder: Path, tmp_path: Path, clock: TestClock) -> Path:
    """合水县's desk, closed, with the province's certificate installed."""
    with open_desk(desk_folder, PASSPHRASE, "王海", clock) as desk:
        certify(province, desk, tmp_path)
    return desk_folder


def certify(province: Desk, desk: Desk, folder: Path) -> None:
    asked = certificates.request(desk, folder, "p256")
    reply = authority.issue(
        province, asked.path, "621024", asked.fingerprint, folder / "ca.p12", PASSPHRASE, folder
    )
    certificates.install(desk, reply.path)


def last_told(desk: Desk) -> str:
    return revisions.listing(desk, Wanted(), limit=1)[0].sentence


def test_whoever_forgot_works_again_and_both_sides_have_it_on_record(
    province: Desk, county: Path, tmp_path: Path, clock: TestClock
) -> None:
    assert "甘肃省" in recovery.offered_to(county)
    made = recovery.request(county, "王海", NEW, tmp_path, clock)
    assert recovery.waiting(county) == made
    asked = recovery.asked(made.path)
    assert (asked.office_code, asked.operator, asked.fingerprint) == ("621024", "王海", made.fingerprint)
    answered = recovery.answer(province, made.path, made.fingerprint.lower(), CALLED, tmp_path)
    assert "王海恢复口令" in last_told(province) and CALLED in last_told(province)
    with pytest.raises(Refused, match="口令不对"):
        recovery.finish(county, answered.path, "不是申请时的口令", clock)
    with recovery.finish(county, answered.path, NEW, clock) as desk:
        assert desk.operator.name == "王海"
        assert "共青团甘肃省委员会 周敏恢复" in last_told(desk)
    assert recovery.waiting(county) is None
    open_desk(county, NEW, "王海", clock).close()
    open_desk(county, PASSPHRASE, "李明", clock).close()
    with pytest.raises(Refused, match="口令不对"):
        open_desk(county, PASSPHRASE, "王海", clock)


def test_the_telephone_must_agree_and_a_reason_stand(
    province: Desk, county: Path, tmp_path: Path, clock: TestClock
) -> None:
    made = recovery.request(county, "李明", NEW, tmp_path, clock)
    with pytest.raises(Refused, match="指纹不一致"):
        recovery.answer(province, made.path, "0000", CALLED, tmp_path)
    with pytest.raises(Refused, match="核实"):
        recovery.answer(province, made.path, made.fingerprint, " ", tmp_path)
    assert not list(tmp_path.glob("*答复*"))


@pytest.mark.parametrize(
    ("part", "value", "sentence"),
    [
        ("desk", "0" * 32, "打不开"),
        ("one_time", "AAAA", "打不开"),
        ("made_at", 5, "不是口令恢复申请"),
        ("kind", "另一种", "不是口令恢复申请"),
    ],
)
def test_a_request_that_was_changed_opens_nothing(
    province: Desk, county: Path, tmp_path: Path, clock: TestClock, part: str, value: object, sentence: str
) -> None:
    made = recovery.request(county, "李明", NEW, tmp_path, clock)
    made.path.write_text(json.dumps(json.loads(made.path.read_text("utf-8")) | {part: value}), "utf-8")
    with pytest.raises(Refused, match=sentence):
        fingerprint = recovery.asked(made.path).fingerprint
        recovery.answer(province, made.path, fingerprint, CALLED, tmp_path)


def test_an_answer_to_an_earlier_request_counts_no_more(
    province: Desk, county: Path, tmp_path: Path, clock: TestClock
) -> None:
    first = recovery.request(county, "李明", NEW, tmp_path, clock)
    answered = recovery.answer(province, first.path, first.fingerprint, CALLED, tmp_path)
    recovery.request(county, "李明", NEW, tmp_path, clock)
    with pytest.raises(Refused, match="最近一次申请"):
        recovery.finish(county, answered.path, NEW, clock)


def test_without_a_slot_nobody_asks(desk: Desk, desk_folder: Path, tmp_path: Path, clock: TestClock) -> None:
    with pytest.raises(Refused, match="没有给省级留"):
        recovery.request(desk_folder, "李明", NEW, tmp_path, clock)
    with pytest.raises(Refused, match="至少 8 个字符"):
        recovery.request(desk_folder, "李明", "短", tmp_path, clock)
    desk.operator = desk.operator_named("王海")
    with pytest.raises(Refused, match="还没有安装省级证书"):
        recovery.offer(desk)


@pytest.mark.encrypted_file
def test_an_old_file_of_keys_lets_nobody_in_again(county: Path, clock: TestClock) -> None:
    keys = county / "keys.json"
    before = keys.read_bytes()
    with open_desk(county, PASSPHRASE, "李明", clock) as desk:
        operators.change_passphrase(desk, PASSPHRASE, NEW)
    after = keys.read_bytes()
    keys.write_bytes(before)
    with pytest.raises(Unavailable, match="换成了以前的"):
        open_desk(county, PASSPHRASE, "李明", clock)
    mixed = json.loads(after)
    mixed["slots"]["李明"] = json.loads(before)["slots"]["李明"]
    keys.write_text(json.dumps(mixed), "utf-8")
    with pytest.raises(Unavailable, match="被改动过"):
        open_desk(county, PASSPHRASE, "李明", clock)
    keys.write_bytes(after)
    open_desk(county, NEW, "李明", clock).close()


@pytest.mark.encrypted_file
def test_who_is_turned_off_has_no_key_any_more(county: Path, clock: TestClock) -> None:
    keys = county / "keys.json"
    before = keys.read_bytes()
    with open_desk(county, PASSPHRASE, "王海", clock) as desk:
        operators.turn_off(desk, "李明", "调离")
    with pytest.raises(Refused, match="没有名叫“李明”"):
        open_desk(county, PASSPHRASE, "李明", clock)
    keys.write_bytes(before)
    with pytest.raises(Refused, match="没有名叫“李明”"):
        open_desk(county, PASSPHRASE, "李明", clock)
