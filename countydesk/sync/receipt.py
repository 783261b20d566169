"""The province's answer to a package: a small file, signed and opened as a package is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from cryptography import x509

from countydesk.domain.fields import Kind, fields_of
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.receipts import ReceiptRow
from countydesk.storage.whole_files import write_whole
from countydesk.sync import certificates, letters, signature
from countydesk.sync.archive import Limits
from countydesk.sync.certificates import Key, Trust
from countydesk.sync.letters import LetterKind
from countydesk.sync.manifest import Form, SheetTotal, fact
from countydesk.sync.package import read_file

FORMAT = "CountyDesk receipt 1"
_ROWS = "answers"
_TITLE = "逐条答复"
_FIELDS = fields_of(ReceiptRow)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """An answer to one package of an office.

    `issuer` is the office code of who answers, `accepted` how many rows were accepted without a word; only
    those worth a sentence need stand in `rows`. `totals` are sums of money by Chinese title, in fen, as the
    issuer holds them now.
    """

    package_id: str
    office: str
    month: Month
    number: int
    issuer: str
    issued_at: datetime
    accepted: int = 0
    rows: tuple[ReceiptRow, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Cover:
    """The receipt's first sheet."""

    package_id: str
    office: str
    month: Month
    number: int
    issuer: str
    issued_at: datetime
    accepted: int
    totals: Mapping[str, int]
    format_version: str = FORMAT
    algorithms: str = ""
    sheets: tuple[SheetTotal, ...] = ()


_FORM = Form(
    "困境青少年帮扶同步包回执",
    (
        fact("format_version", "格式版本", Kind.TEXT),
        fact("algorithms", "签名算法", Kind.TEXT),
        fact("issuer", "答复单位代码", Kind.KEY),
        fact("issued_at", "答复时间", Kind.INSTANT),
        fact("office", "上报单位代码", Kind.KEY),
        fact("month", "月份", Kind.MONTH),
        fact("number", "同步包编号", Kind.NUMBER),
        fact("package_id", "同步包标识", Kind.KEY),
        fact("accepted", "接收行数", Kind.NUMBER),
    ),
    _Cover,
)


_KIND = LetterKind("回执", FORMAT, _FORM, [(_ROWS, _TITLE, _FIELDS)])


def seal_receipt(to: Path, receipt: Receipt, key: Key, certificate: x509.Certificate) -> str:
    """Write the signed receipt to `to` and return its id.

    Raises `Refused` if the certificate is not the issuer's or not valid at the time of the answer,
    `Unavailable` when the disk fails; an older file of that name stands then.
    """
    certificates.check_signer(receipt.issuer, key, certificate, receipt.issued_at)
    facts = {spec.name: getattr(receipt, spec.name) for spec in _FORM.facts if hasattr(receipt, spec.name)}
    cover = _Cover(**facts, totals=receipt.totals, algorithms=signature.method_name(certificate))
    rows = [[getattr(row, spec.name) for spec in _FIELDS] for row in receipt.rows]
    data, receipt_id = letters.seal(
        _KIND, lambda totals: replace(cover, sheets=totals), [rows], key, certificate, receipt.issued_at
    )
    if _read(data, None, None)[0] != receipt:
        raise Refused("回执写成后读回的内容不符,没有保存。")
    write_whole(to, data)
    return receipt_id


def open_receipt(
    path: Path,
    *,
    trust: Trust,
    today: date | None,
    issuer: str,
    office: str,
    sent: Mapping[str, datetime | None],
    first: Callable[[bytes], object] = lambda data: None,
) -> tuple[Receipt, str]:
    """The receipt at `path` and its id, after every check.

    Takes whom the desk trusts, who must have answered (`issuer`) whom (`office`), and the ids of the packages
    that the office sent, each with the time of the last receipt taken in for it, if there was one. A receipt
    of that very time is given back again: it is the same. `first` is given the bytes before anything reads
    them, and may refuse them. Raises `Refused` with one sentence for a forged,
    a foreign or an older receipt, `Unavailable` if the file cannot be read.
    """
    data = read_file(path, Limits().file_bytes)
    first(data)
    receipt, receipt_id = _read(data, trust, today)
    if receipt.issuer != issuer:
        raise Refused(f"这份回执由 {receipt.issuer} 签发,不是由上级 {issuer} 签发的。")
    if receipt.office != office:
        raise Refused(f"这份回执是答复 {receipt.office} 的,不是答复本单位 {office} 的。")
    if receipt.package_id not in sent:
        raise Refused(f"这份回执答复的第 {receipt.number} 号同步包不是本台账发出的。")
    last = sent[receipt.package_id]
    if last is not None and receipt.issued_at < last:
        raise Refused(f"第 {receipt.number} 号同步包已有更新的回执,这一份是旧的,未再登记。")
    return receipt, receipt_id


def _read(data: bytes, trust: Trust | None, today: date | None) -> tuple[Receipt, str]:
    opened = letters.read(_KIND, data, trust, today)
    cover, names = opened.cover, [spec.name for spec in _FIELDS]
    try:
        rows = [ReceiptRow.model_validate(dict(zip(names, row, strict=True))) for row in opened.rows[_ROWS]]
    except ValueError:
        raise Refused(f"“{_TITLE}”中有一行不完整。") from None
    receipt = Receipt(
        package_id=cover.package_id,
        office=cover.office,
        month=cover.month,
        number=cover.number,
        issuer=cover.issuer,
        issued_at=cover.issued_at,
        accepted=cover.accepted,
        rows=tuple(rows),
        totals=cover.totals,
    )
    return receipt, opened.id
