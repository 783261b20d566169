"""Opening a package: every check of the format, in its order, before a single cell is believed."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from countydesk.domain.disbursements import EntryKind
from countydesk.domain.fields import FieldSpec
from countydesk.domain.money import in_figures
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.sync import certificates, manifest, markup, parts, photos, sheets, signature
from countydesk.sync.archive import Archive, Limits
from countydesk.sync.cells import Cell, Style, Unreadable, read_money, read_text
from countydesk.sync.certificates import Trust
from countydesk.sync.manifest import Cover, Covering, Filled, Form, SheetTotal
from countydesk.sync.parts import Relationship
from countydesk.sync.signature import Signature, SignedPart

_MONEY = str(int(Style.MONEY))
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_KINDS = {kind.title: kind for kind in EntryKind}
_CHAIN = "证书链与吊销列表"  # as it is named among the checks that passed


class Anything(Enum):
    """Stands for "not compared" where None means "there is none"."""

    ANY = "any"


ANY = Anything.ANY


@dataclass(frozen=True)
class Expected:
    """What the receiving side knows before the package comes; what is None or `ANY` is not compared."""

    office: str | None = None
    recipient: str | None = None
    previous: str | Anything | None = ANY


@dataclass(frozen=True)
class Verdict:
    """What was found. `problem` is one Chinese sentence; without one the package is valid.

    `checked` names the checks that passed, `parts` counts the signed parts. `trusted` is None where no
    authority was pinned; `encrypted` says whether it came in an envelope. Of a
    package that is not valid nothing else is told: it would be hearsay.
    """

    valid: bool
    package_id: str | None = None
    county: str | None = None
    month: Month | None = None
    number: int | None = None
    signer: str | None = None
    parts: int = 0
    trusted: bool | None = None
    encrypted: bool = False
    checked: tuple[str, ...] = ()
    problem: str | None = None


class Opened:
    """A package after its examination: a verdict, and its contents if it is valid."""

    def __init__(
        self, verdict: Verdict, limits: Limits, contents: tuple[Archive, Cover] | None = None
    ) -> None:
        self.verdict, self._limits, self._inside = verdict, limits, contents

    @property
    def cover(self) -> Cover:
        """The cover. Raises `Refused` with the verdict's problem if the package is not valid."""
        return self._contents()[1]

    def rows(self, key: str, fields: Sequence[FieldSpec]) -> Iterator[list[Any]]:
        """The rows of the sheet `key`, each the values of `fields` as they were sealed.

        Raises `Refused` if the package is not valid, has no such sheet, or the sheet has other fields.
        """
        archive, cover = self._contents()
        for number, total in enumerate(cover.sheets, 2):
            if total.key == key:
                part = parts.sheet_part(number)
                return sheets.read_rows(archive.chunks(part), part, total.title, fields)
        raise Refused(f"同步包中没有“{key}”工作表,可能来自另一版本。")

    def photos(self) -> Iterator[tuple[str, bytes]]:
        """The month's photos as (file name, bytes). Raises `Refused` if the package is not valid."""
        archive, _ = self._contents()
        if parts.PHOTOS not in archive.names:
            return iter(())
        return photos.unpack(archive.read_large(parts.PHOTOS), self._limits)

    def _contents(self) -> tuple[Archive, Cover]:
        if self._inside is None:
            raise Refused(self.verdict.problem or "")
        return self._inside


def examine(
    data: bytes,
    trust: Trust | None,
    today: date | None,
    expected: Expected,
    limits: Limits,
    encrypted: bool = False,
) -> Opened:
    """Check a package given as bytes; `package.open_package` tells what the arguments mean."""
    checked: list[str] = []
    try:
        archive, signed = check_signed(data, trust, today, limits, checked)
        cover = read_cover(manifest.PACKAGE, archive)
        _check_format(cover, signed)
        checked += _check_cover(cover, signed, expected)
        check_workbook(archive, cover)
        _check_sheets(archive, cover)
        _check_photos(archive, limits)
        checked.append("封面与各表行数、金额")
    except Refused as refusal:
        trusted = _CHAIN in checked if trust else None
        verdict = Verdict(
            False, trusted=trusted, encrypted=encrypted, checked=tuple(checked), problem=str(refusal)
        )
        return Opened(verdict, limits)
    verdict = Verdict(
        True,
        package_id=signed.package_id,
        county=cover.office_code,
        month=cover.month,
        number=cover.number,
        signer=certificates.common_name(signed.certificate),
        parts=len(signed.statement.parts),
        trusted=_CHAIN in checked if trust else None,
        encrypted=encrypted,
        checked=tuple(checked),
    )
    return Opened(verdict, limits, (archive, cover))


