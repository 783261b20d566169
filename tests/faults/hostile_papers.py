"""Signed files, certificates and keys that were tampered with, or made to be slow to read."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from countydesk.domain.trust import Purpose
from countydesk.sync import authority, certificates, requests
from countydesk.sync.certificates import CHINA
from countydesk.sync.writing import PackageWriter
from tests.faults.hostile import Hostile, unzipped, zipped

NOW = datetime(2026, 10, 15, 9, 30, tzinfo=CHINA)
UNIT, CODE, NAME = "共青团合水县委员会", "621024", "合水县"


def good() -> Iterator[Hostile]:
    """A signed file, a request, an answer with certificates, and a key in its file."""
    key = certificates.new_key("p256")
    own = certificates.self_signed(key, CODE, UNIT, NAME, NOW.date())
    yield Hostile("signed", "signed.xlsx", _signed(key, own), good=True)
    asked = requests.write_request({Purpose.SIGNING: key}, CODE, UNIT, NAME)
    yield Hostile("request", "request.pem", asked, good=True)
    ca_key, ca = authority.new_authority("620000", "共青团甘肃省委员会", "甘肃省", NOW.date())
    issued = authority.issue(requests.read_request(asked), ca_key, ca, NOW.date())
    revoked = authority.list_revoked({7: NOW.date()}, 1, ca_key, ca, NOW)
    reply = authority.write_reply(authority.Reply(ca, revoked, tuple(issued)))
    yield Hostile("reply", "reply.pem", reply, good=True)
    yield Hostile("key", "key.p12", certificates.to_pkcs12(key, own, "demo"), good=True)


def bad(signed: Hostile) -> Iterator[Hostile]:
    """Each of these made for a reason; `signed` is a good signed file."""
    parts = unzipped(signed.data)
    entities = b'<!DOCTYPE x [<!ENTITY a "b">]><Types>&a;</Types>'
    yield Hostile("signed", "entities.xlsx", zipped(parts | {"[Content_Types].xml": entities}))
    yield Hostile("signed", "deep.xlsx", zipped(parts | {"_xmlsignatures/sig1.xml": b"<a>" * 500_000}))
    yield Hostile("signed", "zeros.xlsx", zipped(parts | {"xl/worksheets/sheet1.xml": bytes(60 << 20)}))
    yield Hostile("signed", "empty.xlsx", b"")
    yield Hostile("signed", "envelope.p7m", bytes.fromhex("3084ffffffff06092A864886F70D010703") + bytes(99))
    begin, end = b"-----BEGIN CERTIFICATE-----\n", b"-----END CERTIFICATE-----\n"
    for kind in ("request", "reply"):
        yield Hostile(kind, f"begins-{kind}.pem", begin * 30_000)
        yield Hostile(kind, f"blocks-{kind}.pem", (begin + b"AAAA\n" + end) * 15_000)
        yield Hostile(kind, f"empty-{kind}.pem", b"")
    yield Hostile("key", "empty.p12", b"")


def _signed(key: certificates.Key, own: object) -> bytes:
    file = BytesIO()
    with PackageWriter(file, lambda rows: None) as writer:
        writer.workbook(lambda totals: b"", [], None)
        writer.sign(key, own, NOW)  # type: ignore[arg-type]
    return file.getvalue()
