"""Drawing up a batch: who is due what for a term, frozen line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from countydesk.domain.batch_path import Tier, tiers
from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.disbursements import (
    Batch,
    BatchLine,
    BatchState,
    Claim,
    four_eyes_gap,
    qualifying_day,
)
from countydesk.domain.due import Candidate, Due, LeftOut, arrears_of, claimed_terms, decide
from countydesk.domain.enrolment import EnrolmentEvent, State, state_on
from countydesk.domain.money import in_figures
from countydesk.domain.months import Term
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.school_life import enrolled_on
from countydesk.domain.standards import Standard
from countydesk.domain.transfers import arrived_on
from countydesk.services import booking
from countydesk.services.desk import Desk
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.disbursements import BATCHES, CLAIMS, LINES
from countydesk.storage.transfers import terms_elsewhere
from countydesk.storage.unit_of_work import Work


@dataclass(frozen=True)
class Drawing:
    """Who would be on a list for a term, and who would not and why."""

    term: Term
    day: date
    due: list[Due]
    left_out: list[LeftOut]
    warning: str = ""  # what would leave the list half way

    @property
    def fen(self) -> int:
        return sum(due.fen for due in self.due)

    @property
    def tiers(self) -> list[Tier]:
        return tiers((due.stage, due.fen) for due in self.due)


def terms_to_draw(desk: Desk) -> list[Term]:
    """The terms that a list can be drawn up for now: today's first, then the one before and the next."""
    term = Term.of(desk.today)
    return [term, term.previous(), term.next()]


def preview(desk: Desk, term: Term, day: date | None = None) -> Drawing:
    """Who is due what for a term, looked at today or on another day, without writing anything."""
    with desk.work() as work:
        return _drawing(desk, work, term, day or qualifying_day(term, desk.today))


def why_due(due: Due) -> str:
    """Why a child is due its instalment, in one sentence."""
    grade = due.grade.strip()
    hint = f"({due.hint})" if due.hint else ""
    return f"在助,{grade},按每年 {in_figures(due.yearly_fen)} 元发放本期{hint}。"


def arrears(desk: Desk) -> list[tuple[Term, Due]]:
    """What a pause or a late admission left open in the half year before, of this school year.

    It stands on no list of this term: a list of its own term is drawn up for it, whose claims keep
    anybody from getting it twice.
    """
    term = Term.of(desk.today).previous()
    return [(term, due) for due in preview(desk, term).due if due.candidate.arrears]


def left_out(desk: Desk, batch: Batch) -> list[LeftOut]:
    """Who is not on a batch and why, as on the batch's own day with what is known today."""
    term, found = Term.parse(batch.term), []
    with desk.work() as work:
        listed = set(
            work.connection.scalars(select(LINES.c.beneficiary_id).where(LINES.c.batch_id == batch.id))
        )
        standards = work.all(Standard)
        for candidate in _candidates(desk, work, term, batch.day):
            child = candidate.child
            if child.id in listed:
                continue
            decision = decide(candidate, term, batch.day, standards, desk.settings)
            if isinstance(decision, Due):
                decision = LeftOut(child.id, child.name, "拟定时未列入,可另拟名册")
            found.append(decision)
    return found


def by_reason(left: Sequence[LeftOut]) -> dict[str, list[LeftOut]]:
    """The children that are left out by the reason, the most frequent reason first."""
    groups: dict[str, list[LeftOut]] = {}
    for each in left:
        groups.setdefault(each.reason, []).append(each)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def draw(desk: Desk, term: Term, without: Sequence[str] = (), replaces: Batch | None = None) -> Batch:
    """Draw up a batch for a term of everybody who is due, but for the ids in `without`.

    Each line keeps the stage, standard and amount of this day for good. Raises `Refused` when
    nobody is due, or a child's half year is taken by another batch.
    """
    operator = desk.acting(Act.DRAW)
    with desk.work() as work:
        batch = draw_within(desk, work, operator, term, without, replaces)
        work.commit()
    return batch


