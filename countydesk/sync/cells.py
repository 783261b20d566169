"""One cell of a sheet: a value written so that it reads back as it was, whatever it is."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

from countydesk.domain.fields import Choice, FieldSpec, Kind
from countydesk.domain.money import LARGEST_FEN
from countydesk.export import cells
from countydesk.export.cells import Unwritable


class Style(IntEnum):
    """The cell formats of the workbook, by their number in its style sheet."""

    PLAIN = 0
    HEADING = 1
    TEXT = 2
    QUOTED = 3  # text that a spreadsheet could take for a formula when it is copied
    DAY = 4
    MONEY = 5
    NUMBER = 6
    TITLE = 7
    NOTE = 8  # long text, which wraps


class Unreadable(Exception):
    """A cell that does not hold what its column should."""


# As a sheet's grammar splits a cell: column letters, row, style, text, number; text or number is "".
Cell = tuple[str, str, str, str, str]
Write = Callable[[Any], str]
Read = Callable[[Cell], Any]

_LARGEST_NUMBER = 10**15  # Excel keeps fifteen digits
_EPOCH = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)  # before it the 1900 date system has a leap day that never was
_OPENING = {style: cells.opening(int(style)) for style in Style}
_QUOTED = _OPENING[Style.QUOTED]
_CLOSING = "</t></is>"
_TEXT_OPENING = f"{_OPENING[Style.TEXT]}>"
_MONEY_OPENING = f' s="{int(Style.MONEY)}"><v>'
_NUMBER_OPENING = f' s="{int(Style.NUMBER)}"><v>'
_DAY_OPENING = f' s="{int(Style.DAY)}"><v>'
_TEXT_STYLES = frozenset(str(int(style)) for style in Style) - {
    str(int(style)) for style in (Style.PLAIN, Style.DAY, Style.MONEY, Style.NUMBER)
}
_YES, _NO = "是", "否"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_MONEY = re.compile(r"-?[0-9]{1,16}\.[0-9]{2}")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_FLOAT = re.compile(r"-?[0-9]{1,16}(?:\.[0-9]{1,25})?(?:e[+-][0-9]{1,3})?")
_SERIAL = re.compile(r"[0-9]{1,7}")


def text_cell(value: str, style: Style = Style.TEXT) -> str:
    """The inside of a `<c>` element that holds `value` as text, never as a formula.

    Raises `Unwritable` if it is too long for a cell or holds half a character (a lone surrogate), and
    `TypeError` if it is no text.
    """
    if not isinstance(value, str):
        raise TypeError(f"text is a str, not {value!r}")
    return cells.text_cell(value, _OPENING[style], _QUOTED)


def _money_cell(fen: int) -> str:
    if type(fen) is not int:
        raise TypeError(f"money is whole fen, not {fen!r}")
    if abs(fen) > LARGEST_FEN:
        raise Unwritable("金额过大,请核对。")
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{_MONEY_OPENING}{sign}{fen // 100}.{fen % 100:02d}</v>"


def _number_cell(value: int | float) -> str:
    if type(value) not in (int, float):
        raise TypeError(f"a number is an int or a float, not {value!r}")
    if not abs(value) < _LARGEST_NUMBER:
        raise Unwritable("数字过大或不是数,请核对。")
    return f"{_NUMBER_OPENING}{value!r}</v>"


def _day_cell(value: date) -> str:
    if type(value) is not date:
        raise TypeError(f"a day is a date, not {value!r}")
    if value < _FIRST_DAY:
        return text_cell(value.isoformat())
    return f"{_DAY_OPENING}{value.toordinal() - _EPOCH.toordinal()}</v>"


def _instant_cell(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("a moment has a zone")
    return f"{_TEXT_OPENING}{value.isoformat()}{_CLOSING}"


def _yes_no_cell(value: bool) -> str:
    if type(value) is not bool:
        raise TypeError(f"yes or no is a bool, not {value!r}")
    return f"{_TEXT_OPENING}{_YES if value else _NO}{_CLOSING}"


def _values_cell(values: dict[str, Any]) -> str:
    if type(values) is not dict:
        raise TypeError(f"values are a dict, not {values!r}")
    return text_cell(_spelled(values), Style.NOTE)


def _spelled(values: dict[str, Any]) -> str:
    """The one spelling of some values as JSON. Raises `ValueError` for what JSON cannot say."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, allow_nan=False)


