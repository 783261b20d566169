"""Small signed files besides the package: a cover and a few sheets, under the same signature and checks."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from cryptography import x509

from countydesk.domain.fields import FieldSpec
from countydesk.domain.problems import Refused
from countydesk.sync import certificates, manifest, opening, parts, sheets, signature
from countydesk.sync.archive import Limits
from countydesk.sync.certificates import Key, Trust
from countydesk.sync.manifest import Covering, Form, SheetTotal
from countydesk.sync.sheets import Sheet
from countydesk.sync.writing import PackageWriter


class Signed(Covering, Protocol):
    """What the cover of a letter says besides its own facts; `issuer` is the office code of who signed."""

    @property
    def issuer(self) -> str: ...

    @property
    def format_version(self) -> str: ...

    @property
    def algorithms(self) -> str: ...


Letter = TypeVar("Letter", bound=Signed)


@dataclass(frozen=True)
class LetterKind(Generic[Letter]):
    """A kind of letter: what people call it, its version, its cover, and its sheets (key, title, fields)."""

    name: str
    version: str
    form: Form[Letter]
    sheets: Sequence[tuple[str, str, tuple[FieldSpec, ...]]]


@dataclass(frozen=True)
class Opened(Generic[Letter]):
    """A letter after every check: its cover, the rows of its sheets by their key, and its id."""

    cover: Letter
    rows: dict[str, list[list[Any]]]
    id: str


def seal(
    kind: LetterKind[Letter],
    cover: Callable[[tuple[SheetTotal, ...]], Letter],
    rows: Sequence[Sequence[Sequence[Any]]],
    key: Key,
    certificate: x509.Certificate,
    signed_at: datetime,
) -> tuple[bytes, str]:
    """The signed letter as bytes, and its id; `rows` are those of its sheets in their order."""
    given = [Sheet(*one, of) for one, of in zip(kind.sheets, rows, strict=True)]
    file = io.BytesIO()
    with PackageWriter(file, lambda done: None) as writer:
        writer.workbook(lambda totals: manifest.write(kind.form, cover(totals)), given, None)
        letter_id = writer.sign(key, certificate, signed_at)
    return file.getvalue(), letter_id


def read(kind: LetterKind[Letter], data: bytes, trust: Trust | None, today: date | None) -> Opened[Letter]:
    """A letter out of bytes. Raises `Refused` with one sentence for anything that does not hold."""
    archive, signed = opening.check_signed(data, trust, today, Limits(), [])
    cover = opening.read_cover(kind.form, archive)
    if cover.format_version != kind.version:
        raise Refused(f"{kind.name}的格式版本是“{cover.format_version}”,本程序只认“{kind.version}”。")
    if signature.METHODS.get(cover.algorithms) != signed.method:
        raise Refused("封面所写的签名算法与实际签名不符。")
    holder = certificates.office_code(signed.certificate)
    if holder != cover.issuer:
        raise Refused(f"证书属于 {holder or '未知单位'},封面却是 {cover.issuer} 的{kind.name}。")
    opening.check_workbook(archive, cover)
    agreed = [(key, title) for key, title, _ in kind.sheets]
    if parts.PHOTOS in archive.names or [(one.key, one.title) for one in cover.sheets] != agreed:
        raise Refused(f"{kind.name}中的工作表不合约定的格式。")
    found = {}
    for number, (total, (key, title, fields)) in enumerate(zip(cover.sheets, kind.sheets, strict=True), 2):
        part = parts.sheet_part(number)
        found[key] = list(sheets.read_rows(archive.chunks(part), part, title, fields))
        if len(found[key]) != total.rows:
            raise Refused(f"封面写明“{title}”有 {total.rows} 行,实际有 {len(found[key])} 行。")
    return Opened(cover, found, signed.package_id)
