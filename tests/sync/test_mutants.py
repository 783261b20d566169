"""Chance as the forger: whatever is changed, a file is refused, or it is the same file still."""

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countydesk.domain.problems import Refused
from countydesk.domain.trust import Purpose
from countydesk.sync import authority, encryption, manifest, parts, requests
from countydesk.sync.package import Opened, open_package
from countydesk.sync.receipt import open_receipt, seal_receipt
from tests.sync.county import CHILD, CODE, ENTRY, PROVINCE, TODAY, Signer
from tests.sync.forging import opened, packed, unpacked
from tests.sync.office import Province
from tests.sync.test_receipt import ANSWER

FEW = settings(
    max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MOST_SECONDS, MOST_BYTES = 1, 300 << 20
# A place (as a part of the whole), what is done there, and bytes to do it with.
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from("xid"), st.binary(min_size=1, max_size=6)),
    min_size=1,
    max_size=3,
)
PARTS = [parts.CONTENT_TYPES, parts.PACKAGE_RELATIONSHIPS, parts.ORIGIN_RELATIONSHIPS, parts.SIGNATURE]
PARTS += [parts.WORKBOOK_RELATIONSHIPS, parts.PHOTOS, parts.sheet_part(1), parts.sheet_part(2)]
Changes = list[tuple[float, str, bytes]]


@pytest.fixture(scope="session")
def receipt(province: Province, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("receipt") / "receipt.xlsx"
    seal_receipt(path, ANSWER, province.signer.key, province.signer.certificate)
    return path.read_bytes()


def mutant(data: bytes, changes: Changes) -> bytes:
    """`data` with bytes overwritten (x), inserted (i) or deleted (d)."""
    for place, act, bites in changes:
        at = int(place * len(data))
        left = at if act == "i" else at + len(bites)
        data = data[:at] + (b"" if act == "d" else bites) + data[left:]
    return data


def contents(package: Opened) -> tuple[object, ...]:
    rows = list(package.rows("beneficiaries", CHILD)), list(package.rows(manifest.LEDGER, ENTRY))
    return package.verdict, package.cover, rows, list(package.photos())


def check(folder: Path, original: bytes, changed: bytes) -> None:
    began = time.process_time()
    found = opened(folder, changed)
    assert time.process_time() - began < MOST_SECONDS
    if found.verdict.valid:
        assert contents(found) == contents(opened(folder, original))
    else:
        assert str(found.verdict.problem).endswith("。")


@FEW
@given(CHANGES)
def test_bytes_of_the_file(package: bytes, folder: Path, changes: Changes) -> None:
    check(folder, package, mutant(package, changes))


@FEW
@given(st.sampled_from(PARTS), CHANGES)
def test_bytes_of_a_part(package: bytes, folder: Path, part: str, changes: Changes) -> None:
    files = unpacked(package)
    check(folder, package, packed({**files, part: mutant(files[part], changes)}))


@FEW
@given(CHANGES)
def test_bytes_of_an_envelope(package: bytes, province: Province, folder: Path, changes: Changes) -> None:
    sealed = encryption.seal_for(package[:3000], [province.opener.certificate])
    path = folder / "a.p7m"
    path.write_bytes(mutant(sealed, changes))
    assert str(open_package(path, openers=[province.opener]).verdict.problem).endswith("。")


@FEW
@given(CHANGES)
def test_bytes_of_a_receipt(receipt: bytes, province: Province, folder: Path, changes: Changes) -> None:
    path = folder / "a.xlsx"
    path.write_bytes(mutant(receipt, changes))
    sent: dict[str, datetime | None] = {ANSWER.package_id: None}
    known = {"issuer": PROVINCE, "office": CODE, "sent": sent}
    try:
        found, _ = open_receipt(path, trust=province.trust, today=TODAY, **known)  # type: ignore[arg-type]
    except Refused as refusal:
        assert str(refusal).endswith("。")
    else:
        assert found == ANSWER


@FEW
@given(CHANGES)
def test_bytes_of_requests_and_answers(province: Province, signer: Signer, changes: Changes) -> None:
    keys = {Purpose.SIGNING: signer.key}
    request, reply = requests.write_request(keys, CODE, "单位", "合水县"), province.issued(keys)
    try:
        asked = requests.read_request(mutant(request, changes))
        assert asked.fingerprint == requests.read_request(request).fingerprint
    except Refused as refusal:
        assert str(refusal).endswith("。")
    try:
        found = authority.read_reply(mutant(authority.write_reply(reply), changes), TODAY)
        assert (found.authority, found.revoked) == (reply.authority, reply.revoked)
        assert set(found.issued) <= set(reply.issued)
    except Refused as refusal:
        assert str(refusal).endswith("。")


def test_no_mutant_needed_much_memory(package: bytes, folder: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for place in range(0, len(package), max(1, len(package) // 200)):
        opened(folder, mutant(package, [(place / len(package), "x", b"\xff\xff\xff\x7f")]))
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MOST_BYTES
