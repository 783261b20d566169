"""The authority that issues certificates, and the one file in which it answers a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from countydesk.domain.problems import Refused
from countydesk.domain.trust import Purpose
from countydesk.sync import certificates
from countydesk.sync.certificates import CHINA, Key
from countydesk.sync.requests import Request, blocks

_YEARS = 10
# Nothing waits for the next list: one is made with every revocation, and carried by hand.
_LIST_DAYS = 400
_CERTIFICATE, _LIST = b"CERTIFICATE", b"X509 CRL"
_UNREADABLE = "这不是完好的证书文件,请向上级重新索取。"


@dataclass(frozen=True)
class Reply:
    """What the authority hands out: itself, its list of revoked certificates, and the certificates issued."""

    authority: x509.Certificate
    revoked: x509.CertificateRevocationList
    issued: tuple[x509.Certificate, ...]

    def of(self, office_code: str, purpose: Purpose) -> x509.Certificate | None:
        """The certificate of an office for a purpose, if it is among them."""
        for one in self.issued:
            if certificates.office_code(one) == office_code and certificates.purpose_of(one) is purpose:
                return one
        return None


def new_authority(office_code: str, unit: str, office_name: str, today: date) -> tuple[Key, x509.Certificate]:
    """A new authority's key and certificate: RSA with 3072 bits, for ten years, issuing to offices only."""
    key = certificates.new_key()
    name = certificates.subject(office_code, unit, office_name, f"{office_name}证书签发 {today}")
    public = key.public_key()
    last = certificates.years_after(today, _YEARS)
    builder = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.combine(today, time(), CHINA))
        .not_valid_after(datetime.combine(last, time(), CHINA))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_ISSUING_ONLY, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    )
    return key, builder.sign(key, SHA256())


_ISSUING_ONLY = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def issue(request: Request, key: Key, authority: x509.Certificate, today: date) -> list[x509.Certificate]:
    """The certificates asked for, signing for two years; being written to lasts as long as the authority."""
    name = certificates.subject(request.office_code, request.unit, request.office_name)
    end = certificates.validity(authority)[1]
    lasts = {Purpose.SIGNING: min(certificates.years_after(today), end), Purpose.ENCRYPTION: end}
    return [
        certificates.end_certificate(public, name, purpose, authority.subject, key, today, lasts[purpose])
        for purpose, public in request.keys.items()
    ]


def list_revoked(
    revoked: Mapping[int, date], number: int, key: Key, authority: x509.Certificate, now: datetime
) -> x509.CertificateRevocationList:
    """The signed list of revoked certificates: serial number and day of each; `number` counts the lists."""
    builder = x509.CertificateRevocationListBuilder(authority.subject, now, now + timedelta(days=_LIST_DAYS))
    for serial, day in revoked.items():
        entry = x509.RevokedCertificateBuilder(serial, datetime.combine(day, time(), CHINA)).build()
        builder = builder.add_revoked_certificate(entry)
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    return builder.add_extension(issuer_id, critical=False).sign(key, SHA256())


def list_number(revoked: x509.CertificateRevocationList) -> int:
    """Which list it is. Raises `Refused` if it does not say."""
    try:
        return revoked.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        raise Refused("证书吊销列表没有编号。") from None


def write_reply(reply: Reply) -> bytes:
    """The file that goes to an office, as PEM."""
    return as_pem([*reply.issued, reply.authority]) + reply.revoked.public_bytes(Encoding.PEM)


def read_reply(data: bytes, today: date) -> Reply:
    """What an authority hands out, after every check that needs no knowledge of who it is.

    Raises `Refused` unless there is exactly one authority, valid today, and everything else is its own.
    """
    found = blocks(data)
    made = [_certificate(block) for kind, block in found if kind == _CERTIFICATE]
    lists = [_revoked(block) for kind, block in found if kind == _LIST]
    authorities = [one for one in made if _is_authority(one)]
    if len(authorities) != 1 or len(lists) != 1:
        raise Refused(_UNREADABLE)
    authority = authorities[0]
    check_authority(authority, today)
    certificates.check_list(lists[0], authority)
    list_number(lists[0])
    reply = Reply(authority, lists[0], tuple(one for one in made if one is not authority))
    for one in reply.issued:
        try:
            one.verify_directly_issued_by(authority)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            raise Refused("证书文件中有一张证书不是由其中的机构签发的。") from None
    return reply


def check_authority(authority: x509.Certificate, today: date) -> None:
    """Raise `Refused` unless this certificate is an authority's own, strong, and valid today."""
    key = authority.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise Refused("签发机构的密钥不符合要求(应为 RSA-3072)。")
    certificates.check_strength(key)
    try:
        authority.verify_directly_issued_by(authority)
        usage = authority.extensions.get_extension_for_class(x509.KeyUsage).value
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        raise Refused("签发机构的证书已损坏或被改动。") from None
    first, last = certificates.validity(authority)
    if usage != _ISSUING_ONLY or not _is_authority(authority):
        raise Refused("签发机构的证书用途不符。")
    if not first <= today <= last:
        raise Refused(f"签发机构的证书不在有效期({first} 至 {last})内。")


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _certificate(block: bytes) -> x509.Certificate:
    try:
        return certificates.load_certificate(x509.load_pem_x509_certificate(block).public_bytes(Encoding.DER))
    except ValueError:
        raise Refused(_UNREADABLE) from None


def _revoked(block: bytes) -> x509.CertificateRevocationList:
    try:
        return load_list(x509.load_pem_x509_crl(block).public_bytes(Encoding.DER))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused(_UNREADABLE) from None


def load_list(data: bytes) -> x509.CertificateRevocationList:
    """The list of revoked certificates in these DER bytes. Raises `Refused` if it is damaged."""
    try:
        revoked = x509.load_der_x509_crl(data)
        # Parsed here, so that nothing after this can fail.
        revoked.issuer, revoked.extensions, revoked.signature_hash_algorithm  # noqa: B018
        for one in revoked:
            one.revocation_date_utc, one.extensions  # noqa: B018
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension):
        raise Refused(_UNREADABLE) from None
    return revoked


def list_bytes(revoked: x509.CertificateRevocationList) -> bytes:
    """The list's bytes."""
    return revoked.public_bytes(Encoding.DER)


def load_pem(data: bytes) -> x509.Certificate:
    """The one certificate in a PEM file. Raises `Refused` if there is none, or more."""
    found = [block for kind, block in blocks(data) if kind == _CERTIFICATE]
    if len(found) != 1:
        raise Refused(_UNREADABLE)
    return _certificate(found[0])


def as_pem(made: Sequence[x509.Certificate]) -> bytes:
    """Certificates as a PEM file of their own."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in made)