def check_signed(
    data: bytes, trust: Trust | None, today: date | None, limits: Limits, checked: list[str]
) -> tuple[Archive, Signature]:
    """Every check that any signed file of ours must pass, whatever it says; each is named in `checked`.

    Raises `Refused` at the first that fails.
    """
    if len(data) > limits.file_bytes:
        raise Refused(f"文件超过 {limits.file_bytes >> 20} MB,不是同步包。")
    archive = Archive(data, limits, limits.entries)
    checked.append("压缩包结构")
    signed = _signature(archive)
    checked.append("签名结构与算法")
    signed.check_value()
    checked.append("签名值")
    signed.check_objects()
    _check_digests(archive, signed)
    checked.append("各部件摘要")
    _check_content_types(archive, signed)
    checked.append("内容类型")
    _check_coverage(archive, signed)
    checked.append("全部部件和关系均已签名")
    signed.check_certificate()
    checked.append("证书摘要")
    certificates.check_purpose(signed.certificate)
    certificates.check_validity(signed.certificate, signed.signed_at, today)
    checked.append("证书用途与有效期")
    if trust:
        trust.check(signed.certificate, signed.signed_at, today)
        checked.append(_CHAIN)
    return archive, signed


def read_through(data: bytes, limits: Limits) -> None:
    """Go through a signed file of ours as its readers will, whoever signed it, and keep nothing.

    Raises `Refused` where reading must end.
    """
    archive, _ = check_signed(data, None, None, limits, [])
    for part in archive.names:
        if part.startswith("xl/worksheets/"):
            for _ in sheets.raw_rows(archive.chunks(part), part):
                pass
    _check_photos(archive, limits)


def _signature(archive: Archive) -> Signature:
    found = {name for name in archive.names if name.lower().startswith("_xmlsignatures/")}
    if parts.SIGNATURE not in found:
        raise Refused("文件没有数字签名。")
    surplus = sorted(found - parts.UNSIGNED)
    if surplus:
        raise Refused(f"签名多于一个,或签名旁有多余部件“/{surplus[0]}”。")
    for name in sorted(parts.UNSIGNED):
        if name not in archive.names:
            raise Refused(f"缺少部件“/{name}”。")
    return signature.read(archive.read(parts.SIGNATURE))


def _check_digests(archive: Archive, signed: Signature) -> None:
    names = [part.name.lower() for part in signed.statement.parts]
    for part in signed.statement.parts:
        if names.count(part.name.lower()) > 1:
            raise Refused(f"签名清单中部件“/{part.name}”列了两次。")
        if part.name not in archive.names:
            raise Refused(f"已签名的部件“/{part.name}”不在包内,可能被删除。")
        if _digest(archive, part) != part.digest:
            raise Refused(f"部件“/{part.name}”的内容与签名时不符,被改动过。")


def _digest(archive: Archive, part: SignedPart) -> str:
    digest = hashlib.sha256()
    if part.relationships is None:
        for chunk in archive.chunks(part.name):
            digest.update(chunk)
    else:
        covered = tuple(one for one in _relationships(archive, part.name) if one.id in part.relationships)
        digest.update(parts.canonical_relationships(covered).encode())
    return base64.b64encode(digest.digest()).decode()


def _relationships(archive: Archive, part: str) -> tuple[Relationship, ...]:
    return parts.read_relationships(archive.read(part), part)


def _check_content_types(archive: Archive, signed: Signature) -> None:
    """The declarations must be those of the signed parts; unsigned parts are left to the next check."""
    declared = parts.read_content_types(archive.read(parts.CONTENT_TYPES))
    unsigned = {f"/{name}" for name in _loose(archive, signed)}
    found = {name: kind for name, kind in declared.items() if name not in unsigned}
    _check_same(found, parts.content_types(_manifested(signed)), "“{}”的内容类型与签名时不符。")


def _manifested(signed: Signature) -> dict[str, str]:
    return {part.name: part.content_type for part in signed.statement.parts}


