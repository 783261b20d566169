"""The cover of a signed file: what it is, whose, of which month, and what all its sheets add up to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from countydesk.domain.disbursements import Balance, EntryKind, LedgerEntry
from countydesk.domain.fields import FieldSpec, Kind, title_of
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.export.cells import Unwritable
from countydesk.sync.cells import (
    Cell,
    Style,
    Unreadable,
    read_money,
    read_text,
    reader,
    text_cell,
    writer,
)
from countydesk.sync.sheets import COVER_TITLE, columns, row_xml

FORMAT = "CountyDesk 1"
LEDGER = "ledger"  # the key of the sheet that the money totals are made of


@dataclass(frozen=True)
class SheetTotal:
    """What the cover says of one sheet: its rows, and the sum of all its money, in fen."""

    key: str
    title: str
    rows: int
    control_fen: int


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The cover as people and programs read it.

    `number` counts the office's packages from 1, `previous_id` is the id of the one before, `chain_head` the
    head of the record of changes, `totals` money by Chinese title in fen (see `money_totals`), `children`
    how many are on the register. Format, algorithms and sheets are filled in when the package is sealed.
    """

    office_code: str
    office_name: str
    unit: str
    recipient_code: str
    month: Month
    number: int
    previous_id: str | None
    created_at: datetime
    chain_head: str
    four_eyes: bool
    children: int
    totals: Mapping[str, int] = field(default_factory=dict)
    format_version: str = FORMAT
    algorithms: str = ""
    sheets: tuple[SheetTotal, ...] = ()


class Covering(Protocol):
    """What every cover has besides its facts: money by Chinese title in fen, and its sheets."""

    @property
    def totals(self) -> Mapping[str, int]: ...

    @property
    def sheets(self) -> tuple[SheetTotal, ...]: ...


Filled = TypeVar("Filled", bound=Covering)


@dataclass(frozen=True)
class Form(Generic[Filled]):
    """A kind of cover: its title, its facts in their order, and what holds them.

    Each fact stands in a row of its own, with its label in column A and its value in B.
    """

    title: str
    facts: tuple[FieldSpec, ...]
    holds: Callable[..., Filled]


def fact(name: str, title: str, kind: Kind, required: bool = True) -> FieldSpec:
    """A line of a cover."""
    return FieldSpec(name, title, kind, required=required, choices=None, private=False, hint="")


PACKAGE = Form(
    "困境青少年帮扶月度同步包",
    (
        fact("format_version", "格式版本", Kind.TEXT),
        fact("algorithms", "签名算法", Kind.TEXT),
        fact("office_code", "单位代码", Kind.KEY),
        fact("office_name", "行政区划", Kind.TEXT),
        fact("unit", "单位名称", Kind.TEXT),
        fact("recipient_code", "接收单位代码", Kind.KEY),
        fact("month", "月份", Kind.MONTH),
        fact("number", "同步包编号", Kind.NUMBER),
        fact("previous_id", "上一包标识", Kind.KEY, required=False),
        fact("created_at", "生成时间", Kind.INSTANT),
        fact("chain_head", "变更记录链摘要", Kind.KEY),
        fact("four_eyes", "拟定与复核、批准分人", Kind.YES_NO),
        fact("children", "帮扶对象人数", Kind.NUMBER),
    ),
    Cover,
)
_MONEY_HEADING = ("金额合计", "金额(元)")
_SHEETS_HEADING = ("工作表", "标识", "行数", "金额列合计(元)")
_TOTAL = fact("fen", "金额", Kind.MONEY)
_ROWS = fact("rows", "行数", Kind.NUMBER)
_TEXT = fact("text", "名称", Kind.TEXT)


def money_totals(entries: Iterable[tuple[EntryKind | str, int]]) -> dict[str, int]:
    """The money totals of the cover, in fen, from the kind and the amount of every entry of the ledger."""
    sums: dict[EntryKind | str, int] = {}
    for kind, fen in entries:
        sums[kind] = sums.get(kind, 0) + fen
    found = Balance.of(sums)
    return {"应发": found.due, "实发": found.paid_out, "退汇未重发": found.returned, "未发": found.unpaid}


