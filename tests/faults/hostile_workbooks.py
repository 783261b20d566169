"""Workbooks and tables that are encoded oddly, are something else, lie, swell, nest or circle."""

import struct
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import openpyxl

from countydesk.export.workbook import write_table
from countydesk.services.made_up import COLUMNS, Mix, ledger_rows
from tests.faults.hostile import Hostile, unzipped, zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TABLE = "姓名,身份证号,学校,年级\n张小明,621223201201019991,龙泉镇中心小学,三年级\n"
HEADS = ("姓名", "身份证号", "学校", "年级")
CHILD = ("张小明", "621223201201019991", "龙泉镇中心小学", "三年级")


def good() -> Iterator[Hostile]:
    """What offices really bring: each must end in a preview."""
    for encoding in ("gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"):
        yield Hostile("workbook", f"{encoding}.csv", TABLE.encode(encoding), good=True)
    yield Hostile("workbook", "big-endian.csv", b"\xfe\xff" + TABLE.encode("utf-16-be"), good=True)
    yield Hostile("workbook", "tabs.xls", TABLE.replace(",", "\t").encode("gb18030"), good=True)
    rare = TABLE.replace("张小明", "𬸚䶮·买买提").encode("gb18030")
    yield Hostile("workbook", "rare.csv", rare, good=True)
    yield Hostile("workbook", "plain.xlsx", book(sheet(row(1, HEADS) + row(2, CHILD))), good=True)
    yield Hostile("workbook", "strict.xlsx", _strict(), good=True)
    macros = book(sheet(row(1, HEADS) + row(2, CHILD)), **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99})
    yield Hostile("workbook", "macros.xlsm", macros, good=True)
    stream = BytesIO()
    write_table(stream, "台账", COLUMNS, ledger_rows(Mix(20, 40), date(2026, 9, 5)))
    yield Hostile("workbook", "ours.xlsx", stream.getvalue(), good=True)
    yield Hostile("workbook", "openpyxl.xlsx", _openpyxl(), good=True)


def bad() -> Iterator[Hostile]:
    """Each of these made for a reason."""
    for name, data in {**_other_files(), **_zips(), **_xml(), **_lies(), **_circles()}.items():
        yield Hostile("workbook", name, data)


def swollen() -> Iterator[Hostile]:
    """Each of these fills the memory that its reader may have, which takes seconds."""
    for name, data in _swollen():
        yield Hostile("workbook", name, data)


def book(sheet: bytes | str, strings: bytes | str = "", **parts: bytes | str) -> bytes:
    """A workbook of one sheet; `parts` are added or take the place of others."""
    whole: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return zipped(whole | parts)


def relations(*each: tuple[str, str, str]) -> str:
    found = "".join(
        f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{to}"/>' for id, kind, to in each
    )
    return f"<Relationships>{found}</Relationships>"


def sheet(rows: str, after: str = "", before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row(number: int, values: tuple[str, ...]) -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values)
    return f'<row r="{number}">{cells}</row>'


def _openpyxl() -> bytes:
    made, stream = openpyxl.Workbook(), BytesIO()
    for values in (HEADS, CHILD):
        made.worksheets[0].append(values)
    made.save(stream)
    return stream.getvalue()


