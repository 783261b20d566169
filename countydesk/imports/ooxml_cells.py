"""The cells of one sheet of an Excel workbook, straight from its XML.

Nearly every writer spells cells in the same few ways: those are read by one pattern, row by row. A row that
is spelled otherwise is given to the XML parser, and so is a whole part whose markup could hide anything.
"""

import io
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from xml.etree import ElementTree

from countydesk.domain.days import day_of_serial
from countydesk.imports.tables import Value, check_size, check_text

Cells = dict[int, dict[int, Value]]

SURROGATE = re.compile("[\ud800-\udfff]+")
DECLARED = re.compile(rb"""\s*<\?xml[^?]*?(?:encoding=["'](?i:utf-8)["'][^?]*)?\?>""")
OPEN, CLOSE, ROW_END, STRING_END = b"<sheetData>", b"</sheetData>", b"</row>", b"</si>"
ROOT = re.compile(rb"<(?:sst|worksheet)(?=[\s>])[^>]*>")
ROW = re.compile(r'\s*<row((?: [A-Za-z0-9:]+="[^"<>&]*")*) ?>')
ROW_NUMBER = re.compile(r' r="([0-9]{1,9})"')
# The dot catches whatever is spelled otherwise, and texts that are too long for a cell.
TEXT = r"[^<&\x00-\x08\x0b\x0c\x0e-\x1f]"  # what XML lets stand as it is
CELL = re.compile(
    r'<c(?: r="([A-Z]{1,3}+)[0-9]{1,7}+")?+(?: s="([0-9]{1,6}+)")?+(?: t="([A-Za-z]{1,9}+)")?+'
    rf"(?:/>|>(?:(?:<f[^<>]*(?:/>|>{TEXT}*</f>))?+<v>({TEXT}{{1,32767}}+)</v>"
    rf'|<is><t(?: xml:space="preserve")?+>({TEXT}{{0,32767}}+)</t></is>)?+</c>)|(.)',
    re.DOTALL,
)
STRING = re.compile(rf'\s*<si><t(?: xml:space="preserve")?>({TEXT}*)</t>')


@dataclass(frozen=True)
class Book:
    """What the cells of every sheet refer to."""

    strings: list[str]
    date_styles: frozenset[int]
    origin: date


def read_cells(data: bytes, book: Book) -> tuple[Cells, list[str]]:
    """The cells of a sheet by row and column (from 0), and its merged ranges. Raises `Refused`, and
    whatever the parser does, for a damaged one.
    """
    cells: Cells = {}
    head, opened, rest = data.partition(OPEN)
    inside, closed, tail = rest.rpartition(CLOSE)
    root = ROOT.search(head)
    if opened and closed and root and _is_plain(data):
        frame = ElementTree.fromstring(b"".join((head, opened, closed, tail)))
        merged = [e.attrib["ref"] for e in frame.iter() if tag_of(e) == "mergeCell"]
        rows = _rows(inside, root[0], book)
    else:
        merged = []
        rows = _parsed_rows(ElementTree.iterparse(io.BytesIO(data)), merged, book)
    number = 0
    for stated, row in rows:
        number = stated or number + 1
        cells[number] = row
        check_size(len(cells), number, max(row, default=0) + 1)
    return cells, merged


def shared_strings(data: bytes) -> list[str]:
    """The texts that cells refer to by number."""
    root = ROOT.search(data)
    if not root or not _is_plain(data):
        return [_strung(e) for _, e in ElementTree.iterparse(io.BytesIO(data)) if tag_of(e) == "si"]
    *pieces, tail = data[root.end() :].split(STRING_END)
    ElementTree.fromstring(data[: root.end()] + tail)
    strings = []
    for piece in pieces:
        found = STRING.fullmatch(piece.decode())
        if found:
            strings.append(unescaped(found[1]))
        else:
            strings += [_strung(e) for e in _parsed(root[0], piece + STRING_END)]
    return strings


def column_of(reference: str) -> int:
    """The column that a reference (B7) begins with, from 0."""
    number = 0
    for letter in reference.upper():
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


_known_column = lru_cache(1 << 15)(column_of)


def is_set(text: str | None) -> bool:
    """Whether an attribute says yes."""
    return text in ("1", "true", "on")


def tag_of(element: ElementTree.Element) -> str:
    """The tag without its namespace: strict and transitional files differ in nothing else here."""
    return element.tag.rpartition("}")[2]


def unescaped(text: str) -> str:
    """Excel writes control characters as _x000D_; what so becomes no character at all is "�".

    Raises `Refused` for what is too long for a cell.
    """
    check_text(text)
    if "_x" not in text:
        return text
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text).replace("\0", "\ufffd")
    return SURROGATE.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace"), text)


