"""Excel workbooks (.xlsx, .xlsm; transitional and strict) as raw sheets, straight from their XML.

The parts are read directly because openpyxl trusts the sheet's stated dimension, gives no rows for
strict files, blurs the digits of long numbers, and takes seven to fifteen times as long.
"""

import io
import math
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

from countydesk.domain.days import SERIAL_ORIGIN, SERIAL_ORIGIN_1904, day_of_serial
from countydesk.domain.problems import Refused
from countydesk.imports.tables import MOST_ROWS, SAVE_AS, Row, Sheet, Value, check_row

LARGEST_INFLATED = 512 * 1024 * 1024
MOST_SHEETS = 200
LARGEST_MERGED = 500_000  # cells under merged ranges of one sheet
DATE_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}  # ECMA-376 18.8.30, with Chinese
# A part may be in any encoding that the parser knows, and may say much before it.
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
SURROGATE = re.compile("[\ud800-\udfff]+")
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
Cells = dict[int, dict[int, Value]]


@dataclass(frozen=True)
class Book:
    """What the cells of every sheet refer to."""

    strings: list[str]
    date_styles: frozenset[int]
    origin: date


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
    strings = _shared_strings(parts.bytes_of(name)) if (name := by_kind.get("sharedStrings")) else []
    styles = _date_styles(parts.tree(name)) if (name := by_kind.get("styles")) else frozenset()
    is_1904 = any(_flag(e.get("date1904")) for e in tree.iter() if _tag(e) == "workbookPr")
    book = Book(strings, styles, SERIAL_ORIGIN_1904 if is_1904 else SERIAL_ORIGIN)
    sheets = []
    entries = [e for e in tree.iter() if _tag(e) == "sheet"]
    if len(entries) > MOST_SHEETS:
        raise Refused(f"工作簿有 {len(entries)} 张工作表,一次最多 {MOST_SHEETS} 张,请拆分后再导入。")
    for entry in entries:
        kind, target = targets[next((v for key, v in entry.items() if key.endswith("}id")), "")]
        if kind == "worksheet":
            hidden = entry.get("state", "visible") != "visible"
            sheets.append(_sheet(entry.attrib["name"], hidden, parts.bytes_of(target), book))
    return sheets


def _sheet(name: str, hidden: bool, data: bytes, book: Book) -> Sheet:
    cells: Cells = {}
    merged = []
    number = 0
    for _, element in ElementTree.iterparse(io.BytesIO(data)):
        tag = _tag(element)
        if tag == "row":
            number = int(element.get("r") or number + 1)
            cells[number] = dict(_row_cells(element, book))
            check_row(number, cells[number].values(), max(cells[number], default=0) + 1)
            element.clear()
            if len(cells) > MOST_ROWS:
                raise Refused(f"工作表“{name}”超过 {MOST_ROWS} 行,请拆分后再导入。")
        elif tag == "mergeCell":
            merged.append(element.attrib["ref"])
    filled = frozenset(_fill(cells, merged))
    rows = (
        Row(number, tuple(row.get(column) for column in range(max(row) + 1)))
        for number, row in sorted(cells.items())
        if row
    )
    return Sheet(name, tuple(rows), hidden, filled)


def _row_cells(row: ElementTree.Element, book: Book) -> Iterator[tuple[int, Value]]:
    """The cells of a row that hold a value, with their columns from 0; some writers leave out `r`."""
    column = -1
    for cell in row:
        reference = cell.get("r")
        column = _column(reference) if reference else column + 1
        value = _value(cell, book)
        if value is not None:
            yield column, value


def _value(cell: ElementTree.Element, book: Book) -> Value:
    kind, text, formula, inline = cell.get("t", "n"), None, None, None
    for child in cell:
        tag = _tag(child)
        if tag == "v":
            text = child.text
        elif tag == "f":
            formula = "=" + (child.text or "")
        elif tag == "is":
            inline = _text_of(child)
    if kind == "inlineStr":
        return inline or None
    if not text:
        return formula
    if kind == "s":
        return book.strings[int(text)] or None
    if kind == "n":
        return _number(text, int(cell.get("s", "0")) in book.date_styles, book.origin)
    if kind == "d":
        return date.fromisoformat(text[:10])
    if kind == "b":
        return "是" if _flag(text) else "否"
    return _unescaped(text)


def _number(text: str, is_date: bool, origin: date) -> Value:
    number = int(text) if re.fullmatch(r"-?[0-9]{1,40}", text) else float(text)
    if not math.isfinite(number):
        return text
    return (day_of_serial(number, origin) if is_date else None) or number


def _fill(cells: Cells, merged: list[str]) -> Iterator[tuple[int, int]]:
    """Copy the corner of each merged range to its other cells, as far as the sheet is in use."""
    last_row = max(cells, default=0)
    last_column = max((max(row) for row in cells.values() if row), default=0)
    area = 0
    for ref in merged:
        first, _, last = ref.partition(":")
        top, bottom = (int(re.sub(r"[^0-9]", "", corner)) for corner in (first, last or first))
        left, right = _column(first), min(_column(last or first), last_column)
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


def _shared_strings(data: bytes) -> list[str]:
    strings = []
    for _, element in ElementTree.iterparse(io.BytesIO(data)):
        if _tag(element) == "si":
            strings.append(_text_of(element))
            element.clear()
    return strings


def _text_of(element: ElementTree.Element) -> str:
    """The text of a plain or rich string, without its phonetic guide."""
    texts = []
    for child in element:
        tag = _tag(child)
        if tag == "t":
            texts.append(child.text or "")
        elif tag == "r":
            texts += [piece.text or "" for piece in child if _tag(piece) == "t"]
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    """Excel writes control characters as _x000D_; what so becomes no character at all is "�"."""
    if "_x" not in text:
        return text
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text).replace("\0", "\ufffd")
    return SURROGATE.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace"), text)


def _date_styles(tree: ElementTree.Element) -> frozenset[int]:
    """The cell styles whose number format shows a day."""
    custom = {
        int(e.attrib["numFmtId"]): _shows_day(e.get("formatCode", ""))
        for e in tree.iter()
        if _tag(e) == "numFmt"
    }
    styles = next((e for e in tree if _tag(e) == "cellXfs"), ())
    formats = [int(style.get("numFmtId", "0")) for style in styles]
    return frozenset(
        place for place, number in enumerate(formats) if custom.get(number, number in DATE_FORMATS)
    )


def _shows_day(code: str) -> bool:
    """Whether a custom format has a year, month or day outside its quoted and bracketed parts."""
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|General', "", code)
    return re.search(r"[ymd]", plain.lower()) is not None


def _column(reference: str) -> int:
    number = 0
    for letter in reference.upper():
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _flag(text: str | None) -> bool:
    return text in ("1", "true", "on")


def _tag(element: ElementTree.Element) -> str:
    """The tag without its namespace: strict and transitional files differ in nothing else here."""
    return element.tag.rpartition("}")[2]