def _strict() -> bytes:
    other = {
        MAIN.encode(): b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        OFFICE.encode(): b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    parts = unzipped(book(sheet(row(1, HEADS) + row(2, CHILD))))
    for name, content in parts.items():
        for transitional, strict in other.items():
            content = content.replace(transitional, strict)
        parts[name] = content
    return zipped(parts)


def _other_files() -> dict[str, bytes]:
    html = "<html><body><table><tr><td>姓名</td></tr></table></body></html>"
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    plain = book(sheet(row(1, HEADS) + row(2, CHILD)))
    return {
        "html.xls": html.encode("gbk"),
        "mhtml.xls": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + html.encode(),
        "2003.xml": f'<?xml version="1.0"?><Workbook><!-- {"x" * 9999} --></Workbook>'.encode(),
        "old.xls": compound + "Workbook".encode("utf-16-le") + bytes(2000),
        "locked.xlsx": compound + "EncryptedPackage".encode("utf-16-le") + bytes(2000),
        "binary.xlsb": zipped({"_rels/.rels": relations(("r", "officeDocument", "xl/workbook.bin"))}),
        "text.docx": zipped({"_rels/.rels": relations(("r", "officeDocument", "word/document.xml"))}),
        "calc.ods": zipped(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
        ),
        "paper.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(99),
        "rar.xlsx": b"Rar!\x1a\x07\x00" + bytes(99),
        "empty.xlsx": b"",
        "blank.csv": b" \r\n\t\r\n" * 999,
        "zeros.csv": bytes(4096),
        "noise.csv": bytes(range(256)) * 99,
        "lone.csv": b"\xff\xfe\x00\xd8",
        "quote.csv": b'"' + b"a,b\n" * 200_000,
        "wide.csv": b"," * 3_000_000,
        "long.csv": b"\n".join([TABLE.encode()] + [b"1,2"] * 210_000),
        "cell.csv": ("姓名,身份证号\n" + "张" * 100_000).encode(),
        "half.xlsx": plain[: len(plain) // 2],
        "headless.xlsx": plain[40:],
        "tail.xlsx": plain[:-30],
    }


def _zips() -> dict[str, bytes]:
    plain = book(sheet(row(1, HEADS) + row(2, CHILD)))
    lying = bytearray(book("<worksheet>" + " " * 5_000_000))
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<L", 100)
    small = book(" " * 1_000_000)
    inside = zipped({"xl/workbook.xml": zipped({"xl/workbook.xml": small})})
    twins = book("<worksheet/>", **{"xl/worksheets/sheet2.xml": "<worksheet/>"}).replace(b"sheet2", b"sheet1")
    locked = bytearray(plain)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + offset] |= 1
            at = locked.find(mark, at + 4)
    return {
        "zeros-1gb.xlsx": gigabyte_of_zeros(),
        "lying.xlsx": bytes(lying),
        "nested.xlsx": inside,
        "twins.xlsx": twins,
        "locked-zip.xlsx": bytes(locked),
        "entries.xlsx": zipped({f"xl/{number}": "" for number in range(20_000)}),
        "bzip2.xlsx": zipped({"xl/workbook.xml": "x"}, 12),
        "only-end.xlsx": b"PK\x05\x06" + bytes(18),
        "traversal.xlsx": book("<x/>", **{"../../../../etc/passwd": "x", "/tmp/x": "x", "C:\\x": "x"}),
    }


def gigabyte_of_zeros() -> bytes:
    """A sheet of a gigabyte of zeros, in a megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = megabyte * 1024 + packer.flush()
    name = b"xl/worksheets/sheet1.xml"
    facts = struct.pack("<4H3L2H", 0, 8, 0, 33, 0, len(body), 1 << 30, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<H", 20) + facts + name + body
    central = b"PK\x01\x02" + struct.pack("<2H", 20, 20) + facts + struct.pack("<3H2L", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def _xml() -> dict[str, bytes]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    laughing = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><worksheet>&l11;</worksheet>'
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
    return {
        "laughs.xlsx": book(laughing),
        "entity.xlsx": book(outside),
        "late-dtd.xlsx": book(f"<!--{'x' * 100_000}-->{laughing}"),
        "utf16-dtd.xlsx": book(('<?xml version="1.0" encoding="UTF-16"?>' + laughing).encode("utf-16")),
        "utf16-be-dtd.xlsx": book(b"\xfe\xff" + laughing.encode("utf-16-be")),
        "deep.xlsx": book("<a>" * 300_000),
        "deep-strings.xlsx": book(sheet(row(1, HEADS)), "<sst><si>" + "<r>" * 200_000),
        "attributes.xlsx": book("<worksheet " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/>"),
        "attribute.xlsx": book(f'<worksheet a="{"x" * 1_000_000}"/>'),
        "broken.xlsx": book("<worksheet><sheetData><row>"),
        "latin.xlsx": book(b'<?xml version="1.0" encoding="x-none"?><worksheet/>'),
        "nul.xlsx": book(b"<worksheet>\0</worksheet>"),
        "instructions.xlsx": book("<?x y?>" * 100_000 + "<worksheet/>"),
    }


def _lies() -> dict[str, bytes]:
    two = row(1, HEADS) + row(2, CHILD)
    million = '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols>'
    merged = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'
    cell = '<c r="{}" t="{}" s="{}"><v>{}</v></c>'

    sheets = f'<workbook xmlns:r="{OFFICE}">' + '<sheet name="s" r:id="rId1"/>' * 3000 + "</workbook>"

    def one(*what: object) -> bytes:
        return book(sheet(two + f'<row r="3">{cell.format(*what)}</row>'))

    return {
        "claimed.xlsx": book(sheet(two, before=million)),
        "far.xlsx": one("XFD1048576", "str", 0, "x"),
        "letters.xlsx": one("Z" * 30_000 + "1", "str", 0, "x"),
        "row-number.xlsx": book(sheet('<row r="' + "9" * 5000 + '"/>')),
        "negative-row.xlsx": book(sheet('<row r="-5"><c><v>1</v></c></row>' + two)),
        "many-rows.xlsx": book(sheet(two + "<row/>" * 300_000)),
        "merged.xlsx": book(sheet(two, after=merged.format("A1:XFD1048576"))),
        "many-merged.xlsx": book(sheet(two, after=merged.format("A1:D2") * 70_000)),
        "odd-merged.xlsx": book(sheet(two, after=merged.format("1:A:B"))),
        "string-index.xlsx": one("A3", "s", 0, 7),
        "negative-string.xlsx": one("A3", "s", 0, -1),
        "style.xlsx": one("A3", "n", 10**12, 44000),
        "infinite.xlsx": one("A3", "n", 0, "1e999"),
        "nan.xlsx": one("A3", "n", 0, "NaN"),
        "long-number.xlsx": one("A3", "n", 0, "9" * 30_000),
        "day.xlsx": one("A3", "d", 0, "9999-99-99"),
        "half-character.xlsx": one("A3", "str", 0, "_xD800__x0000__xFFFF_"),
        "long-text.xlsx": one("A3", "str", 0, "张" * 40_000),
        "brackets.xlsx": book(
            sheet(row(1, HEADS) + "".join(row(n, ("(" * 30_000,) * 4) for n in range(2, 12)))
        ),
        "ligatures.xlsx": book(
            sheet(row(1, HEADS) + "".join(row(n, ("ﷺ" * 9_000,) * 4) for n in range(2, 12)))
        ),
        "no-rows.xlsx": book(sheet("")),
        "no-sheets.xlsx": book("", **{"xl/workbook.xml": "<workbook/>"}),
        "sheets.xlsx": book(sheet(two), **{"xl/workbook.xml": sheets}),
    }


def _circles() -> dict[str, bytes]:
    rels = "xl/_rels/workbook.xml.rels"
    two = sheet(row(1, HEADS) + row(2, CHILD))
    return {
        "circle.xlsx": book(two, **{rels: relations(("rId1", "worksheet", "workbook.xml"))}),
        "self.xlsx": book(two, **{"_rels/.rels": relations(("r", "officeDocument", "_rels/.rels"))}),
        "rels-of-rels.xlsx": book(two, **{rels: relations(("rId1", "worksheet", "_rels/workbook.xml.rels"))}),
        "gone.xlsx": book(two, **{rels: relations(("rId1", "worksheet", "nowhere.xml"))}),
        "no-target.xlsx": book(two, **{rels: '<Relationships><Relationship Id="rId1"/></Relationships>'}),
        "outside.xlsx": book(two, **{rels: relations(("rId1", "worksheet", "file:///etc/passwd"))}),
        "above.xlsx": book(two, **{rels: relations(("rId1", "worksheet", "../../../../etc/passwd"))}),
    }


def _swollen() -> Iterator[tuple[str, bytes]]:
    two = row(1, HEADS) + row(2, CHILD)
    yield "strings.xlsx", book(sheet(two), "<sst>" + "<si><t>a</t></si>" * 25_000_000 + "</sst>")
    yield "string.xlsx", book(sheet(two), "<sst><si><t>" + "a" * 450_000_000 + "</t></si></sst>")
    yield "cells.xlsx", book(sheet(f"<row>{'<c><v>1</v></c>' * 1_000}</row>" * 25_000))
    yield "sparse.xlsx", book(sheet('<row><c r="ALI1"><v>1</v></c></row>' * 190_000))
    shared = f"<sst><si><t>{'张' * 32_000}</t></si></sst>"
    yield "repeated.xlsx", book(sheet('<row><c t="s"><v>0</v></c></row>' * 150_000), shared)
    yield "blank-lines.csv", b"\n" * 60_000_000
    yield "cells.csv", b"1,2,3\n" * 10_000_000