def draw_within(
    desk: Desk, work: Work, operator: str, term: Term, without: Sequence[str], replaces: Batch | None
) -> Batch:
    drawing = _drawing(desk, work, term, qualifying_day(term, desk.today))
    due = [d for d in drawing.due if d.candidate.child.id not in without]
    if not due:
        raise Refused(f"{term.title}没有可列入的对象:{_why_nobody(drawing)}。")
    earlier = work.all(Batch, BATCHES.c.term == str(term))
    batch = Batch(
        office_code=desk.office.code,
        id=desk.new_id(),
        reference=f"{term.year}{'春' if term.season == 'spring' else '秋'}-{len(earlier) + 1}",
        term=str(term),
        state=BatchState.DRAWN,
        day=drawing.day,
        replaces_id=replaces.id if replaces else None,
    )
    work.add(batch)
    work.add(*(_line(desk, batch, position, d) for position, d in enumerate(due, 1)))
    work.add(
        *(
            Claim(
                office_code=desk.office.code,
                beneficiary_id=d.candidate.child.id,
                term=half,
                batch_id=batch.id,
            )
            for d in due
            for half in claimed_terms(term, desk.settings)
        )
    )
    booking.step(desk, work, batch, operator)
    return batch


def _drawing(desk: Desk, work: Work, term: Term, day: date) -> Drawing:
    standards = work.all(Standard)
    due: list[Due] = []
    left_out: list[LeftOut] = []
    for candidate in _candidates(desk, work, term, day):
        decision = decide(candidate, term, day, standards, desk.settings)
        if isinstance(decision, Due):
            due.append(decision)
        else:
            left_out.append(decision)
    return Drawing(term, day, due, left_out, four_eyes_gap(desk.operator, desk.operators, desk.settings))


def _candidates(desk: Desk, work: Work, term: Term, day: date) -> list[Candidate]:
    events: dict[str, list[EnrolmentEvent]] = {}
    for event in work.all(EnrolmentEvent):
        events.setdefault(event.beneficiary_id, []).append(event)
    guardians = {guardian.beneficiary_id: guardian for guardian in work.all(Guardian)}
    halves = claimed_terms(term, desk.settings)
    taken = _taken(work.connection, halves)
    elsewhere = terms_elsewhere(work.connection, desk.office.code)
    children = work.all(Beneficiary, order=(TABLE.c.school, TABLE.c.entry_year.desc(), TABLE.c.sort_key))
    found = []
    for child in children:
        own = events.get(child.id, ())
        state, late = state_on(own, day), ""
        before_arrival = (arrived_on(own) or day) > day  # the other county's half year, not this one's
        if desk.settings.arrears and state is not State.IN_SUPPORT and not before_arrival:
            late = arrears_of(term, state, child.state, desk.today, desk.settings)
        found.append(
            Candidate(
                enrolled_on(child, own, day),
                guardians.get(child.id),
                State.IN_SUPPORT if late else state,
                taken.get(child.id),
                late,
                next((place for half, place in elsewhere.get(child.id, {}).items() if half in halves), ""),
            )
        )
    return found


def _taken(connection: Connection, halves: Sequence[str]) -> dict[str, str]:
    query = (
        select(CLAIMS.c.beneficiary_id, func.coalesce(BATCHES.c.roster_number, BATCHES.c.reference))
        .join(BATCHES, (BATCHES.c.office_code == CLAIMS.c.office_code) & (BATCHES.c.id == CLAIMS.c.batch_id))
        .where(CLAIMS.c.term.in_(halves))
    )
    return {child: number for child, number in connection.execute(query)}


def _why_nobody(drawing: Drawing) -> str:
    reasons: dict[str, int] = {}
    for left in drawing.left_out:
        reasons[left.reason] = reasons.get(left.reason, 0) + 1
    return ";".join(f"{reason} {count} 人" for reason, count in reasons.items()) or "帮扶对象为空"


def _line(desk: Desk, batch: Batch, position: int, due: Due) -> BatchLine:
    child, guardian = due.candidate.child, due.candidate.guardian
    who = f"{guardian.name}({guardian.relation})" if guardian and guardian.relation else ""
    return BatchLine(
        office_code=desk.office.code,
        id=desk.new_id(),
        batch_id=batch.id,
        position=position,
        beneficiary_id=child.id,
        name=child.name,
        sex=child.sex,
        citizen_id=child.citizen_id,
        school=child.school,
        grade=due.grade,
        stage=due.stage,
        guardian=who or (guardian.name if guardian else ""),
        bank_name=child.bank_name,
        bank_card=child.bank_card,
        bank_holder=child.bank_holder,
        yearly_fen=due.yearly_fen,
        fen=due.fen,
        hint=due.hint,
    )
