"""A county and its province: asked for, compared, issued, installed, renewed, taken back."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.trust import Purpose
from countydesk.services import authority, certificates, checking, closing, sending, setup, trust
from countydesk.services.authority import IssuedReply
from countydesk.services.desk import Desk, open_desk
from tests.conftest import PASSPHRASE, TestClock

CA_PASSPHRASE = "离线保管的口令 1"
OCTOBER = Month(2026, 10)
Acting = Callable[[str], Desk]


def new_desk(folder: Path, code: str, unit: str, clock: TestClock) -> Desk:
    return setup.create_desk(folder, code, unit, [setup.NewOperator("周敏", PASSPHRASE)], clock)


@pytest.fixture(scope="session")
def province_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province's desk with its authority, whose key lies beside it as ca.p12."""
    folder = tmp_path_factory.mktemp("province")
    with new_desk(folder / "desk", "620000", "共青团甘肃省委员会", TestClock()) as desk:
        authority.create(desk, folder / "ca.p12", CA_PASSPHRASE)
    return folder


@pytest.fixture
def province(province_template: Path, tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    shutil.copytree(province_template, tmp_path / "province")
    with open_desk(tmp_path / "province" / "desk", PASSPHRASE, "周敏", clock) as desk:
        yield desk


@pytest.fixture
def ca(province: Desk) -> Path:
    return province.folder.parent / "ca.p12"


@pytest.fixture
def county(acting: Acting) -> Desk:
    """合水县's desk with its approver at it."""
    return acting("王海")


def issued(province: Desk, desk: Desk, ca: Path, folder: Path) -> IssuedReply:
    """What the province answers to this office's request."""
    asked = certificates.request(desk, folder, "p256")
    code, told = desk.office.code, asked.fingerprint
    return authority.issue(province, asked.path, code, told, ca, CA_PASSPHRASE, folder)


@pytest.fixture
def certified(county: Desk, province: Desk, ca: Path, tmp_path: Path) -> Desk:
    """The county's desk with its certificate installed."""
    certificates.install(county, issued(province, county, ca, tmp_path).path)
    return county


def test_the_province_makes_itself_an_authority(province: Desk, ca: Path) -> None:
    found = trust.standing(province)
    assert found.authority and found.own and found.recipient
    assert found.authority.holder == "甘肃省证书签发 2026-10-15"
    assert found.own.issuer == found.recipient.issuer == found.authority.holder
    assert not found.self_signed and found.requested is None
    register = {(row.holder_code, row.purpose) for row in authority.register(province)}
    assert register == {("620000", Purpose.SIGNING), ("620000", Purpose.ENCRYPTION)}
    assert len(trust.openers_of(province)) == 1
    with pytest.raises(Refused, match="已有签发机构"):
        authority.create(province, ca.with_name("b.p12"), CA_PASSPHRASE)
    with pytest.raises(Refused, match="机构密钥不能覆盖"):
        authority.create(province, ca, CA_PASSPHRASE, replace=True)
    assert CA_PASSPHRASE.encode() not in ca.read_bytes()


def test_a_county_issues_nothing(county: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="县级台账不签发证书"):
        authority.create(county, tmp_path / "a.p12", CA_PASSPHRASE)
    assert not (tmp_path / "a.p12").exists()


def test_from_the_request_to_an_encrypted_package(
    county: Desk, province: Desk, ca: Path, tmp_path: Path
) -> None:
    assert trust.trust_of(county) is None and trust.recipient_of(county) is None
    asked = certificates.request(county, tmp_path)
    assert asked.path.name == "621024-证书申请.pem"
    assert certificates.request(county, tmp_path).fingerprint == asked.fingerprint
    assert trust.standing(county).requested == asked.fingerprint
    seen = authority.asked(asked.path)
    assert (seen.office_code, seen.unit) == ("621024", "共青团合水县委员会")
    assert seen.fingerprint == asked.fingerprint and seen.purposes == (Purpose.SIGNING,)

    reply = authority.issue(
        province, asked.path, "621024", asked.fingerprint.lower(), ca, CA_PASSPHRASE, tmp_path
    )
    done = certificates.install(county, reply.path)
    assert done.first and done.own and done.recipient and done.revoked == 0
    assert done.own.fingerprint == reply.issued[0].fingerprint
    standing = trust.standing(county)
    assert (standing.days_left, standing.reminder, standing.requested) == (731, None, None)

    closing.close(county, OCTOBER)
    sent = sending.send(county, OCTOBER, tmp_path / "out", PASSPHRASE)
    assert sent.encrypted and sent.path.name == "621024-2026-10-001.xlsx.p7m"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [sent.path.name]
    verdict = sending.verify(sent.path, province)
    assert verdict.valid and verdict.trusted and verdict.encrypted
    assert verdict.package_id == sent.record.package_id
    assert "只有“甘肃省 620000”能打开" in str(sending.verify(sent.path, county).problem)
    assert not sending.verify(sent.path).valid

    plain = sending.send(county, OCTOBER, tmp_path, PASSPHRASE, encrypt=False)
    assert not plain.encrypted and plain.path.suffix == ".xlsx"
    assert sending.verify(plain.path, province).trusted
    assert sending.verify(plain.path).trusted is None


def test_the_telephone_must_agree(county: Desk, province: Desk, ca: Path, tmp_path: Path) -> None:
    asked = certificates.request(county, tmp_path)

    def issue(code: str, told: str, passphrase: str = CA_PASSPHRASE) -> None:
        authority.issue(province, asked.path, code, told, ca, passphrase, tmp_path / "out")

    with pytest.raises(Refused, match="这是 621024 的申请,不是 621021 的"):
        issue("621021", asked.fingerprint)
    with pytest.raises(Refused, match="指纹不一致"):
        issue("621024", asked.fingerprint[:-1] + "?")
    with pytest.raises(Refused, match="口令不正确"):
        issue("621024", asked.fingerprint, "别的口令")
    assert not (tmp_path / "out").exists()
    assert {row.holder_code for row in authority.register(province)} == {"620000"}


def test_a_certificate_of_another_office_or_key(
    certified: Desk, province: Desk, ca: Path, tmp_path: Path, clock: TestClock
) -> None:
    with new_desk(tmp_path / "other", "621021", "共青团庆城县委员会", clock) as other:
        for_other = issued(province, other, ca, tmp_path).path
        with pytest.raises(Refused, match="这份证书是发给 621021 的,不是发给本单位 621024 的"):
            certificates.install(certified, for_other)
    again = new_desk(tmp_path / "again", "621024", "共青团合水县委员会", clock)
    with again, pytest.raises(Refused, match="密钥不配对"):
        certificates.install(again, tmp_path / "621024-证书.pem")


def test_another_authority_is_not_believed_by_itself(
    certified: Desk, tmp_path: Path, clock: TestClock
) -> None:
    with new_desk(tmp_path / "false", "620000", "共青团甘肃省委员会", clock) as false:
        authority.create(false, tmp_path / "false.p12", CA_PASSPHRASE)
        published = authority.publish(false, tmp_path)
        with pytest.raises(Refused, match=r"由另一签发机构“甘肃省证书签发 2026-10-15”签发,指纹 [0-9A-F]{4} "):
            certificates.install(certified, published)
        done = certificates.install(certified, published, new_authority=True)
        assert done.first is False and done.authority == trust.standing(false).authority
    assert "不是由已登记的上级机构签发的" in str(trust.standing(certified).reminder)


def test_an_authority_of_elsewhere_is_no_superior(county: Desk, tmp_path: Path, clock: TestClock) -> None:
    with new_desk(tmp_path / "elsewhere", "620100", "共青团兰州市委员会", clock) as elsewhere:
        authority.create(elsewhere, tmp_path / "b.p12", CA_PASSPHRASE)
        published = authority.publish(elsewhere, tmp_path)
    with pytest.raises(Refused, match="不是本单位的上级"):
        certificates.install(county, published)


def test_renewal_keeps_the_old_key_until_the_answer_is_there(
    certified: Desk, province: Desk, ca: Path, tmp_path: Path, clock: TestClock
) -> None:
    clock.on(date(2028, 9, 1))
    first = trust.standing(certified)
    assert first.days_left == trust.days_left(certified) == 44
    assert first.reminder == "签名证书还有 44 天到期,请向省级申请新的证书。"
    reply = issued(province, certified, ca, tmp_path)
    waiting = trust.standing(certified)
    assert waiting.own == first.own and waiting.requested
    certificates.install(certified, reply.path)
    renewed = trust.standing(certified)
    assert renewed.own and first.own and renewed.own.fingerprint != first.own.fingerprint
    assert (renewed.days_left, renewed.requested, renewed.reminder) == (730, None, None)
    certificates.install(certified, reply.path)
    assert trust.standing(certified) == renewed
    assert checking.check(certified) == checking.check(province) == []
    clock.on(date(2030, 9, 2))
    assert trust.standing(certified).reminder == "签名证书已过期,请申请新的证书后再上报。"


def test_what_is_taken_back_signs_no_more(
    certified: Desk, province: Desk, ca: Path, tmp_path: Path, clock: TestClock
) -> None:
    old_list = authority.publish(province, tmp_path)
    closing.close(certified, OCTOBER)
    sent = sending.send(certified, OCTOBER, tmp_path, PASSPHRASE)
    clock.on(date(2026, 10, 20))
    taken = authority.revoke(province, "621024", "电脑被盗", ca, CA_PASSPHRASE)
    assert [(row.revoked_on, row.reason) for row in taken] == [(date(2026, 10, 20), "电脑被盗")]
    assert sending.verify(sent.path, province).problem == "证书已被上级机构吊销。"
    with pytest.raises(Refused, match="没有“621024”的有效证书"):
        authority.revoke(province, "621024", "再一次", ca, CA_PASSPHRASE)
    with pytest.raises(Refused, match="请写明吊销原因"):
        authority.revoke(province, "620000", " ", ca, CA_PASSPHRASE)

    new_list = authority.publish(province, tmp_path)
    assert [path.name for path in (old_list, new_list)] == [
        "620000-吊销列表-001.pem",
        "620000-吊销列表-002.pem",
    ]
    assert certificates.install(certified, new_list).revoked == 1
    assert certificates.install(certified, old_list).revoked == 1
    assert trust.standing(certified).reminder == "证书已被上级机构吊销。请申请新的证书后再上报。"
    with pytest.raises(Refused, match="证书已被上级机构吊销"):
        sending.send(certified, OCTOBER, tmp_path, PASSPHRASE)
    certificates.install(certified, issued(province, certified, ca, tmp_path).path)
    assert sending.send(certified, OCTOBER, tmp_path, PASSPHRASE).record.number == 2


def test_a_list_is_signed_anew(province: Desk, ca: Path, tmp_path: Path) -> None:
    authority.renew_list(province, ca, CA_PASSPHRASE)
    assert authority.publish(province, tmp_path).name == "620000-吊销列表-002.pem"


def test_a_city_may_read_along(
    certified: Desk, province: Desk, ca: Path, tmp_path: Path, clock: TestClock
) -> None:
    closing.close(certified, OCTOBER)
    with new_desk(tmp_path / "city", "621000", "共青团庆阳市委员会", clock) as city:
        with pytest.raises(Refused, match="本单位没有加密证书"):
            certificates.encryption_certificate(city, tmp_path)
        certificates.install(city, issued(province, city, ca, tmp_path).path)
        along = certificates.encryption_certificate(city, tmp_path)
        sent = sending.send(certified, OCTOBER, tmp_path, PASSPHRASE, also=[along])
        for reader in (province, city):
            assert sending.verify(sent.path, reader).valid
    with pytest.raises(Refused, match="不是加密证书"):
        sending.send(certified, OCTOBER, tmp_path, PASSPHRASE, also=[signing_only(tmp_path)])


def signing_only(folder: Path) -> Path:
    """The authority's own certificate out of a file that it answered with."""
    text = (folder / "621000-证书.pem").read_text()
    blocks = [f"-----BEGIN{block}" for block in text.split("-----BEGIN") if "CERTIFICATE" in block]
    path = folder / "authority.pem"
    path.write_text(blocks[-1])
    return path


def test_a_new_authority_leaves_what_was_issued(
    certified: Desk, province: Desk, tmp_path: Path, clock: TestClock
) -> None:
    closing.close(certified, OCTOBER)
    sent = sending.send(certified, OCTOBER, tmp_path, PASSPHRASE)
    clock.on(date(2026, 10, 20))
    authority.create(province, tmp_path / "second.p12", CA_PASSPHRASE, replace=True)
    assert sending.verify(sent.path, province).trusted
    assert len(trust.openers_of(province)) == 2
    reply = issued(province, certified, tmp_path / "second.p12", tmp_path)
    with pytest.raises(Refused, match="由另一签发机构"):
        certificates.install(certified, reply.path)
    certificates.install(certified, reply.path, new_authority=True)
    again = sending.send(certified, OCTOBER, tmp_path, PASSPHRASE)
    assert sending.verify(again.path, province).trusted


def test_the_key_goes_to_a_desk_made_anew(certified: Desk, tmp_path: Path, clock: TestClock) -> None:
    copy = tmp_path / "key.p12"
    with pytest.raises(Refused, match="口令不对"):
        certificates.export_key(certified, "错的口令", copy, "备份口令")
    certificates.export_key(certified, PASSPHRASE, copy, "备份口令")
    own = trust.standing(certified).own
    with new_desk(tmp_path / "anew", "621024", "共青团合水县委员会", clock) as anew:
        with pytest.raises(Refused, match="口令不正确"):
            certificates.restore_key(anew, copy, "别的口令")
        assert certificates.restore_key(anew, copy, "备份口令") == own
        done = certificates.install(anew, tmp_path / "621024-证书.pem")
        assert done.own == own and trust.standing(anew).days_left == 731
    other = new_desk(tmp_path / "other", "621021", "共青团庆城县委员会", clock)
    with other, pytest.raises(Refused, match="证书属于 621024,不能为 621021 签名"):
        certificates.restore_key(other, copy, "备份口令")


def test_an_expired_recipient_is_not_written_to(certified: Desk, tmp_path: Path, clock: TestClock) -> None:
    closing.close(certified, OCTOBER)
    clock.now += timedelta(days=3660)
    with pytest.raises(Refused):
        sending.send(certified, OCTOBER, tmp_path, PASSPHRASE)
    assert list(tmp_path.glob("*.p7m")) == []
