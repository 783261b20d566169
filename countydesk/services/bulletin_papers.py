"""The bulletin handed out: as a paper in the manner of an official report, as a letter to be gone over, and
its figures as a workbook."""

from pathlib import Path

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.operators import Act
from countydesk.export.letter import letter_docx
from countydesk.export.papers.document import Column, Document, Section, Table
from countydesk.export.workbook import write_table
from countydesk.services import papers
from countydesk.services.behind import exact_of
from countydesk.services.bulletin import Bulletin, Line
from countydesk.services.desk import Desk
from countydesk.services.papers import Paper
from countydesk.services.places import regions
from countydesk.storage.whole_files import write_whole

APPENDIX = (
    Column("项目", 26),
    Column("指标", 32),
    Column("数据", 20, "right"),
    Column("记录", 9, "right"),
    Column("单位", 8, "right"),
    Column("同步包", 11, "right"),
)
FIELDS = tuple(
    FieldSpec(name, title, kind, required=False, choices=None, private=False, hint="")
    for name, title, kind in (
        ("action", "行动", Kind.TEXT),
        ("programme", "项目", Kind.TEXT),
        ("title", "指标", Kind.TEXT),
        ("value", "数值", Kind.TEXT),
        ("modifier", "约数", Kind.CHOICE),
        ("unit", "计量单位", Kind.CHOICE),
        ("exact", "准确数", Kind.DECIMAL),
        ("exact_unit", "准确数单位", Kind.CHOICE),
        ("records", "记录数", Kind.NUMBER),
        ("offices", "来源单位", Kind.LONG_TEXT),
        ("packages", "同步包", Kind.LONG_TEXT),
        ("rows", "报告行号", Kind.TEXT),
        ("note", "说明", Kind.LONG_TEXT),
    )
)


def paper(desk: Desk, bulletin: Bulletin) -> Paper:
    """The report with its appendix as a PDF."""
    return papers.of_office(desk, _document(desk, bulletin), f"{file_name(bulletin)}.pdf")


def letter(desk: Desk, bulletin: Bulletin, path: Path) -> Path:
    """The same as a .docx at `path`, to be gone over; returns where. Raises `Unavailable` when the disk
    fails."""
    desk.acting(Act.HAND_OUT)
    write_whole(path, letter_docx(_document(desk, bulletin).in_print))
    papers.log_going_out(desk, f"导出情况报告:{path.name}", path)
    return path


def _document(desk: Desk, bulletin: Bulletin) -> Document:
    text = [
        Section(
            section.title, "\n".join("　　" + "".join(p.words for p in each) for each in section.paragraphs)
        )
        for section in bulletin.sections
    ]
    rows = tuple(_row(line) for line in bulletin.lines if line.says_something)
    return Document(
        title=bulletin.title,
        drawn_on=desk.today,
        sections=(*text, Section("附表:各项数据的来源", table=Table(APPENDIX, rows))),
        head=(bulletin.unit, bulletin.span.title),
        note="数据由台账记录汇总,没有手工填写。",
    )


def workbook(desk: Desk, bulletin: Bulletin, path: Path) -> Path:
    """All figures as a workbook at `path`; returns where. Raises `Unavailable` when the disk fails."""
    desk.acting(Act.HAND_OUT)
    write_table(path, "情况报告数据", FIELDS, (_cells(desk, line) for line in bulletin.lines if line.is_own))
    papers.log_going_out(desk, f"导出情况报告数据:{path.name}", path)
    return path


def file_name(bulletin: Bulletin) -> str:
    """What the report's files are called: 情况报告-2020-01至2020-08."""
    return f"情况报告-{bulletin.span.first}至{bulletin.span.last}"


def _row(line: Line) -> tuple[str, ...]:
    told = line.told
    counts = (str(told.records), str(len(told.offices)), str(len(line.packages)))
    return (line.programme, told.indicator.title, told.phrase, *counts)


def _cells(desk: Desk, line: Line) -> tuple[object, ...]:
    told = line.told
    exact, unit = exact_of(desk.catalogue, told) or (None, "")
    offices = "、".join(regions().full_name(code) or code for code in sorted(told.offices))
    return (
        line.action,
        line.programme,
        told.indicator.title,
        told.figure.value,
        told.figure.modifier,
        told.figure.unit,
        exact,
        unit,
        told.records,
        offices,
        "、".join(line.packages),
        "、".join(line.rows),
        told.indicator.note,
    )
