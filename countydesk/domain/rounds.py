"""Rounds (走访安排): who is to be visited by when and why, and the stops of a day's way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import SQLModel

from countydesk.domain.days import show_day, years_after
from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.months import Term
from countydesk.domain.offices import Settings
from countydesk.domain.problems import Problem
from countydesk.domain.visits import VISITORS_AT_LEAST, Risk, visitors_of

OLD = 70  # years of a guardian
DROPPED_OUT_DAYS = 30  # between two visits to a child that dropped out
AFTER_DROPPING_OUT = 14  # days from the event to the first visit
LEAD = 14  # days before its last day that a sooner visit is listed


class Outcome(Choice):
    """What became of a stop."""

    PLANNED = "planned", "待走访"
    MET = "met", "已走访"
    MISSED = "missed", "未遇到"


class Stop(SQLModel):
    """A child on the way of a round. What the stops of a round share is kept with each of them.

    `missed` says why nobody was met; whoever was missed stays due.
    """

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    number: str = field("走访编号")
    position: int = field("序号", Kind.NUMBER)
    day: date = field("走访日期", Kind.DAY, hint="例如 12.20")
    townships: str = field("乡镇")
    visitors: str = field("走访人", hint="至少两人,用顿号隔开")
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    name: str = field("姓名", Kind.NAME)
    visit_id: str | None = field("走访记录", Kind.KEY, default=None)
    missed: str = field("未遇到的原因", default="")
    planned_by: str = field("安排人", default="")
    planned_at: datetime | None = field("安排时间", Kind.INSTANT, default=None)

    @property
    def outcome(self) -> Outcome:
        if self.visit_id:
            return Outcome.MET
        return Outcome.MISSED if self.missed else Outcome.PLANNED


@dataclass(frozen=True)
class Known:
    """What decides when a child is to be visited: `since` when it is known to this desk, the last visit
    there, what calls for a sooner one, and the day it dropped out."""

    since: date
    last: date | None = None
    risks: frozenset[Risk] = frozenset()
    dropped_on: date | None = None


@dataclass(frozen=True)
class DueVisit:
    """By which day a child is to be visited, from which day on it is listed for that, why, and when
    somebody was there last."""

    by: date
    listed_from: date
    why: str
    last: date | None = None

    @property
    def sentence(self) -> str:
        """ "上次 2026年5月3日;辍学,每30天一次"."""
        last = f"上次 {show_day(self.last)}" if self.last else "从未走访"
        return f"{last};{self.why}"

    def standing(self, today: date) -> str:
        """How pressing it is, in words: "逾期 12 天", "11月30日前"."""
        late = (today - self.by).days
        if late > 0:
            return f"逾期 {late} 天"
        year = f"{self.by.year}年" if self.by.year != today.year else ""
        return f"{year}{self.by.month}月{self.by.day}日前"


@dataclass(frozen=True)
class Cutoffs:
    """The rules of `due_by` turned round, for asking a database on one day: children last visited before
    `period` (or on or before `risk`, `dropped_out`) are listed, those before the `late_…` days overdue."""

    period: date
    late_period: date
    risk: date
    late_risk: date
    dropped_out: date
    late_dropped_out: date
    late_event: date  # of a drop-out
    old: date  # a guardian born by then is old

    @classmethod
    def on(cls, today: date, settings: Settings) -> "Cutoffs":
        period = _first_day(today, settings)
        sooner, often = timedelta(days=settings.risk_days), timedelta(days=DROPPED_OUT_DAYS)
        lead = timedelta(days=LEAD)
        return cls(
            period=period,
            late_period=_first_day(period - timedelta(days=1), settings),
            risk=today + lead - sooner,
            late_risk=today - sooner,
            dropped_out=today + lead - often,
            late_dropped_out=today - often,
            late_event=today - timedelta(days=AFTER_DROPPING_OUT),
            old=years_after(today, -OLD),
        )


def due_by(known: Known, settings: Settings) -> DueVisit:
    """When a child is to be visited, and why: the earliest of what applies.

    Everybody once in each term (or school year, as the office has set), so by the last day of the one after
    the last visit, or of the one in which the desk came to know the child; whoever is at risk, a set number
    of days after the last visit; who dropped out, within two weeks of that and then every thirty days.
    """
    dues = [_by_period(known, settings)]
    before = known.last or known.since
    others = [risk for risk in Risk if risk in known.risks and risk is not Risk.DROPPED_OUT]
    if others:
        words = "、".join(risk.title for risk in others)
        dues.append(_sooner(before + timedelta(days=settings.risk_days), words, settings.risk_days))
    if Risk.DROPPED_OUT in known.risks:
        dues.append(_after_dropping_out(known))
    first = min(dues, key=lambda due: due.by)
    listed_from = min(due.listed_from for due in dues)
    return DueVisit(first.by, listed_from, first.why, known.last)


def _by_period(known: Known, settings: Settings) -> DueVisit:
    every = "每学期一次" if settings.visits == "term" else "每学年一次"
    if known.last is None:
        return DueVisit(_last_day(known.since, settings), known.since, every)
    following = _last_day(known.last, settings) + timedelta(days=1)
    return DueVisit(_last_day(following, settings), following, every)


def _after_dropping_out(known: Known) -> DueVisit:
    """On the list from the day of dropping out on, however lately somebody was there before."""
    if known.dropped_on and (known.last is None or known.last < known.dropped_on):
        by = known.dropped_on + timedelta(days=AFTER_DROPPING_OUT)
        return DueVisit(by, known.dropped_on, f"{Risk.DROPPED_OUT.title},{AFTER_DROPPING_OUT}天内走访")
    by = (known.last or known.since) + timedelta(days=DROPPED_OUT_DAYS)
    return _sooner(by, Risk.DROPPED_OUT.title, DROPPED_OUT_DAYS)


def _sooner(by: date, words: str, days: int) -> DueVisit:
    return DueVisit(by, by - timedelta(days=LEAD), f"{words},每{days}天一次")


def _first_day(day: date, settings: Settings) -> date:
    """Of the term or school year that the day lies in."""
    term = Term.of(day)
    if settings.visits == "year" and term.season == "spring":
        term = term.previous()
    return term.first_day


def _last_day(day: date, settings: Settings) -> date:
    term = Term.of(day)
    if settings.visits == "year" and term.season == "autumn":
        term = term.next()
    return term.last_day


def problems_of(day: date, visitors: str, children: Sequence[str], today: date) -> list[Problem]:
    """All that is wrong with a round before it is planned; each names its field."""
    found = []
    if day < today:
        found.append(Problem(f"{show_day(day)}已经过去,请改为今天或以后的日期。", "day"))
    if len(set(visitors_of(visitors))) < VISITORS_AT_LEAST:
        found.append(Problem("入户走访至少两人,请写全走访人,用顿号隔开。", "visitors"))
    if not children:
        found.append(Problem("请先选择要走访的帮扶对象。"))
    return found
