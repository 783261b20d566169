"""Keys and certificates: what a county makes for itself, and what the receiving side believes."""

import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from countydesk.domain.problems import Refused
from countydesk.sync import certificates
from countydesk.sync.certificates import Key, Trust
from countydesk.sync.package import open_package
from tests.sync.county import CODE, SIGNED_AT, TODAY, Signer, sealed

DAY = datetime.timedelta(days=1)


def authority(key: Key, days: int = 365) -> x509.Certificate:
    """A small provincial authority."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "样例省根证书")])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), 7, SIGNED_AT - DAY, SIGNED_AT + days * DAY
    )
    return builder.add_extension(x509.BasicConstraints(True, 0), True).sign(key, SHA256())


def issued(
    own: x509.Certificate, ca: x509.Certificate, key: Key, without: type | None = None
) -> x509.Certificate:
    """The county's certificate as the authority would issue it, extensions copied."""
    builder = x509.CertificateBuilder(
        ca.subject, own.subject, own.public_key(), 99, own.not_valid_before_utc, own.not_valid_after_utc
    )
    for extension in own.extensions:
        if not (without and isinstance(extension.value, without)):
            builder = builder.add_extension(extension.value, extension.critical)
    return builder.sign(key, SHA256())


def revoking(ca: x509.Certificate, key: Key, *serials: int) -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder(ca.subject, SIGNED_AT - DAY, SIGNED_AT + DAY)
    for serial in serials:
        entry = (
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(SIGNED_AT - DAY).build()
        )
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key, SHA256())


def test_a_county_makes_its_own_certificate(signer: Signer, rsa_signer: Signer) -> None:
    for one in (signer.certificate, rsa_signer.certificate):
        told = {attribute.rfc4514_attribute_name: attribute.value for attribute in one.subject}
        assert told == {
            "C": "CN",
            "O": "共青团合水县委员会",
            "OU": "合水县",
            "2.5.4.5": CODE,
            "CN": "合水县 621024",
        }
        certificates.check_purpose(one)
        find = one.extensions.get_extension_for_class
        assert find(x509.BasicConstraints).critical and not find(x509.BasicConstraints).value.ca
        usage = find(x509.KeyUsage)
        assert usage.critical and usage.value.digital_signature and usage.value.content_commitment
        purposes = [oid.dotted_string for oid in find(x509.ExtendedKeyUsage).value]
        assert purposes == ["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36"]
        find(x509.SubjectKeyIdentifier), find(x509.AuthorityKeyIdentifier)
        assert one.not_valid_after_utc.year - one.not_valid_before_utc.year == 2
    rsa_key, p256 = rsa_signer.key, signer.key
    assert isinstance(rsa_key, rsa.RSAPrivateKey) and rsa_key.key_size == 3072
    assert isinstance(p256, ec.EllipticCurvePrivateKey) and p256.curve.name == "secp256r1"


def test_a_certificate_made_on_a_leap_day(signer: Signer) -> None:
    day = datetime.date(2028, 2, 29)
    made = certificates.self_signed(signer.key, CODE, "单位", "合水县", day)
    assert made.not_valid_after_utc.astimezone(certificates.CHINA).date() == datetime.date(2030, 2, 28)


def test_a_pkcs12_file_opens_with_its_passphrase_only(signer: Signer) -> None:
    data = certificates.to_pkcs12(signer.key, signer.certificate, "口令 A1")
    key, certificate = certificates.from_pkcs12(data, "口令 A1")
    assert key.public_key() == signer.key.public_key() and certificate == signer.certificate
    sentence = "口令不正确,或文件不是完好的证书文件"
    for bad, passphrase in ((data, "口令 A2"), (data, ""), (data[:-9], "口令 A1"), (b"", "口令 A1")):
        with pytest.raises(Refused, match=sentence):
            certificates.from_pkcs12(bad, passphrase)
    with pytest.raises(Refused, match="请为证书文件设置口令"):
        certificates.to_pkcs12(signer.key, signer.certificate, "")


def test_the_fingerprint_is_read_out_in_groups_of_four(signer: Signer) -> None:
    groups = certificates.fingerprint(signer.certificate).split(" ")
    assert len(groups) == 16 and all(len(group) == 4 for group in groups)
    assert "".join(groups).lower() == signer.certificate.fingerprint(SHA256()).hex()


def test_a_certificate_of_the_pinned_authority_is_trusted(signer: Signer, folder: Path) -> None:
    key = certificates.new_key("p256")
    ca = authority(key)
    county = Signer(signer.key, issued(signer.certificate, ca, key))
    path = folder / "a.xlsx"
    sealed(path, county)

    def verdict(trust: Trust) -> tuple[bool | None, str | None]:
        found = open_package(path, trust=trust, today=TODAY).verdict
        return found.trusted, found.problem

    assert verdict(Trust((ca,))) == (True, None)
    assert verdict(Trust((ca,), (revoking(ca, key, 98),))) == (True, None)
    assert verdict(Trust((ca,), (revoking(ca, key, 99),))) == (False, "证书已被上级机构吊销。")
    other = certificates.new_key("p256")
    assert verdict(Trust((authority(other),))) == (False, "证书不是由已登记的上级机构签发的。")
    assert verdict(Trust(())) == (False, "证书不是由已登记的上级机构签发的。")
    assert verdict(Trust((ca,), (revoking(ca, other, 99),))) == (
        False,
        "证书吊销列表不是由该上级机构签发的。",
    )
    late = SIGNED_AT.date() + 300 * DAY
    old = Trust((authority(key, days=200),))
    assert open_package(path, trust=old, today=late).verdict.problem == "签发证书的上级机构证书不在有效期内。"


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (x509.KeyUsage, "证书没有写明用途,不能用来签名。"),
        (x509.ExtendedKeyUsage, "证书没有写明用途,不能用来签名。"),
        (x509.BasicConstraints, "证书没有写明用途,不能用来签名。"),
    ],
)
def test_a_certificate_must_say_what_it_is_for(missing: type, sentence: str, signer: Signer) -> None:
    key = certificates.new_key("p256")
    with pytest.raises(Refused, match=sentence):
        certificates.check_purpose(issued(signer.certificate, authority(key), key, without=missing))


def test_an_authority_signs_no_packages_and_short_keys_none() -> None:
    key = certificates.new_key("p256")
    with pytest.raises(Refused, match="没有写明用途"):
        certificates.check_purpose(authority(key))
    short = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    weak = certificates.self_signed(short, CODE, "单位", "合水县", TODAY)
    with pytest.raises(Refused, match="密钥不符合要求"):
        certificates.check_purpose(weak)


def test_what_is_no_certificate_is_refused() -> None:
    for data in (b"", b"0\0", b"-----BEGIN CERTIFICATE-----"):
        with pytest.raises(Refused, match="签名所附的证书已损坏"):
            certificates.load_certificate(data)
