"""The forger's tools: take a package apart, change it, pack it again, and even sign it again."""

import base64
import hashlib
import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from countydesk.sync import parts, signature
from countydesk.sync.package import Opened, open_package
from countydesk.sync.signature import SignedPart
from tests.sync.county import SIGNED_AT, Signer

COVER, CHILDREN, ENTRIES = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(
    files: Mapping[str, bytes] | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip of these parts, in this order; names may come twice."""
    pairs = files.items() if isinstance(files, Mapping) else files
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that comes twice is meant
        for name, data in pairs:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return target.getvalue()


def changed(files: Mapping[str, bytes], part: str, old: bytes, new: bytes) -> dict[str, bytes]:
    """The parts with the first `old` in `part` replaced; it must be there."""
    assert old in files[part]
    return {**files, part: files[part].replace(old, new, 1)}


def signed_parts(data: bytes) -> tuple[SignedPart, ...]:
    """The lines of a package's manifest."""
    return signature.read(unpacked(data)[parts.SIGNATURE]).statement.parts


def resigned(files: Mapping[str, bytes], signer: Signer, only: int | None = None) -> bytes:
    """The parts signed anew by `signer`, as one who has a key and this program can; only the first few."""
    old = signature.read(files[parts.SIGNATURE]).statement.parts
    lines = []
    for line in old[:only]:
        if line.relationships is None:
            digest = base64.b64encode(hashlib.sha256(files[line.name]).digest()).decode()
            line = SignedPart(line.name, line.content_type, digest)
        lines.append(line)
    data, _ = signature.sign(lines, signer.key, signer.certificate, SIGNED_AT)
    return packed({**files, parts.SIGNATURE: data})


def opened(folder: Path, data: bytes) -> Opened:
    """What the receiving side makes of these bytes."""
    path = folder / "received.xlsx"
    path.write_bytes(data)
    return open_package(path)


def problem(folder: Path, data: bytes) -> str | None:
    """The sentence that these bytes are refused with, or None if they are valid."""
    verdict = opened(folder, data).verdict
    assert verdict.valid == (verdict.problem is None)
    return verdict.problem
