"""A paper as a .docx: its words in order, its tables with every cell, and the same bytes each time."""

import zipfile
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

from countydesk.export.letter import W, letter_docx
from countydesk.export.papers.document import Column, Document, Section, Table

PAPER = Document(
    title="合水县情况报告",
    drawn_on=date(2026, 10, 15),
    head=("共青团合水县委员会", "2026年10月"),
    sections=(
        Section("一、学业资助", "　　累计资助 <24> 名 & 其他。\n　　第二段。"),
        Section(
            "附表", table=Table((Column("指标", 3), Column("数据", 1, "right")), (("岗位", "12.8万个"),))
        ),
    ),
    note="数据由台账记录汇总。",
)


def texts(xml: ElementTree.Element, tag: str) -> list[str]:
    parts = xml.iter(f"{{{W}}}{tag}")
    return ["".join(word.text or "" for word in part.iter(f"{{{W}}}t")) for part in parts]


def test_every_word_stands_in_its_order() -> None:
    with zipfile.ZipFile(BytesIO(letter_docx(PAPER))) as archive:
        assert archive.testzip() is None
        parts = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    body = parts["word/document.xml"]
    assert texts(body, "p") == [
        "合水县情况报告",
        "共青团合水县委员会",
        "2026年10月",
        "一、学业资助",
        "　　累计资助 <24> 名 & 其他。",
        "　　第二段。",
        "附表",
        *("指标", "数据", "岗位", "12.8万个"),
        "数据由台账记录汇总。",
    ]
    assert texts(body, "tr") == ["指标数据", "岗位12.8万个"]
    styles = {style.get(f"{{{W}}}styleId") for style in parts["word/styles.xml"].iter(f"{{{W}}}style")}
    used = {style.get(f"{{{W}}}val") for style in body.iter(f"{{{W}}}pStyle")}
    assert used <= styles


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert letter_docx(PAPER) == letter_docx(PAPER)
