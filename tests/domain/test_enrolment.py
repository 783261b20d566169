"""The events of a child's way through school, and the state that they leave."""

from datetime import UTC, date, datetime, timedelta

import pytest

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.course import to_come
from countydesk.domain.enrolment import EnrolmentEvent, EventKind, State, after, replayed, state_on
from countydesk.domain.grades import Stage
from countydesk.domain.months import Term
from countydesk.domain.offices import Settings
from countydesk.domain.problems import Refused
from countydesk.domain.standards import FOUNDED_ON, FOUNDING_STANDARDS, Standard

STANDARDS = [
    Standard(
        office_code="621024", id=stage.value, stage=stage, yearly_fen=fen, from_day=FOUNDED_ON, source="报告"
    )
    for stage, fen in FOUNDING_STANDARDS.items()
]


def _event(kind: EventKind, day: date, order: int = 0) -> EnrolmentEvent:
    return EnrolmentEvent(
        office_code="621024",
        id=f"{day}{kind}{order}",
        beneficiary_id="甲",
        kind=kind,
        day=day,
        recorded_by="李明",
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=order),
    )


def test_a_childs_state_on_each_day() -> None:
    events = [
        _event(EventKind.TAKEN_OVER, date(2020, 3, 1)),
        _event(EventKind.PAUSED, date(2021, 9, 1), 1),
        _event(EventKind.RESUMED, date(2022, 9, 1), 2),
        _event(EventKind.MOVED_AWAY, date(2023, 2, 1), 3),
    ]
    days = [date(2020, 2, 1), date(2020, 3, 1), date(2021, 10, 1), date(2022, 9, 1), date(2024, 1, 1)]
    assert [state_on(events, day) for day in days] == [
        State.APPLYING,
        State.IN_SUPPORT,
        State.PAUSED,
        State.IN_SUPPORT,
        State.AWAY,
    ]


def test_events_of_one_day_count_as_they_were_recorded() -> None:
    day = date(2026, 9, 1)
    events = [
        _event(EventKind.RESUMED, day, 2),
        _event(EventKind.PAUSED, day, 1),
        _event(EventKind.TAKEN_OVER, day),
    ]
    assert state_on(events, day) is State.IN_SUPPORT


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (State.PAUSED, EventKind.PAUSED),
        (State.IN_SUPPORT, EventKind.RESUMED),
        (State.GRADUATED, EventKind.PAUSED),
        (State.DIED, EventKind.READMITTED),
        (State.DIED, EventKind.DIED),
    ],
)
def test_what_cannot_follow_is_refused(state: State, kind: EventKind) -> None:
    with pytest.raises(Refused, match=f"此时状态是“{state.title}”"):
        after(state, kind)


def test_an_event_entered_late_must_fit_between_the_others() -> None:
    taken_over = _event(EventKind.TAKEN_OVER, date(2026, 9, 5))
    moved = _event(EventKind.MOVED_AWAY, date(2026, 10, 1), 1)
    late = _event(EventKind.PAUSED, date(2026, 9, 20), 2)
    assert replayed([taken_over, moved, late]) is State.AWAY
    with pytest.raises(Refused, match="此时状态是“受理中”,不能登记“休学”"):
        replayed([taken_over, _event(EventKind.PAUSED, date(2026, 9, 1), 3)])
    with pytest.raises(Refused, match="此时状态是“毕业”,不能登记“转出本县”"):
        replayed([taken_over, moved, _event(EventKind.GRADUATED, date(2026, 9, 20), 4)])


def _child(stage: Stage, entry_year: int) -> Beneficiary:
    return Beneficiary(office_code="621024", id="甲", name="张小明", stage=stage, entry_year=entry_year)


def test_what_is_still_to_come_from_grade_one_to_graduation() -> None:
    """Twelve years from September 2026: 6 × 2000 and 6 × 3600 元."""
    steps = to_come(_child(Stage.PRIMARY, 2026), Term(2026, "autumn"), STANDARDS, Settings())
    assert len(steps) == 24
    assert sum(step.fen for step in steps) == 6 * 200000 + 6 * 360000
    assert str(steps[-1].term) == "2038-spring"
    assert [step.stage for step in steps[11:14]] == [Stage.PRIMARY, Stage.JUNIOR, Stage.JUNIOR]


def test_the_last_half_year_and_what_is_paid_already() -> None:
    child = _child(Stage.SENIOR, 2024)
    assert len(to_come(child, Term(2026, "autumn"), STANDARDS, Settings())) == 2
    assert len(to_come(child, Term(2026, "autumn"), STANDARDS, Settings(), paid={"2026-autumn"})) == 1
    assert to_come(child, Term(2027, "autumn"), STANDARDS, Settings()) == []
    assert [s.fen for s in to_come(child, Term(2026, "autumn"), STANDARDS, Settings(instalments=1))] == [
        360000
    ]
