"""School life: events of a child recorded and taken back, each saying what it does to the payments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.disbursements import Batch, BatchLine, BatchState
from countydesk.domain.enrolment import (
    EnrolmentEvent,
    EventKind,
    in_order,
    possible,
    replayed,
    standing,
)
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.domain.school_life import (
    Outlook,
    applied,
    as_json,
    changes_by,
    effect_of,
    reason_on,
    require_last,
    require_undoable,
    taken_back,
)
from countydesk.domain.standards import Standard
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.storage.disbursements import BATCHES, CLAIMS, LINES
from countydesk.storage.enrolment import EVENTS
from countydesk.storage.transfers import terms_elsewhere
from countydesk.storage.unit_of_work import Work


@dataclass(frozen=True)
class Told:
    """An event as somebody tells it; `school` and `class_name` where the child goes on, if elsewhere."""

    kind: EventKind
    day: date
    reason: str
    paper: str = ""
    school: str = ""
    class_name: str = ""


@dataclass(frozen=True)
class Recorded:
    """What was recorded, the sentence of what it does to the payments, and what was touched."""

    event: EnrolmentEvent
    effect: str
    changes: Changes


@dataclass(frozen=True)
class Happened:
    """An event of a child; `undone` where a counter-event took it back, `undoable` where one may."""

    event: EnrolmentEvent
    undone: bool
    undoable: bool


def record(
    desk: Desk,
    child_id: str,
    kind: EventKind,
    day: date,
    reason: str,
    paper: str = "",
    school: str = "",
    class_name: str = "",
) -> Recorded:
    """Record an event of a child's enrolment; its state follows, the payments to come with it.

    Raises `Refused` when the event cannot follow on the child's state or on what was recorded
    later, lacks its reason or school, lies ahead or in a closed month.
    """
    desk.acting(Act.RECORD)
    refuse_if(_unsaid(kind, reason, school))
    if day > desk.today:
        raise Refused(Problem("日期在今天之后,请到时登记。", "day"))
    with desk.work() as work:
        require_open_month(desk, work, Month.of(day))
        child, events = child_of(desk, work, child_id), events_of(work, child_id)
        told = Told(kind, day, reason, paper, school, class_name)
        return write(desk, work, child, events, told)


def write(
    desk: Desk, work: Work, child: Beneficiary, events: Sequence[EnrolmentEvent], told: Told
) -> Recorded:
    """Write an event of a child and what it leaves of it, and commit. Raises `Refused` as `record` does."""
    if not events:
        raise Refused("这名孩子的申请还在办理,请在“受理入库”中办理。")
    event = _made(desk, work, child, told)
    known = [*events, event]
    replayed(known)
    require_last(known, event)
    before = _outlook(desk, work, child, events)
    work.add(event)
    after = _write(desk, work, before, event, known)
    return Recorded(event, effect_of(event, before, after), work.commit())


def undo(desk: Desk, event_id: str, reason: str) -> Recorded:
    """Take an event back by a counter-event; nothing is deleted.

    Raises `Refused` for an admission, for what is undone already, for what later events rest on,
    and where a list was drawn up on it.
    """
    desk.acting(Act.RECORD)
    if not reason.strip():
        raise Refused(Problem("请写撤销的原因。", "reason"))
    with desk.work() as work:
        event = work.get(EnrolmentEvent, desk.office.code, event_id)
        if event is None:
            raise Refused("没有这一事项,请用 event list 查看编号。")
        require_open_month(desk, work, Month.of(desk.today))
        recorded = _undone(desk, work, event, reason)
        return Recorded(recorded.event, recorded.effect, work.commit())


def _undone(desk: Desk, work: Work, event: EnrolmentEvent, reason: str) -> Recorded:
    """The counter-event of an event, written."""
    child = child_of(desk, work, event.beneficiary_id)
    events = events_of(work, child.id)
    require_undoable(events, event)
    back = taken_back(child, event)
    counter = EnrolmentEvent(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        kind=EventKind.UNDONE,
        day=desk.today,
        reason=reason,
        recorded_by=work.operator,
        recorded_at=work.now,
        changes=as_json(back),
        undoes_id=event.id,
    )
    known = [*events, counter]
    _require_nothing_drawn(work, child, applied(child, back), events, known)
    before = _outlook(desk, work, child, events)
    work.add(counter)
    after = _write(desk, work, before, counter, known)
    return Recorded(counter, effect_of(counter, before, after), frozenset())


def effects(desk: Desk, child_id: str) -> dict[EventKind, str]:
    """What each event that can follow today would do to the payments, for telling it beforehand."""
    with desk.work() as work:
        child, events = child_of(desk, work, child_id), events_of(work, child_id)
        before, found = _outlook(desk, work, child, events), {}
        for kind in possible(child.state):
            try:
                told = Told(kind, desk.today, "", "", child.school, child.class_name)
                event = _made(desk, work, child, told)
            except Refused as refused:
                found[kind] = str(refused)
                continue
            after = _after(before, event, [*events, event])
            found[kind] = effect_of(event, before, after)
    return found


def happened(events: Sequence[EnrolmentEvent]) -> list[Happened]:
    """A child's events in order, each with whether it stands and whether it may be taken back."""
    holding = {event.id for event in standing(events)}
    return [
        Happened(event, not holds and event.kind is not EventKind.UNDONE, holds and _undoable(events, event))
        for event in in_order(events)
        for holds in (event.id in holding,)
    ]