def _is_plain(data: bytes) -> bool:
    """Whether tags are all that "<" can begin: UTF-8, no comments, sections, instructions."""
    declared = DECLARED.match(data)
    instructions = data.count(b"<?") - bool(declared)
    return not instructions and b"<!" not in data and b"\0" not in data


def _rows(inside: bytes, root: bytes, book: Book) -> Iterator[tuple[int | None, dict[int, Value]]]:
    """The rows between the tags of the sheet's data, with the numbers that they state."""
    *pieces, rest = inside.split(ROW_END)
    for piece in pieces:
        text = piece.decode()
        row = ROW.match(text)
        cells = row and _quick_cells(text, row.end(), book)
        if row is None or cells is None:
            for element in _parsed(root, piece + ROW_END):
                yield _parsed_row(element, book)
            continue
        stated = ROW_NUMBER.search(row[1])
        if stated is None and " r=" in row[1]:
            raise ValueError("a row's number is no number")
        yield int(stated[1]) if stated else None, cells
    for element in _parsed(root, rest):  # rows without cells
        yield _parsed_row(element, book)


def _quick_cells(text: str, begin: int, book: Book) -> dict[int, Value] | None:
    """The cells of a row in the usual spelling, which begin somewhere in its text; None for any other."""
    strings, cells, column = book.strings, dict[int, Value](), -1
    escaped = "_x" in text
    for letters, style, kind, written, inline, odd in CELL.findall(text, begin):
        if odd:
            return None
        column = _known_column(letters) if letters else column + 1
        if inline:
            if kind == "inlineStr":
                cells[column] = unescaped(inline) if escaped else inline
        elif written and kind == "s" and written.isdecimal():
            if value := strings[int(written)]:
                cells[column] = value
        elif written and kind != "inlineStr":
            cells[column] = _typed(kind or "n", written, style, book)
    return cells


def _parsed(root: bytes, piece: bytes) -> Iterable[ElementTree.Element]:
    """The elements of a piece of a part, which has its namespaces from the part's first tag."""
    name = root.split(None, 1)[0].strip(b"<>")
    return ElementTree.fromstring(b"".join((root, piece, b"</", name, b">")))


def _parsed_rows(
    elements: Iterable[tuple[str, ElementTree.Element]], merged: list[str], book: Book
) -> Iterator[tuple[int | None, dict[int, Value]]]:
    """The rows of a whole sheet out of the parser; its merged ranges are added to `merged`."""
    for _, element in elements:
        tag = tag_of(element)
        if tag == "row":
            yield _parsed_row(element, book)
            element.clear()
        elif tag == "mergeCell":
            merged.append(element.attrib["ref"])


def _parsed_row(row: ElementTree.Element, book: Book) -> tuple[int | None, dict[int, Value]]:
    """A row's cells that hold a value; some writers leave out where a row or a cell stands."""
    cells, column = dict[int, Value](), -1
    for cell in row:
        reference = cell.get("r")
        column = column_of(reference) if reference else column + 1
        value = _value(cell, book)
        if value is not None:
            cells[column] = value
    stated = row.get("r")
    return int(stated) if stated else None, cells


def _value(cell: ElementTree.Element, book: Book) -> Value:
    kind, text, formula, inline = cell.get("t", "n"), None, None, None
    for child in cell:
        tag = tag_of(child)
        if tag == "v":
            text = child.text
        elif tag == "f":
            formula = "=" + (child.text or "")
        elif tag == "is":
            inline = _strung(child)
    if kind == "inlineStr":
        return inline or None
    return _typed(kind, text, cell.get("s", ""), book) if text else formula


def _typed(kind: str, text: str, style: str, book: Book) -> Value:
    """What a cell's value is by the kind that it states."""
    if kind == "s":
        if not text.strip().isdecimal():
            raise ValueError("a string's number is no number")
        return book.strings[int(text)] or None
    if kind == "n":
        return _number(text, int(style or "0") in book.date_styles, book.origin)
    if kind == "d":
        return date.fromisoformat(text[:10])
    if kind == "b":
        return "是" if is_set(text) else "否"
    return unescaped(text)


def _number(text: str, is_date: bool, origin: date) -> Value:
    number = int(text) if re.fullmatch(r"-?[0-9]{1,40}", text) else float(text)
    if not math.isfinite(number):
        return text
    return (day_of_serial(number, origin) if is_date else None) or number


def _strung(element: ElementTree.Element) -> str:
    """The text of a plain or rich string, without its phonetic guide."""
    texts = []
    for child in element:
        tag = tag_of(child)
        if tag == "t":
            texts.append(child.text or "")
        elif tag == "r":
            texts += [piece.text or "" for piece in child if tag_of(piece) == "t"]
    element.clear()
    return unescaped("".join(texts))
