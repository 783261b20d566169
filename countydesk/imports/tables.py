"""Raw tables: what a file from outside holds before anything is understood of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from countydesk.domain.problems import Refused

SAVE_AS = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿(.xlsx)”,再导入。"

# Text stays text; a number is an int when the file spells it out in digits, otherwise a float.
# A formula that was never calculated is its own text, with the leading "=".
Value = str | int | float | date | None
ROWS_AT_ONCE = 1000
LONGEST_TEXT = 32_767  # characters, as in Excel; what is longer never stood in one cell
MOST_ROWS = 200_000
MOST_COLUMNS = 1024


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as Excel shows it; hidden rows are rows like any other."""

    number: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows that hold anything. Merged ranges are filled with the value of their corner;
    `filled` are the (row, column) places that were empty before, columns counted from 0.
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    filled: frozenset[tuple[int, int]] = frozenset()


def check_size(rows: int, number: int, columns: int) -> None:
    """Raise `Refused` for more than is read: nothing of a file is left out in silence.

    Takes how many rows there are so far, the number of the last, and how many columns it has.
    """
    if rows > MOST_ROWS:
        raise Refused(f"一张表超过 {MOST_ROWS} 行,请拆分后再导入。")
    if columns > MOST_COLUMNS:
        raise Refused(f"第 {number} 行有 {columns} 列,一次最多 {MOST_COLUMNS} 列,请删去多余的列再导入。")


def check_text(text: str) -> str:
    """A cell's text itself. Raises `Refused` for one that never stood in a cell."""
    if len(text) > LONGEST_TEXT:
        raise Refused(f"有一格超过 {LONGEST_TEXT} 字,不像是台账。{SAVE_AS}")
    return text


def in_pieces(sheets: Iterable[Sheet]) -> Iterator[list[Any]]:
    """Sheets in pieces that pass between processes: ["sheet", name, hidden], its rows, its filled places."""
    for sheet in sheets:
        yield ["sheet", sheet.name, sheet.hidden]
        for at in range(0, len(sheet.rows), ROWS_AT_ONCE):
            yield ["rows", [(row.number, row.values) for row in sheet.rows[at : at + ROWS_AT_ONCE]]]
        yield ["filled", list(sheet.filled)]


def put_together(pieces: Iterable[list[Any]]) -> list[Sheet]:
    """The sheets that came in pieces."""
    sheets: list[Sheet] = []
    name, hidden, rows = "", False, list[Row]()
    for kind, *content in pieces:
        if kind == "sheet":
            (name, hidden), rows = content, []
        elif kind == "rows":
            rows += [Row(number, tuple(values)) for number, values in content[0]]
        else:
            filled = frozenset((number, column) for number, column in content[0])
            sheets.append(Sheet(name, tuple(rows), hidden, filled))
    return sheets


def shown(value: Value) -> str:
    """A value as a person sees it in the cell: "1800", "2020.8", "6.21E+17", "2020-08-01"."""
    match value:
        case None:
            return ""
        case str():
            return value
        case date():
            return value.isoformat()
        case float() if abs(value) >= 1e11:
            return f"{value:.2E}"
        case float():
            return f"{value:.15g}"
        case _:
            return str(value)
