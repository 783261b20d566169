"""A workbook of one kind of record as rows of texts: its headings found by their titles, in any order."""

from collections.abc import Sequence
from dataclasses import dataclass

from countydesk.domain.catalogue import FIGURES, KindOf
from countydesk.domain.days import day_of_serial, show_day
from countydesk.domain.entry_headings import Heading, in_unit, matched
from countydesk.domain.entry_sheets import EXAMPLE
from countydesk.domain.fields import Kind
from countydesk.domain.problems import Refused
from countydesk.imports.headings import SIGNATURES, TOTALS
from countydesk.imports.readings import is_destroyed
from countydesk.imports.tables import Row, Sheet, Value, shown

SEARCHED_ROWS = 30
UNSAID = frozenset({"序号", "编号", "no", "no."})  # columns that nobody misses


@dataclass(frozen=True)
class SheetRow:
    """A row with its number as Excel shows it, and its texts in the order of the kind's headings."""

    number: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class SheetRead:
    """The sheet that was taken, the number of its heading row, its rows, and what must be said of it."""

    sheet: str
    heading_row: int
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...] = ()


def read_entry_sheet(sheets: Sequence[Sheet], columns: Sequence[Heading], kind: KindOf) -> SheetRead:
    """The rows of the sheet that fits a kind best. Raises `Refused` for a file in which none does."""
    scored = []
    for place, sheet in enumerate(sheets):
        for at, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
            found = matched(columns, kind, [shown(value) for value in row.values])
            if any(key == "name" for key, _ in found):
                scored.append((sum(bool(key) for key, _ in found), -place, -at, found))
    if not scored:
        raise Refused(f"没有找到“{columns[0].title}”这一列。请用“{kind.title}”的模板填写后再导入。")
    _, place, at, found = max(scored, key=lambda each: each[:3])
    sheet, heading = sheets[-place], sheets[-place].rows[-at]
    by_key = {key: (column, unit) for column, (key, unit) in enumerate(found) if key}
    rows, passed = [], list[str]()
    for row in sheet.rows[-at + 1 :]:
        texts = tuple(_text(row, one, *by_key.get(one.key, (len(row.values), ""))) for one in columns)
        if EXAMPLE in texts:
            passed.append(f"第 {row.number} 行是示例,未读。")
        elif _closes(row):
            passed.append(f"第 {row.number} 行是合计或签名,未读。")
        elif any(texts):
            rows.append(SheetRow(row.number, texts))
    return SheetRead(sheet.name, heading.number, tuple(rows), (*_notes(columns, heading, found), *passed))


def _notes(columns: Sequence[Heading], heading: Row, found: Sequence[tuple[str, str]]) -> list[str]:
    """The columns that were not understood, and those that are missing."""
    words = [shown(value).strip() for value in heading.values]
    foreign = [
        word
        for word, (key, _) in zip(words, found, strict=True)
        if word and not key and word.lower() not in UNSAID
    ]
    there = {key for key, _ in found}
    missing = [one.title for one in columns if one.required and one.key not in there]
    notes = [f"表中没有必填的列:{'、'.join(missing)}。"] if missing else []
    return notes + ([f"不认识的列,未读:{'、'.join(foreign)}。"] if foreign else [])


def _closes(row: Row) -> bool:
    """Whether a row is a total or a line of signatures."""
    texts = [text for value in row.values if (text := shown(value).strip())]
    return any(TOTALS.match(text) for text in texts[:2]) or bool(texts and SIGNATURES.match(texts[0]))


def _text(row: Row, heading: Heading, column: int, unit: str) -> str:
    """A cell as it would have been typed under the kind's own heading."""
    value = row.values[column] if column < len(row.values) else None
    if heading.kind is Kind.DAY:
        return _day(value)
    if heading.kind is Kind.CITIZEN_ID and is_destroyed(value):
        return f"{value:.2E}"
    if isinstance(value, float) and heading.kind in FIGURES:
        text = f"{value:.15g}" if abs(value) < 1e15 else shown(value)
    else:
        text = shown(value).strip()
    return in_unit(heading, unit, text)


def _day(value: Value) -> str:
    """Days come as days, as numbers of days, or as typed; of 2020.1 as a number, a 0 may be lost."""
    if isinstance(value, int) and (serial := day_of_serial(value)):
        return show_day(serial)
    text = shown(value).strip()
    return f"{text}或{text}0" if isinstance(value, float) and text.endswith(".1") else text
