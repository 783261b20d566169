"""Raw tables: what a file from outside holds before anything is understood of it."""

from dataclasses import dataclass
from datetime import date

SAVE_AS = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿(.xlsx)”,再导入。"

# Text stays text; a number is an int when the file spells it out in digits, otherwise a float.
# A formula that was never calculated is its own text, with the leading "=".
Value = str | int | float | date | None


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
