"""Home visits (入户走访): what at least two visitors found, and what has to follow."""

from datetime import date, datetime

from sqlmodel import SQLModel

from countydesk.domain.days import show_day
from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.problems import Problem

VISITORS_AT_LEAST = 2


class FollowUp(Choice):
    """How it stands with what has to follow a visit."""

    NONE = "none", "无需跟进"
    OPEN = "open", "待跟进"
    OVERDUE = "overdue", "逾期"
    DONE = "done", "已完成"


class Risk(Choice):
    """Why a child is visited sooner than the others."""

    ALONE = "alone", "无人照看"
    DROPPED_OUT = "dropped_out", "辍学"
    ILL = "ill", "患病"
    OLD_GUARDIAN = "old_guardian", "监护人年过七十"


class Visit(SQLModel):
    """A visit to a child's home. Its `risks` hold until the next visit says otherwise."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    day: date = field("走访日期", Kind.DAY)
    visitors: str = field("走访人", hint="至少两人,用顿号隔开")
    seen: str = field("见到谁", default="", hint="例如 本人、外祖母")
    schooling: str = field("就学", default="", hint="例如 在校")
    health: str = field("健康", default="", hint="例如 良好")
    family_change: str = field("家庭变化", default="", hint="例如 无")
    risks: list[str] = field(
        "需多走访",
        Kind.CHOICES,
        default=[],
        choices=Risk,
        hint="有这些情况的,过一段就列入应走访",
        sa_column_kwargs={"server_default": "[]"},
    )
    findings: str = field("走访情况", Kind.LONG_TEXT, default="")
    follow_up: str = field("需要跟进", default="", hint="没有就留空")
    follow_up_due: date | None = field("跟进期限", Kind.DAY, default=None, hint="例如 12.20")
    follow_up_done: date | None = field("跟进完成日期", Kind.DAY, default=None)
    follow_up_how: str = field("怎么办的", default="", sa_column_kwargs={"server_default": ""})
    follow_up_by: str = field("跟进办理人", default="", sa_column_kwargs={"server_default": ""})
    recorded_by: str = field("登记人", default="")
    recorded_at: datetime | None = field("登记时间", Kind.INSTANT, default=None)


def visitors_of(text: str) -> list[str]:
    """The visitors' names as typed: "李明、赵芳", also with commas or blanks between them."""
    for mark in ",;/ \uff0c\uff1b\u3000":
        text = text.replace(mark, "、")
    return [name for name in text.split("、") if name]


def problems_of(visit: Visit, today: date) -> list[Problem]:
    """All that is wrong with a visit before it is written; each names its field."""
    found = []
    if visit.day > today:
        found.append(Problem("走访日期在今天之后,请核对。", "day"))
    if len(set(visitors_of(visit.visitors))) < VISITORS_AT_LEAST:
        found.append(Problem("入户走访至少两人,请写全走访人,用顿号隔开。", "visitors"))
    if not visit.findings.strip():
        found.append(Problem("请写走访情况。", "findings"))
    if visit.follow_up_due and not visit.follow_up.strip():
        found.append(Problem("有跟进期限,请写需要跟进的事。", "follow_up"))
    if visit.follow_up.strip() and not visit.follow_up_due:
        found.append(Problem("请写跟进期限。", "follow_up_due"))
    if visit.follow_up_due and visit.follow_up_due < visit.day:
        due = show_day(visit.follow_up_due)
        found.append(Problem(f"跟进期限 {due}早于走访日期,请改为之后的日期。", "follow_up_due"))
    return found


def follow_up_of(visit: Visit, today: date) -> FollowUp:
    """How it stands with a visit's follow-up on `today`."""
    if not visit.follow_up:
        return FollowUp.NONE
    if visit.follow_up_done:
        return FollowUp.DONE
    late = visit.follow_up_due is not None and visit.follow_up_due < today
    return FollowUp.OVERDUE if late else FollowUp.OPEN


def follow_up_words(visit: Visit, today: date) -> str:
    """The state of the follow-up as lists show it: "逾期 12 天", "待跟进"; "" where nothing follows."""
    state = follow_up_of(visit, today)
    if state is FollowUp.OVERDUE and visit.follow_up_due:
        return f"{state.title} {(today - visit.follow_up_due).days} 天"
    return "" if state is FollowUp.NONE else state.title
