"""A paper of words and tables as a .docx, to be gone over in WPS or Word before it is handed out."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.sax.saxutils import escape

from countydesk.export.papers.document import Document, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Styles by their id: font, size in half points, spacing of lines in twentieths of a point, and the rest.
# As GB/T 9704 sets an official paper: title 小标宋 二号, headings 黑体 三号, text 仿宋 三号.
STYLES = {
    "Title": ("方正小标宋简体", 44, 600, '<w:jc w:val="center"/>'),
    "Heading1": ("黑体", 32, 560, '<w:outlineLvl w:val="0"/>'),
    "Normal": ("仿宋", 32, 560, ""),
    "Cell": ("宋体", 18, 280, ""),
}
# A4 with the margins of an official paper, in twentieths of a point.
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992"'
    ' w:gutter="0"/></w:sectPr>'
)
WIDTH = 11906 - 1588 - 1474
ALIGN = {"left": "left", "centre": "center", "right": "right"}


def letter_docx(document: Document) -> bytes:
    """The words and tables of a paper as a .docx; the same paper gives the same bytes.

    Facts and photographs are not written: a paper that has them is printed, not gone over.
    """
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>',
        "_rels/.rels": _relation("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": _relation("styles", "styles.xml"),
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{"".join(_styles())}</w:styles>',
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{"".join(_body(document))}{PAGE}'
        "</w:body></w:document>",
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(zipfile.ZipInfo(name), HEAD + xml, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _styles() -> Iterator[str]:
    for name, (font, size, line, more) in STYLES.items():
        default = ' w:default="1"' if name == "Normal" else ""
        fonts = f'w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"'
        yield (
            f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{name}"/>'
            f'<w:pPr><w:spacing w:line="{line}" w:lineRule="exact"/>{more}</w:pPr>'
            f'<w:rPr><w:rFonts {fonts}/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        )


def _body(document: Document) -> Iterator[str]:
    yield _paragraph(document.title, "Title")
    yield from (_paragraph(words, "Normal") for words in document.head if words)
    for section in document.sections:
        if section.title:
            yield _paragraph(section.title, "Heading1")
        yield from (_paragraph(words, "Normal") for words in section.words.split("\n") if words)
        if section.table:
            yield from _table(section.table)
    yield from (_paragraph(words, "Normal") for words in (*document.signers, document.note) if words)


def _paragraph(words: str, style: str, align: str = "") -> str:
    side = f'<w:jc w:val="{align}"/>' if align else ""
    text = f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>{text}</w:p>'


def _table(table: Table) -> Iterator[str]:
    whole = sum(column.share for column in table.columns)
    widths = [round(column.share / whole * WIDTH) for column in table.columns]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    shape = f'<w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
    yield f"<w:tbl><w:tblPr>{shape}</w:tblPr>"
    yield "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>"
    titles = tuple(column.title for column in table.columns)
    for number, row in enumerate((titles, *table.rows)):
        yield "<w:tr><w:trPr><w:tblHeader/></w:trPr>" if number == 0 else "<w:tr>"
        for words, width, column in zip(row, widths, table.columns, strict=True):
            align = "center" if number == 0 else ALIGN[column.align]
            cell = _paragraph(words, "Cell", align)
            yield f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        yield "</w:tr>"
    yield "</w:tbl>"
