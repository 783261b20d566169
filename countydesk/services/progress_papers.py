"""Progress handed out: the year against its plan as a paper, and as a workbook by indicator or by place."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.progress import Progress, year_gone
from countydesk.export.papers.document import Column, Document, Section, Table
from countydesk.export.workbook import write_table
from countydesk.services import papers
from countydesk.services.desk import Desk
from countydesk.services.papers import Paper

COLUMNS = (
    Column("指标", 30),
    Column("年度目标", 16, "right"),
    Column("已完成", 16, "right"),
    Column("完成率", 11, "right"),
    Column("比序时进度少", 18, "right"),
    Column("去年同期", 16, "right"),
)
FIELDS = tuple(
    FieldSpec(name, title, Kind.TEXT, required=False, choices=None, private=False, hint="")
    for name, title in (
        ("place", "单位"),
        ("action", "行动"),
        ("programme", "项目"),
        ("title", "指标"),
        ("unit", "计量单位"),
        ("plan", "年度目标"),
        ("done", "已完成"),
        ("percent", "完成率(%)"),
        ("due", "序时进度(%)"),
        ("behind", "比序时进度少"),
        ("before", "去年同期"),
        ("change", "比去年同期(%)"),
    )
)
Placed = tuple[str, Progress]  # the name of a place, and where it stands with an indicator


def paper(desk: Desk, month: Month, lines: Sequence[Progress]) -> Paper:
    """The progress to the end of a month as a PDF, a table for each action."""
    sections = tuple(
        Section(
            title, table=Table((Column("项目", 24), *COLUMNS), tuple(_programme_row(desk, e) for e in each))
        )
        for title, each in groupby(lines, lambda line: _action(desk, line))
    )
    behind = sum(each.is_behind for each in lines)
    planned = sum(each.planned is not None for each in lines)
    words = (
        f"　　截至{month.title},一年已过 {year_gone(month)}%。设有年度目标的指标 {planned} 项,"
        f"达到序时进度 {planned - behind} 项,落后 {behind} 项。"
    )
    document = Document(
        title=f"{month.year}年目标进度(截至{month.number}月)",
        drawn_on=desk.today,
        sections=(Section(words=words), *sections),
        head=(desk.office.unit, month.title),
        note="数据由台账记录汇总,没有手工填写。",
        landscape=True,
    )
    return papers.of_office(desk, document, f"目标进度-{month}.pdf")


def workbook(desk: Desk, path: Path, lines: Iterable[Placed]) -> int:
    """The lines as a workbook at `path`; returns how many. Raises `Unavailable` when the disk fails."""
    desk.acting(Act.HAND_OUT)
    written = write_table(path, "目标进度", FIELDS, (_cells(desk, place, each) for place, each in lines))
    papers.log_going_out(desk, f"导出目标进度 {written} 行:{path.name}", path)
    return written


def row(each: Progress) -> tuple[str, ...]:
    """A line of a paper under `COLUMNS`."""
    plan = each.plan.phrase if each.plan else ""
    percent = "" if each.percent is None else f"{each.percent}%"
    arrears = each.arrears.phrase if each.arrears else ""
    before = each.before.figure.phrase if each.before.records else ""
    return (each.told.indicator.title, plan, each.told.figure.phrase, percent, arrears, before)


def _programme_row(desk: Desk, each: Progress) -> tuple[str, ...]:
    return (desk.catalogue.programmes[each.told.indicator.programme].title, *row(each))


def _action(desk: Desk, each: Progress) -> str:
    key = desk.catalogue.programmes[each.told.indicator.programme].action
    action = desk.catalogue.action(key)
    return action.title if action else key


def _cells(desk: Desk, place: str, each: Progress) -> tuple[object, ...]:
    programme = desk.catalogue.programmes[each.told.indicator.programme].title
    indicator = each.told.indicator
    plan = replace(each.plan, unit="").phrase if each.plan else ""
    figures = (each.told.figure.value, each.percent, each.due, each.arrears and each.arrears.value)
    before = each.before.figure.value if each.before.records else ""
    words = (place, _action(desk, each), programme, indicator.title, indicator.unit, plan)
    return tuple("" if cell is None else str(cell) for cell in (*words, *figures, before, each.change))
