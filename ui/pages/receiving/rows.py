"""The tables of the receiving page: offices, files that were brought, packages and conflicts that wait."""

from dataclasses import dataclass

from countydesk.domain.conflicts import ConflictKind, ConflictState
from countydesk.domain.fields import Kind
from countydesk.domain.months import Month, Term
from countydesk.services.conflicts import Shown
from countydesk.services.letting_in import Outcome, Received
from countydesk.services.province import MonthReported, OfficeReported, Overview
from ui.style import Tone
from ui.tables.columns import Column

PROVINCE = "甘肃省"  # is left away where every name begins with it


@dataclass(frozen=True)
class OfficeRow:
    """An office and the package that its line is about: its last, or that of a month."""

    office: OfficeReported
    report: MonthReported | None
    state: str

    @property
    def name(self) -> str:
        return short(self.office.name)


def short(name: str) -> str:
    """A place's full name without the province."""
    return name.removeprefix(PROVINCE) or name


def month_title(month: str | None) -> str:
    """A month in words; "" for none."""
    return Month.parse(month).title if month else ""


REPORTED, LATE, NEVER, MISSING = "已报", "未报齐", "从未上报", "未报"


def office_rows(seen: Overview, month: str | None, state: str | None) -> list[OfficeRow]:
    """The offices with what they reported last, or of one month; `state` (REPORTED, LATE) narrows them."""
    rows = [_of_month(office, month) if month else _last(office) for office in seen.offices]
    return [row for row in rows if state is None or (row.state == REPORTED) is (state == REPORTED)]


def _last(office: OfficeReported) -> OfficeRow:
    if office.last is None:
        return OfficeRow(office, None, NEVER)
    return OfficeRow(office, office.last, f"晚 {office.behind} 个月" if office.behind else REPORTED)


def _of_month(office: OfficeReported, month: str) -> OfficeRow:
    report = next((each for each in office.months if each.month == month), None)
    return OfficeRow(office, report, REPORTED if report else MISSING)


def _tone(state: str) -> Tone:
    if state == REPORTED:
        return Tone.GREEN
    return Tone.GREY if state == NEVER else Tone.AMBER


OFFICES = (
    Column("单位", "name", width=160, sort="code"),
    Column("状态", "state", width=98, chip=_tone, sort="state"),
    Column("月份", lambda r: month_title(r.report.month) if r.report else "", width=100, sort="month"),
    Column("编号", lambda r: f"{r.report.number:03d}" if r.report else "", width=54, sort="number"),
    Column("对象", lambda r: r.report.children if r.report else None, Kind.NUMBER, 64, sort="children"),
    Column("实发(元)", lambda r: r.report.paid_fen if r.report else None, Kind.MONEY, 124, sort="paid"),
    Column("未发(元)", lambda r: r.report.unpaid_fen if r.report else None, Kind.MONEY, 106, sort="unpaid"),
    Column(
        "退汇(元)", lambda r: r.report.returned_fen if r.report else None, Kind.MONEY, 98, sort="returned"
    ),
    Column("待决定", lambda r: r.office.waiting or None, Kind.NUMBER, 66, sort="waiting"),
    Column("单位名称", lambda r: r.office.unit, width=150, faint=True),
)
OFFICE_KEYS = {
    "code": lambda r: r.office.code,
    "state": lambda r: (r.report is not None, -(r.office.behind or 0)),
    "month": lambda r: r.report.month if r.report else "",
    "number": lambda r: r.report.number if r.report else 0,
    "children": lambda r: r.report.children if r.report else -1,
    "paid": lambda r: r.report.paid_fen if r.report else -1,
    "unpaid": lambda r: r.report.unpaid_fen if r.report else -1,
    "returned": lambda r: r.report.returned_fen if r.report else -1,
    "waiting": lambda r: r.office.waiting,
}

TONES = {
    "可合并": Tone.GREEN,
    Outcome.MERGED.title: Tone.GREEN,
    Outcome.ALREADY.title: Tone.GREY,
    Outcome.HELD.title: Tone.AMBER,
    Outcome.REFUSED.title: Tone.RED,
}


@dataclass(frozen=True)
class FileRow:
    """A file that was brought, before (`done` False) or after it was received."""

    one: Received
    office: str
    done: bool

    @property
    def word(self) -> str:
        """What becomes, or became, of it."""
        if self.one.outcome is Outcome.MERGED and not self.done:
            return "可合并"
        return self.one.outcome.title

    @property
    def sentence(self) -> str:
        """Why; or what came of it."""
        if self.one.problem:
            return self.one.problem
        if self.one.conflicts:
            return f"与其他县有 {self.one.conflicts} 项冲突,合并后在“冲突”里核定。"
        return ""


FILES = (
    Column("文件", lambda r: r.one.file.name, width=220),
    Column("单位", "office", width=150),
    Column("月份", lambda r: month_title(r.one.month), width=96),
    Column("编号", lambda r: f"{r.one.number:03d}" if r.one.number else "", width=52),
    Column("结果", "word", width=80, chip=TONES),
    Column("新增", lambda r: r.one.new if r.one.tallies else None, Kind.NUMBER, 66),
    Column("变动", lambda r: r.one.changed if r.one.tallies else None, Kind.NUMBER, 66),
    Column("未变", lambda r: r.one.same if r.one.tallies else None, Kind.NUMBER, 66),
    Column("冲突", lambda r: r.one.conflicts or None, Kind.NUMBER, 56),
    Column("说明", "sentence", width=300, faint=True),
)

WAITING = (
    Column("单位", lambda held: short(held.office_name), width=160),
    Column("月份", lambda held: month_title(held.month), width=96),
    Column("编号", lambda held: f"{held.number:03d}", width=56),
    Column("原因", "sentence", width=380),
    Column("登记", lambda held: f"{held.held_at.astimezone():%m-%d %H:%M}", Kind.KEY, 100, faint=True),
    Column("文件", "path", width=240, faint=True),
)


def _term(shown: Shown) -> str:
    return Term.parse(shown.conflict.term).title if shown.conflict.term else ""


CONFLICTS = (
    Column("姓名", lambda s: s.conflict.name, Kind.NAME, 96),
    Column("身份证号", lambda s: s.conflict.citizen_id, Kind.CITIZEN_ID, 176, private=True),
    Column("冲突", lambda s: s.conflict.kind, width=120, choices=ConflictKind),
    Column("学期", _term, width=130),
    Column("单位甲", lambda s: short(s.sides[0].office_name), width=130),
    Column("单位乙", lambda s: short(s.sides[1].office_name), width=130),
    Column(
        "状态",
        lambda s: s.conflict.state,
        width=90,
        choices=ConflictState,
        chip={
            ConflictState.OPEN: Tone.AMBER,
            ConflictState.SETTLED: Tone.GREEN,
            ConflictState.GONE: Tone.GREY,
        },
    ),
    Column("保留", lambda s: _keeper(s), width=120, faint=True),
)


def _keeper(shown: Shown) -> str:
    kept = [side for side in shown.sides if side.office_code == shown.conflict.keeper]
    return short(kept[0].office_name) if kept else ""
