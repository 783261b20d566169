"""Envelopes: opened by those they are for and by openssl, refused in a sentence by everybody else."""

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from countydesk.domain.problems import Refused, Unavailable
from countydesk.domain.trust import Purpose
from countydesk.sync import certificates, encryption
from countydesk.sync.encryption import Opener
from countydesk.sync.package import open_package, seal
from tests.sync.county import PHOTOS, SIGNED_AT, TODAY, Signer, cover, sheets
from tests.sync.office import Province


@pytest.fixture(scope="module")
def envelope(province: Province, signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county's package with photos, encrypted for the province."""
    county = province.signer_for(signer.key)
    to = tmp_path_factory.mktemp("envelope") / "sent.xlsx.p7m"
    recipients = [province.opener.certificate]
    seal(to, cover(), sheets(), PHOTOS, county.key, county.certificate, SIGNED_AT, recipients=recipients)
    return to


def test_the_province_opens_it_and_trusts_what_is_inside(envelope: Path, province: Province) -> None:
    opened = open_package(envelope, trust=province.trust, today=TODAY, openers=[province.opener])
    assert opened.verdict.valid, opened.verdict.problem
    assert opened.verdict.encrypted and opened.verdict.trusted
    assert list(opened.photos()) == PHOTOS
    assert [path.name for path in envelope.parent.iterdir()] == ["sent.xlsx.p7m"]


def test_nothing_in_it_can_be_read(envelope: Path) -> None:
    data = envelope.read_bytes()
    assert b"PK\x03\x04" not in data and b"xl/worksheets" not in data


def test_openssl_opens_it(envelope: Path, province: Province, folder: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    key = province.opener.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key)
    (folder / "certificate.pem").write_bytes(province.opener.certificate.public_bytes(Encoding.PEM))
    plain = folder / "plain.xlsx"
    what = ["-inform", "DER", "-in", envelope, "-out", plain, "-binary"]
    whose = ["-inkey", folder / "key.pem", "-recip", folder / "certificate.pem"]
    subprocess.run(["openssl", "cms", "-decrypt", *what, *whose], check=True, capture_output=True)
    assert open_package(plain).verdict.valid


def test_who_cannot_open_it_is_told_for_whom_it_is(envelope: Path, province: Province) -> None:
    verdict = open_package(envelope).verdict
    serial = f"{province.opener.certificate.serial_number:X}"
    assert not verdict.valid and verdict.encrypted
    assert verdict.problem == (
        f"文件已加密,只有持有“甘肃省证书签发 2026-11-22”所发证书 {serial} 的单位能打开;这里没有对应的私钥。"
    )
    named = open_package(envelope, known=[province.opener.certificate]).verdict.problem
    assert named == "文件已加密,只有“甘肃省 620000”能打开;这里没有对应的私钥。"


def test_a_second_recipient_opens_it_too(province: Province, rsa_signer: Signer) -> None:
    city = certificates.new_key()
    issued = province.issued({Purpose.SIGNING: rsa_signer.key, Purpose.ENCRYPTION: city}, "621000", "庆阳市")
    both = [province.opener.certificate, issued.issued[1]]
    sealed = encryption.seal_for(b"a package", both)
    assert isinstance(city, type(province.opener.key))
    for opener in (province.opener, Opener(city, issued.issued[1])):
        assert encryption.open_envelope(sealed, [opener]) == b"a package"


@pytest.mark.parametrize("place", [0.0, 0.01, 0.02, 0.3, 0.5, 0.9, 0.999])
def test_a_changed_or_cut_envelope_is_a_sentence(envelope: Path, province: Province, place: float) -> None:
    data = envelope.read_bytes()
    at = int(place * len(data))
    for bad in (data[:at], data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :], data + b"more"):
        target = envelope.with_name("bad.p7m")
        target.write_bytes(bad)
        verdict = open_package(target, trust=province.trust, today=TODAY, openers=[province.opener]).verdict
        target.unlink()
        assert not verdict.valid
        assert str(verdict.problem).endswith("。")


def test_only_a_certificate_for_it_is_written_to(province: Province, signer: Signer) -> None:
    encryption.check_recipient(province.opener.certificate, TODAY)
    with pytest.raises(Refused, match="应为 RSA-3072"):
        encryption.check_recipient(signer.certificate, TODAY)
    with pytest.raises(Refused, match="不是加密证书"):
        encryption.check_recipient(province.ca.certificate, TODAY)
    with pytest.raises(Refused, match=r"不在有效期\(2026-11-22 至 2036-11-22\)内"):
        encryption.check_recipient(province.opener.certificate, TODAY.replace(year=2037))


def test_too_large_a_file_is_refused(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encryption, "MOST_BYTES", 1 << 20)
    with pytest.raises(Refused, match="超过 1 MB,无法加密,请不带照片发送"):
        encryption.seal_for(bytes((1 << 20) + 1), [province.opener.certificate])
    with pytest.raises(Refused, match="加密文件超过 1 MB"):
        encryption.open_envelope(bytes(2 << 20), [province.opener])


def test_a_failing_disk_leaves_the_old_envelope(
    province: Province, signer: Signer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county, path = province.signer_for(signer.key), folder / "a.xlsx.p7m"
    path.write_bytes(b"last month's")

    def send() -> None:
        recipients = [province.opener.certificate]
        seal(path, cover(), sheets(), None, county.key, county.certificate, SIGNED_AT, recipients=recipients)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def corrupting(handle: int) -> None:
        os.pwrite(handle, b"?", 500)

    for act, sentence in ((full, "磁盘已满"), (corrupting, "读回的内容不符")):
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", act)
            with pytest.raises(Unavailable, match=sentence):
                send()
        assert [one.name for one in folder.iterdir()] == [path.name]
        assert path.read_bytes() == b"last month's"
