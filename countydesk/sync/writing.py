"""A package on its way into a file: parts go in one after the other, their digests are kept and signed."""

import base64
import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Self

from cryptography import x509

from countydesk.domain.problems import Refused
from countydesk.sync import parts, photos, sheets, signature
from countydesk.sync.archive import Limits
from countydesk.sync.certificates import Key
from countydesk.sync.manifest import SheetTotal
from countydesk.sync.parts import Relationship
from countydesk.sync.sheets import Frame, Sheet
from countydesk.sync.signature import SignedPart

_LEVEL = 1  # of deflate: a fifth more bytes than the default, in a third of its time


class PackageWriter:
    """Writes one package into `file`, which must be seekable: `workbook` first, then `sign`.

    `told` is called now and then with the number of rows done so far; `limits` say what could be read back.
    """

    def __init__(self, file: IO[bytes], told: Callable[[int], None], limits: Limits | None = None) -> None:
        self._file, self._told, self._limits = file, told, limits or Limits()
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=False, compresslevel=_LEVEL)
        self._digests: dict[str, str] = {}
        self._covered: dict[str, tuple[str, ...]] = {}
        self._types: dict[str, str] = {}
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._zip.close()

    def workbook(
        self,
        cover: Callable[[tuple[SheetTotal, ...]], bytes],
        records: Sequence[Sheet],
        pictures: Iterable[tuple[str, bytes]] | None,
    ) -> tuple[SheetTotal, ...]:
        """Write everything that is signed, and return what the sheets add up to.

        `cover` makes the rows of the first sheet from that.
        """
        count, with_photos = len(records) + 1, pictures is not None
        self._types = parts.layout(count, with_photos)
        shared, frames = sheets.lay_out(records)
        self._whole(parts.CONTENT_TYPES, parts.write_content_types(parts.content_types(self._types)))
        self._related(parts.PACKAGE_RELATIONSHIPS, parts.package_relationships())
        self._related(parts.WORKBOOK_RELATIONSHIPS, parts.workbook_relationships(count, with_photos))
        for name, data in shared.items():
            self._whole(name, data)
        pairs = enumerate(zip(records, frames[1:], strict=True), 2)
        totals = tuple([self._sheet(number, *pair) for number, pair in pairs])
        self._whole(parts.sheet_part(1), frames[0].before + cover(totals) + frames[0].after)
        if pictures is not None:
            with self._part(zipfile.ZipInfo(parts.PHOTOS)) as write:  # stored: JPEG does not shrink
                photos.pack(pictures, write)
        return totals

    def sign(self, key: Key, certificate: x509.Certificate, signed_at: datetime) -> str:
        """Sign all that was written, and return the package id."""
        signed = [
            SignedPart(name, kind, self._digests[name], self._covered.get(name))
            for name, kind in self._types.items()
        ]
        data, package_id = signature.sign(signed, key, certificate, signed_at)
        self._whole(parts.ORIGIN, b"")
        self._whole(parts.ORIGIN_RELATIONSHIPS, parts.write_relationships((parts.TO_SIGNATURE,)))
        self._whole(parts.SIGNATURE, data)
        return package_id

    def _sheet(self, number: int, sheet: Sheet, frame: Frame) -> SheetTotal:
        done = self.rows
        with self._part(parts.sheet_part(number)) as write:
            write(frame.before)
            count = sheets.write_rows(sheet, write, lambda rows: self._told(done + rows))
            write(frame.after)
        self.rows += count.rows
        return SheetTotal(sheet.key, sheet.title, count.rows, count.control_fen)

    def _related(self, name: str, relationships: tuple[Relationship, ...]) -> None:
        """Write a relationship part; its digest is that of the relationships which can be signed."""
        self._whole(name, parts.write_relationships(relationships))
        signed = tuple(one for one in relationships if one != parts.TO_ORIGIN)
        self._covered[name] = tuple(one.id for one in signed)
        self._digests[name] = _base64(hashlib.sha256(parts.canonical_relationships(signed).encode()))

    def _whole(self, name: str, data: bytes) -> None:
        with self._part(name) as write:
            write(data)

    @contextmanager
    def _part(self, place: str | zipfile.ZipInfo) -> Iterator[Callable[[bytes], None]]:
        """A part to write to piece by piece; a package that nobody could read back is refused early."""
        name = place if isinstance(place, str) else place.filename
        digest, size = hashlib.sha256(), 0
        with self._zip.open(place, "w") as part:

            def write(data: bytes) -> None:
                nonlocal size
                size += len(data)
                if size > self._limits.part_bytes or self._file.tell() > self._limits.file_bytes:
                    raise Refused("同步包过大,请不带照片发送,或与省级联系。")
                digest.update(data)
                part.write(data)

            yield write
        self._digests[name] = _base64(digest)


def _base64(digest: "hashlib._Hash") -> str:
    return base64.b64encode(digest.digest()).decode()