def _loose(archive: Archive, signed: Signature) -> list[str]:
    """The parts that should be signed and are not."""
    return sorted(set(archive.names) - _manifested(signed).keys() - parts.UNSIGNED)


def _check_same(found: Mapping[str, str], expected: Mapping[str, str], sentence: str) -> None:
    """Raise `Refused` naming the first key whose value differs, is missing or is too many."""
    odd = sorted(key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key))
    if odd:
        raise Refused(sentence.format(odd[0]))


def _check_coverage(archive: Archive, signed: Signature) -> None:
    """Nothing in the file but what is signed, and nothing signed but what the format has."""
    if loose := _loose(archive, signed):
        raise Refused(f"部件“/{loose[0]}”未被签名,是后加的。")
    for part in signed.statement.parts:
        if part.relationships is not None:
            _check_relationships(archive, part)
    if archive.read(parts.ORIGIN):
        raise Refused(f"部件“/{parts.ORIGIN}”应当为空。")
    if _relationships(archive, parts.ORIGIN_RELATIONSHIPS) != (parts.TO_SIGNATURE,):
        raise Refused(f"部件“/{parts.ORIGIN_RELATIONSHIPS}”不只指向签名。")
    manifested = _manifested(signed)
    count = sum(name.startswith("xl/worksheets/") for name in manifested)
    layout = parts.layout(count, parts.PHOTOS in manifested)
    _check_same(manifested, layout, "部件“/{}”不合同步包的格式。")
    for part in signed.statement.parts:
        if (part.content_type == parts.RELATIONSHIPS_TYPE) != (part.relationships is not None):
            raise Refused(f"部件“/{part.name}”的签名方式不合同步包的格式。")


def _check_relationships(archive: Archive, part: SignedPart) -> None:
    there = _relationships(archive, part.name)
    free = (parts.TO_ORIGIN,) if part.name == parts.PACKAGE_RELATIONSHIPS else ()
    loose = [one.id for one in there if one.id not in (part.relationships or ()) and one not in free]
    if loose:
        raise Refused(f"部件“/{part.name}”中的关系“{loose[0]}”未被签名,是后加的。")
    missing = {*(part.relationships or ()), *(one.id for one in free)} - {one.id for one in there}
    if missing:
        raise Refused(f"部件“/{part.name}”中的关系“{min(missing)}”不在包内,可能被删除。")


def read_cover(form: Form[Filled], archive: Archive) -> Filled:
    """The cover, not yet believed. Raises `Refused` if it is not one of this form."""
    part = parts.sheet_part(1)
    cover = manifest.read(form, sheets.raw_rows([archive.read(part)], part))
    if len(cover.sheets) > sheets.MOST_SHEETS:
        raise Refused(f"封面列出的工作表超过 {sheets.MOST_SHEETS} 张。")
    return cover


def _check_format(cover: Cover, signed: Signature) -> None:
    if cover.format_version != manifest.FORMAT:
        raise Refused(f"同步包的格式版本是“{cover.format_version}”,本程序只认“{manifest.FORMAT}”。")
    if signature.METHODS.get(cover.algorithms) != signed.method:
        raise Refused("封面所写的签名算法与实际签名不符。")


def _check_cover(cover: Cover, signed: Signature, expected: Expected) -> list[str]:
    """Whose, for whom, after which; returns the names of the checks that were made."""
    holder = certificates.office_code(signed.certificate)
    if holder != cover.office_code:
        raise Refused(f"证书属于 {holder or '未知单位'},封面却是 {cover.office_code} 的同步包。")
    if expected.office is not None and cover.office_code != expected.office:
        raise Refused(f"这是 {cover.office_code} 的同步包,不是 {expected.office} 的。")
    made = ["证书单位与封面一致"]
    if expected.recipient is not None:
        if cover.recipient_code != expected.recipient:
            raise Refused(f"同步包是发给 {cover.recipient_code} 的,不是发给 {expected.recipient} 的。")
        made.append("接收单位")
    if cover.number < 1:
        raise Refused("封面上的同步包编号应当从 1 起。")
    if expected.previous is not ANY:
        if cover.previous_id != expected.previous:
            raise Refused(f"第 {cover.number} 号同步包与已收到的上一包不衔接,可能有缺包。")
        made.append("与上一包衔接")
    return made


