"""The sheets of the package: laid out by openpyxl, filled with rows as they come, read back strictly."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.problems import Refused
from countydesk.export.cells import Unwritable
from countydesk.sync import markup, parts
from countydesk.sync.cells import (
    Cell,
    Style,
    Unreadable,
    Write,
    read_text,
    reader,
    text_cell,
    writer,
)

COVER_TITLE = "封面"
MOST_SHEETS = 20
MOST_ROWS = 1_048_576  # of a sheet in Excel, the heading included
_ROWS_AT_ONCE = 500
_WIDTHS = {
    Kind.LONG_TEXT: 40,
    Kind.CITIZEN_ID: 21,
    Kind.PHONE: 14,
    Kind.BANK_CARD: 23,
    Kind.DAY: 12,
    Kind.INSTANT: 28,
    Kind.MONTH: 10,
    Kind.MONEY: 14,
    Kind.NUMBER: 10,
    Kind.YES_NO: 9,
    Kind.NAME: 14,
    Kind.CHOICES: 22,
    Kind.VALUES: 40,
}
_COVER_WIDTHS = (26, 26, 12, 26)

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_EMPTY = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_FRAME_BYTES = 1 << 16  # what stands before the rows, and what after them
_ROW_BYTES = 1 << 23
_ROW = re.compile(r'<row r="([1-9][0-9]{0,6})">(.*)', re.DOTALL)
# The dot catches whatever is no cell, as a cell without a row number.
CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})" s="([0-8])'
    r'(?:" t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is>|"><v>([^<]+)</v>)</c>|.',
    re.DOTALL,
)
_BAD_ENTITY = re.compile("&(?!amp;|lt;|gt;)")
# Raw control characters are no XML; tab and line feed are.
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10))


@dataclass(frozen=True)
class Sheet:
    """A kind of record: its key for programs, its Chinese title, its fields, and its rows.

    A row holds the fields' values in their order: `str`, `int` fen for money, `date`, `datetime` with a
    zone, `bool`, a value or a list of values of the field's choices, or None.
    """

    key: str
    title: str
    fields: tuple[FieldSpec, ...]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Frame:
    """A sheet's XML without its rows: what stands before and behind them."""

    before: bytes
    after: bytes


def lay_out(sheets: Sequence[Sheet]) -> tuple[dict[str, bytes], list[Frame]]:
    """The workbook without rows: its shared parts by name, and the frames of the cover and of `sheets`.

    openpyxl keeps sheets in temporary files, in the clear: here it sees titles and widths only.
    """
    from openpyxl import Workbook

    book = Workbook()
    _register_styles(book)
    cover = book.active
    cover.title = COVER_TITLE
    _set_up(cover, _COVER_WIDTHS)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        if page.title != sheet.title:
            raise ValueError(f"two sheets are called {sheet.title}")
        _set_up(page, [_width(spec) for spec in sheet.fields])
        page.freeze_panes, page.print_title_rows = "A2", "1:1"
        for column, spec in zip(columns(len(sheet.fields)), sheet.fields, strict=True):
            page.column_dimensions[column].hidden = spec.kind is Kind.KEY
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        shared = {part: archive.read(part) for part in (parts.WORKBOOK, parts.STYLES, parts.THEME)}
        frames = [_frame(archive.read(parts.sheet_part(number + 1))) for number in range(len(sheets) + 1)]
    return shared, frames


