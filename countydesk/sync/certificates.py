"""Keys and certificates: made at the county, kept as PKCS#12, looked at before they are believed."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from countydesk.domain.problems import Refused
from countydesk.domain.trust import Purpose

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

CHINA = timezone(timedelta(hours=8))
_RSA_BITS = 3072
_COMMON_NAME_BYTES = 64
_YEARS = 2
# documentSigning alone is refused by LibreOffice.
_PURPOSES = (ExtendedKeyUsageOID.EMAIL_PROTECTION, x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"))


@dataclass(frozen=True)
class Trust:
    """The pinned certificate authorities, and the lists of certificates they took back."""

    authorities: tuple[x509.Certificate, ...]
    revoked: tuple[x509.CertificateRevocationList, ...] = ()

    def check(self, certificate: x509.Certificate, signed_at: datetime, today: date | None) -> None:
        """Raise `Refused` unless a pinned authority issued `certificate`, is valid, and stands by it."""
        authority = next((one for one in self.authorities if _issued(one, certificate)), None)
        if authority is None:
            raise Refused("证书不是由已登记的上级机构签发的。")
        if not _valid(authority, signed_at, today):
            raise Refused("签发证书的上级机构证书不在有效期内。")
        for listed in self.revoked:
            if listed.issuer != authority.subject:
                continue
            check_list(listed, authority)
            if listed.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
                raise Refused("证书已被上级机构吊销。")


def check_list(listed: x509.CertificateRevocationList, authority: x509.Certificate) -> None:
    """Raise `Refused` unless the authority signed this list of revoked certificates."""
    key = authority.public_key()
    try:
        good = isinstance(key, PublicKey) and listed.is_signature_valid(key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        good = False
    if listed.issuer != authority.subject or not good:
        raise Refused("证书吊销列表不是由该上级机构签发的。")


def _issued(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
        return authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False


def new_key(kind: Literal["rsa", "p256"] = "rsa") -> Key:
    """A new private key: RSA with 3072 bits, or P-256."""
    if kind == "p256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


def self_signed(key: Key, county_code: str, unit: str, county_name: str, today: date) -> x509.Certificate:
    """The certificate a county signs with until one is issued to it; valid for two years from `today`."""
    name = subject(county_code, unit, county_name)
    last = years_after(today, _YEARS)
    return end_certificate(key.public_key(), name, Purpose.SIGNING, name, key, today, last)


def subject(office_code: str, unit: str, office_name: str, common_name: str = "") -> x509.Name:
    """An office as certificates name it; the common name is its name and code unless another is given."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, unit),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, office_name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, office_code),
            x509.NameAttribute(NameOID.COMMON_NAME, _fitting(common_name or f"{office_name} {office_code}")),
        ]
    )


def _fitting(common_name: str) -> str:
    """A common name holds 64 bytes: a long office (积石山) is called without its province and prefecture."""
    if len(common_name.encode()) > _COMMON_NAME_BYTES:
        common_name = re.split("[省州市]", common_name)[-1]
    return common_name


def years_after(day: date, years: int = _YEARS) -> date:
    """The same day some years later; the last of February stays one."""
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)


def end_certificate(
    public: PublicKey,
    holder: x509.Name,
    purpose: Purpose,
    issuer: x509.Name,
    issuer_key: Key,
    first: date,
    last: date,
) -> x509.Certificate:
    """A certificate of an office, for signing or for being written to, issued with `issuer_key`."""
    purposes = _PURPOSES if purpose is Purpose.SIGNING else _PURPOSES[:1]
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        x509.CertificateBuilder(issuer_name=issuer, subject_name=holder, public_key=public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.combine(first, time(), CHINA))
        .not_valid_after(datetime.combine(last, time(), CHINA))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(issuer_id, critical=False)
        .add_extension(usage_for(purpose), critical=True)
    )
    return builder.sign(issuer_key, SHA256())


