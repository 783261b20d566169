"""Conflicts between offices: found when a package is merged, shown with both sides, settled by a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select

from countydesk.domain.conflicts import Conflict, ConflictState, Facts, Registered, conflicts_between
from countydesk.domain.disbursements import Claim, EntryKind
from countydesk.domain.enrolment import State
from countydesk.domain.grades import Stage
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.services.desk import Changes, Desk
from countydesk.services.places import regions
from countydesk.storage import merging
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.disbursements import BATCHES, LEDGER
from countydesk.storage.receiving import CONFLICTS
from countydesk.storage.unit_of_work import Work


@dataclass(frozen=True)
class Shown:
    """A conflict with the facts of both sides."""

    conflict: Conflict
    sides: tuple[Facts, Facts]


def find(work: Work, office_code: str, twice: Iterable[tuple[Claim, str]]) -> int:
    """Bring the conflicts that an office has with others up to date; returns how many are open.

    `twice` are claims of the office on a half year that another of its own batches has taken. One
    that is found again stays as it is; one that is no more is marked so, unless it was settled.
    """
    found = {conflict.id: conflict for conflict in _found(work, office_code, twice)}
    of_office = or_(CONFLICTS.c.first_office == office_code, CONFLICTS.c.second_office == office_code)
    known = {conflict.id: conflict for conflict in work.all(Conflict, of_office)}
    work.add(*(conflict for key, conflict in found.items() if key not in known))
    for key, conflict in known.items():
        if conflict.state is ConflictState.OPEN and key not in found:
            work.change(conflict.model_copy(update={"state": ConflictState.GONE}))
        elif conflict.state is ConflictState.GONE and key in found:
            work.change(conflict.model_copy(update={"state": ConflictState.OPEN}))
    return sum(1 for key in found if key not in known or known[key].state is not ConflictState.SETTLED)


def listing(desk: Desk, open_only: bool = False) -> list[Shown]:
    """The conflicts, the open ones first, each with both offices' facts."""
    with desk.work() as work:
        conflicts = work.all(Conflict, order=(CONFLICTS.c.name, CONFLICTS.c.id))
        wanted = [one for one in conflicts if not open_only or one.state is ConflictState.OPEN]
        shown = [Shown(one, (_facts(work, one, True), _facts(work, one, False))) for one in wanted]
    return sorted(shown, key=lambda one: one.conflict.state is not ConflictState.OPEN)


def settle(desk: Desk, conflict_id: str, keeper: str, note: str) -> Changes:
    """Record that `keeper` (one of the two offices) is right; the receipt tells the other.

    Nothing of either county is changed here: the county that has to give way does that itself.
    Raises `Refused` without a reason, for an unknown conflict, or another office.
    """
    operator = desk.acting(Act.RECEIVE)
    if not note.strip():
        raise Refused("请写核定说明。")
    with desk.work() as work:
        conflict = work.get(Conflict, desk.office.code, conflict_id)
        if conflict is None:
            raise Refused(f"没有编号为“{conflict_id}”的冲突,请从冲突表中选取。")
        if keeper not in (conflict.first_office, conflict.second_office):
            raise Refused(f"保留单位请填 {conflict.first_office} 或 {conflict.second_office}。")
        settled = {
            "state": ConflictState.SETTLED,
            "keeper": keeper,
            "note": note.strip(),
            "settled_by": operator,
            "settled_at": work.now,
        }
        work.change(conflict.model_copy(update=settled), reason=note)
        return work.commit()


def _found(work: Work, office_code: str, twice: Iterable[tuple[Claim, str]]) -> list[Conflict]:
    pairs = merging.same_children(work.connection, office_code)
    children = {(office_code, pair.own_id) for pair in pairs}
    children |= {(pair.other_office, pair.other_id) for pair in pairs}
    claims = merging.claims_by_child(work.connection, children)
    found: list[Conflict] = []
    for pair in pairs:
        own = Registered(
            office_code,
            pair.own_id,
            pair.own_name,
            pair.citizen_id,
            State(pair.own_state),
            claims[(office_code, pair.own_id)],
        )
        other = Registered(
            pair.other_office,
            pair.other_id,
            pair.other_name,
            pair.citizen_id,
            State(pair.other_state),
            claims[(pair.other_office, pair.other_id)],
        )
        found += conflicts_between(work.office_code, own, other, work.now)
    return found + _within(work, twice)


def _within(work: Work, twice: Iterable[tuple[Claim, str]]) -> list[Conflict]:
    """A child that one office has on two lists for one half year."""
    found: list[Conflict] = []
    for claim, other_batch in twice:
        where = (TABLE.c.office_code == claim.office_code, TABLE.c.id == claim.beneficiary_id)
        row = work.connection.execute(select(TABLE).where(*where)).mappings().one()
        sides = [
            Registered(
                claim.office_code,
                row["id"],
                row["name"],
                row["citizen_id"] or "",
                State(row["state"]),
                {claim.term: batch},
            )
            for batch in sorted((claim.batch_id, other_batch))
        ]
        found += conflicts_between(work.office_code, sides[0], sides[1], work.now)
    return found


def _facts(work: Work, conflict: Conflict, first: bool) -> Facts:
    """One side as it is held now."""
    office, child_id, batch_id = (
        (conflict.first_office, conflict.first_child, conflict.first_batch)
        if first
        else (conflict.second_office, conflict.second_child, conflict.second_batch)
    )
    where = (TABLE.c.office_code == office, TABLE.c.id == child_id)
    row = work.connection.execute(select(TABLE).where(*where)).mappings().first()
    number, paid_fen, paid_on = _payment(work, office, child_id, [batch_id] if batch_id else [])
    return Facts(
        office,
        regions().full_name(office) or office,
        row["name"] if row else "(已不在册)",
        row["school"] if row else "",
        Stage(row["stage"]).title if row and row["stage"] else "",
        State(row["state"]) if row else State.ENDED,
        row["admitted_on"] if row else None,
        number,
        paid_fen,
        paid_on,
    )


def _payment(
    work: Work, office: str, child_id: str, batch_ids: Sequence[str]
) -> tuple[str, int, date | None]:
    """The list's number, what the child was paid on it (or on all), and when last."""
    of_child = [LEDGER.c.office_code == office, LEDGER.c.beneficiary_id == child_id]
    if batch_ids:
        of_child.append(LEDGER.c.batch_id.in_(batch_ids))
    query = select(LEDGER.c.kind, func.sum(LEDGER.c.fen), func.max(LEDGER.c.day)).where(and_(*of_child))
    rows = {kind: (fen, day) for kind, fen, day in work.connection.execute(query.group_by(LEDGER.c.kind))}
    paid = sum(
        sign * rows[kind][0]
        for kind, sign in ((EntryKind.PAID, 1), (EntryKind.REPAID, 1), (EntryKind.RETURNED, -1))
        if kind in rows
    )
    last = max((rows[kind][1] for kind in (EntryKind.PAID, EntryKind.REPAID) if kind in rows), default=None)
    name = func.coalesce(BATCHES.c.roster_number, BATCHES.c.reference)
    numbers = select(name).where(BATCHES.c.office_code == office, BATCHES.c.id.in_(batch_ids))
    return "、".join(work.connection.scalars(numbers)), paid, last
