"""The hand-over file (转移档案): a child on its way to another county, signed by the one that it leaves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509
from pydantic import ValidationError
from sqlmodel import SQLModel

from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.fields import Kind, fields_of
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.standards import Standard
from countydesk.domain.transfers import Elsewhere
from countydesk.storage.whole_files import write_whole
from countydesk.sync import certificates, encryption, letters, signature
from countydesk.sync.archive import Limits
from countydesk.sync.certificates import Key, Trust
from countydesk.sync.encryption import Opener
from countydesk.sync.letters import LetterKind
from countydesk.sync.manifest import Form, SheetTotal, fact
from countydesk.sync.package import read_file

FORMAT = "CountyDesk transfer 1"
_SHEETS: tuple[tuple[type[SQLModel], str, str], ...] = (
    (Beneficiary, "child", "帮扶对象"),
    (Guardian, "guardian", "监护人"),
    (Standard, "standard", "个人标准"),
    (Elsewhere, "past", "历年经历"),
)
Record = TypeVar("Record", bound=SQLModel)


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What the county that a child leaves tells the one that it goes to.

    `past` is all that was recorded of it, there and in counties before; `standards` are its own.
    """

    issuer: str
    issuer_name: str
    unit: str
    recipient: str
    left_on: date
    made_at: datetime
    child: Beneficiary
    guardian: Guardian | None
    standards: tuple[Standard, ...]
    past: tuple[Elsewhere, ...]


@dataclass(frozen=True, kw_only=True)
class _Cover:
    """The first sheet of the file."""

    issuer: str
    issuer_name: str
    unit: str
    recipient: str
    name: str
    left_on: date
    month: Month
    made_at: datetime
    totals: Mapping[str, int] = field(default_factory=dict)
    format_version: str = FORMAT
    algorithms: str = ""
    sheets: tuple[SheetTotal, ...] = ()


_FORM = Form(
    "困境青少年转移档案",
    (
        fact("format_version", "格式版本", Kind.TEXT),
        fact("algorithms", "签名算法", Kind.TEXT),
        fact("issuer", "转出单位代码", Kind.KEY),
        fact("issuer_name", "转出地", Kind.TEXT),
        fact("unit", "转出单位", Kind.TEXT),
        fact("recipient", "转入单位代码", Kind.KEY),
        fact("name", "姓名", Kind.NAME),
        fact("left_on", "转出日期", Kind.DAY),
        fact("month", "月份", Kind.MONTH),
        fact("made_at", "生成时间", Kind.INSTANT),
    ),
    _Cover,
)
_KIND = LetterKind(
    "转移档案", FORMAT, _FORM, [(key, title, fields_of(record)) for record, key, title in _SHEETS]
)


def seal_transfer(
    to: Path,
    transfer: Transfer,
    key: Key,
    certificate: x509.Certificate,
    recipients: Sequence[x509.Certificate] = (),
) -> str:
    """Write the signed file to `to`, encrypted if there are `recipients`, and return its id.

    Raises `Refused` if the certificate cannot sign for the county that the child leaves,
    `Unavailable` when the disk fails.
    """
    certificates.check_signer(transfer.issuer, key, certificate, transfer.made_at)
    cover = _Cover(
        issuer=transfer.issuer,
        issuer_name=transfer.issuer_name,
        unit=transfer.unit,
        recipient=transfer.recipient,
        name=transfer.child.name,
        left_on=transfer.left_on,
        month=Month.of(transfer.left_on),
        made_at=transfer.made_at,
        totals={"实发": sum(one.fen for one in transfer.past)},
        algorithms=signature.method_name(certificate),
    )
    guardians = [transfer.guardian] if transfer.guardian else []
    rows = [
        [tuple(record.model_dump().values()) for record in records]
        for records in ([transfer.child], guardians, transfer.standards, transfer.past)
    ]
    data, letter_id = letters.seal(
        _KIND, lambda totals: replace(cover, sheets=totals), rows, key, certificate, transfer.made_at
    )
    if _read(data, None, None)[0] != transfer:
        raise Refused("转移档案写成后读回的内容不符,没有保存。")
    write_whole(to, encryption.seal_for(data, recipients) if recipients else data)
    return letter_id


def open_transfer(
    path: Path,
    *,
    trust: Trust,
    today: date,
    office: str,
    openers: Sequence[Opener] = (),
    first: Callable[[bytes], object] = lambda data: None,
) -> tuple[Transfer, str]:
    """The transfer at `path` and its id, after every check.

    `first` is given the bytes before anything reads them, and may refuse them.
    Raises `Refused` with one sentence for a forged file, one for another county than `office`, or one
    that none of `openers` can decrypt; `Unavailable` if it cannot be read.
    """
    data = read_file(path, Limits().file_bytes)
    if encryption.is_envelope(data):
        data = encryption.open_envelope(data, openers)
    first(data)
    transfer, letter_id = _read(data, trust, today)
    if transfer.recipient != office:
        raise Refused(f"这份转移档案是给 {transfer.recipient} 的,不是给本单位 {office} 的。")
    return transfer, letter_id


def _read(data: bytes, trust: Trust | None, today: date | None) -> tuple[Transfer, str]:
    opened = letters.read(_KIND, data, trust, today)
    cover = opened.cover
    children, guardians = _records(opened.rows, Beneficiary), _records(opened.rows, Guardian)
    standards, past = _records(opened.rows, Standard), _records(opened.rows, Elsewhere)
    named = {one.beneficiary_id for one in guardians} | {one.beneficiary_id for one in standards}
    named |= {one.beneficiary_id for one in past}
    if len(children) != 1 or len(guardians) > 1 or not named <= {children[0].id}:
        raise Refused("转移档案应当只写一名对象和一名监护人。")
    if cover.totals != {"实发": sum(one.fen for one in past)} or cover.name != children[0].name:
        raise Refused("转移档案的封面与各表对不上。")
    transfer = Transfer(
        issuer=cover.issuer,
        issuer_name=cover.issuer_name,
        unit=cover.unit,
        recipient=cover.recipient,
        left_on=cover.left_on,
        made_at=cover.made_at,
        child=children[0],
        guardian=guardians[0] if guardians else None,
        standards=tuple(standards),
        past=tuple(past),
    )
    return transfer, opened.id


def _records(rows: Mapping[str, list[list[Any]]], record: type[Record]) -> list[Record]:
    """The rows of a sheet as records, checked by the record's own rules."""
    key, title = next((key, title) for kind, key, title in _SHEETS if kind is record)
    names = list(record.model_fields)
    try:
        return [record.model_validate(_given(dict(zip(names, row, strict=True)))) for row in rows[key]]
    except ValidationError:
        raise Refused(f"“{title}”中有一行不完整。") from None


def _given(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without its empty cells: what is not there has the record's own default."""
    return {name: value for name, value in row.items() if value is not None}
