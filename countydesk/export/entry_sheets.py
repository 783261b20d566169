"""The template that a kind of record is filled in on: headings, an example, lists to choose from."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from countydesk.domain.catalogue import FIGURES
from countydesk.domain.entry_headings import Heading
from countydesk.domain.fields import Kind
from countydesk.domain.formulas import could_act
from countydesk.export.workbook import NOT_IN_A_SHEET_NAME, OTHER_WIDTH, WIDTHS

LINE = Side(style="thin", color="FFB7BDC6")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
NEEDED, FREE, EXAMPLE = (PatternFill("solid", fgColor=f"FF{rgb}") for rgb in ("FCEFDC", "EAF0F7", "F1F3F5"))
CHOICES = "选项"
LAST_ROW = 5001  # that lists to choose from reach down to
HOW = (
    "从第 3 行起填写,一行一条;第 2 行是示例,导入时略过,可以删去。",
    "带 * 的列必须填写;列可以调换次序,不用的列可以删去,列名请不要改。",
    "约数请照写,例如 120余、近2万、3000以上;金额可写 1.8万元。",
)
COLUMNS = (("列名", 26), ("是否必填", 10), ("单位", 8), ("怎样填写", 44), ("可选内容", 60))


def template(title: str, columns: Sequence[Heading], example: Sequence[str]) -> bytes:
    """An .xlsx to be filled in and read again; `example` is the text of its second row."""
    book = Workbook()
    book.properties.creator, book.properties.title = "CountyDesk", title
    sheet = book.worksheets[0]
    sheet.title = NOT_IN_A_SHEET_NAME.sub(" ", title)[:31]
    choices = book.create_sheet(CHOICES)
    for number, (heading, words) in enumerate(zip(columns, example, strict=True), 1):
        _head(sheet, number, heading)
        _write(sheet.cell(2, number), words).fill = EXAMPLE
        sheet.cell(2, number).font = Font(name="宋体", size=11, italic=True, color="FF66727F")
        if heading.choices:
            _offer(sheet, choices, number, heading)
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "B2"
    _explain(book.create_sheet("填写说明"), columns)
    choices.sheet_state = "hidden"
    book.move_sheet(choices, 1)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _head(sheet: Worksheet, number: int, heading: Heading) -> None:
    """The heading, and the whole column as text where Excel would bend what is typed: days, long numbers."""
    column = sheet.column_dimensions[get_column_letter(number)]
    column.width = max(WIDTHS.get(heading.kind, OTHER_WIDTH), 2 * len(heading.words) + 3)
    if heading.kind not in FIGURES:
        column.number_format = "@"
    cell = _write(sheet.cell(1, number), heading.words)
    cell.font = Font(name="宋体", size=11, bold=True)
    cell.fill = NEEDED if heading.required else FREE
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _offer(sheet: Worksheet, choices: Worksheet, number: int, heading: Heading) -> None:
    """A list to choose from; several choices are typed beside each other, so nothing is refused there."""
    letter = get_column_letter(number)
    for row, title in enumerate(heading.choices, 1):
        _write(choices.cell(row, number), title)
    offered = DataValidation("list", formula1=f"'{CHOICES}'!${letter}$1:${letter}${len(heading.choices)}")
    offered.allow_blank = True
    offered.showErrorMessage = heading.kind is not Kind.CHOICES
    offered.errorTitle, offered.error = heading.title, "请从下拉列表中选一项。"
    offered.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(offered)


def _explain(sheet: Worksheet, columns: Sequence[Heading]) -> None:
    for row, words in enumerate(HOW, 1):
        sheet.cell(row, 1, words).font = Font(name="宋体", size=11)
    top = len(HOW) + 2
    for number, (title, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        cell = _write(sheet.cell(top, number), title)
        cell.font, cell.fill = Font(name="宋体", size=11, bold=True), FREE
    for row, one in enumerate(columns, top + 1):
        needed = "必填" if one.required else ""
        for number, words in enumerate((one.title, needed, one.unit, one.hint, "、".join(one.choices)), 1):
            _write(sheet.cell(row, number), words).alignment = Alignment(vertical="center", wrap_text=True)


def _write(cell: Cell, words: str) -> Cell:
    """Text that stays text, whatever an office has called its fields."""
    cell.value, cell.data_type, cell.number_format = words, "s", "@"
    cell.quotePrefix, cell.border = could_act(words), GRID
    cell.font = Font(name="宋体", size=11)
    return cell
