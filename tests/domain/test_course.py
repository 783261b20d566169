"""A child's way to graduation: the stages in time, and what may happen on it."""

from datetime import date

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.course import Stretch, stretches
from countydesk.domain.enrolment import MOVES, RECORDED, EventKind, State, possible
from countydesk.domain.grades import Stage


def child(stage: Stage | None, entry_year: int | None) -> Beneficiary:
    return Beneficiary(office_code="621024", id="1", name="王雪梅", stage=stage, entry_year=entry_year)


def test_stages_follow_each_other_to_graduation_from_the_first_year_known() -> None:
    assert stretches(child(Stage.SENIOR, 2026), date(2020, 3, 2)) == [
        Stretch(Stage.PRIMARY, date(2019, 9, 1), date(2023, 8, 31)),
        Stretch(Stage.JUNIOR, date(2023, 9, 1), date(2026, 8, 31)),
        Stretch(Stage.SENIOR, date(2026, 9, 1), date(2029, 8, 31)),
    ]
    assert [s.stage for s in stretches(child(Stage.PRIMARY, 2024), date(2026, 10, 1))] == [
        Stage.PRIMARY,
        Stage.JUNIOR,
        Stage.SENIOR,
    ]


def test_a_stage_outside_the_course_stands_alone() -> None:
    found = stretches(child(Stage.VOCATIONAL, 2025), date(2026, 10, 1))
    assert found == [Stretch(Stage.VOCATIONAL, date(2026, 9, 1), date(2028, 8, 31))]


def test_without_stage_or_year_of_entry_there_is_no_way_to_draw() -> None:
    assert stretches(child(None, 2025), date(2026, 10, 1)) == []
    assert stretches(child(Stage.JUNIOR, None), date(2026, 10, 1)) == []


def test_only_what_can_follow_is_offered() -> None:
    assert EventKind.RESUMED in possible(State.PAUSED)
    assert EventKind.PAUSED not in possible(State.PAUSED)
    assert possible(State.GRADUATED) == [EventKind.UNIVERSITY, EventKind.DIED, EventKind.READMITTED]
    assert possible(State.DIED) == []
    ways_of_their_own = {
        EventKind.ADMITTED,
        EventKind.TAKEN_OVER,
        EventKind.TRANSFERRED_IN,
        EventKind.PROMOTED,
    }
    assert set(RECORDED) == set(MOVES) - ways_of_their_own
    assert set(MOVES) == set(EventKind) - {EventKind.UNDONE}