LEDGER_KIND, LEDGER_FEN = title_of(LedgerEntry, "kind"), title_of(LedgerEntry, "fen")


def write(form: Form[Filled], cover: Filled) -> bytes:
    """The rows of the cover sheet. Raises `Refused` if a fact does not fit a cell."""
    lines: list[list[str | None]] = [[text_cell(form.title, Style.TITLE)]]
    try:
        for spec in form.facts:
            value = getattr(cover, spec.name)
            value = str(value) if spec.kind is Kind.MONTH else value
            label = text_cell(spec.title, Style.HEADING)
            lines.append([label, None if value is None else writer(spec)(value)])
        amount, name, rows = writer(_TOTAL), writer(_TEXT), writer(_ROWS)
        lines += [[], _heading(_MONEY_HEADING)]
        lines += [[name(title), amount(fen)] for title, fen in cover.totals.items()]
        lines += [[], _heading(_SHEETS_HEADING)]
        for one in cover.sheets:
            lines.append([name(one.title), name(one.key), rows(one.rows), amount(one.control_fen)])
    except Unwritable as reason:
        raise Refused(f"“{COVER_TITLE}”{reason}") from None
    letters = columns(len(_SHEETS_HEADING))
    return "".join(
        row_xml(number, [(letter, cell) for letter, cell in zip(letters, line, strict=False) if cell])
        for number, line in enumerate(lines, 1)
    ).encode()


def _heading(titles: Sequence[str]) -> list[str | None]:
    return [text_cell(title, Style.HEADING) for title in titles]


def read(form: Form[Filled], rows: Iterable[tuple[int, list[Cell]]]) -> Filled:
    """The cover out of the cells of its sheet. Raises `Refused` for anything that `write` does not write."""
    lines = iter([cells for _, cells in rows])
    try:
        return _read(form, lines)
    except StopIteration:
        raise Refused(f"“{COVER_TITLE}”不完整。") from None
    except Unreadable as reason:
        raise Refused(f"“{COVER_TITLE}”上有一格{reason}。") from None


def _read(form: Form[Filled], lines: Iterator[list[Cell]]) -> Filled:
    if _texts(next(lines)) != [form.title]:
        raise Refused(f"这份文件不是“{form.title}”,请核对。")
    facts: dict[str, Any] = {}
    for spec in form.facts:
        cells = next(lines)
        absent = not spec.required and len(cells) == 1
        label, *value = _exactly(cells, 1 if absent else 2)
        _expect(read_text(label), spec.title)
        facts[spec.name] = _value(spec, value[0]) if value else None
    facts["month"] = Month.parse(facts["month"])
    _expect(next(lines), [])
    _expect(_texts(next(lines)), list(_MONEY_HEADING))
    totals: dict[str, int] = {}
    while cells := next(lines):
        title, amount = _exactly(cells, 2)
        totals[read_text(title)] = read_money(amount)
    _expect(_texts(next(lines)), list(_SHEETS_HEADING))
    sheets = []
    for cells in lines:
        title, key, rows, amount = _exactly(cells, 4)
        sheets.append(SheetTotal(read_text(key), read_text(title), _value(_ROWS, rows), read_money(amount)))
    return form.holds(totals=totals, sheets=tuple(sheets), **facts)


def _value(spec: FieldSpec, cell: Cell) -> Any:
    value = reader(spec)(cell)
    if spec.kind is Kind.NUMBER and (type(value) is not int or value < 0):
        raise Unreadable("不是非负整数")
    return value


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [read_text(cell) for cell in cells]


def _exactly(cells: list[Cell], count: int) -> list[Cell]:
    if [cell[0] for cell in cells] != columns(count):
        raise Unreadable("缺失或多出")
    return cells


def _expect(found: object, expected: object) -> None:
    if found != expected:
        raise Unreadable(f"应为“{expected}”")