def listing(desk: Desk, child_id: str) -> list[Happened]:
    """A child's events. Raises `Refused` for an unknown child."""
    with desk.work() as work:
        child_of(desk, work, child_id)
        return happened(events_of(work, child_id))


def child_of(desk: Desk, work: Work, child_id: str) -> Beneficiary:
    """The child. Raises `Refused` for an unknown id."""
    child = work.get(Beneficiary, desk.office.code, child_id)
    if child is None:
        raise Refused("没有这名帮扶对象,请重新查找。")
    return child


def events_of(work: Work, child_id: str) -> list[EnrolmentEvent]:
    """All events of a child, those undone too."""
    return work.all(EnrolmentEvent, EVENTS.c.beneficiary_id == child_id)


def _made(desk: Desk, work: Work, child: Beneficiary, told: Told) -> EnrolmentEvent:
    """An event with what it changes of the child, not written yet. Raises `Refused`."""
    return EnrolmentEvent(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        kind=told.kind,
        day=told.day,
        reason=told.reason,
        paper=told.paper,
        recorded_by=work.operator,
        recorded_at=work.now,
        changes=as_json(changes_by(told.kind, child, told.school, told.class_name, told.day)),
    )


def _unsaid(kind: EventKind, reason: str, school: str) -> Iterator[Problem]:
    if not reason.strip():
        yield Problem(f"请写“{kind.title}”的原因。", "reason")
    if kind is EventKind.CHANGED_SCHOOL and not school.strip():
        yield Problem("请写转入的学校。", "school")


def _undoable(events: Sequence[EnrolmentEvent], event: EnrolmentEvent) -> bool:
    try:
        require_undoable(events, event)
    except Refused:
        return False
    return True


def _outlook(desk: Desk, work: Work, child: Beneficiary, events: Sequence[EnrolmentEvent]) -> Outlook:
    claimed = work.connection.scalars(
        select(CLAIMS.c.term).where(
            CLAIMS.c.office_code == desk.office.code, CLAIMS.c.beneficiary_id == child.id
        )
    )
    elsewhere = terms_elsewhere(work.connection, desk.office.code, [child.id]).get(child.id, {})
    taken = frozenset(claimed) | elsewhere.keys()
    return Outlook(child, events, work.all(Standard), desk.settings, desk.today, taken)


def _after(before: Outlook, event: EnrolmentEvent, known: Sequence[EnrolmentEvent]) -> Outlook:
    child = applied(before.child, event.changed())
    return Outlook(child, known, before.standards, before.settings, before.today, before.claimed)


def _write(
    desk: Desk, work: Work, before: Outlook, event: EnrolmentEvent, known: Sequence[EnrolmentEvent]
) -> Outlook:
    """The child as the event leaves it."""
    after = _after(before, event, known)
    work.change(after.child.model_copy(update={"state": after.state}), reason=event.reason)
    return after


def _require_nothing_drawn(
    work: Work,
    child: Beneficiary,
    restored: Beneficiary,
    events: Sequence[EnrolmentEvent],
    known: Sequence[EnrolmentEvent],
) -> None:
    """Refuse to take away the reason of a list that stands: its day, the child's stage on it."""
    live = {batch.id: batch for batch in work.all(Batch, BATCHES.c.state != BatchState.VOIDED)}
    for line in work.all(BatchLine, LINES.c.beneficiary_id == child.id):
        batch = live.get(line.batch_id)
        if batch is None:
            continue
        was, will = reason_on(child, events, batch.day), reason_on(restored, known, batch.day)
        if was is None:  # arrears rest on the child being in support again, not on the day of their term
            was, will = (reason_on(*one, work.now.date()) for one in ((child, events), (restored, known)))
        if was is not None and will is not was:
            raise Refused(f"已据此列入名册 {batch.number},不能撤销;请先作废名册,或另行登记新的事项。")