def writer(spec: FieldSpec) -> Write:
    """What writes a field's value (never None) as the inside of a `<c>` element, from the style on.

    The writer raises `Unwritable` for a value that a cell cannot hold, and `TypeError` for one that is not
    of the field's kind, which is a fault of the program.
    """
    known: dict[Kind, Write] = {
        Kind.MONEY: _money_cell,
        Kind.NUMBER: _number_cell,
        Kind.DAY: _day_cell,
        Kind.INSTANT: _instant_cell,
        Kind.YES_NO: _yes_no_cell,
        Kind.VALUES: _values_cell,
        Kind.LONG_TEXT: lambda value: text_cell(value, Style.NOTE),
    }
    if spec.kind is Kind.CHOICE or spec.kind is Kind.CHOICES:
        titles = {choice.value: title for title, choice in _titles(spec).items()}
        cells = {value: text_cell(title) for value, title in titles.items()}
        if spec.kind is Kind.CHOICE:
            return lambda value: _looked_up(cells, value)
        return lambda values: text_cell("、".join(_looked_up(titles, value) for value in values))
    return known.get(spec.kind, text_cell)


def _titles(spec: FieldSpec) -> dict[str, Choice]:
    """The choices by title; titles must tell them apart, also when they stand in one cell."""
    if spec.choices is None:
        raise TypeError(f"the field {spec.name} has no choices")
    named = {choice.title: choice for choice in spec.choices}
    if len(named) != len(spec.choices) or any("、" in title or not title for title in named):
        raise TypeError(f"the titles of {spec.choices.__name__} cannot be told apart")
    return named


def _looked_up(known: Mapping[str, str], value: str) -> str:
    if value not in known:
        raise Unwritable(f"的值“{value}”不在可选范围内。")
    return known[value]


def read_text(cell: Cell) -> str:
    """The text of a text cell. Raises `Unreadable` for a number."""
    _, _, style, text, number = cell
    if number or style not in _TEXT_STYLES:
        raise Unreadable("不是文本")
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text


def read_money(cell: Cell) -> int:
    """Whole fen out of a money cell. Raises `Unreadable` for anything else."""
    return int(_matched(cell, Style.MONEY, _MONEY, "金额").replace(".", ""))


def _read_number(cell: Cell) -> int | float:
    number = _matched(cell, Style.NUMBER, _FLOAT, "数字")
    return int(number) if _WHOLE.fullmatch(number) else float(number)


def _read_day(cell: Cell) -> date:
    try:
        if cell[4]:
            return _EPOCH + timedelta(days=int(_matched(cell, Style.DAY, _SERIAL, "日期")))
        return date.fromisoformat(read_text(cell))
    except (ValueError, OverflowError):
        raise Unreadable("不是日期") from None


def _read_instant(cell: Cell) -> datetime:
    try:
        value = datetime.fromisoformat(read_text(cell))
    except ValueError:
        raise Unreadable("不是时间") from None
    if value.tzinfo is None:
        raise Unreadable("不是带时区的时间")
    return value


def _read_yes_no(cell: Cell) -> bool:
    text = read_text(cell)
    if text not in (_YES, _NO):
        raise Unreadable("不是“是”或“否”")
    return text == _YES


def _read_values(cell: Cell) -> dict[str, Any]:
    text = read_text(cell)
    try:
        values = json.loads(text)
        # Databases read JSON more strictly than Python: what is spelled otherwise goes no further.
        plain = isinstance(values, dict) and all(map(_is_plain, values.values())) and text == _spelled(values)
    except (ValueError, RecursionError):
        plain = False
    if not plain:
        raise Unreadable("不是约定的项目内容")
    return dict(values)


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) and "\0" not in each for each in value)
    if isinstance(value, int):
        return abs(value) <= LARGEST_FEN
    return isinstance(value, str) and "\0" not in value


def _matched(cell: Cell, style: Style, pattern: re.Pattern[str], what: str) -> str:
    if cell[2] != str(int(style)) or not pattern.fullmatch(cell[4]):
        raise Unreadable(f"不是{what}")
    return cell[4]


def reader(spec: FieldSpec) -> Read:
    """What reads a field's value back from its cell; it raises `Unreadable` for anything of another kind."""
    known: dict[Kind, Read] = {
        Kind.MONEY: read_money,
        Kind.NUMBER: _read_number,
        Kind.DAY: _read_day,
        Kind.INSTANT: _read_instant,
        Kind.YES_NO: _read_yes_no,
        Kind.VALUES: _read_values,
    }
    if spec.kind is Kind.CHOICE or spec.kind is Kind.CHOICES:
        named = _titles(spec)
        if spec.kind is Kind.CHOICE:
            return lambda cell: _chosen(named, read_text(cell))
        return lambda cell: [_chosen(named, title) for title in read_text(cell).split("、") if title]
    return known.get(spec.kind, read_text)


def _chosen(named: Mapping[str, Choice], title: str) -> Choice:
    if title not in named:
        raise Unreadable(f"“{title[:40]}”不在可选范围内")
    return named[title]