def _register_styles(book: Any) -> None:
    """Make the formats of `Style` known to an openpyxl workbook, under their numbers."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    scratch = book.create_sheet()
    line = Side(style="thin", color="BFBFBF")
    formats = {style: scratch.cell(row=int(style) or 10, column=1) for style in Style}
    formats[Style.HEADING].font = Font(bold=True)
    formats[Style.HEADING].fill = PatternFill("solid", fgColor="E7EEF7")
    formats[Style.HEADING].border = Border(bottom=line)
    formats[Style.HEADING].alignment = Alignment(horizontal="center", vertical="center")
    for style in (Style.TEXT, Style.QUOTED, Style.NOTE):
        formats[style].number_format = "@"
        long = style is not Style.TEXT
        formats[style].alignment = Alignment(horizontal="left", indent=1, vertical="top", wrap_text=long)
    formats[Style.QUOTED].quotePrefix = True
    for style, shown in ((Style.DAY, "yyyy-mm-dd"), (Style.MONEY, "#,##0.00"), (Style.NUMBER, "General")):
        formats[style].number_format = shown
        side = "center" if style is Style.DAY else "right"
        formats[style].alignment = Alignment(horizontal=side, vertical="top")
    formats[Style.TITLE].font = Font(bold=True, size=16)
    found = {style: formats[style].style_id for style in Style}
    if found != {style: int(style) for style in Style}:
        raise AssertionError(f"openpyxl numbers the formats otherwise: {found}")
    book.remove(scratch)


def _set_up(page: Any, widths: Sequence[float]) -> None:
    """Paper, margins and column widths; a sheet of any width is printed one page wide."""
    for column, width in zip(columns(len(widths)), widths, strict=True):
        page.column_dimensions[column].width = width
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0
    page.oddFooter.center.text = "&A  第 &P 页 共 &N 页"


def _width(spec: FieldSpec) -> float:
    return max(_WIDTHS.get(spec.kind, 16), 2.2 * len(spec.title) + 2)


def _frame(page: bytes) -> Frame:
    """openpyxl's XML of an empty sheet, cut where the rows belong.

    Its `dimension` is left out: it would tell readers that there are no rows.
    """
    before, after = _EMPTY.split(_DIMENSION.sub(b"", page))
    return Frame(markup.DECLARATION + before.split(b"?>\n")[-1] + _OPEN, _CLOSE + after)


def columns(count: int) -> list[str]:
    """The letters of the first `count` columns: A, B … Z, AA."""
    letters = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    return (letters + [first + second for first in letters for second in letters])[:count]


def row_xml(number: int, cells: Iterable[tuple[str, str]]) -> str:
    """A `<row>` of (column, inside of the cell)."""
    inside = "".join(f'<c r="{column}{number}"{cell}</c>' for column, cell in cells)
    return f'<row r="{number}">{inside}</row>'


@dataclass
class Count:
    """What the cover says of a sheet: its rows, and the sum of all its money, in fen."""

    rows: int = 0
    control_fen: int = 0


def write_rows(sheet: Sheet, write: Callable[[bytes], object], told: Callable[[int], None]) -> Count:
    """Stream heading and rows of `sheet` to `write`, and count them.

    `told` is called now and then with the rows done so far. Raises `Refused`, naming sheet, row (as Excel
    numbers it) and field, for a value that a cell cannot hold, and for more rows than a sheet can.
    """
    letters, count = columns(len(sheet.fields)), Count()
    headings = (text_cell(spec.title, Style.HEADING) for spec in sheet.fields)
    buffer = [row_xml(1, zip(letters, headings, strict=True))]
    plan = [(letter, writer(spec), spec.title) for letter, spec in zip(letters, sheet.fields, strict=True)]
    money = [at for at, spec in enumerate(sheet.fields) if spec.kind is Kind.MONEY]
    for number, row in enumerate(sheet.rows, 2):
        if number > MOST_ROWS:
            raise Refused(f"“{sheet.title}”超过 {MOST_ROWS - 1} 行,一张工作表放不下。")
        buffer.append(_row(sheet.title, number, plan, row))
        count.rows += 1
        count.control_fen += sum(row[at] or 0 for at in money)
        if len(buffer) >= _ROWS_AT_ONCE:
            write("".join(buffer).encode())
            buffer.clear()
            told(count.rows)
    write("".join(buffer).encode())
    told(count.rows)
    return count


def _row(sheet: str, number: int, plan: Sequence[tuple[str, Write, str]], row: Sequence[Any]) -> str:
    cells, title = [f'<row r="{number}">'], ""
    try:
        for (letter, write, title), value in zip(plan, row, strict=True):  # noqa: B007
            if value is not None:
                cells.append(f'<c r="{letter}{number}"{write(value)}</c>')
    except Unwritable as reason:
        raise Refused(f"“{sheet}”第 {number} 行“{title}”{reason}") from None
    cells.append("</row>")
    return "".join(cells)


def raw_rows(chunks: Iterable[bytes], part: str) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of a sheet as numbers and cells, straight from its bytes.

    Only the XML that `row_xml` writes is understood, so that no parser and no spreadsheet can see anything
    else in it. Raises `Refused`, naming `part`, for everything else, and for rows out of order.
    """
    frame, pieces = b"", _pieces(chunks, part)
    expected = 1
    for last, piece in pieces:
        if expected == 1 and not frame:
            frame, opened, piece = piece.partition(_OPEN)
            if not opened or len(frame) > _FRAME_BYTES:
                raise Refused(f"工作表“/{part}”的开头不是约定的格式。")
            frame += opened
        if last:
            _check_frame(frame + piece, part)
            return
        number, cells = _raw_row(piece, part)
        if number != expected or number > MOST_ROWS:
            raise Refused(f"工作表“/{part}”第 {expected} 行缺失、次序不对或超出上限。")
        expected += 1
        yield number, cells


