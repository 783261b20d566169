"""Any workbook or CSV from outside as raw tables: sheets of rows of values, nothing interpreted.

Formats are told by their content, not by the file's name: offices rename files.
"""

import csv
import io
import re
from collections.abc import Sequence

from countydesk.domain.problems import Refused
from countydesk.imports.ooxml import read_workbook
from countydesk.imports.tables import SAVE_AS, Row, Sheet, check_size, check_text

LARGEST_FILE = 64 * 1024 * 1024


def read_sheets(data: bytes, name: str = "") -> list[Sheet]:
    """The sheets of an .xlsx, .xlsm or CSV file; `name` names the sheet of a CSV.

    Raises `Refused` with one sentence for a file that is damaged, encrypted, empty or of another
    kind.
    """
    refusal = _refusal_of_kind(data)
    if refusal:
        raise Refused(refusal)
    sheets = read_workbook(data) if data.startswith(b"PK") else [_read_csv(data, name)]
    if not any(sheet.rows for sheet in sheets):
        raise Refused("文件里没有读到任何内容,请确认表格已保存,再导入。")
    return sheets


def _refusal_of_kind(data: bytes) -> str | None:
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip():
        return "文件是空的,请重新选择。"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "文件设有打开密码,请先取消密码再导入。"
        return f"这是旧版表格文件(.xls 或 .et),{SAVE_AS}"
    if head.startswith((b"<", b"mime-version")) or b"<table" in head:
        return f"这是网页或 XML 格式的表格,不是真正的工作簿,{SAVE_AS}"
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")):
        return f"这不是表格文件。{SAVE_AS}"
    return None


def _read_csv(data: bytes, name: str) -> Sheet:
    text = _decoded(data)
    delimiter = max(",\t;|", key=text[:4000].count)
    rows: list[Row] = []
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        for number, record in enumerate(records, start=1):
            check_size(len(rows), number, len(record))
            values = _csv_values(record)
            if any(values):
                rows.append(Row(number, values))
    except csv.Error:
        raise Refused(f"文件不是完整的 CSV 表格。{SAVE_AS}") from None
    return Sheet(name, tuple(rows))


def _csv_values(record: Sequence[str]) -> tuple[str | None, ...]:
    """Excel keeps long numbers in a CSV as ="6212…"."""
    return tuple(re.sub(r'^="(.*)"$', r"\1", check_text(cell)) or None for cell in record)


def _decoded(data: bytes) -> str:
    """GB 18030 takes almost any bytes, so it comes last; Excel's Unicode text is UTF-16."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(f"这不是表格文件,或文字编码无法识别。{SAVE_AS}")
