"""Rounds: who is due is the same for the database and for the rule; planned, gone, entered, missed."""

import random
from datetime import date, timedelta

import pytest

from countydesk.domain.beneficiaries import FamilyKind, Guardian
from countydesk.domain.days import show_day
from countydesk.domain.enrolment import EventKind
from countydesk.domain.problems import Refused
from countydesk.domain.rounds import Outcome
from countydesk.domain.visits import Risk
from countydesk.services import beneficiaries, due_visits, rounds, school_life, setup, visits
from countydesk.services.desk import Desk
from countydesk.services.due_visits import Wanted
from tests.conftest import TestClock
from tests.services.test_visits import visit_to

VISITORS = "李明、赵芳"


@pytest.fixture
def planned(desk: Desk) -> str:
    """A round to four children, planned for the next day."""
    some = [line.id for line in due_visits.due(desk, limit=4)]
    return rounds.plan(desk, desk.today + timedelta(days=1), VISITORS, some).number


def test_everybody_is_due_until_visited_in_the_term(desk: Desk, clock: TestClock) -> None:
    assert due_visits.how_many_due(desk) == 24
    first = due_visits.due(desk, limit=1)[0]
    assert (first.standing, first.overdue) == ("2027年1月31日前", False)
    assert first.due.sentence == "从未走访;每学期一次"
    visits.record(desk, visit_to(desk, first.id))
    assert due_visits.how_many_due(desk) == 23
    clock.on(date(2027, 2, 10))
    assert due_visits.how_many_due(desk) == 24
    assert due_visits.how_many_due(desk, Wanted(overdue_only=True)) == 23
    late = due_visits.due(desk, Wanted(overdue_only=True), limit=1)[0]
    assert (late.standing, late.overdue) == ("逾期 10 天", True)


def test_the_due_are_counted_by_township_and_narrowed(desk: Desk) -> None:
    towns = due_visits.by_township(desk)
    assert sum(town.due for town in towns) == 24
    for town in towns:
        assert due_visits.how_many_due(desk, Wanted(town.township)) == town.due
    some = due_visits.due(desk, Wanted(towns[0].township))
    assert [line.village for line in some] == sorted(line.village for line in some)
    assert {line.name for line in due_visits.due(desk, Wanted(typed=some[0].name))} == {some[0].name}
    rounds.plan(desk, desk.today, VISITORS, [some[0].id])
    assert due_visits.by_township(desk)[0].planned == 1
    assert due_visits.how_many_due(desk, Wanted(free_only=True)) == 23
    assert due_visits.due(desk, Wanted(towns[0].township))[0].round == "2026-001"


def test_the_database_lists_whom_the_rule_lists(desk: Desk, clock: TestClock) -> None:
    """Children of all sorts, looked at on many days: each is listed and overdue as `due_by` has it."""
    chance = random.Random(7)
    everybody = [line.id for line in due_visits.due(desk)]
    for child_id in everybody:
        _of_some_sort(desk, child_id, chance)
    left_out: set[str] = set()
    for days in range(0, 700, 23):
        clock.on(date(2026, 10, 15) + timedelta(days=days))
        everybody_now = {line.id: line for line in _all(desk)}
        listed = {line.id for line in due_visits.due(desk)}
        overdue = {line.id for line in due_visits.due(desk, Wanted(overdue_only=True))}
        assert listed == {k for k, line in everybody_now.items() if line.due.listed_from <= desk.today}
        assert overdue == {k for k, line in everybody_now.items() if line.due.by < desk.today}
        left_out |= set(everybody_now) - listed
    assert left_out and overdue


