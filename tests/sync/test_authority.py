"""Requests and answers as files: each believed only for what it proves."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from countydesk.domain.problems import Refused
from countydesk.domain.trust import Purpose
from countydesk.sync import authority, certificates, requests
from countydesk.sync.authority import Reply
from tests.sync.county import CODE, PROVINCE, SIGNED_AT, TODAY, Signer
from tests.sync.office import Province

UNIT = "共青团合水县委员会"


def test_a_request_says_who_asks_for_what(signer: Signer, rsa_signer: Signer) -> None:
    keys = {Purpose.SIGNING: signer.key, Purpose.ENCRYPTION: rsa_signer.key}
    asked = requests.read_request(requests.write_request(keys, CODE, UNIT, "合水县"))
    assert (asked.office_code, asked.office_name, asked.unit) == (CODE, "合水县", UNIT)
    assert {purpose: key for purpose, key in asked.keys.items()} == {
        purpose: key.public_key() for purpose, key in keys.items()
    }
    groups = asked.fingerprint.split(" ")
    assert len(groups) == 16 and all(len(group) == 4 for group in groups)
    # The line ends that a mail program changes are no part of what is compared.
    carried = requests.write_request({Purpose.SIGNING: rsa_signer.key}, CODE, UNIT, "合水县")
    with_crlf = requests.read_request(b"\xef\xbb\xbf" + carried.replace(b"\n", b"\r\n"))
    assert with_crlf.fingerprint == requests.read_request(carried).fingerprint


def test_requests_that_are_refused(signer: Signer, rsa_signer: Signer) -> None:
    def one(key: certificates.Key, code: str, purpose: Purpose = Purpose.SIGNING) -> bytes:
        return requests.write_request({purpose: key}, code, UNIT, "合水县")

    good = one(signer.key, CODE)
    weak = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    bare = x509.CertificateSigningRequestBuilder(x509.Name([])).sign(signer.key, SHA256())
    block = bytearray(good)
    block[200] ^= 1
    for bad, sentence in (
        (b"", "不是完好的证书申请文件"),
        (bytes(block), "证书申请"),
        (good + one(rsa_signer.key, "621021", Purpose.ENCRYPTION), "不是完好的证书申请文件"),
        (good + good, "密钥用途不符"),
        (bare.public_bytes(Encoding.PEM), "密钥用途不符"),
        (one(rsa_signer.key, CODE, Purpose.ENCRYPTION), "没有签名密钥"),
        (one(weak, CODE), "应为 RSA-3072 或 P-256"),
        (b" " * (requests.MOST_BYTES + 1), "文件过大"),
    ):
        with pytest.raises(Refused, match=sentence):
            requests.read_request(bad)


def test_what_is_issued_is_what_the_package_asks_for(province: Province, signer: Signer) -> None:
    made = province.signer_for(signer.key).certificate
    certificates.check_purpose(made)
    province.trust.check(made, SIGNED_AT, TODAY)
    assert certificates.office_code(made) == CODE
    assert certificates.validity(made) == (TODAY, TODAY.replace(year=2028))
    assert certificates.validity(province.ca.certificate)[1] == TODAY.replace(year=2036)
    basic = province.ca.certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical and basic.value == x509.BasicConstraints(ca=True, path_length=0)
    find = made.extensions.get_extension_for_class
    issuer = province.ca.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert find(x509.AuthorityKeyIdentifier).value.key_identifier == issuer.digest


def test_no_certificate_outlives_its_authority(province: Province, signer: Signer) -> None:
    request = requests.read_request(
        requests.write_request({Purpose.SIGNING: signer.key}, CODE, UNIT, "合水县")
    )
    late = TODAY.replace(year=2036, month=3)
    made = authority.issue(request, province.ca.key, province.ca.certificate, late)
    assert certificates.validity(made[0])[1] == TODAY.replace(year=2036)


def test_an_answer_reads_back(province: Province, signer: Signer) -> None:
    reply = province.issued({Purpose.SIGNING: signer.key})
    found = authority.read_reply(authority.write_reply(reply), TODAY)
    assert found == reply
    assert found.of(CODE, Purpose.SIGNING) == reply.issued[0]
    assert found.of(PROVINCE, Purpose.SIGNING) is None


def test_answers_that_are_refused(province: Province, signer: Signer) -> None:
    reply = province.issued({Purpose.SIGNING: signer.key})
    ca, revoked = reply.authority, reply.revoked
    own_ca = certificates.end_certificate(
        signer.key.public_key(), ca.subject, Purpose.SIGNING, ca.subject, signer.key, TODAY, TODAY
    )
    fake = Signer(*authority.new_authority(PROVINCE, "共青团甘肃省委员会", "甘肃省", TODAY))
    other = authority.list_revoked({}, 9, fake.key, fake.certificate, SIGNED_AT)
    ended = TODAY.replace(year=2037)
    for bad, day, sentence in (
        (Reply(ca, other, ()), TODAY, "吊销列表不是由该上级机构签发的"),
        (Reply(ca, revoked, (signer.certificate,)), TODAY, "有一张证书不是由其中的机构签发的"),
        (Reply(own_ca, revoked, ()), TODAY, "不是完好的证书文件"),
        (Reply(ca, revoked, (fake.certificate,)), TODAY, "不是完好的证书文件"),
        (reply, ended, "签发机构的证书不在有效期"),
    ):
        with pytest.raises(Refused, match=sentence):
            authority.read_reply(authority.write_reply(bad), day)
    with pytest.raises(Refused, match="不是完好的证书文件"):
        authority.read_reply(b"hello", TODAY)


def test_a_revoked_certificate_is_listed_with_its_day(province: Province, signer: Signer) -> None:
    made = province.signer_for(signer.key).certificate
    listed = province.listing(made.serial_number, number=7)
    assert authority.list_number(listed) == 7
    entry = listed.get_revoked_certificate_by_serial_number(made.serial_number)
    assert entry is not None and entry.revocation_date_utc.astimezone(certificates.CHINA).date() == TODAY


def test_the_certificate_file_is_plain_pem(province: Province, signer: Signer, folder: Path) -> None:
    text = authority.write_reply(province.issued({Purpose.SIGNING: signer.key})).decode("ascii")
    assert text.count("-----BEGIN CERTIFICATE-----") == 2
    assert text.count("-----BEGIN X509 CRL-----") == 1
