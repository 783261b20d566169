"""A list of the window as an .xlsx for people: headings, filter, print titles, and cells that stay text."""

import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.fields import Choice, FieldSpec, Kind, titles
from countydesk.domain.formulas import could_act
from countydesk.domain.problems import Refused, Unavailable
from countydesk.export.cells import Unwritable, opening, text_cell

BEIJING = timezone(timedelta(hours=8))
FIRST_PART = "[Content_Types].xml"
SHEET_PART = "xl/worksheets/sheet1.xml"
NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")

WIDTHS = {
    Kind.NAME: 14,
    Kind.CITIZEN_ID: 21,
    Kind.PHONE: 15,
    Kind.BANK_CARD: 24,
    Kind.DAY: 12,
    Kind.INSTANT: 17,
    Kind.MONTH: 10,
    Kind.MONEY: 14,
    Kind.NUMBER: 10,
    Kind.YES_NO: 8,
    Kind.CHOICE: 12,
    Kind.LONG_TEXT: 44,
}
OTHER_WIDTH = 20
THIN = Side(style="thin", color="FFB7BDC6")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def write_table(
    target: Path | BinaryIO, title: str, fields: Sequence[FieldSpec], rows: Iterable[Sequence[object]]
) -> int:
    """Write the rows under the titles of their fields, and return how many there were.

    Values stand in the order of `fields`: text, whole fen, days, instants (with zone, or as ISO
    text), decimals, yes or no, the values of choices, or None. Fields of kind KEY are left out: they mean
    nothing to people. Numbers that identify stay text. Everything is made in memory, for a
    temporary file would leave names in the clear; a path gets its file whole or not at all.
    Raises `Refused` for a text that no cell can hold, `Unavailable` when it cannot be saved.
    """
    shown = [i for i, spec in enumerate(fields) if spec.kind is not Kind.KEY]
    columns = [fields[i] for i in shown]
    book, sheet = _laid_out(title, columns)
    styles, last = _Styles(sheet), 1

    def lines() -> Iterator[bytes]:
        nonlocal last
        for last, row in enumerate(rows, 2):
            cells = (styles.cell(spec, row[i], last) for spec, i in zip(columns, shown, strict=True))
            yield f'<row r="{last}">{"".join(cells)}</row>'.encode()
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"

    content = _with_rows(book, lines())
    if isinstance(target, Path):
        _save(target, content)
    else:
        target.write(content)
    return last - 1


class _Styles:
    """The numbers of the styles that cells take, as the workbook counts them."""

    def __init__(self, sheet: Worksheet) -> None:
        centre = Alignment(vertical="center")
        wrapped = Alignment(vertical="center", wrap_text=True)
        self._text = _style(sheet, "@", centre)
        self._long_text = _style(sheet, "@", wrapped)
        self._quoted = _style(sheet, "@", wrapped, quoted=True)
        self._money = _style(sheet, "#,##0.00", centre)
        self._day = _style(sheet, "yyyy-mm-dd", centre)
        self._number = _style(sheet, "0", centre)
        self._decimal = _style(sheet, "General", centre)

    def cell(self, spec: FieldSpec, value: object, row: int) -> str:
        """One cell as XML; "" stands framed and empty."""
        if value is None or value == "":
            return f'<c s="{self._text}"/>'
        if spec.kind is Kind.MONEY and isinstance(value, int):
            sign, fen = ("-", -value) if value < 0 else ("", value)
            return f'<c s="{self._money}"><v>{sign}{fen // 100}.{fen % 100:02d}</v></c>'
        if spec.kind is Kind.DAY and isinstance(value, date):
            return f'<c s="{self._day}"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        if spec.kind is Kind.NUMBER and isinstance(value, int | float):
            return f'<c s="{self._number}"><v>{value!r}</v></c>'
        if isinstance(value, Decimal):
            return f'<c s="{self._decimal}"><v>{value:f}</v></c>'
        text = _in_words(spec, value)
        style = self._long_text if spec.kind is Kind.LONG_TEXT else self._text
        try:
            return f"<c{text_cell(text, opening(style), opening(self._quoted))}</c>"
        except Unwritable as reason:
            raise Refused(f"第 {row} 行“{spec.title}”{reason}") from None


def _style(sheet: Worksheet, number_format: str, alignment: Alignment, quoted: bool = False) -> int:
    cell = WriteOnlyCell(sheet)
    cell.number_format, cell.alignment, cell.border = number_format, alignment, GRID
    cell.font = Font(name="宋体", size=11)
    cell.quotePrefix = quoted
    return int(cell.style_id)


def _in_words(spec: FieldSpec, value: object) -> str:
    """A value as people read it."""
    if spec.kind is Kind.YES_NO:
        return "是" if value else "否"
    if spec.kind is Kind.CHOICE and spec.choices:
        return spec.choices(str(value)).title
    if spec.kind is Kind.CHOICES and isinstance(value, list | tuple):
        return titles(spec.choices, value) if spec.choices else "、".join(map(str, value))
    if spec.kind is Kind.INSTANT:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    return value.title if isinstance(value, Choice) else str(value)


def _laid_out(title: str, columns: Sequence[FieldSpec]) -> tuple[Workbook, Worksheet]:
    """A workbook with its headings alone: openpyxl spills what it writes, so no row goes through it."""
    book = Workbook()
    book.properties.creator = "CountyDesk"
    book.properties.title = title
    sheet = book.worksheets[0]
    sheet.title = NOT_IN_A_SHEET_NAME.sub(" ", title).strip("' ")[:31] or "清单"
    for number, spec in enumerate(columns, 1):
        cell = sheet.cell(1, number, spec.title)
        cell.data_type, cell.quotePrefix = "s", could_act(spec.title)  # an office titles its own fields
        cell.font = Font(name="宋体", size=11, bold=True)
        cell.fill = PatternFill("solid", fgColor="FFEAF0F7")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = GRID
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(spec.kind, OTHER_WIDTH)
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = title.replace("&", "&&")
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    return book, sheet


def _with_rows(book: Workbook, lines: Iterable[bytes]) -> bytes:
    """The laid out workbook with the rows put into its sheet, each packed as it comes: many take little
    room. What stands below them is laid out once they are all there."""
    full = BytesIO()
    with zipfile.ZipFile(full, "w", zipfile.ZIP_DEFLATED) as target:
        parts = _parts(book)
        target.writestr(FIRST_PART, parts[FIRST_PART], zipfile.ZIP_DEFLATED)
        head, end, _ = parts[SHEET_PART].partition(b"</sheetData>")
        with target.open(SHEET_PART, "w") as sheet:
            sheet.write(re.sub(rb"<dimension [^>]*/>", b"", head, count=1))
            for line in lines:
                sheet.write(line)
            parts = _parts(book)
            sheet.write(end + parts[SHEET_PART].partition(end)[2])
        for name, content in parts.items():
            if name not in (FIRST_PART, SHEET_PART):
                target.writestr(name, content, zipfile.ZIP_DEFLATED)
    return full.getvalue()


def _parts(book: Workbook) -> dict[str, bytes]:
    saved = BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as source:
        return {part.filename: source.read(part) for part in source.infolist()}


def _save(path: Path, content: bytes) -> None:
    """The whole file under its name, or none: written beside it, made durable, then renamed."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Unavailable(
            f"表格没有存成“{path.name}”:{reason_of(error)}。请看文件是否正在 WPS 或 Excel 中打开。"
        ) from error
