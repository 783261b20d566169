"""The OPC package signature: one layout, written here, and accepted only exactly as written here.

ECMA-376 Part 2 with the profile of [MS-OFFCRYPTO] 2.5.2 and XAdES-EPES. Checking reads the few values
that may differ out of the file, writes the whole signature anew from them, and compares: an extra object, a
second certificate, a wrapped or doubled element has no place to be.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from countydesk.domain.problems import Refused
from countydesk.sync import markup
from countydesk.sync.certificates import Key, der, load_certificate
from countydesk.sync.parts import SIGNATURE

# The algorithms of format "CountyDesk 1", by the name that the cover gives them.
METHODS = {
    "RSA-SHA256": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "ECDSA-P256-SHA256": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
}
MOST_PARTS = 30  # Apache POI 5.2 and later refuses a manifest with more
_DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256"
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_RELATIONSHIP_TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
_ALLOWED = frozenset({*METHODS.values(), _DIGEST, _C14N, _RELATIONSHIP_TRANSFORM})

_DS = "http://www.w3.org/2000/09/xmldsig#"
_XD = "http://uri.etsi.org/01903/v1.3.2#"
_MDSSI = "http://schemas.openxmlformats.org/package/2006/digital-signature"
_PREFIXES = {"ds": _DS, "xd": _XD, "mdssi": _MDSSI}
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_OBJECTS = ("idPackageObject", "idOfficeObject", "idSignedProperties")
_OBJECT_TITLES = ("部件清单", "签名说明", "签名属性")


@dataclass(frozen=True)
class SignedPart:
    """A line of the manifest: a part, its content type, and the base64 of its SHA-256.

    For a relationship part, `relationships` are the ids that are covered; for others it is None.
    """

    name: str
    content_type: str
    digest: str
    relationships: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Statement:
    """What is signed: the parts, the time, and whose certificate it was."""

    parts: tuple[SignedPart, ...]
    signed_at: str
    certificate_digest: str
    issuer: str
    serial: str


@dataclass(frozen=True)
class Signature:
    """A signature read from a package, its layout checked and nothing else yet."""

    statement: Statement
    method: str
    digests: tuple[str, str, str]
    value: bytes
    certificate: x509.Certificate

    @property
    def package_id(self) -> str:
        """What identifies a package: the digest of the signed manifest, in hex."""
        return base64.b64decode(self.digests[0]).hex()

    @property
    def signed_at(self) -> datetime:
        return datetime.strptime(self.statement.signed_at, _TIME).replace(tzinfo=UTC)

    def check_value(self) -> None:
        """Raise `Refused` unless the certificate's key made this signature."""
        key = self.certificate.public_key()
        signed = _signed_info(self.method, self.digests, apex=True).encode()
        try:
            if isinstance(key, rsa.RSAPublicKey) and self.method == METHODS["RSA-SHA256"]:
                key.verify(self.value, signed, padding.PKCS1v15(), SHA256())
            elif isinstance(key, ec.EllipticCurvePublicKey) and self.method == METHODS["ECDSA-P256-SHA256"]:
                if len(self.value) != 64:
                    raise InvalidSignature
                r, s = int.from_bytes(self.value[:32]), int.from_bytes(self.value[32:])
                key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
            else:
                raise Refused("签名算法与证书的密钥不符。")
        except InvalidSignature:
            raise Refused(f"“/{SIGNATURE}”的签名值与证书不符,签名无效。") from None

    def check_objects(self) -> None:
        """Raise `Refused` unless manifest, office details and properties are those that were signed."""
        signed = (_sha256(object_) for object_ in _objects(self.statement))
        for title, found, expected in zip(_OBJECT_TITLES, signed, self.digests, strict=True):
            if found != expected:
                raise Refused(f"“/{SIGNATURE}”中{title}的摘要不符,内容被改动。")

    def check_certificate(self) -> None:
        """Raise `Refused` unless the certificate is the one that the signer named (XAdES)."""
        named = (self.statement.certificate_digest, self.statement.issuer, self.statement.serial)
        if named != _named(self.certificate):
            raise Refused("签名所指的证书与所附证书不是同一张(证书摘要不符)。")


