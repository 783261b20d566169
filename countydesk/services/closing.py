"""Closing a month: what has to be done first, and the lock on its days."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, func, select

from countydesk.domain.catalogue import Ledger
from countydesk.domain.closing import MonthClose, SentPackage
from countydesk.domain.disbursements import CLOSED, Batch, BatchState
from countydesk.domain.enrolment import State
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.services import drafts, promotion
from countydesk.services.booking import sheet_of
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.closing import CLOSES, PACKAGES
from countydesk.storage.disbursements import BATCHES
from countydesk.storage.entries import ENTRIES
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import VISITS


@dataclass(frozen=True)
class MonthStep:
    """One thing that a month asks for: done, or what is missing in a sentence.

    What `stops` the closing has to be done first; the rest is only told. `subject` names the record
    that it is about: a batch's number, the child of a draft.
    """

    key: str
    title: str
    done: bool
    sentence: str
    stops: bool = False
    subject: str = ""


@dataclass(frozen=True)
class MonthState:
    """Where a month stands."""

    month: Month
    steps: list[MonthStep]
    closed: MonthClose | None
    sent: list[SentPackage]

    @property
    def hindrances(self) -> list[str]:
        return [step.sentence for step in self.steps if step.stops]


@dataclass(frozen=True)
class PastMonth:
    """A closed month and one package that was sent of it, if one was."""

    close: MonthClose
    package: SentPackage | None


def working_month(desk: Desk) -> Month:
    """The month that the office is on: the one after the last closed, this one to begin with."""
    with desk.work() as work:
        closed = [Month.parse(close.month) for close in work.all(MonthClose)]
    return max(closed).next() if closed else Month.of(desk.today)


def month_to_report(desk: Desk) -> Month:
    """The month that is reported next: the last closed one while it is not sent, else the working month."""
    with desk.work() as work:
        closed = [Month.parse(close.month) for close in work.all(MonthClose)]
        sent = {package.month for package in work.all(SentPackage)}
    if closed and str(max(closed)) not in sent:
        return max(closed)
    return working_month(desk)


def past(desk: Desk) -> list[PastMonth]:
    """Every closed month with each package that was sent of it, the newest first."""
    with desk.work() as work:
        closes = work.all(MonthClose, order=(CLOSES.c.month.desc(),))
        packages = work.all(SentPackage, order=(PACKAGES.c.number.desc(),))
    found: list[PastMonth] = []
    for close in closes:
        own: list[SentPackage | None] = [package for package in packages if package.month == close.month]
        found += [PastMonth(close, package) for package in own or [None]]
    return found


def state_of(desk: Desk, month: Month) -> MonthState:
    """Where a month stands: its steps, whether it is closed, and what was sent."""
    with desk.work() as work:
        return MonthState(
            month,
            [*_roster_steps(desk, work, month), *_record_steps(desk, work, month)],
            work.get(MonthClose, desk.office.code, str(month)),
            work.all(SentPackage, order=(PACKAGES.c.number.desc(),)),
        )


def close(desk: Desk, month: Month, note: str = "") -> Changes:
    """Close a month: its days are locked from then on.

    Raises `Refused` with all that stands in the way: batches half way, a month not over, or an
    earlier one still open.
    """
    operator = desk.acting(Act.CLOSE)
    with desk.work() as work:
        _require_turn(desk, work, month)
        hindrances = [step.sentence for step in _roster_steps(desk, work, month) if step.stops]
        if hindrances:
            raise Refused(*hindrances)
        work.add(
            MonthClose(
                office_code=desk.office.code,
                month=str(month),
                closed_at=work.now,
                closed_by=operator,
                note=note,
            )
        )
        return work.commit()


def too_early(desk: Desk, month: Month) -> str:
    """Why a month that has not begun cannot be closed, in a sentence; "" if it has."""
    return f"{month.title}还没有到,不能月结。" if month > Month.of(desk.today) else ""


def _require_turn(desk: Desk, work: Work, month: Month) -> None:
    require_open_month(desk, work, month)
    if early := too_early(desk, month):
        raise Refused(early)
    closed = [Month.parse(close.month) for close in work.all(MonthClose, order=(CLOSES.c.month,))]
    if closed and month != max(closed).next():
        raise Refused(f"上次月结是{max(closed).title},请先月结{max(closed).next().title}。")


def _roster_steps(desk: Desk, work: Work, month: Month) -> list[MonthStep]:
    """Batches: none may hang between drawing up and paying; unsigned and returned ones are told."""
    batches = work.all(Batch, BATCHES.c.state.not_in(CLOSED), order=(BATCHES.c.reference,))
    if not batches:
        return [MonthStep("rosters", "名册", True, "没有未结清的名册")]
    steps = []
    for batch in batches:
        sheet = sheet_of(work, batch)
        money, title = sheet.balance, f"名册 {batch.number}"
        if batch.state in (BatchState.DRAWN, BatchState.CHECKED, BatchState.APPROVED, BatchState.PRINTED):
            sentence = f"名册 {batch.number} {batch.state.title},请办完付款或作废后再月结"
            steps.append(MonthStep("rosters", title, False, sentence, stops=True, subject=batch.number))
            continue
        unsigned = sum(1 for state in sheet.by_line().values() if state.unsigned > 0)
        returned = sum(1 for state in sheet.by_line().values() if state.returned > 0)
        parts = [f"{unsigned} 人未签收" if unsigned else "", f"{returned} 人退汇未重发" if returned else ""]
        left = "、".join(part for part in parts if part)
        sentence = f"{left},月结后转入{month.next().title}" if left else "已全部签收,可以结清"
        done = not left and money.unpaid == 0
        steps.append(MonthStep("rosters", title, done, sentence, subject=batch.number))
    return steps


def _record_steps(desk: Desk, work: Work, month: Month) -> list[MonthStep]:
    """Visits, activities, drafts, consents and grades: told, never in the way."""

    def count(table: Table, *conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).where(table.c.office_code == work.office_code, *conditions)
        return work.connection.scalar(query) or 0

    supported = count(TABLE, TABLE.c.state == State.IN_SUPPORT)
    visited = count(VISITS, VISITS.c.day.between(month.first_day, month.last_day))
    within = ENTRIES.c.first_day.between(month.first_day, month.last_day)
    held = count(ENTRIES, ENTRIES.c.ledger == Ledger.ACTIVITY, ENTRIES.c.withdrawn == "", within)
    unconsented = count(TABLE, TABLE.c.state == State.IN_SUPPORT, TABLE.c.consent_on.is_(None))
    return [
        MonthStep("visits", "走访", visited > 0, f"本月走访 {visited} 次,在助 {supported} 人"),
        MonthStep("activities", "活动", held > 0, f"本月登记活动 {held} 场"),
        *_draft_steps(desk, work),
        MonthStep(
            "consents",
            "监护人同意",
            not unconsented,
            f"{unconsented} 人缺监护人同意书" if unconsented else "同意书已齐",
        ),
        *_stage_steps(
            count(TABLE, TABLE.c.state == State.IN_SUPPORT, TABLE.c.entry_year.is_(None)),
            promotion.waiting(desk, work),
        ),
    ]


def _draft_steps(desk: Desk, work: Work) -> list[MonthStep]:
    """What this operator began to record and has not saved would be left out of the month."""
    kinds = (("visit", "走访"), ("activity", "活动"), ("sheet", "成批录入"))
    waiting = [(kind, title, drafts.waiting(desk, work, kind)) for kind, title in kinds]
    return [
        MonthStep(
            kind,
            f"{title}草稿",
            False,
            f"有 {len(forms)} 份未保存的{title}草稿",
            subject=forms[0].partition(":")[2],
        )
        for kind, title, forms in waiting
        if forms
    ]


def _stage_steps(unknown: int, through: int) -> list[MonthStep]:
    """Whose grade cannot be told, and who has come to the end of a stage: each is mended elsewhere."""
    steps = []
    if unknown:
        steps.append(MonthStep("stages", "学段年级", False, f"{unknown} 人学段或入学年份不明"))
    if through:
        said = f"{through} 人学段已满年限,升学或毕业后才能发放"
        steps.append(MonthStep("promotion", "学年升级", False, said))
    return steps or [MonthStep("stages", "学段年级", True, "学段年级已齐")]