def check_workbook(archive: Archive, cover: Covering) -> None:
    """Raise `Refused` unless the workbook shows the sheets that the cover lists: a person must see
    the same ones, under the same names, as a program reads."""
    root = markup.parse(archive.read(parts.WORKBOOK), f"/{parts.WORKBOOK}")
    seen = [
        (one.get("name"), one.get(_RELATION_ID), one.get("state", "visible"))
        for one in root.iterfind(".//{*}sheet")
    ]
    titles = [sheets.COVER_TITLE, *(total.title for total in cover.sheets)]
    if seen != [(title, f"rId{number}", "visible") for number, title in enumerate(titles, 1)]:
        raise Refused("工作簿中的工作表与封面所列不符。")
    within = parts.workbook_relationships(len(titles), parts.PHOTOS in archive.names)
    if set(_relationships(archive, parts.PACKAGE_RELATIONSHIPS)) != set(parts.package_relationships()) or (
        set(_relationships(archive, parts.WORKBOOK_RELATIONSHIPS)) != set(within)
    ):
        raise Refused("工作簿中的工作表与包内部件对不上。")
    if len({total.key for total in cover.sheets}) < len(cover.sheets):
        raise Refused("封面上有两张工作表的标识相同。")


def _check_sheets(archive: Archive, cover: Cover) -> None:
    """What the cover says of rows and money must be what the sheets hold."""
    entries: list[tuple[EntryKind, int]] = []
    for number, total in enumerate(cover.sheets, 2):
        part = parts.sheet_part(number)
        try:
            found = _count(archive, part, total, entries if total.key == manifest.LEDGER else None)
        except Unreadable as reason:
            raise Refused(f"“{total.title}”中有一格{reason}。") from None
        if found.rows != total.rows:
            raise Refused(f"封面写明“{total.title}”有 {total.rows} 行,实际有 {found.rows} 行。")
        if found.control_fen != total.control_fen:
            told = f"封面写明“{total.title}”金额合计 {in_figures(total.control_fen)} 元"
            raise Refused(f"{told},实际为 {in_figures(found.control_fen)} 元。")
    real_totals = manifest.money_totals(entries) if entries or cover.totals else {}
    for title in sorted(real_totals.keys() | cover.totals.keys()):
        if title not in cover.totals or title not in real_totals:
            raise Refused(f"封面的金额合计与发放明细对不上:“{title}”缺失或多出。")
        if cover.totals[title] != real_totals[title]:
            told = f"封面写明“{title}”{in_figures(cover.totals[title])} 元"
            raise Refused(f"{told},按发放明细应为 {in_figures(real_totals[title])} 元。")


def _count(
    archive: Archive, part: str, total: SheetTotal, entries: list[tuple[EntryKind, int]] | None
) -> sheets.Count:
    """Rows and money of a sheet; the entries of the ledger are added to `entries`."""
    found = sheets.Count()
    kind_column = fen_column = ""
    for number, cells in sheets.raw_rows(archive.chunks(part), part):
        if number == 1:
            place = {read_text(cell): cell[0] for cell in cells}
            kind_column, fen_column = place.get(manifest.LEDGER_KIND, ""), place.get(manifest.LEDGER_FEN, "")
            continue
        found.rows += 1
        found.control_fen += sum([read_money(cell) for cell in cells if cell[2] == _MONEY])
        if entries is not None:
            entries.append(_entry({cell[0]: cell for cell in cells}, kind_column, fen_column))
    return found


def _entry(row: Mapping[str, Cell], kind_column: str, fen_column: str) -> tuple[EntryKind, int]:
    if kind_column not in row or fen_column not in row:
        raise Unreadable(f"缺失(“{manifest.LEDGER_KIND}”或“{manifest.LEDGER_FEN}”)")
    kind = read_text(row[kind_column])
    if kind not in _KINDS:
        raise Unreadable(f"(“{manifest.LEDGER_KIND}”)“{kind[:40]}”不在可选范围内")
    return _KINDS[kind], read_money(row[fen_column])


def _check_photos(archive: Archive, limits: Limits) -> None:
    if parts.PHOTOS not in archive.names:
        return
    try:
        for _ in photos.unpack(archive.read_large(parts.PHOTOS), limits):
            pass
    except Refused as refusal:
        raise Refused(f"照片包“/{parts.PHOTOS}”有误:{refusal}") from None