def method_name(certificate: x509.Certificate) -> str:
    """The name in `METHODS` of the algorithm that the certificate's key signs with."""
    return "RSA-SHA256" if isinstance(certificate.public_key(), rsa.RSAPublicKey) else "ECDSA-P256-SHA256"


def sign(
    parts: Iterable[SignedPart], key: Key, certificate: x509.Certificate, signed_at: datetime
) -> tuple[bytes, str]:
    """The signature part over `parts` and the package id. `signed_at` has a zone."""
    time = signed_at.astimezone(UTC).strftime(_TIME)
    statement = Statement(tuple(parts), time, *_named(certificate))
    package, office, properties = (_sha256(object_) for object_ in _objects(statement))
    digests = (package, office, properties)
    method = METHODS[method_name(certificate)]
    signed = _signed_info(method, digests, apex=True).encode()
    if isinstance(key, rsa.RSAPrivateKey):
        value = key.sign(signed, padding.PKCS1v15(), SHA256())
    else:
        r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(SHA256())))
        value = r.to_bytes(32) + s.to_bytes(32)
    signature = Signature(statement, method, digests, value, certificate)
    return markup.DECLARATION + _document(signature).encode(), signature.package_id


def read(data: bytes) -> Signature:
    """The signature in `sig1.xml`. Raises `Refused` unless its layout is exactly ours."""
    root = markup.parse(data, f"/{SIGNATURE}")
    _check_shape(root)
    signature = Signature(
        statement=Statement(
            parts=tuple(_signed_part(element) for element in _all(root, "//ds:Manifest/ds:Reference")),
            signed_at=_time(_text(root, "//mdssi:Value")),
            certificate_digest=_digest(_text(root, "//xd:CertDigest/ds:DigestValue")),
            issuer=_text(root, "//xd:IssuerSerial/ds:X509IssuerName"),
            serial=_text(root, "//xd:IssuerSerial/ds:X509SerialNumber"),
        ),
        method=str(_one(root, "./ds:SignedInfo/ds:SignatureMethod").get("Algorithm")),
        digests=_three(_all(root, "./ds:SignedInfo/ds:Reference")),
        value=_bytes(_text(root, "./ds:SignatureValue")),
        certificate=load_certificate(_bytes(_text(root, "./ds:KeyInfo/ds:X509Data/ds:X509Certificate"))),
    )
    if len(signature.statement.parts) > MOST_PARTS:
        raise Refused(f"签名清单中的部件超过 {MOST_PARTS} 个。")
    if markup.canonical(root) != _document(signature):
        raise Refused(f"“/{SIGNATURE}”的结构与约定的格式不符。")
    return signature


def _check_shape(root: Any) -> None:
    """Sentences of their own for the known tricks; whatever else differs shows when it is written anew."""
    if root.tag != f"{{{_DS}}}Signature" or root.findall(f".//{{{_DS}}}Signature"):
        raise Refused("应当恰好有一个数字签名。")
    ids = [value for element in root.iter() for name, value in element.attrib.items() if name.lower() == "id"]
    if len(set(ids)) < len(ids):
        raise Refused("签名中有重复的 Id,可能被移花接木。")
    if len(root.findall(f".//{{{_DS}}}X509Certificate")) != 1:
        raise Refused("签名中应当恰好有一张证书。")
    for element in root.iter():
        if element.get("Algorithm", _DIGEST) not in _ALLOWED:
            raise Refused(f"签名用了不允许的算法“{element.get('Algorithm')}”。")
    signed = [element.get("URI") for element in _all(root, "./ds:SignedInfo/ds:Reference")]
    objects = [element.get("Id") for element in _all(root, "./ds:Object")]
    if signed != [f"#{name}" for name in _OBJECTS] or objects != [*_OBJECTS[:2], None]:
        raise Refused("签名中有未被签名的 Object,或缺少应有的 Object。")


