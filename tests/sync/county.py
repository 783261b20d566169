"""A made-up county with a few records of every kind of field, and its signed package."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from sqlmodel import SQLModel

from countydesk.domain.disbursements import EntryKind, LedgerEntry
from countydesk.domain.fields import Choice, Kind, field, fields_of
from countydesk.domain.months import Month
from countydesk.sync import manifest
from countydesk.sync.certificates import CHINA, Key
from countydesk.sync.manifest import Cover
from countydesk.sync.package import Sealed, seal
from countydesk.sync.sheets import Sheet

CODE, PROVINCE = "621024", "620000"
TODAY = date(2026, 11, 22)
SIGNED_AT = datetime(2026, 11, 22, 9, 30, 15, tzinfo=CHINA)
PHOTOS = [("a1.jpg", b"\xff\xd8 one \xff\xd9"), ("b2.jpg", b"\xff\xd8 two \xff\xd9" * 9)]


class Family(Choice):
    ORPHAN = "orphan", "孤儿"
    SINGLE = "single", "单亲"
    POOR = "poor", "低保户"


class Child(SQLModel):
    """One field of every kind."""

    id: str = field("编号", Kind.KEY)
    name: str = field("姓名", Kind.NAME)
    citizen_id: str | None = field("身份证号", Kind.CITIZEN_ID, default=None)
    born: date | None = field("出生日期", Kind.DAY, default=None)
    family: str | None = field("主要困难", Kind.CHOICE, choices=Family, default=None)
    families: list[str] = field("家庭类型", Kind.CHOICES, choices=Family, default=[])
    consent: bool | None = field("监护人同意", Kind.YES_NO, default=None)
    grade: int | None = field("年级", Kind.NUMBER, default=None)
    yearly_fen: int | None = field("标准/年", Kind.MONEY, default=None)
    month: str | None = field("入库月份", Kind.MONTH, default=None)
    seen_at: datetime | None = field("登记时间", Kind.INSTANT, default=None)
    note: str | None = field("备注", Kind.LONG_TEXT, default=None)


CHILD, ENTRY = fields_of(Child), fields_of(LedgerEntry)


def children(count: int) -> list[list[Any]]:
    """Rows of `Child`, some with rare characters, some nearly empty."""
    rows: list[list[Any]] = []
    for number in range(count):
        name = ("张小明", "𬸚䶮", "买买提·吐尔逊")[number % 3]
        born = date(2012, 3, 1) + timedelta(days=number)
        card = f"62102420120301{number:04d}"
        family, families = Family.ORPHAN, [Family.SINGLE, Family.POOR][: number % 3]
        tail = [True, number % 9, 180000 + number, "2026-10", SIGNED_AT, "=1+1\n<走访> & 说明 "]
        full = [f"c-{number:04d}", name, card, born, family, families, *tail]
        rows.append(full if number % 4 else [f"c-{number:04d}", name, *[None] * 3, [], *[None] * 6])
    return rows


def entries(count: int) -> list[list[Any]]:
    """Rows of `LedgerEntry`: due and paid for every child, every fifth returned."""
    rows: list[list[Any]] = []
    for number in range(count):
        kinds = [EntryKind.DUE, EntryKind.PAID, *([EntryKind.RETURNED] if number % 5 == 0 else [])]
        for kind in kinds:
            keys = [CODE, f"e-{number}-{kind}", "b-1", f"l-{number}", f"c-{number:04d}"]
            rows.append([*keys, kind, 100000, TODAY, "", "", None, "王芳", SIGNED_AT])
    return rows


def sheets(count: int = 6) -> list[Sheet]:
    return [
        Sheet("beneficiaries", "帮扶对象", CHILD, children(count)),
        Sheet(manifest.LEDGER, "发放明细", ENTRY, entries(count)),
    ]


def cover(count: int = 6, **facts: Any) -> Cover:
    plain = Cover(
        office_code=CODE,
        office_name="合水县",
        unit="共青团合水县委员会",
        recipient_code=PROVINCE,
        month=Month(2026, 10),
        number=2,
        previous_id="ab" * 32,
        created_at=SIGNED_AT,
        chain_head="cd" * 32,
        four_eyes=True,
        children=count,
        totals=manifest.money_totals((row[5], row[6]) for row in entries(count)),
    )
    return replace(plain, **facts)


@dataclass(frozen=True)
class Signer:
    """A key with its certificate."""

    key: Key
    certificate: x509.Certificate


def sealed(
    to: Path, signer: Signer, photos: Sequence[tuple[str, bytes]] | None = PHOTOS, **facts: Any
) -> Sealed:
    """Seal the county's package to `to`."""
    return seal(to, cover(**facts), sheets(), photos, signer.key, signer.certificate, SIGNED_AT)
