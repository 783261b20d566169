"""Enrolment: the dated events of a child's way through school and what state they leave it in."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.problems import Refused


class State(Choice):
    """What a child is to the programme; every admitted child is in exactly one of these."""

    APPLYING = "applying", "受理中"
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
    CHANGED_SCHOOL = "changed_school", "县内转学"
    MOVED_AWAY = "moved_away", "转出本县"
    DROPPED_OUT = "dropped_out", "辍学"
    GRADUATED = "graduated", "毕业"
    DIED = "died", "死亡"
    DISQUALIFIED = "disqualified", "取消资格"
    READMITTED = "readmitted", "重新入库"


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
    EventKind.CHANGED_SCHOOL: (PRESENT, None),
    EventKind.MOVED_AWAY: (PRESENT, State.AWAY),
    EventKind.DROPPED_OUT: (frozenset({State.IN_SUPPORT, State.PAUSED}), State.DROPPED_OUT),
    EventKind.GRADUATED: (SUPPORTED, State.GRADUATED),
    EventKind.DIED: (PRESENT | GONE, State.DIED),
    EventKind.DISQUALIFIED: (PRESENT, State.ENDED),
    EventKind.READMITTED: (GONE, State.IN_SUPPORT),
}


class EnrolmentEvent(SQLModel):
    """Something that happened to a child's enrolment on a day, for a reason."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    kind: EventKind = field("事项", Kind.CHOICE, choices=EventKind)
    day: date = field("日期", Kind.DAY)
    reason: str = field("原因", default="")
    paper: str = field("依据", default="")
    recorded_by: str = field("登记人")
    recorded_at: datetime = field("登记时间", Kind.INSTANT)


def after(state: State, kind: EventKind) -> State:
    """The state that an event leaves. Raises `Refused` when it cannot follow on `state`."""
    allowed, result = MOVES[kind]
    if state not in allowed:
        raise Refused(f"此时状态是“{state.title}”,不能登记“{kind.title}”。")
    return result or state


def in_order(events: Iterable[EnrolmentEvent]) -> list[EnrolmentEvent]:
    """Events as they happened; those of one day in the order in which they were recorded."""
    return sorted(events, key=lambda event: (event.day, event.recorded_at, event.id))


def replayed(events: Iterable[EnrolmentEvent]) -> State:
    """The state after all events. Raises `Refused` when one cannot follow on those before it.

    An event that is entered late, between two others, must fit there too.
    """
    state = State.APPLYING
    for event in in_order(events):
        state = after(state, event.kind)
    return state


def state_on(events: Iterable[EnrolmentEvent], day: date) -> State:
    """The state on `day`, from the events up to and including it."""
    state = State.APPLYING
    for event in in_order(events):
        if event.day > day:
            break
        state = MOVES[event.kind][1] or state
    return state


# What an event means for the payments to come, told before it is recorded.
CONSEQUENCES = {
    EventKind.PAUSED: "休学期间不列入发放名册,复学后从下一份名册起恢复。",
    EventKind.RESUMED: "恢复在助,从下一份名册起发放。",
    EventKind.REPEATED: "入学年份顺延一年,助养到毕业的期数随之增加。",
    EventKind.SKIPPED: "入学年份提前一年,助养到毕业的期数随之减少。",
    EventKind.CHANGED_SCHOOL: "学校和班级随之更改,助养照常。",
    EventKind.MOVED_AWAY: "转出后本县不再发放,已付的不受影响。",
    EventKind.DROPPED_OUT: "辍学期间不列入发放名册,劝返复学后恢复。",
    EventKind.GRADUATED: "助养期满,不再列入发放名册。",
    EventKind.DIED: "助养终止,不再列入发放名册。",
    EventKind.DISQUALIFIED: "助养终止,不再列入发放名册。",
    EventKind.READMITTED: "重新在助,从下一份名册起发放。",
}


def possible(state: State) -> list[EventKind]:
    """The events that can be recorded of a child in this state; admission has its own way."""
    return [kind for kind in CONSEQUENCES if state in MOVES[kind][0]]
