"""A child of the register: found, opened with its story, corrected, and what happens to it recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from countydesk.domain.batch_path import LineStanding, LineState, standings
from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.disbursements import Balance, Batch, BatchLine, BatchState, EntryKind, LedgerEntry
from countydesk.domain.enrolment import EnrolmentEvent, State
from countydesk.domain.months import Term
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.domain.standards import Standard
from countydesk.domain.transfers import Elsewhere, taken_terms
from countydesk.services import visits
from countydesk.services.desk import Changes, Desk
from countydesk.services.register import Found, find, how_many, listing, named
from countydesk.services.school_life import child_of
from countydesk.services.visits import VisitLine
from countydesk.storage.beneficiaries import GUARDIANS, TABLE
from countydesk.storage.disbursements import BATCHES, LEDGER, LINES
from countydesk.storage.enrolment import EVENTS
from countydesk.storage.transfers import ELSEWHERE
from countydesk.storage.unit_of_work import Work

__all__ = [
    "ChildFile", "Found", "Payment", "consent", "correct", "find", "helped", "how_many", "listing",
    "named", "open_child", "open_to_correct", "promised", "reveal",
]  # fmt: skip


@dataclass(frozen=True)
class Payment:
    """What a child was given on one list; `went_back` also where it was paid again since."""

    term: str
    number: str
    position: int
    fen: int
    balance: Balance
    state: LineState
    day: date | None
    reason: str
    proxy: str
    went_back: bool


@dataclass(frozen=True)
class ChildFile:
    """All that the desk knows of a child, for its page."""

    child: Beneficiary
    guardian: Guardian | None
    events: list[EnrolmentEvent]
    payments: list[Payment]
    visits: list[VisitLine]
    standards: list[Standard]
    elsewhere: list[Elsewhere]  # what other counties recorded, in order


def open_child(desk: Desk, child_id: str) -> ChildFile:
    """A child's file. Raises `Refused` for an unknown id."""
    with desk.work() as work:
        child = child_of(desk, work, child_id)
        guardians = work.all(Guardian, GUARDIANS.c.beneficiary_id == child_id)
        events = work.all(
            EnrolmentEvent, EVENTS.c.beneficiary_id == child_id, order=(EVENTS.c.day, EVENTS.c.recorded_at)
        )
        payments = _payments(work, child_id)
        standards = work.all(Standard)
        elsewhere = work.all(
            Elsewhere, ELSEWHERE.c.beneficiary_id == child_id, order=(ELSEWHERE.c.day, ELSEWHERE.c.id)
        )
    return ChildFile(
        child,
        guardians[0] if guardians else None,
        events,
        payments,
        visits.listing(desk, beneficiary_id=child_id),
        standards,
        elsewhere,
    )


def reveal(desk: Desk, child_id: str, field: str) -> str:
    """A private field in full; that it was looked at is recorded."""
    desk.acting(Act.REVEAL)
    with desk.work() as work:
        child = child_of(desk, work, child_id)
        work.log(Action.SEEN, Beneficiary, child_id, field)
        work.commit()
    return str(getattr(child, field) or "")


def open_to_correct(desk: Desk, child_id: str) -> ChildFile:
    """A child's file for the form of corrections, where all stands in full: that is recorded."""
    desk.acting(Act.RECORD)
    with desk.work() as work:
        work.log(Action.SEEN, Beneficiary, child_id, "更正时查看全部资料")
        work.commit()
    return open_child(desk, child_id)


def correct(desk: Desk, child: Beneficiary, guardian: Guardian | None, reason: str) -> Changes:
    """Write a corrected file; what it was before stays in the record of changes.

    State and origin are not corrected but follow from events. Raises `Refused` when the reason
    is missing or the ID belongs to another child.
    """
    desk.acting(Act.RECORD)
    if not reason.strip():
        raise Refused("请写更正原因。")
    with desk.work() as work:
        kept = child_of(desk, work, child.id)
        _require_unique(desk, work, child)
        fixed = {"state": kept.state, "origin": kept.origin, "admitted_on": kept.admitted_on}
        work.change(child.model_copy(update=fixed), reason=reason)
        if guardian:
            _write_guardian(desk, work, guardian, reason)
        return work.commit()


def consent(desk: Desk, child_ids: Sequence[str], day: date) -> Changes:
    """Record that the guardians have signed their consent on `day`."""
    desk.acting(Act.RECORD)
    with desk.work() as work:
        children = [child_of(desk, work, child_id) for child_id in child_ids]
        signed = [child.model_copy(update={"consent_on": day}) for child in children]
        work.change_all(signed, reason="登记监护人同意书")
        return work.commit()


def promised(desk: Desk, file: ChildFile) -> tuple[int, int]:
    """What is still to come until senior high is finished: (instalments, fen), as things stand."""
    child = file.child
    if child.state is not State.IN_SUPPORT or child.stage is None or child.entry_year is None:
        return (0, 0)
    from countydesk.domain.course import to_come

    paid = {payment.term for payment in file.payments if payment.balance.due}
    paid |= taken_terms(file.elsewhere).keys()
    coming = to_come(child, Term.of(desk.today), file.standards, desk.settings, paid)
    return (len(coming), sum(step.fen for step in coming))


def helped(file: ChildFile) -> tuple[int, int]:
    """What has reached the child so far: (instalments, fen)."""
    paid = [payment.balance.paid_out for payment in file.payments if payment.balance.paid_out]
    return (len(paid), sum(paid))


def _require_unique(desk: Desk, work: Work, child: Beneficiary) -> None:
    if not child.citizen_id:
        return
    same = work.all(Beneficiary, TABLE.c.citizen_id == child.citizen_id, TABLE.c.id != child.id)
    if same:
        raise Refused(f"身份证号与 {same[0].name} 相同,请核对。")


def _write_guardian(desk: Desk, work: Work, guardian: Guardian, reason: str) -> None:
    if work.get(Guardian, desk.office.code, guardian.id):
        work.change(guardian, reason=reason)
    else:
        work.add(guardian, reason=reason)


def _payments(work: Work, child_id: str) -> list[Payment]:
    """The child's lines on lists that were approved and stand, the newest first."""
    batches = {batch.id: batch for batch in work.all(Batch, BATCHES.c.state != BatchState.VOIDED)}
    entries = work.all(LedgerEntry, LEDGER.c.beneficiary_id == child_id, order=(LEDGER.c.id,))
    booked: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        booked.setdefault(entry.line_id, []).append(entry)
    lines = work.all(BatchLine, LINES.c.beneficiary_id == child_id, order=(LINES.c.id.desc(),))
    approved = [line for line in lines if line.id in booked and line.batch_id in batches]
    told = standings(approved, [entry for line in approved for entry in booked[line.id]])
    paid = [_payment(batches[one.line.batch_id], one, booked[one.line.id]) for one in told]
    return sorted(paid, key=lambda payment: Term.parse(payment.term).first_day, reverse=True)


def _payment(batch: Batch, one: LineStanding, booked: Sequence[LedgerEntry]) -> Payment:
    return Payment(
        term=batch.term,
        number=batch.number,
        position=one.line.position,
        fen=one.line.fen,
        balance=one.balance,
        state=one.state,
        day=max((entry.day for entry in booked if entry.kind is not EntryKind.DUE), default=None),
        reason=one.reason,
        proxy=one.proxy,
        went_back=any(entry.kind is EntryKind.RETURNED and entry.fen > 0 for entry in booked),
    )
