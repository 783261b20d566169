"""The workbench: what waits today, where the term's money is, and what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.course import to_come
from countydesk.domain.disbursements import CLOSED, Balance, Batch, BatchState, EntryKind
from countydesk.domain.enrolment import State
from countydesk.domain.grades import Stage
from countydesk.domain.months import Month, Term
from countydesk.domain.standards import Standard
from countydesk.services import closing, visits
from countydesk.services.closing import MonthState
from countydesk.services.desk import Desk
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.disbursements import BATCHES, CLAIMS, LEDGER
from countydesk.storage.unit_of_work import Work

# What each state of a batch waits for, in the words of the list of things to do.
WAITING = {
    BatchState.DRAWN: ("待复核", "等待复核"),
    BatchState.CHECKED: ("待批准", "等待批准"),
    BatchState.APPROVED: ("待打印", "已批准,等待打印"),
    BatchState.PRINTED: ("待付款", "已打印,等待付款"),
    BatchState.PAID: ("待签收", "已付款,等待签收"),
    BatchState.SIGNED: ("待结清", "已签收,等待结清"),
}


@dataclass(frozen=True)
class Task:
    """One thing to do: a short word, a sentence, the page that does it, and how pressing it is."""

    word: str
    sentence: str
    page: str
    tone: str  # "red", "amber", "blue", "green"
    subject: str = ""


@dataclass(frozen=True)
class YearToCome:
    """The money that a school year still needs, in fen, by tier."""

    school_year: int
    primary_fen: int
    secondary_fen: int


@dataclass(frozen=True)
class Workbench:
    """What the workbench shows."""

    month: MonthState
    tasks: list[Task]
    term: Term
    term_children: int
    term_balance: Balance
    years: list[YearToCome]
    supported: int


def look(desk: Desk) -> Workbench:
    """The workbench as it stands today."""
    month = closing.working_month(desk)
    state = closing.state_of(desk, month)
    term = Term.of(desk.today)
    with desk.work() as work:
        children = work.all(Beneficiary, TABLE.c.state == State.IN_SUPPORT)
        tasks = [*_batch_tasks(work), *_child_tasks(children), *_month_tasks(desk, state)]
        balance, on_lists = _term_money(work, term)
        years = _years(desk, children, term, work.all(Standard), _claimed(work))
    return Workbench(state, [*_visit_tasks(desk), *tasks], term, on_lists, balance, years, len(children))


def _visit_tasks(desk: Desk) -> list[Task]:
    lines = visits.listing(desk, open_only=True)
    overdue = sum(1 for line in lines if line.overdue)
    if not lines:
        return []
    sentence = f"{len(lines)} 件走访跟进未完成" + (f",其中 {overdue} 件逾期" if overdue else "")
    return [Task("跟进", sentence, "visits", "red" if overdue else "amber")]


def _batch_tasks(work: Work) -> list[Task]:
    batches = work.all(Batch, BATCHES.c.state.not_in(CLOSED), order=(BATCHES.c.id,))
    tasks = []
    for batch in batches:
        word, waits = WAITING[batch.state]
        sentence = f"{Term.parse(batch.term).title}名册 {batch.number} {waits}"
        tasks.append(Task(word, sentence, "disbursements", "amber", batch.number))
    return tasks


def _child_tasks(children: Sequence[Beneficiary]) -> list[Task]:
    without_consent = sum(1 for child in children if child.consent_on is None)
    without_grade = sum(1 for child in children if child.stage is None or child.entry_year is None)
    tasks = []
    if without_consent:
        tasks.append(Task("缺同意书", f"{without_consent} 人缺监护人同意书", "beneficiaries", "amber"))
    if without_grade:
        tasks.append(Task("学段不明", f"{without_grade} 人学段或入学年份不明", "beneficiaries", "amber"))
    return tasks


def _month_tasks(desk: Desk, state: MonthState) -> list[Task]:
    closed = max((sent.month for sent in state.sent), default="")
    previous = str(state.month.previous())
    if closed < previous and _is_closed(desk, state.month.previous()):
        return [Task("待上报", f"{state.month.previous().title}已月结,尚未上报", "month", "amber")]
    if state.month < Month.of(desk.today):
        return [Task("待月结", f"{state.month.title}尚未月结", "month", "amber")]
    return []


def _is_closed(desk: Desk, month: Month) -> bool:
    return closing.state_of(desk, month).closed is not None


def _term_money(work: Work, term: Term) -> tuple[Balance, int]:
    """Where the money of a term's lists is, and for how many children."""
    in_term = select(BATCHES.c.id).where(BATCHES.c.term == str(term))
    sums = work.connection.execute(
        select(LEDGER.c.kind, func.sum(LEDGER.c.fen))
        .where(LEDGER.c.batch_id.in_(in_term))
        .group_by(LEDGER.c.kind)
    )
    by_kind: dict[EntryKind | str, int] = {kind: fen for kind, fen in sums}
    children = work.connection.scalar(
        select(func.count()).select_from(CLAIMS).where(CLAIMS.c.term == str(term))
    )
    return Balance.of(by_kind), children or 0


def _claimed(work: Work) -> dict[str, set[str]]:
    claimed: dict[str, set[str]] = {}
    for child, term in work.connection.execute(select(CLAIMS.c.beneficiary_id, CLAIMS.c.term)):
        claimed.setdefault(child, set()).add(term)
    return claimed


def _years(
    desk: Desk,
    children: Sequence[Beneficiary],
    term: Term,
    standards: Sequence[Standard],
    claimed: dict[str, set[str]],
) -> list[YearToCome]:
    """By school year and tier, until the last child has finished senior high."""
    sums: dict[int, dict[bool, int]] = {}
    for child in children:
        for step in to_come(child, term, standards, desk.settings, claimed.get(child.id, ())):
            year = sums.setdefault(step.term.school_year, {True: 0, False: 0})
            year[step.stage is Stage.PRIMARY] += step.fen
    return [YearToCome(year, sums[year][True], sums[year][False]) for year in sorted(sums)]
