"""The envelope of a package on its way: CMS EnvelopedData for the certificates of those who may read it.

It hides and does not vouch: nothing in it is believed before the signature inside has been checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7EnvelopeBuilder,
    PKCS7Options,
    pkcs7_decrypt_der,
)

from countydesk.domain.problems import Refused
from countydesk.sync import certificates

ENDING = ".p7m"
# The library holds the file several times over while it works.
MOST_BYTES = 128 << 20
_AROUND = 1 << 16  # what an envelope adds to the file in it
_RSA_BITS = 3072
_ENVELOPED = bytes.fromhex("06092A864886F70D010703")  # OID 1.2.840.113549.1.7.3
_COMMON_NAME = bytes.fromhex("550403")  # OID 2.5.4.3
_SEQUENCE, _SET, _INTEGER, _OID, _CONTENT = 0x30, 0x31, 0x02, 0x06, 0xA0
_DAMAGED = "加密外壳已损坏,无法解开,请对方重新发送。"


@dataclass(frozen=True)
class Opener:
    """A private key that can open envelopes, and the certificate that they are addressed to."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class Addressee:
    """Whose envelope it is, as far as it tells: serial number of the certificate, and who issued it."""

    serial: int
    issuer: str


def check_recipient(certificate: x509.Certificate, today: date) -> None:
    """Raise `Refused` unless a package can be encrypted to this certificate today."""
    key = certificate.public_key()
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _RSA_BITS:
        raise Refused("加密证书的密钥不符合要求(应为 RSA-3072)。")
    if usage is None or not usage.key_encipherment:
        raise Refused("这张证书不是加密证书(密钥用法不符)。")
    first, last = certificates.validity(certificate)
    if not first <= today <= last:
        raise Refused(f"加密证书不在有效期({first} 至 {last})内,请向上级索取新的证书文件。")


def seal_for(data: bytes, recipients: Sequence[x509.Certificate]) -> bytes:
    """`data` in an envelope that each of the recipients can open (AES-256-CBC, the key under RSA).

    Raises `Refused` for a file that is too large to be encrypted.
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"同步包超过 {MOST_BYTES >> 20} MB,无法加密,请不带照片发送。")
    builder = PKCS7EnvelopeBuilder().set_data(data).set_content_encryption_algorithm(AES256)
    for recipient in recipients:
        builder = builder.add_recipient(recipient)
    return builder.encrypt(Encoding.DER, [PKCS7Options.Binary])


def is_envelope(data: bytes) -> bool:
    """Whether these bytes begin as an envelope does."""
    return data[:1] == b"\x30" and _ENVELOPED in data[:24]


def open_envelope(data: bytes, openers: Sequence[Opener], known: Sequence[x509.Certificate] = ()) -> bytes:
    """What is in the envelope.

    Raises `Refused` if it is damaged, and, saying for whom it is, if none of the openers' keys fits; a
    `known` certificate has a name, of others the serial number is told.
    """
    if len(data) > MOST_BYTES + _AROUND:
        raise Refused(f"加密文件超过 {MOST_BYTES >> 20} MB,不是同步包。")
    addressees = _addressees(data)
    fitting = {opener.certificate.serial_number: opener for opener in openers}
    found = [fitting[one.serial] for one in addressees if one.serial in fitting]
    if not found:
        names = {one.serial_number: f"“{certificates.common_name(one)}”" for one in known}
        told = [
            names.get(one.serial, f"持有“{one.issuer}”所发证书 {one.serial:X} 的单位") for one in addressees
        ]
        raise Refused(f"文件已加密,只有{'和'.join(told)}能打开;这里没有对应的私钥。")
    try:
        return pkcs7_decrypt_der(data, found[0].certificate, found[0].key, [])
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused(_DAMAGED) from None


def _addressees(data: bytes) -> list[Addressee]:
    """The recipients of an envelope: from ContentInfo down to each IssuerAndSerialNumber (RFC 5652, 6.1)."""
    try:
        _, content = _inside(memoryview(data), _SEQUENCE)[:2]
        enveloped = _inside(_expect(content, _CONTENT), _SEQUENCE)
        recipients = next(body for tag, body in enveloped if tag == _SET)
        found = []
        for tag, recipient in _elements(recipients):
            if tag != _SEQUENCE:
                raise ValueError("another kind of recipient")
            _, name = _elements(recipient)[:2]
            issuer, serial = _elements(_expect(name, _SEQUENCE))
            number = int.from_bytes(_expect(serial, _INTEGER), signed=True)
            found.append(Addressee(number, _common_name(_expect(issuer, _SEQUENCE))))
        return found
    except (ValueError, StopIteration, IndexError):
        raise Refused(_DAMAGED) from None


def _common_name(name: memoryview) -> str:
    for _, attributes in _elements(name):
        for _, attribute in _elements(attributes):
            (_, oid), (_, value) = _elements(attribute)
            if oid == _COMMON_NAME:
                return bytes(value).decode("utf-8", "replace")[:60]
    return "未知机构"


def _expect(element: tuple[int, memoryview], tag: int) -> memoryview:
    if element[0] != tag:
        raise ValueError("another element")
    return element[1]


def _inside(data: memoryview, tag: int) -> list[tuple[int, memoryview]]:
    """The elements of the one element that `data` is."""
    (element,) = _elements(data)
    return _elements(_expect(element, tag))


def _elements(data: memoryview) -> list[tuple[int, memoryview]]:
    """DER elements side by side, as tag and body. Raises `ValueError` or `IndexError` if they are not."""
    found, at = [], 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            if not 1 <= count <= 4:
                raise ValueError("no DER length")
            length, at = int.from_bytes(data[at : at + count]), at + count
        if at + length > len(data):
            raise ValueError("cut short")
        found.append((tag, data[at : at + length]))
        at += length
    return found
