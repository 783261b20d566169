"""Chance as the forger: whatever is changed, a package is refused, or it is the same package still."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countydesk.sync import manifest, parts
from countydesk.sync.package import Opened
from tests.sync.county import CHILD, ENTRY
from tests.sync.forging import opened, packed, unpacked

FEW = settings(
    max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# A place (as a part of the whole), what is done there, and bytes to do it with.
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from("xid"), st.binary(min_size=1, max_size=6)),
    min_size=1,
    max_size=3,
)
PARTS = [parts.CONTENT_TYPES, parts.PACKAGE_RELATIONSHIPS, parts.ORIGIN_RELATIONSHIPS, parts.SIGNATURE]
PARTS += [parts.WORKBOOK_RELATIONSHIPS, parts.PHOTOS, parts.sheet_part(1), parts.sheet_part(2)]


def mutant(data: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
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
    found = opened(folder, changed)
    if found.verdict.valid:
        assert contents(found) == contents(opened(folder, original))
    else:
        assert str(found.verdict.problem).endswith("。")


@FEW
@given(CHANGES)
def test_bytes_of_the_file(package: bytes, folder: Path, changes: list[tuple[float, str, bytes]]) -> None:
    check(folder, package, mutant(package, changes))


@FEW
@given(st.sampled_from(PARTS), CHANGES)
def test_bytes_of_a_part(
    package: bytes, folder: Path, part: str, changes: list[tuple[float, str, bytes]]
) -> None:
    files = unpacked(package)
    check(folder, package, packed({**files, part: mutant(files[part], changes)}))
