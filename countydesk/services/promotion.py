"""September (学年升级): the roster promoted in one step, and undone as one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.disbursements import Batch, BatchState
from countydesk.domain.enrolment import (
    PRESENT,
    EnrolmentEvent,
    EventKind,
    State,
    replayed,
    standing,
    state_on,
)
from countydesk.domain.grades import Schooling, Stage, stage_years
from countydesk.domain.months import Month, Term
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.promotion import EVENTS as WRITTEN
from countydesk.domain.promotion import Decision, Move, changes_of, course_after, first_day, judge
from countydesk.domain.school_life import applied, as_json, require_last, require_undoable, taken_back
from countydesk.domain.standards import Standard, yearly_on
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import closed_months, require_open_month
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.disbursements import BATCHES, CLAIMS
from countydesk.storage.enrolment import EVENTS
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import VISITS


@dataclass(frozen=True)
class Repriced:
    """How many children go from one yearly standard to another, in fen; None where there is none."""

    children: int
    before_fen: int | None
    after_fen: int | None


@dataclass(frozen=True)
class Promotion:
    """A September as it would be, without writing anything; `done` is what was promoted before."""

    year: int
    moves: list[Move]
    repriced: list[Repriced]
    done: int

    @property
    def going_on(self) -> list[Move]:
        """Who just goes on: the grade follows from the year of entry."""
        return [move for move in self.moves if move.proposed is Decision.GO_ON]

    @property
    def moved(self) -> list[Move]:
        """Who goes on to the next stage without a question."""
        return [move for move in self.moves if move.proposed is Decision.NEXT and not move.must]

    @property
    def exceptions(self) -> list[Move]:
        """Who is to be looked at, those first who wait for a decision."""
        return sorted((move for move in self.moves if move.is_exception), key=lambda move: not move.must)

    @property
    def undecided(self) -> list[Move]:
        """Who stays as it is until somebody confirms."""
        return [move for move in self.moves if move.must]


@dataclass(frozen=True)
class Promoted:
    """What a September wrote: how many children by decision, and what was touched."""

    year: int
    written: Mapping[Decision, int]
    changes: Changes


def coming_year(desk: Desk) -> int:
    """The school year to promote into: this one, and from July on the one that begins in September."""
    return desk.today.year if desk.today.month >= 7 else Term.of(desk.today).school_year


def plan(desk: Desk, year: int) -> Promotion:
    """Who goes on, who changes stage, and who has to be decided, in September of `year`."""
    with desk.work() as work:
        moves = _moves(desk, work, year)
        standards = work.all(Standard)
        done = len(_recorded(work, year))
    return Promotion(year, moves, _repriced(moves, standards, year), done)


def promote(desk: Desk, year: int, decisions: Mapping[str, Decision] | None = None) -> Promoted:
    """Promote the roster in one transaction, an event for each child that does more than go on.

    `decisions` by id take the place of what is proposed; whoever must be confirmed and is not
    stays as it is. Raises `Refused` before the school year has begun, for one that is over, for
    a decision that a child has no choice of, and where there is nothing to do.
    """
    desk.acting(Act.RECORD)
    if desk.today < first_day(year) or Term.of(desk.today).school_year != year:
        raise Refused(f"只能在 {year} 学年内({year}年9月1日至次年8月31日)办理,现在可以先预览。")
    with desk.work() as work:
        moves = {move.child.id: move for move in _moves(desk, work, year)}
        decided = _decided(moves, decisions or {})
        if not decided:
            raise Refused(f"{year} 学年没有需要升学或毕业的对象,年级已随入学年份变动。")
        known, closed = _events(work), closed_months(work)
        written: list[EnrolmentEvent] = []
        changed: dict[str, list[Beneficiary]] = {}  # by the reason
        for child_id, decision in decided.items():
            child = moves[child_id].child
            day = _day_for(known.get(child_id, ()), year, closed, desk.today)
            event = _event(desk, work, child, decision, day, year)
            after = [*known.get(child_id, ()), event]
            replayed(after)
            require_last(after, event)
            written.append(event)
            state = {"state": state_on(after, desk.today)}
            changed.setdefault(event.reason, []).append(
                applied(child, event.changed()).model_copy(update=state)
            )
        for reason, some in changed.items():
            work.change_all(some, reason)
        work.add(*written)
        return Promoted(year, _counted(decided.values()), work.commit())


def undo(desk: Desk, year: int, reason: str) -> Promoted:
    """Take a whole September back by counter-events.

    Raises `Refused` when there is none, when a list was drawn up on it, or when something was
    recorded since that rests on it.
    """
    desk.acting(Act.RECORD)
    if not reason.strip():
        raise Refused("请写撤销的原因。")
    with desk.work() as work:
        require_open_month(desk, work, Month.of(desk.today))
        events = _recorded(work, year)
        if not events:
            raise Refused(f"{year} 学年没有可撤销的学年升级。")
        _require_nothing_drawn(work, events, year)
        known, children = _events(work), {child.id: child for child in work.all(Beneficiary)}
        counters, restored = [], []
        for event in events:
            child, own = children[event.beneficiary_id], known[event.beneficiary_id]
            try:
                require_undoable(own, event)
            except Refused as refused:
                raise Refused(f"{child.name}:{refused}") from None
            back = taken_back(child, event)
            counter = _counter(desk, work, event, as_json(back), reason)
            counters.append(counter)
            state = state_on([*own, counter], desk.today)
            restored.append(applied(child, back).model_copy(update={"state": state}))
        work.change_all(restored, reason)
        work.add(*counters)
        return Promoted(year, {}, work.commit())


def waiting(desk: Desk, work: Work) -> int:
    """How many children in support have come to the end of their stage."""
    year = Term.of(desk.today).school_year
    through = [
        and_(
            TABLE.c.stage == stage,
            TABLE.c.schooling == schooling,
            TABLE.c.entry_year <= year - (last - first + 1),
        )
        for schooling in Schooling
        for stage in Stage
        for first, last in (stage_years(stage, schooling is Schooling.FIVE_FOUR),)
    ]
    own = (TABLE.c.office_code == desk.office.code, TABLE.c.state == State.IN_SUPPORT)
    return work.connection.scalar(select(func.count()).where(*own, or_(*through))) or 0


def _moves(desk: Desk, work: Work, year: int) -> list[Move]:
    visited = _last_visits(work)
    order = (TABLE.c.school, TABLE.c.entry_year.desc(), TABLE.c.sort_key)
    children = work.all(Beneficiary, TABLE.c.state.in_(PRESENT), order=order)
    judged = (judge(child, visited.get(child.id), year) for child in children)
    return [move for move in judged if move is not None]


def _last_visits(work: Work) -> dict[str, date]:
    query = select(VISITS.c.beneficiary_id, func.max(VISITS.c.day)).where(
        VISITS.c.office_code == work.office_code
    )
    return {child: day for child, day in work.connection.execute(query.group_by(VISITS.c.beneficiary_id))}


def _repriced(moves: Iterable[Move], standards: list[Standard], year: int) -> list[Repriced]:
    """What changes for those who change stage as it is proposed."""
    day, counts = first_day(year), dict[tuple[int | None, int | None], int]()
    for move in moves:
        child, stage = move.child, course_after(move.child, move.proposed, first_day(year)).get("stage")
        if stage is None or child.stage is None:
            continue
        pair = tuple(yearly_on(day, each, child.id, standards) for each in (child.stage, stage))
        counts[pair[0], pair[1]] = counts.get((pair[0], pair[1]), 0) + 1
    return [Repriced(number, *pair) for pair, number in counts.items() if pair[0] != pair[1]]


def _decided(moves: Mapping[str, Move], decisions: Mapping[str, Decision]) -> dict[str, Decision]:
    """What is to be written, by child. Raises `Refused` for what a child has no choice of."""
    for child_id, decision in decisions.items():
        move = moves.get(child_id)
        if move is None:
            raise Refused("有人已不在名单中,请重新预览。")
        if decision not in move.choices:
            allowed = "、".join(choice.title for choice in move.choices)
            raise Refused(f"{move.child.name}不能选“{decision.title}”,可选:{allowed}。")
    decided = {
        child_id: decisions.get(child_id, Decision.LATER if move.must else move.proposed)
        for child_id, move in moves.items()
    }
    return {child_id: decision for child_id, decision in decided.items() if decision in WRITTEN}


def _event(
    desk: Desk, work: Work, child: Beneficiary, decision: Decision, day: date, year: int
) -> EnrolmentEvent:
    return EnrolmentEvent(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        kind=WRITTEN[decision],
        day=day,
        reason=f"{year} 学年升级:{decision.title}",
        recorded_by=work.operator,
        recorded_at=work.now,
        changes=as_json(changes_of(child, decision, first_day(year))),
        run=_run(year),
    )


def _counter(desk: Desk, work: Work, event: EnrolmentEvent, changes: str, reason: str) -> EnrolmentEvent:
    return EnrolmentEvent(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=event.beneficiary_id,
        kind=EventKind.UNDONE,
        day=desk.today,
        reason=reason,
        recorded_by=work.operator,
        recorded_at=work.now,
        changes=changes,
        undoes_id=event.id,
    )


def _run(year: int) -> str:
    return f"promotion-{year}"


def _day_for(events: Iterable[EnrolmentEvent], year: int, closed: Collection[Month], today: date) -> date:
    """1 September, or the day of what happened since; where its month is closed, today."""
    day = max((first_day(year), *(event.day for event in standing(events))))
    return today if Month.of(day) in closed else day


def _events(work: Work) -> dict[str, list[EnrolmentEvent]]:
    known: dict[str, list[EnrolmentEvent]] = {}
    for event in work.all(EnrolmentEvent):
        known.setdefault(event.beneficiary_id, []).append(event)
    return known


def _recorded(work: Work, year: int) -> list[EnrolmentEvent]:
    """The events of a September that stand."""
    concerned = select(EVENTS.c.beneficiary_id).where(
        EVENTS.c.office_code == work.office_code, EVENTS.c.run == _run(year)
    )
    events = work.all(EnrolmentEvent, EVENTS.c.beneficiary_id.in_(concerned))
    return [event for event in standing(events) if event.run == _run(year)]


def _require_nothing_drawn(work: Work, events: list[EnrolmentEvent], year: int) -> None:
    """A list that was drawn up since keeps the September: its ids are later than the events'."""
    recorded = {event.beneficiary_id: event.id for event in events}
    live = {batch.id: batch for batch in work.all(Batch, BATCHES.c.state != BatchState.VOIDED)}
    claims = select(CLAIMS.c.beneficiary_id, CLAIMS.c.batch_id).where(
        CLAIMS.c.office_code == work.office_code, CLAIMS.c.batch_id.in_(live)
    )
    for child_id, batch_id in work.connection.execute(claims):
        if batch_id > recorded.get(child_id, batch_id):
            raise Refused(f"已据此拟定名册 {live[batch_id].number},不能撤销 {year} 学年升级;请先作废名册。")


def _counted(decisions: Iterable[Decision]) -> dict[Decision, int]:
    counts: dict[Decision, int] = {}
    for decision in decisions:
        counts[decision] = counts.get(decision, 0) + 1
    return counts