def _pieces(chunks: Iterable[bytes], part: str) -> Iterator[tuple[bool, bytes]]:
    """The bytes between one `</row>` and the next; the last piece, marked so, is what follows the rows."""
    rest = b""
    for chunk in chunks:
        if len(chunk.translate(None, _CONTROLS)) != len(chunk):
            raise Refused(f"工作表“/{part}”含有不允许的控制字符。")
        *whole, rest = (rest + chunk).split(b"</row>")
        for piece in whole:
            yield False, piece
        if len(rest) > _ROW_BYTES:
            raise Refused(f"工作表“/{part}”有一行过长。")
    yield True, rest


def _check_frame(frame: bytes, part: str) -> None:
    """What stands around the rows must be plain XML with one empty `sheetData` where they were."""
    if len(frame) > 2 * _FRAME_BYTES or _OPEN + _CLOSE not in frame:
        raise Refused(f"工作表“/{part}”的结尾不是约定的格式。")
    root = markup.parse(frame, f"/{part}")
    if [child.tag for child in root].count(f"{{{_SPREADSHEET}}}sheetData") != 1:
        raise Refused(f"工作表“/{part}”不是约定的格式。")


def _raw_row(piece: bytes, part: str) -> tuple[int, list[Cell]]:
    try:
        found = _ROW.fullmatch(piece.decode())
    except UnicodeDecodeError:
        found = None
    if not found:
        raise Refused(f"工作表“/{part}”中有一行不是约定的格式。")
    number, inside = found[1], found[2]
    cells: list[Cell] = CELL.findall(inside)
    if [1 for cell in cells if cell[1] != number] or ("&" in inside and _BAD_ENTITY.search(inside)):
        raise Refused(f"工作表“/{part}”第 {number} 行不是约定的格式。")
    return int(number), cells


def read_rows(
    chunks: Iterable[bytes], part: str, title: str, fields: Sequence[FieldSpec]
) -> Iterator[list[Any]]:
    """The rows of a sheet as they were handed to `write_rows`, one list of values each.

    Raises `Refused`, naming sheet, row and field, if the sheet has other headings or a cell does not hold
    what its field does.
    """
    letters = columns(len(fields))
    place = {letter: at for at, letter in enumerate(letters)}
    plan = [(reader(spec), spec.title) for spec in fields]
    for number, cells in raw_rows(chunks, part):
        values: list[Any] = [None] * len(fields)
        field, before = "", -1
        try:
            for cell in cells:
                at = place.get(cell[0], -1)
                if at <= before:
                    raise Unreadable(f"多出一格({cell[0]} 列)")
                (read, field), before = plan[at], at
                values[at] = read_text(cell) if number == 1 else read(cell)
        except Unreadable as reason:
            raise Refused(f"“{title}”第 {number} 行“{field}”{reason}。") from None
        if number > 1:
            yield values
        elif values != [spec.title for spec in fields]:
            raise Refused(f"“{title}”的表头与本程序的字段不符,可能来自另一版本。")
