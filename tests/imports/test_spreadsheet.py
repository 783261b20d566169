"""Raw tables from any workbook or CSV, and a sentence for everything that is none."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from countydesk.domain.problems import Refused
from countydesk.imports.spreadsheet import read_sheets
from countydesk.imports.tables import Sheet, shown
from tests.faults import hostile_workbooks
from tests.faults.hostile import Hostile, unzipped
from tests.faults.hostile import zipped as packed


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rewritten(data: bytes, **parts: tuple[str, str]) -> bytes:
    """The workbook with a text replaced in some of its parts."""
    stream, met = io.BytesIO(), set()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            for part, (before, after) in parts.items():
                if name.endswith(f"{part}.xml"):
                    assert before in content
                    met.add(part)
                    content = content.replace(before, after)
            new.writestr(name, content)
    assert met == parts.keys()
    return stream.getvalue()


def table(sheet: Sheet) -> dict[int, tuple[object, ...]]:
    return {row.number: row.values for row in sheet.rows}


def test_numbers_text_and_days_are_kept_apart() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["001", 1, 1800.5, "1800", datetime(2020, 8, 1), True, None, "=1+1"])
    sheet["I1"], sheet["J1"] = 44044, 44044.5
    sheet["I1"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["J1"].number_format = '[Red]0.00"dym"'
    values = table(read_sheets(saved(book))[0])[1]
    day = date(2020, 8, 1)
    assert values == ("001", 1, 1800.5, "1800", day, "是", None, "=1+1", day, 44044.5)
    assert type(values[1]) is int


def test_long_numbers_keep_every_digit_that_the_file_has() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([123, 456])
    data = rewritten(saved(book), sheet1=("<v>123</v>", "<v>621223201201019991</v>"))
    data = rewritten(data, sheet1=("<v>456</v>", "<v>6.2122320120101E+17</v>"))
    whole, blurred = table(read_sheets(data)[0])[1]
    assert whole == 621223201201019991
    assert isinstance(blurred, float) and shown(blurred) == "6.21E+17"


def test_merged_ranges_are_filled_and_remembered() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["题", None, None], ["洛峪镇", "张三", 1], [None, "李四", 2]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A2:A3")
    everywhere = '<mergeCell ref="A2:A3"/><mergeCell ref="E1:XFD1048576"/>'
    data = rewritten(saved(book), sheet1=('<mergeCell ref="A2:A3"/>', everywhere))
    read = read_sheets(data)[0]
    assert table(read) == {1: ("题", "题", "题"), 2: ("洛峪镇", "张三", 1), 3: ("洛峪镇", "李四", 2)}
    assert read.filled == {(1, 1), (1, 2), (3, 0)}


def test_hidden_rows_and_sheets_are_there() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("藏").append(["x"])
    book["藏"].sheet_state = "hidden"
    sheet = book.active
    assert sheet is not None
    sheet.append(["a"])
    sheet.row_dimensions[1].hidden = True
    first, second = read_sheets(saved(book))
    assert table(first) == {1: ("a",)} and not first.hidden
    assert second.hidden


def test_a_lying_dimension_loses_no_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(50):
        sheet.append([number, "x"])
    data = rewritten(saved(book), sheet1=('<dimension ref="A1:B50"', '<dimension ref="A1:A1"'))
    assert len(read_sheets(data)[0].rows) == 50


def test_strict_workbooks_are_read() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", 1])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    data = rewritten(saved(book), sheet1=(main, strict), workbook=(main, strict), styles=(main, strict))
    assert table(read_sheets(data)[0]) == {1: ("姓名", 1)}


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def bare_book() -> bytes:
    """A workbook as some exporters write it: own prefixes, absolute targets, backslashes."""
    main = "xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    link = f"<Relationship Id='{{}}' Type='{RELATIONS}/{{}}' Target='{{}}'/>"
    links = f"<Relationships>{link}{{}}</Relationships>"
    shared = f"<Relationship Id='b' Type='{RELATIONS}/sharedStrings' Target='sharedStrings.xml'/>"
    return zipped(
        **{
            "_rels/.rels": links.format("r", "officeDocument", "/xl/workbook.xml", ""),
            "xl/workbook.xml": f"<x:workbook {main} xmlns:r='{RELATIONS}'><x:workbookPr date1904='1'/>"
            "<x:sheets><x:sheet name='表' sheetId='1' r:id='a'/></x:sheets></x:workbook>",
            "xl/_rels/workbook.xml.rels": links.format("a", "worksheet", "/xl/Worksheets/Sheet1.xml", shared),
            "xl\\worksheets\\sheet1.xml": f"<x:worksheet {main}><x:sheetData><x:row><x:c t='s'><x:v>0</x:v>"
            "</x:c><x:c t='e'><x:v>#N/A</x:v></x:c><x:c t='d'><x:v>2020-08-01T00:00</x:v></x:c>"
            "</x:row></x:sheetData></x:worksheet>",
            "xl/sharedStrings.xml": f"<x:sst {main}><x:si><x:r><x:t>张</x:t></x:r>"
            "<x:r><x:t>三_x000D_</x:t></x:r><x:rPh sb='0' eb='1'><x:t>zhang</x:t></x:rPh></x:si></x:sst>",
        }
    )


def test_rich_text_loses_its_phonetic_guide_and_escapes() -> None:
    sheet = read_sheets(bare_book())[0]
    assert sheet.name == "表"
    assert table(sheet) == {1: ("张三\r", "#N/A", date(2020, 8, 1))}


def test_cells_without_references_stand_in_order() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([7, 8])
    data = rewritten(saved(book), sheet1=(' r="A1"', ""))
    data = rewritten(rewritten(data, sheet1=(' r="B1"', "")), sheet1=('<row r="1"', "<row"))
    assert table(read_sheets(data)[0]) == {1: (7, 8)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_of_offices(encoding: str) -> None:
    separator = "\t" if encoding == "utf-16" else ","
    lines = [["姓名", "身份证号"], ["李䶮", '="621223201201019991"'], ["", ""], ["卓玛·吉", "'62"]]
    data = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    sheet = read_sheets(data, "名单")[0]
    assert sheet.name == "名单"
    assert table(sheet) == {1: ("姓名", "身份证号"), 2: ("李䶮", "621223201201019991"), 4: ("卓玛·吉", "'62")}


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


def zipped(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def empty_book() -> bytes:
    return saved(openpyxl.Workbook())


def full_book() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["姓名"])
    return saved(book)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空的"),
        (b"  \r\n", "空的"),
        (encrypted(), "打开密码"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "XML"),
        (b"%PDF-1.4 ...", "不是表格"),
        (b"\x00\x01\x02\xff\xfe\x80binary", "不是表格"),
        (b"PK\x03\x04 broken", "已损坏"),
        (full_book()[:-200], "已损坏"),
        (zipped(**{"word/document.xml": "<x/>"}), "不是 Excel"),
        (empty_book(), "没有读到任何内容"),
        (rewritten(full_book(), sheet1=("<sheetData>", "<sheetData><oops>")), "已损坏"),
        (rewritten(full_book(), sheet1=("<worksheet", "<!DOCTYPE a><worksheet")), "不应有的内容"),
    ],
)
def test_everything_else_is_refused_in_one_sentence(data: bytes, word: str) -> None:
    with pytest.raises(Refused, match=word) as refusal:
        read_sheets(data, "x")
    assert len(refusal.value.problems) == 1 and str(refusal.value).endswith("。")


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("countydesk.imports.ooxml.LARGEST_INFLATED", 100)
    with pytest.raises(Refused, match="过大"):
        read_sheets(full_book())


@pytest.mark.parametrize("one", [*hostile_workbooks.good()], ids=lambda one: one.name)
def test_however_it_is_spelled_the_same_is_read(one: Hostile) -> None:
    """A comment in a part sends all of it to the parser, which must find what the pattern finds."""
    if not one.data.startswith(b"PK"):
        return
    noted = {
        name: content.replace(b"</worksheet>", b"<!-- --></worksheet>").replace(b"</sst>", b"<!-- --></sst>")
        for name, content in unzipped(one.data).items()
    }
    assert read_sheets(packed(noted)) == read_sheets(one.data)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1"><v>7</v></c>',
        '<c s="0" r="B1"><v>7</v></c>',
        "<c r='B1'><v>7</v></c>",
        '<c r="B1" t="str"><v>a &lt; b &#38; c</v></c>',
        '<c r="B1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
        '<c r="B1"><f>1+6</f><v>7</v></c>',
        '<c r="B1"><f t="shared" si="0"/><v>7</v></c>',
        '<c r="B1"><f>1+6</f></c>',
        '<c r="B1"><f>1+6</f><v></v></c>',
        '<c r="B1" t="b"><v>1</v></c><c><v>8</v></c>',
        '<c r="B1" t="e"><v>#N/A</v></c>',
        '<c r="B1" s="0"/><c r="C1" t="s"><v>0</v></c>',
        '<c r="D1"><v>4</v></c><c r="B1"><v>2</v></c>',
        '<c r="B1" t="inlineStr"><is><t xml:space="preserve"> _x0041_ </t></is></c>',
        '</row><row r="3"/><row r="4"><c><v>1</v></c>',
        '</row><row><c><v>1</v></c></row><row r="9" a=">"><c><v>2</v></c>',
    ],
)
def test_cells_of_every_spelling(cell: str) -> None:
    strings = "<sst><si><t>x &amp; y</t></si></sst>"
    rows = f'<row r="1">{cell}</row>'
    quick = read_sheets(hostile_workbooks.book(hostile_workbooks.sheet(rows), strings))
    parsed = read_sheets(hostile_workbooks.book(hostile_workbooks.sheet(rows, after="<!-- -->"), strings))
    assert quick == parsed
