"""Requests for certificates: made at an office, compared by telephone, read by whoever issues."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from countydesk.domain.problems import Refused
from countydesk.domain.trust import Purpose
from countydesk.sync import certificates
from countydesk.sync.certificates import Key, PublicKey

MOST_BYTES = 1 << 20
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----\s[^-]*-----END \1-----")
_REQUEST = b"CERTIFICATE REQUEST"
_UNREADABLE = "这不是完好的证书申请文件,请向申请单位重新索取。"


@dataclass(frozen=True)
class Request:
    """What an office asks for: one certificate to sign with, and one to be written to if it receives.

    `fingerprint` is the SHA-256 of all of it in groups, the same on both ends of the telephone.
    """

    office_code: str
    office_name: str
    unit: str
    keys: Mapping[Purpose, PublicKey]
    fingerprint: str


def write_request(keys: Mapping[Purpose, Key], office_code: str, unit: str, office_name: str) -> bytes:
    """The request as PEM, each key signing its own part."""
    name = certificates.subject(office_code, unit, office_name)
    made = [
        x509.CertificateSigningRequestBuilder(name)
        .add_extension(certificates.usage_for(purpose), critical=True)
        .sign(key, SHA256())
        for purpose, key in keys.items()
    ]
    return b"".join(one.public_bytes(Encoding.PEM) for one in made)


def read_request(data: bytes) -> Request:
    """What is asked for.

    Raises `Refused` unless every key has signed its own part, is strong enough and for a known purpose, and
    all are of one office.
    """
    found = [_signed(block) for kind, block in blocks(data) if kind == _REQUEST]
    if not found or len({one.subject for one in found}) != 1:
        raise Refused(_UNREADABLE)
    keys: dict[Purpose, PublicKey] = {}
    for one in found:
        purpose = certificates.purpose_of(one)
        if purpose is None or purpose in keys:
            raise Refused("证书申请中的密钥用途不符。")
        keys[purpose] = certificates.check_strength(one.public_key())
    if Purpose.SIGNING not in keys:
        raise Refused("证书申请中没有签名密钥。")
    digest = hashlib.sha256(b"".join(one.public_bytes(Encoding.DER) for one in found)).hexdigest()
    code, name, unit = _facts(found[0].subject)
    return Request(code, name, unit, keys, certificates.in_groups(digest))


def blocks(data: bytes) -> Sequence[tuple[bytes, bytes]]:
    """The PEM blocks of a file as kind and text. Raises `Refused` for a file that is far too large."""
    if len(data) > MOST_BYTES:
        raise Refused("文件过大,不是证书文件。")
    return [(found[1], found[0]) for found in _BLOCK.finditer(data)]


def _signed(block: bytes) -> x509.CertificateSigningRequest:
    try:
        request = x509.load_pem_x509_csr(block)
        # Parsed here, so that nothing after this can fail.
        request.extensions, request.subject, request.public_key()
        if not request.is_signature_valid:
            raise Refused("证书申请的签名不对,文件可能被改动过。")
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension):
        raise Refused(_UNREADABLE) from None
    return request


def _facts(subject: x509.Name) -> tuple[str, str, str]:
    """Code, name and unit of the office."""
    oids = (NameOID.SERIAL_NUMBER, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_NAME)
    values = [[str(one.value) for one in subject.get_attributes_for_oid(oid)] for oid in oids]
    if [len(found) for found in values] != [1, 1, 1]:
        raise Refused("证书申请没有写明单位代码、行政区划或单位名称。")
    code, name, unit = (found[0] for found in values)
    return code, name, unit