def _signed_part(element: Any) -> SignedPart:
    name, separator, content_type = str(element.get("URI")).partition("?ContentType=")
    if not name.startswith("/") or not separator:
        raise Refused(f"签名清单中的部件“{name[:80]}”写法不符。")
    sources = _all(element, "./ds:Transforms/ds:Transform/mdssi:RelationshipReference")
    covered = tuple(str(source.get("SourceId")) for source in sources)
    transformed = bool(_all(element, "./ds:Transforms"))
    digest = _digest(_text(element, "./ds:DigestValue"))
    return SignedPart(name[1:], content_type, digest, covered if transformed else None)


def _all(element: Any, path: str) -> list[Any]:
    return list(element.xpath(path, namespaces=_PREFIXES))


def _one(element: Any, path: str) -> Any:
    found = _all(element, path)
    if len(found) != 1:
        raise Refused(f"“/{SIGNATURE}”的结构与约定的格式不符(“{path.rpartition(':')[2]}”应当恰好一处)。")
    return found[0]


def _text(element: Any, path: str) -> str:
    return _one(element, path).text or ""


def _three(references: list[Any]) -> tuple[str, str, str]:
    package, office, properties = (_digest(_text(one, "./ds:DigestValue")) for one in references)
    return package, office, properties


def _bytes(text: str) -> bytes:
    """Base64 in its one canonical spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or base64.b64encode(data).decode() != text:
        raise Refused(f"“/{SIGNATURE}”中的 Base64 数据写法不符。")
    return data


def _digest(text: str) -> str:
    if len(_bytes(text)) != 32:
        raise Refused(f"“/{SIGNATURE}”中的摘要长度不符。")
    return text


def _time(text: str) -> str:
    try:
        plain = datetime.strptime(text, _TIME).strftime(_TIME) == text
    except ValueError:
        plain = False
    if not plain:
        raise Refused(f"签名时间“{text[:40]}”无法识别。")
    return text


def _sha256(canonical: str) -> str:
    return base64.b64encode(hashlib.sha256(canonical.encode()).digest()).decode()


def _named(certificate: x509.Certificate) -> tuple[str, str, str]:
    """Digest, issuer and serial number, by which XAdES names a certificate."""
    digest = base64.b64encode(hashlib.sha256(der(certificate)).digest()).decode()
    return digest, certificate.issuer.rfc4514_string(), str(certificate.serial_number)


# From here on the layout itself, in canonical form: no self-closing tags, attributes in order. A piece that
# is digested alone (`apex`) declares the namespaces that it inherits, as C14N of a subset does.


def _reference(uri: str, digest: str, transforms: str = "", kind: str = "") -> str:
    type_ = f' Type="{kind}"' if kind else ""
    steps = f"<Transforms>{transforms}</Transforms>" if transforms else ""
    return (
        f'<Reference{type_} URI="{markup.attribute(uri)}">{steps}'
        f'<DigestMethod Algorithm="{_DIGEST}"></DigestMethod><DigestValue>{digest}</DigestValue></Reference>'
    )


def _transform(algorithm: str, inside: str = "") -> str:
    return f'<Transform Algorithm="{algorithm}">{inside}</Transform>'


def _signed_info(method: str, digests: tuple[str, str, str], apex: bool) -> str:
    package, office, properties = (f"#{name}" for name in _OBJECTS)
    return (
        f'<SignedInfo{_inherited(apex)}><CanonicalizationMethod Algorithm="{_C14N}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{method}"></SignatureMethod>'
        + _reference(package, digests[0], kind=f"{_DS}Object")
        + _reference(office, digests[1], kind=f"{_DS}Object")
        + _reference(properties, digests[2], _transform(_C14N), "http://uri.etsi.org/01903#SignedProperties")
        + "</SignedInfo>"
    )


def _manifest_line(part: SignedPart) -> str:
    transforms = ""
    if part.relationships is not None:
        covered = "".join(
            f'<mdssi:RelationshipReference xmlns:mdssi="{_MDSSI}" SourceId="{markup.attribute(one)}">'
            "</mdssi:RelationshipReference>"
            for one in part.relationships
        )
        transforms = _transform(_RELATIONSHIP_TRANSFORM, covered) + _transform(_C14N)
    return _reference(f"/{part.name}?ContentType={part.content_type}", part.digest, transforms)


def _package_object(statement: Statement, apex: bool) -> str:
    return (
        f'<Object{_inherited(apex)} Id="idPackageObject"><Manifest>'
        + "".join(_manifest_line(part) for part in statement.parts)
        + "</Manifest><SignatureProperties>"
        '<SignatureProperty Id="idSignatureTime" Target="#idPackageSignature">'
        f'<mdssi:SignatureTime xmlns:mdssi="{_MDSSI}"><mdssi:Format>YYYY-MM-DDThh:mm:ssTZD</mdssi:Format>'
        f"<mdssi:Value>{statement.signed_at}</mdssi:Value></mdssi:SignatureTime>"
        "</SignatureProperty></SignatureProperties></Object>"
    )


def _office_object(apex: bool) -> str:
    """What Office wants to know about the computer; always the same, so that it tells nothing."""
    details = {
        "SetupID": "",
        "SignatureText": "",
        "SignatureImage": "",
        "SignatureComments": "",
        "WindowsVersion": "10.0",
        "OfficeVersion": "16.0",
        "ApplicationVersion": "16.0",
        "Monitors": "1",
        "HorizontalResolution": "1280",
        "VerticalResolution": "800",
        "ColorDepth": "32",
        "SignatureProviderId": "{00000000-0000-0000-0000-000000000000}",
        "SignatureProviderUrl": "",
        "SignatureProviderDetails": "9",
        "SignatureType": "1",
        "ManifestHashAlgorithm": _DIGEST,
    }
    return (
        f'<Object{_inherited(apex)} Id="idOfficeObject"><SignatureProperties>'
        '<SignatureProperty Id="idOfficeV1Details" Target="#idPackageSignature">'
        '<SignatureInfoV1 xmlns="http://schemas.microsoft.com/office/2006/digsig">'
        + "".join(f"<{name}>{value}</{name}>" for name, value in details.items())
        + "</SignatureInfoV1></SignatureProperty></SignatureProperties></Object>"
    )


def _signed_properties(statement: Statement, apex: bool) -> str:
    inherited = f'{_inherited(apex)} xmlns:xd="{_XD}"' if apex else ""
    return (
        f'<xd:SignedProperties{inherited} Id="idSignedProperties"><xd:SignedSignatureProperties>'
        f"<xd:SigningTime>{statement.signed_at}</xd:SigningTime><xd:SigningCertificate><xd:Cert><xd:CertDigest>"
        f'<DigestMethod Algorithm="{_DIGEST}"></DigestMethod>'
        f"<DigestValue>{statement.certificate_digest}</DigestValue></xd:CertDigest><xd:IssuerSerial>"
        f"<X509IssuerName>{markup.text(statement.issuer)}</X509IssuerName>"
        f"<X509SerialNumber>{markup.text(statement.serial)}</X509SerialNumber></xd:IssuerSerial></xd:Cert>"
        "</xd:SigningCertificate><xd:SignaturePolicyIdentifier><xd:SignaturePolicyImplied>"
        "</xd:SignaturePolicyImplied></xd:SignaturePolicyIdentifier>"
        "</xd:SignedSignatureProperties></xd:SignedProperties>"
    )


def _inherited(apex: bool) -> str:
    return f' xmlns="{_DS}"' if apex else ""


def _objects(statement: Statement) -> tuple[str, str, str]:
    """What SignedInfo's three references digest."""
    return (
        _package_object(statement, apex=True),
        _office_object(apex=True),
        _signed_properties(statement, apex=True),
    )


def _document(signature: Signature) -> str:
    statement = signature.statement
    certificate = base64.b64encode(der(signature.certificate)).decode()
    return (
        f'<Signature xmlns="{_DS}" Id="idPackageSignature">'
        + _signed_info(signature.method, signature.digests, apex=False)
        + f"<SignatureValue>{base64.b64encode(signature.value).decode()}</SignatureValue>"
        f"<KeyInfo><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo>"
        + _package_object(statement, apex=False)
        + _office_object(apex=False)
        + f'<Object><xd:QualifyingProperties xmlns:xd="{_XD}" Target="#idPackageSignature">'
        + _signed_properties(statement, apex=False)
        + "</xd:QualifyingProperties></Object></Signature>"
    )
