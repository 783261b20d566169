"""Excel workbooks (.xlsx, .xlsm; transitional and strict) as raw sheets, straight from their XML.

The parts are read directly because openpyxl trusts the sheet's stated dimension, gives no rows for
strict files, blurs the digits of long numbers, and takes seven to fifteen times as long.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from countydesk.domain.days import SERIAL_ORIGIN, SERIAL_ORIGIN_1904
from countydesk.domain.problems import Refused
from countydesk.imports.ooxml_cells import Book, Cells, column_of, is_set, read_cells, shared_strings, tag_of
from countydesk.imports.tables import SAVE_AS, Row, Sheet, Value

LARGEST_INFLATED = 512 * 1024 * 1024
MOST_SHEETS = 200
LARGEST_MERGED = 500_000  # cells under merged ranges of one sheet
DATE_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}  # ECMA-376 18.8.30, with Chinese
# A part may be in any encoding that the parser knows, and may say much before it.
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ElementTree.ParseError,
    LookupError,
    ValueError,
    OverflowError,
    NotImplementedError,
)


def read_workbook(data: bytes) -> list[Sheet]:
    """The sheets of a workbook, hidden ones included, in their order.

    Raises `Refused` when the file is damaged, protected by a password or no workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _sheets(Parts(archive))
    except DAMAGED:
        raise Refused(f"工作簿已损坏或不完整。{SAVE_AS}") from None


class Parts:
    """The parts of the package by name; names are matched without case, as Excel does."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > LARGEST_INFLATED:
            raise Refused("工作簿展开后过大,请拆分后再导入。")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("文件设有密码,请先取消密码再导入。")
        self.names = {self._key(entry.filename): entry.filename for entry in entries}

    def has(self, name: str) -> bool:
        return self._key(name) in self.names

    def bytes_of(self, name: str) -> bytes:
        """A part's bytes. Raises KeyError when there is no such part, `Refused` for a DTD in it."""
        data = self.archive.read(self.names[self._key(name)])
        if any(mark in data for mark in DOCTYPES):
            raise Refused(f"工作簿中有不应有的内容。{SAVE_AS}")
        return data

    def tree(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.bytes_of(name))

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part: id → (last word of the type, name of the target)."""
        folder, file = posixpath.split(part)
        name = posixpath.join(folder, "_rels", file + ".rels")
        if not self.has(name):
            return {}
        return {
            relation.attrib["Id"]: (
                relation.attrib["Type"].rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, relation.attrib["Target"])).lstrip("/"),
            )
            for relation in self.tree(name)
            if relation.get("TargetMode") != "External"
        }

    @staticmethod
    def _key(name: str) -> str:
        return name.replace("\\", "/").lstrip("/").lower()


def _sheets(parts: Parts) -> list[Sheet]:
    start = dict(parts.targets("").values())
    workbook = start.get("officeDocument", "xl/workbook.xml")
    if "workbook" not in workbook.lower() or not parts.has(workbook):
        raise Refused(f"这不是 Excel 工作簿。{SAVE_AS}")
    tree, targets = parts.tree(workbook), parts.targets(workbook)
    by_kind = dict(targets.values())
    strings = shared_strings(parts.bytes_of(name)) if (name := by_kind.get("sharedStrings")) else []
    styles = _date_styles(parts.tree(name)) if (name := by_kind.get("styles")) else frozenset()
    is_1904 = any(is_set(e.get("date1904")) for e in tree.iter() if tag_of(e) == "workbookPr")
    book = Book(strings, styles, SERIAL_ORIGIN_1904 if is_1904 else SERIAL_ORIGIN)
    sheets = []
    entries = [e for e in tree.iter() if tag_of(e) == "sheet"]
    if len(entries) > MOST_SHEETS:
        raise Refused(f"工作簿有 {len(entries)} 张工作表,一次最多 {MOST_SHEETS} 张,请拆分后再导入。")
    for entry in entries:
        kind, target = targets[next((v for key, v in entry.items() if key.endswith("}id")), "")]
        if kind == "worksheet":
            hidden = entry.get("state", "visible") != "visible"
            sheets.append(_sheet(entry.attrib["name"], hidden, parts.bytes_of(target), book))
    return sheets


def _sheet(name: str, hidden: bool, data: bytes, book: Book) -> Sheet:
    cells, merged = read_cells(data, book)
    filled = frozenset(_fill(cells, merged))
    rows = (Row(number, _in_order(row)) for number, row in sorted(cells.items()) if row)
    return Sheet(name, tuple(rows), hidden, filled)


def _in_order(row: dict[int, Value]) -> tuple[Value, ...]:
    """The values from the first column to the last, None where there is none."""
    width = max(row) + 1
    if len(row) == width and list(row) == list(range(width)):
        return tuple(row.values())
    return tuple([row.get(column) for column in range(width)])


def _fill(cells: Cells, merged: list[str]) -> Iterator[tuple[int, int]]:
    """Copy the corner of each merged range to its other cells, as far as the sheet is in use."""
    last_row = max(cells, default=0)
    last_column = max((max(row) for row in cells.values() if row), default=0)
    area = 0
    for ref in merged:
        first, _, last = ref.partition(":")
        top, bottom = (int(re.sub(r"[^0-9]", "", corner)) for corner in (first, last or first))
        left, right = column_of(first), min(column_of(last or first), last_column)
        bottom = min(bottom, last_row)
        corner = cells.get(top, {}).get(left)
        area += max(bottom - top + 1, 0) * max(right - left + 1, 0)
        if area > LARGEST_MERGED:
            raise Refused(f"工作表中的合并单元格过多。{SAVE_AS}")
        if corner is None:
            continue
        for number in range(top, bottom + 1):
            row = cells.setdefault(number, {})
            for column in range(left, right + 1):
                if column not in row:
                    row[column] = corner
                    yield number, column


def _date_styles(tree: ElementTree.Element) -> frozenset[int]:
    """The cell styles whose number format shows a day."""
    custom = {
        int(e.attrib["numFmtId"]): _shows_day(e.get("formatCode", ""))
        for e in tree.iter()
        if tag_of(e) == "numFmt"
    }
    styles = next((e for e in tree if tag_of(e) == "cellXfs"), ())
    formats = [int(style.get("numFmtId", "0")) for style in styles]
    return frozenset(
        place for place, number in enumerate(formats) if custom.get(number, number in DATE_FORMATS)
    )


def _shows_day(code: str) -> bool:
    """Whether a custom format has a year, month or day outside its quoted and bracketed parts."""
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|General', "", code)
    return re.search(r"[ymd]", plain.lower()) is not None
