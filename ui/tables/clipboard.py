"""What Ctrl+C takes out of a table, as text and as a table that Excel and WPS read; what Ctrl+V brings."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData

from countydesk.domain.fields import Kind
from countydesk.domain.formulas import could_act
from countydesk.domain.problems import Refused
from ui.tables.columns import Column

FIGURE = re.compile(r"-[0-9,]+(?:\.[0-9]+)?")
FIGURES = frozenset({Kind.MONEY, Kind.NUMBER})


def as_mime(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> QMimeData:
    """Cells as they are read, under their headings, as tab-separated text and as an HTML table.

    Excel takes the HTML and keeps what is marked as text: an 18-digit number stays whole, and a
    name that begins with "=" is no formula.
    """
    mime = QMimeData()
    heading = [column.title for column in columns]
    mime.setText(as_text([heading, *rows]))
    cells = "".join(_html_row(columns, row) for row in rows)
    head = "".join(f"<th>{escape(title)}</th>" for title in heading)
    mime.setHtml(f'<meta charset="utf-8"><table><tr>{head}</tr>{cells}</table>')
    return mime


def as_text(rows: Iterable[Sequence[str]]) -> str:
    """Cells as tab-separated text that `rows_in` reads again."""
    return "\r\n".join("\t".join(map(_plain, row)) for row in rows)


def rows_in(text: str) -> list[list[str]]:
    """The cells of tab-separated text from a spreadsheet, where a quoted cell may hold tabs and lines.

    An apostrophe before what could act as a formula is the spreadsheet's mark for text. Raises `Refused`
    for what is far too long to be a cell.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error:
        raise Refused("粘贴的内容不是表格,请从 Excel 或 WPS 中选中单元格复制。") from None
    return [[cell[1:] if cell[:1] == "'" and could_act(cell[1:]) else cell for cell in row] for row in rows]


def _html_row(columns: Sequence[Column], row: Sequence[str]) -> str:
    cells = []
    for column, words in zip(columns, row, strict=True):
        text = "" if column.kind in FIGURES else " style=\"mso-number-format:'\\@'\""
        cells.append(f"<td{text}>{escape(words)}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _plain(words: str) -> str:
    """One cell of tab-separated text: quoted where it must be, and never a formula; a figure is a figure."""
    if could_act(words) and not FIGURE.fullmatch(words):
        words = "'" + words
    if any(sign in words for sign in '\t\r\n"'):
        return '"' + words.replace('"', '""') + '"'
    return words
