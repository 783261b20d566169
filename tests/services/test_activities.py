"""Activities: listed by month and programme with their people, corrected, begun from the last one."""

from datetime import date

import pytest

from countydesk.domain.activities import Activity, Programme
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services import activities
from countydesk.services.activities import Summary, Wanted
from countydesk.services.desk import Desk


def activity(desk: Desk, day: date, programme: Programme, people: int, kind: str = "宣讲") -> Activity:
    return Activity(
        office_code=desk.office.code,
        id=desk.new_id(),
        day=day,
        programme=programme,
        kind=kind,
        place="县第一中学",
        people=people,
    )


@pytest.fixture
def three(desk: Desk) -> list[Activity]:
    made = [
        activity(desk, date(2026, 9, 20), Programme.STUDY, 40),
        activity(desk, date(2026, 10, 3), Programme.SPIRIT, 180),
        activity(desk, date(2026, 10, 9), Programme.STUDY, 25, "圆梦助学"),
    ]
    for each in made:
        activities.record(desk, each)
    return made


def test_people_are_added_up_over_what_is_wanted(desk: Desk, three: list[Activity]) -> None:
    october = Month(2026, 10)
    assert activities.summary(desk, Wanted()) == Summary(3, 245)
    assert activities.summary(desk, Wanted(october)) == Summary(2, 205)
    assert activities.summary(desk, Wanted(october, Programme.STUDY)) == Summary(1, 25)
    assert activities.summary(desk, Wanted(Month(2026, 8))) == Summary(0, 0)
    assert [line.activity.kind for line in activities.lines(desk, Wanted(typed="圆梦"))] == ["圆梦助学"]
    by_people = activities.lines(desk, Wanted(), sort="people")
    assert [line.activity.people for line in by_people] == [25, 40, 180]


def test_the_last_one_recorded_is_at_hand(desk: Desk, three: list[Activity]) -> None:
    last = activities.last(desk)
    assert last is not None and last.id == three[-1].id


def test_an_activity_is_corrected_with_a_reason(desk: Desk, three: list[Activity]) -> None:
    fixed = three[0].model_copy(update={"people": 42})
    with pytest.raises(Refused, match="请写更正原因"):
        activities.correct(desk, fixed, [], "")
    activities.correct(desk, fixed, [], "漏记两人")
    assert activities.named(desk, fixed.id).people == 42