def usage_for(purpose: Purpose) -> x509.KeyUsage:
    """What a key may be used for: signing and nothing else, or encrypting the keys of envelopes."""
    return x509.KeyUsage(
        digital_signature=purpose is Purpose.SIGNING,
        content_commitment=purpose is Purpose.SIGNING,
        key_encipherment=purpose is Purpose.ENCRYPTION,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def purpose_of(certificate: x509.Certificate | x509.CertificateSigningRequest) -> Purpose | None:
    """What the certificate, or the one that is asked for, is for; None if for nothing that we know."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None
    return next((purpose for purpose in Purpose if usage == usage_for(purpose)), None)


def to_pkcs12(key: Key, certificate: x509.Certificate, passphrase: str) -> bytes:
    """Key and certificate as an encrypted PKCS#12 file. Raises `Refused` for an empty passphrase."""
    if not passphrase:
        raise Refused("请为证书文件设置口令。")
    name, encryption = common_name(certificate).encode(), BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(name, key, certificate, None, encryption)


def from_pkcs12(data: bytes, passphrase: str) -> tuple[Key, x509.Certificate]:
    """Key and certificate out of a PKCS#12 file.

    Raises `Refused` if the passphrase is wrong, or the file holds no key and certificate of ours.
    """
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused("口令不正确,或文件不是完好的证书文件(.p12)。") from None
    if not isinstance(key, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)) or certificate is None:
        raise Refused("证书文件中没有可用的私钥和证书。")
    if key.public_key() != certificate.public_key():
        raise Refused("证书文件中的私钥与证书不配对。")
    return key, certificate


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's bytes."""
    return certificate.public_bytes(Encoding.DER)


def load_certificate(data: bytes) -> x509.Certificate:
    """The certificate in these DER bytes. Raises `Refused` if it is damaged or cannot be understood."""
    try:
        certificate = x509.load_der_x509_certificate(data)
        certificate.public_key()
        certificate.issuer.rfc4514_string()
        certificate.subject.rfc4514_string()
        certificate.extensions  # noqa: B018  parsed here, so that nothing after this can fail
        certificate.not_valid_after_utc - certificate.not_valid_before_utc
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension):
        raise Refused("签名所附的证书已损坏,无法识别。") from None
    return certificate


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate in groups of four hex digits, to be read out on the telephone."""
    return in_groups(hashlib.sha256(der(certificate)).hexdigest())


def in_groups(digest: str) -> str:
    """A digest in groups of four hex digits."""
    digits = digest.upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def common_name(certificate: x509.Certificate) -> str:
    """The subject's common name, or "" if it has none."""
    return _attribute(certificate, NameOID.COMMON_NAME)


def issuer_name(certificate: x509.Certificate) -> str:
    """The issuer's common name, or "" if it has none."""
    found = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def office_code(certificate: x509.Certificate) -> str:
    """The county's code, the subject's serialNumber, or "" if there is not exactly one."""
    return _attribute(certificate, NameOID.SERIAL_NUMBER)


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if len(found) == 1 else ""


def check_strength(key: object) -> PublicKey:
    """The public key itself. Raises `Refused` unless it is RSA with 3072 bits or more, or P-256."""
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise Refused("证书的密钥不符合要求(应为 RSA-3072 或 P-256)。")


def check_purpose(certificate: x509.Certificate) -> None:
    """Raise `Refused` unless key and extensions make it a certificate to sign packages with, no more."""
    check_strength(certificate.public_key())
    try:
        find = certificate.extensions.get_extension_for_class
        basic, usage, purposes = find(x509.BasicConstraints), find(x509.KeyUsage), find(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        raise Refused("证书没有写明用途,不能用来签名。") from None
    if not basic.critical or basic.value.ca:
        raise Refused("这是签发机构的证书,不能用来签同步包。")
    if (
        not usage.critical
        or usage.value != usage_for(Purpose.SIGNING)
        or not set(_PURPOSES) <= set(purposes.value)
    ):
        raise Refused("证书的用途不是签名(密钥用法不符)。")


def check_signer(office: str, key: Key, certificate: x509.Certificate, signed_at: datetime) -> None:
    """Raise `Refused` unless this key and certificate can sign for the office at this time."""
    if key.public_key() != certificate.public_key():
        raise Refused("签名的私钥与证书不配对。")
    holder = office_code(certificate)
    if holder != office:
        raise Refused(f"证书属于 {holder or '未知单位'},不能为 {office} 签名。")
    check_purpose(certificate)
    check_validity(certificate, signed_at, None)


def validity(certificate: x509.Certificate) -> tuple[date, date]:
    """The first and the last day of the certificate."""
    return _day(certificate.not_valid_before_utc), _day(certificate.not_valid_after_utc)


def check_validity(certificate: x509.Certificate, signed_at: datetime, today: date | None) -> None:
    """Raise `Refused` unless the certificate was valid when it signed, and is valid `today` if given."""
    first, last = validity(certificate)
    if not _valid(certificate, signed_at, today):
        raise Refused(f"签名时或今天不在证书的有效期({first} 至 {last})内。")
    if today and _day(signed_at) > today + timedelta(days=1):
        raise Refused(f"签名日期 {_day(signed_at)} 晚于今天,请核对电脑日期。")


def _valid(certificate: x509.Certificate, signed_at: datetime, today: date | None) -> bool:
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return first <= signed_at <= last and (today is None or _day(first) <= today <= _day(last))


def _day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()
