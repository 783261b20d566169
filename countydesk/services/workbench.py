"""The workbench: the month's path, what waits today, where the term's money is, what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from countydesk.domain.disbursements import Balance, BatchState, EntryKind
from countydesk.domain.enrolment import State
from countydesk.domain.grades import Stage
from countydesk.domain.months import Month, Term
from countydesk.services import (
    backups,
    owing,
)
from countydesk.services.desk import Desk
from countydesk.services.tasks import OpenBatch, Standing, Task, count, open_batches, standing
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.disbursements import BATCHES, CLAIMS, LEDGER
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import VISITS

UNPAID = (BatchState.DRAWN, BatchState.CHECKED, BatchState.APPROVED, BatchState.PRINTED)


@dataclass(frozen=True)
class PathStep:
    """One step of the month: how far it is, what there is to say, and the page that goes on with it."""

    title: str
    state: str  # "done", "now", "to_come"
    sentence: str
    page: str


@dataclass(frozen=True)
class YearToCome:
    """The money that a school year still needs, in fen, by tier."""

    school_year: int
    primary_fen: int
    secondary_fen: int


@dataclass(frozen=True)
class Workbench:
    """What the workbench shows."""

    month: Month
    path: list[PathStep]
    tasks: list[Task]
    term: Term
    term_children: int
    term_balance: Balance
    years: list[YearToCome]
    supported: int
    visited: int
    backed_up: str


def look(desk: Desk) -> Workbench:
    """The workbench as it stands today."""
    now, term = standing(desk), Term.of(desk.today)
    with desk.work() as work:
        supported = count(work, TABLE, TABLE.c.state == State.IN_SUPPORT)
        balance, on_lists = _term_money(work, term)
        years = _years(desk, work)
        visited = count(work, VISITS, VISITS.c.day.between(now.month.first_day, now.month.last_day))
        path = _path(now, supported, term, balance, open_batches(work), visited)
    return Workbench(
        month=now.month,
        path=path,
        tasks=now.tasks,
        term=term,
        term_children=on_lists,
        term_balance=balance,
        years=years,
        supported=supported,
        visited=visited,
        backed_up=_backed_up(desk),
    )


# --- the month's path


def _path(
    now: Standing, supported: int, term: Term, balance: Balance, batches: Sequence[OpenBatch], visited: int
) -> list[PathStep]:
    """Recording, paying, signing, visiting, closing, sending; the first that is not done is now."""
    half_way = [open_.batch for open_ in batches if open_.batch.state in UNPAID]
    unsigned = sum(open_.unsigned for open_ in batches)
    if half_way:
        paying = (False, half_way[0].state.title)
    elif balance.due:
        paying = (balance.unpaid == 0, "已付款" if balance.unpaid == 0 else "尚有未付")
    else:
        paying = (False, "未拟定")
    signed = balance.due > 0 and not unsigned and paying[0]
    if unsigned:
        signing = f"{unsigned} 人未签"
    elif signed:
        signing = "已结清" if balance.unsigned else "已签收"  # settled with what was not signed for
    else:
        signing = ""
    steps = [
        ("录入", supported > 0, f"{supported} 人" if supported else "尚无对象", "beneficiaries"),
        ("发放", *paying, "disbursements"),
        ("签收", signed, signing, "disbursements"),
        ("走访", visited > 0, f"{visited} 次" if visited else "本月未走访", "visits"),
        ("月结", False, "可以月结" if now.is_over else "", "month"),
        ("上报", False, "", "month"),
    ]
    current = next(number for number, step in enumerate(steps) if not step[1])
    return [
        PathStep(title, "done" if done else "now" if number == current else "to_come", sentence, page)
        for number, (title, done, sentence, page) in enumerate(steps)
    ]


# --- the money


def _term_money(work: Work, term: Term) -> tuple[Balance, int]:
    """Where the money of a term's lists is, and for how many children.

    What a list was settled without is due no longer: the child is free for another list.
    """
    in_term = select(BATCHES.c.id).where(BATCHES.c.term == str(term))
    settled = in_term.where(BATCHES.c.state == BatchState.SETTLED)
    sums = select(LEDGER.c.kind, func.sum(LEDGER.c.fen)).group_by(LEDGER.c.kind)
    sums = sums.where(LEDGER.c.office_code == work.office_code)
    by_kind: dict[EntryKind | str, int] = {
        kind: fen for kind, fen in work.connection.execute(sums.where(LEDGER.c.batch_id.in_(in_term)))
    }
    left = Balance.of(
        {kind: fen for kind, fen in work.connection.execute(sums.where(LEDGER.c.batch_id.in_(settled)))}
    )
    by_kind[EntryKind.DUE] = by_kind.get(EntryKind.DUE, 0) - left.unpaid
    children = work.connection.scalar(
        select(func.count()).where(CLAIMS.c.office_code == work.office_code, CLAIMS.c.term == str(term))
    )
    return Balance.of(by_kind), children or 0


def _years(desk: Desk, work: Work) -> list[YearToCome]:
    """By school year and tier, until the last child has finished senior high."""
    sums: dict[int, dict[bool, int]] = {}
    for one in owing.owed(desk, work):
        year = sums.setdefault(one.school_year, {True: 0, False: 0})
        year[one.stage is Stage.PRIMARY] += one.fen
    return [YearToCome(year, sums[year][True], sums[year][False]) for year in sorted(sums)]


def _backed_up(desk: Desk) -> str:
    """ "备份 今天 09:30,第二位置 3 天前"; "" for a desk on a server."""
    found = backups.standing(desk)
    return f"备份 {found.here},第二位置 {found.there}" if found else ""
