"""Enrolment: the dated events of a child's way through school and what state they leave it in."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.problems import Refused


class State(Choice):
    """What a child is to the programme; every admitted child is in exactly one of these."""

    APPLYING = "applying", "受理中"
    DECLINED = "declined", "未通过"  # applied and was refused; may apply again
    IN_SUPPORT = "in_support", "在助"
    PAUSED = "paused", "休学"
    DROPPED_OUT = "dropped_out", "辍学"
    AWAY = "away", "转出"
    GRADUATED = "graduated", "毕业"
    DIED = "died", "死亡"
    ENDED = "ended", "取消资格"


class EventKind(Choice):
    ADMITTED = "admitted", "审核入库"
    TAKEN_OVER = "taken_over", "原台账转入"
    PAUSED = "paused", "休学"
    RESUMED = "resumed", "复学"
    REPEATED = "repeated", "留级"
    SKIPPED = "skipped", "跳级"
    PROMOTED = "promoted", "升学"
    CHANGED_SCHOOL = "changed_school", "县内转学"
    MOVED_AWAY = "moved_away", "转出本县"
    TRANSFERRED_IN = "transferred_in", "外县转入"
    DROPPED_OUT = "dropped_out", "辍学"
    GRADUATED = "graduated", "毕业"
    UNIVERSITY = "university", "升入大学"
    DIED = "died", "死亡"
    DISQUALIFIED = "disqualified", "取消资格"
    READMITTED = "readmitted", "重新入库"
    UNDONE = "undone", "撤销"


SUPPORTED = frozenset({State.IN_SUPPORT})
PRESENT = frozenset({State.IN_SUPPORT, State.PAUSED, State.DROPPED_OUT})
GONE = frozenset({State.AWAY, State.GRADUATED, State.ENDED})

# From which states an event may come, and the state that it leaves (None: as it was).
MOVES: dict[EventKind, tuple[frozenset[State], State | None]] = {
    EventKind.ADMITTED: (frozenset({State.APPLYING}), State.IN_SUPPORT),
    EventKind.TAKEN_OVER: (frozenset({State.APPLYING}), State.IN_SUPPORT),
    EventKind.PAUSED: (SUPPORTED, State.PAUSED),
    EventKind.RESUMED: (frozenset({State.PAUSED, State.DROPPED_OUT}), State.IN_SUPPORT),
    EventKind.REPEATED: (SUPPORTED, None),
    EventKind.SKIPPED: (SUPPORTED, None),
    EventKind.PROMOTED: (SUPPORTED, None),
    EventKind.CHANGED_SCHOOL: (PRESENT, None),
    EventKind.MOVED_AWAY: (PRESENT, State.AWAY),
    # The other county's file is a past and no decision: this county checks, and admits, itself.
    EventKind.TRANSFERRED_IN: (frozenset({State.APPLYING}) | GONE, State.APPLYING),
    EventKind.DROPPED_OUT: (frozenset({State.IN_SUPPORT, State.PAUSED}), State.DROPPED_OUT),
    EventKind.GRADUATED: (SUPPORTED, State.GRADUATED),
    EventKind.UNIVERSITY: (SUPPORTED | {State.GRADUATED}, State.GRADUATED),
    EventKind.DIED: (PRESENT | GONE, State.DIED),
    EventKind.DISQUALIFIED: (PRESENT | {State.APPLYING}, State.ENDED),
    EventKind.READMITTED: (GONE, State.IN_SUPPORT),
}


class EnrolmentEvent(SQLModel):
    """Something that happened to a child's enrolment on a day, for a reason.

    `changes` is JSON: field of the child → [before, after]. `undoes_id` names the event that a
    counter-event takes back; `run` the step that recorded it with others, such as a September.
    """

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    kind: EventKind = field("事项", Kind.CHOICE, choices=EventKind)
    day: date = field("日期", Kind.DAY)
    reason: str = field("原因", default="")
    paper: str = field("依据", default="")
    recorded_by: str = field("登记人")
    recorded_at: datetime = field("登记时间", Kind.INSTANT)
    changes: str = field("变动", default="", sa_column_kwargs={"server_default": ""})
    undoes_id: str | None = field("撤销的事项", Kind.KEY, default=None)
    run: str = field("办理批次", Kind.KEY, default="", sa_column_kwargs={"server_default": ""})

    def changed(self) -> dict[str, tuple[Any, Any]]:
        """What it changed of the child: field → (before, after), as JSON holds values."""
        found: dict[str, list[Any]] = json.loads(self.changes or "{}")
        return {name: (before, after) for name, (before, after) in found.items()}


def after(state: State, kind: EventKind) -> State:
    """The state that an event leaves. Raises `Refused` when it cannot follow on `state`."""
    allowed, result = MOVES[kind]
    if state not in allowed:
        raise Refused(f"此时状态是“{state.title}”,不能登记“{kind.title}”。")
    return result or state


def in_order(events: Iterable[EnrolmentEvent]) -> list[EnrolmentEvent]:
    """Events as they happened; those of one day in the order in which they were recorded."""
    return sorted(events, key=lambda event: (event.day, event.recorded_at, event.id))


def standing(events: Iterable[EnrolmentEvent]) -> list[EnrolmentEvent]:
    """The events that still hold, in order: without those undone and the counter-events themselves."""
    known = list(events)
    undone = {event.undoes_id for event in known if event.kind is EventKind.UNDONE}
    return [
        event for event in in_order(known) if event.kind is not EventKind.UNDONE and event.id not in undone
    ]


def replayed(events: Iterable[EnrolmentEvent]) -> State:
    """The state after all events. Raises `Refused` when one cannot follow on those before it.

    An event that is entered late, between two others, must fit there too.
    """
    state = State.APPLYING
    for event in standing(events):
        state = after(state, event.kind)
    return state


def state_on(events: Iterable[EnrolmentEvent], day: date) -> State:
    """The state on `day`, from the events up to and including it."""
    state = State.APPLYING
    for event in standing(events):
        if event.day > day:
            break
        state = MOVES[event.kind][1] or state
    return state


# What is recorded of one child at a time, as it is offered; admission and September have ways of their own.
RECORDED = (
    EventKind.PAUSED,
    EventKind.RESUMED,
    EventKind.REPEATED,
    EventKind.SKIPPED,
    EventKind.CHANGED_SCHOOL,
    EventKind.MOVED_AWAY,
    EventKind.DROPPED_OUT,
    EventKind.GRADUATED,
    EventKind.UNIVERSITY,
    EventKind.DIED,
    EventKind.DISQUALIFIED,
    EventKind.READMITTED,
)


def possible(state: State) -> list[EventKind]:
    """The events that can be recorded of a child in this state."""
    return [kind for kind in RECORDED if state in MOVES[kind][0]]