def _all(desk: Desk) -> list[due_visits.DueLine]:
    """Everybody in care with the day by which they are due, whether or not it is near."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(due_visits, "is_listed", lambda _at: True)
        return due_visits.due(desk)


def _of_some_sort(desk: Desk, child_id: str, chance: random.Random) -> None:
    today, file = desk.today, beneficiaries.open_child(desk, child_id)
    for _ in range(chance.randrange(3)):
        risks = [risk for risk in Risk if chance.random() < 0.2]
        day = today - timedelta(days=chance.choice((5, 40, 90, 200, 380)))
        visits.record(desk, visit_to(desk, child_id, day=day, risks=risks))
    if chance.random() < 0.3:
        gone = today - timedelta(days=chance.choice((4, 20)))
        school_life.record(desk, child_id, EventKind.DROPPED_OUT, gone, "外出务工")
    if chance.random() < 0.3:
        kinds = [FamilyKind.UNATTENDED, FamilyKind.ORPHAN]
        beneficiaries.correct(desk, file.child.model_copy(update={"family_kinds": kinds}), None, "核实")
    if chance.random() < 0.4 and file.guardian:
        born = chance.choice(("19500101", "19561015", "19561201", "19800505"))
        old = Guardian.model_validate(file.guardian.model_dump() | {"citizen_id": f"621024{born}9976"})
        beneficiaries.correct(desk, beneficiaries.open_child(desk, child_id).child, old, "核实")


def test_who_drops_out_is_to_be_visited_within_two_weeks(desk: Desk) -> None:
    """控辍保学: whoever leaves school is on the list from that day on, visited lately or not."""
    child = beneficiaries.listing(desk, limit=1)[0]
    day = desk.today - timedelta(days=1)
    visits.record(desk, visit_to(desk, child.id, day=day))
    assert child.id not in [line.id for line in due_visits.due(desk)]
    school_life.record(desk, child.id, EventKind.DROPPED_OUT, desk.today, "外出务工")
    (line,) = [line for line in due_visits.due(desk) if line.id == child.id]
    assert line.due.by == desk.today + timedelta(days=14)
    assert line.due.sentence == f"上次 {show_day(day)};辍学,14天内走访"


def test_a_round_goes_village_by_village_and_keeps_the_way_that_was_gone(desk: Desk) -> None:
    town = max(due_visits.by_township(desk), key=lambda one: one.due).township
    children = [line.id for line in due_visits.due(desk, Wanted(town))]
    first = rounds.show(desk, rounds.plan(desk, desk.today, VISITORS, children).number)
    assert first.townships == town
    villages = [seen.child.village for seen in first.stops]
    assert villages == sorted(villages)
    turned = [seen.stop.id for seen in reversed(first.stops)]
    rounds.reorder(desk, first.number, turned)
    assert [seen.stop.id for seen in rounds.show(desk, first.number).stops] == turned
    rounds.miss(desk, first.number, turned, "大雪封路")
    again = rounds.show(desk, rounds.plan(desk, desk.today, VISITORS, children).number)
    assert list(dict.fromkeys(seen.child.village for seen in again.stops)) == list(
        dict.fromkeys(reversed(villages))
    )


def test_what_is_wrong_with_a_round_is_said_at_once(desk: Desk, planned: str) -> None:
    taken = rounds.show(desk, planned).stops[0].child
    with pytest.raises(Refused) as refused:
        rounds.plan(desk, desk.today - timedelta(days=1), "李明", [taken.id])
    assert [problem.sentence for problem in refused.value.problems] == [
        "2026年10月14日已经过去,请改为今天或以后的日期。",
        "入户走访至少两人,请写全走访人,用顿号隔开。",
        f"{taken.name}已列入走访 {planned},请从名单中去掉。",
    ]


def test_a_visit_does_its_stop_and_who_was_missed_stays_due(
    desk: Desk, planned: str, clock: TestClock
) -> None:
    clock.on(desk.today + timedelta(days=2))
    assert rounds.listing(desk)[0].state == "还有 4 户未登记"
    first, second, third, fourth = rounds.show(desk, planned).stops
    for seen in (first, second):
        visits.record(desk, visit_to(desk, seen.child.id, day=desk.today - timedelta(days=1)))
    rounds.miss(desk, planned, [third.stop.id, fourth.stop.id], "家中无人")
    rounds.take_up_again(desk, planned, [fourth.stop.id])
    seen_now = rounds.show(desk, planned)
    assert [seen.stop.outcome for seen in seen_now.stops] == [
        Outcome.MET,
        Outcome.MET,
        Outcome.MISSED,
        Outcome.PLANNED,
    ]
    assert [seen.stop.id for seen in seen_now.left()] == [fourth.stop.id]
    assert due_visits.how_many_due(desk) == 22
    with pytest.raises(Refused, match="已登记走访"):
        rounds.miss(desk, planned, [first.stop.id], "家中无人")
    with pytest.raises(Refused, match="请写未遇到的原因"):
        rounds.miss(desk, planned, [fourth.stop.id], " ")
    visits.record(desk, visit_to(desk, fourth.child.id))
    line = rounds.listing(desk)[0]
    assert (line.stops, line.met, line.missed, line.state) == (4, 3, 1, "走访 3 户,未遇到 1 户")
    assert rounds.listing(desk, open_only=True) == []


def test_a_visit_from_before_the_planning_is_not_of_the_round(desk: Desk, planned: str) -> None:
    child = rounds.show(desk, planned).stops[0].child
    visits.record(desk, visit_to(desk, child.id, day=desk.today - timedelta(days=9)))
    assert len(rounds.show(desk, planned).left()) == 4


def test_a_round_is_put_off_until_something_is_entered(desk: Desk, planned: str) -> None:
    later = desk.today + timedelta(days=5)
    rounds.put_off(desk, planned, later, "李明 王海")
    line = rounds.listing(desk)[0]
    assert (line.day, line.visitors, line.state) == (later, "李明、王海", "待走访 4 户")
    rounds.miss(desk, planned, [rounds.show(desk, planned).stops[0].stop.id], "家中无人")
    with pytest.raises(Refused, match="已开始登记"):
        rounds.put_off(desk, planned, later, VISITORS)


def test_numbers_go_on_within_the_year(desk: Desk, planned: str, clock: TestClock) -> None:
    assert planned == "2026-001"
    some = [line.id for line in due_visits.due(desk, Wanted(free_only=True), limit=2)]
    assert rounds.plan(desk, desk.today, VISITORS, some[:1]).number == "2026-002"
    assert rounds.plan(desk, date(2027, 1, 4), VISITORS, some[1:]).number == "2027-001"
    assert [line.number for line in rounds.listing(desk)] == ["2027-001", "2026-001", "2026-002"]
    assert rounds.how_many(desk) == 3
    with pytest.raises(Refused, match="没有编号为"):
        rounds.show(desk, "2026-009")


def test_whoever_has_left_is_neither_due_nor_planned(desk: Desk) -> None:
    child = due_visits.due(desk, limit=1)[0]
    school_life.record(desk, child.id, EventKind.MOVED_AWAY, desk.today, "随父母迁居")
    assert due_visits.how_many_due(desk) == 23
    with pytest.raises(Refused, match="现为“转出”,不再走访"):
        rounds.plan(desk, desk.today, VISITORS, [child.id])


def test_the_office_decides_how_often(desk: Desk, acting: object, clock: TestClock) -> None:
    child = due_visits.due(desk, limit=1)[0]
    visits.record(desk, visit_to(desk, child.id))
    clock.on(date(2027, 3, 1))
    assert due_visits.how_many_due(desk) == 24
    desk.operator = desk.operator_named("王海")
    setup.change_settings(desk, reason="人手不足", visits="year")
    assert due_visits.how_many_due(desk) == 23
    assert due_visits.due(desk, limit=1)[0].due.sentence == "从未走访;每学年一次"
