"""When a child is to be visited: once a term, sooner for whoever is at risk, and how that is said."""

from datetime import date

import pytest

from countydesk.domain.offices import Settings
from countydesk.domain.rounds import Cutoffs, Known, Outcome, Stop, due_by, problems_of
from countydesk.domain.visits import Risk

SETTINGS = Settings()
SEPTEMBER = date(2026, 9, 5)
TODAY = date(2026, 11, 22)


def test_everybody_is_visited_once_a_term() -> None:
    never = due_by(Known(SEPTEMBER), SETTINGS)
    assert (never.by, never.listed_from) == (date(2027, 1, 31), SEPTEMBER)
    assert never.sentence == "从未走访;每学期一次"
    this_term = due_by(Known(SEPTEMBER, last=date(2026, 10, 9)), SETTINGS)
    assert (this_term.by, this_term.listed_from) == (date(2027, 8, 31), date(2027, 2, 1))
    last_term = due_by(Known(SEPTEMBER, last=date(2026, 5, 3)), SETTINGS)
    assert (last_term.by, last_term.listed_from) == (date(2027, 1, 31), date(2026, 9, 1))
    assert last_term.sentence == "上次 2026年5月3日;每学期一次"


def test_an_office_may_visit_once_a_school_year() -> None:
    yearly = Settings(visits="year")
    assert due_by(Known(SEPTEMBER), yearly).by == date(2027, 8, 31)
    assert due_by(Known(SEPTEMBER, last=date(2026, 5, 3)), yearly).by == date(2027, 8, 31)
    assert due_by(Known(SEPTEMBER, last=SEPTEMBER), yearly).by == date(2028, 8, 31)


@pytest.mark.parametrize("risk", [Risk.ALONE, Risk.ILL, Risk.OLD_GUARDIAN])
def test_whoever_is_at_risk_is_visited_sooner_and_the_reason_is_told(risk: Risk) -> None:
    known = Known(SEPTEMBER, last=date(2026, 10, 9), risks=frozenset({risk}))
    found = due_by(known, SETTINGS)
    assert (found.by, found.listed_from) == (date(2027, 1, 7), date(2026, 12, 24))
    assert found.sentence == f"上次 2026年10月9日;{risk.title},每90天一次"
    assert due_by(known, Settings(risk_days=30)).by == date(2026, 11, 8)


def test_who_dropped_out_is_visited_within_two_weeks_and_then_every_thirty_days() -> None:
    risks = frozenset({Risk.DROPPED_OUT})
    gone = Known(SEPTEMBER, last=date(2026, 5, 3), risks=risks, dropped_on=date(2026, 11, 16))
    assert due_by(gone, SETTINGS).by == date(2026, 11, 30)
    lately = Known(SEPTEMBER, last=date(2026, 11, 15), risks=risks, dropped_on=date(2026, 11, 16))
    found = due_by(lately, SETTINGS)
    assert (found.listed_from, found.by) == (date(2026, 11, 16), date(2026, 11, 30))
    visited = Known(SEPTEMBER, last=date(2026, 11, 20), risks=risks, dropped_on=date(2026, 11, 16))
    assert due_by(visited, SETTINGS).by == date(2026, 12, 20)
    assert due_by(visited, SETTINGS).why == "辍学,每30天一次"


def test_how_pressing_it_is_stands_in_words() -> None:
    found = due_by(Known(SEPTEMBER), SETTINGS)
    assert found.standing(TODAY) == "2027年1月31日前"
    assert found.standing(date(2027, 1, 31)) == "1月31日前"
    assert found.standing(date(2027, 2, 12)) == "逾期 12 天"


def test_a_guardian_is_old_from_the_seventieth_birthday_on() -> None:
    assert Cutoffs.on(TODAY, SETTINGS).old == date(1956, 11, 22)
    assert Cutoffs.on(date(2028, 2, 29), SETTINGS).old == date(1958, 2, 28)


def test_a_round_needs_a_day_to_come_two_visitors_and_somebody_to_visit() -> None:
    problems = problems_of(date(2026, 11, 21), "李明", [], TODAY)
    assert [problem.field for problem in problems] == ["day", "visitors", None]
    assert problems_of(TODAY, "李明 赵芳", ["a"], TODAY) == []


def test_a_stop_is_planned_met_or_missed() -> None:
    told = {"office_code": "621024", "id": "s", "number": "2026-001", "position": 1, "day": TODAY}
    stop = Stop.model_validate(
        told | {"townships": "老城镇", "visitors": "李明、赵芳", "beneficiary_id": "b", "name": "张小明"}
    )
    assert stop.outcome is Outcome.PLANNED
    assert stop.model_copy(update={"missed": "家中无人"}).outcome is Outcome.MISSED
    assert stop.model_copy(update={"visit_id": "v"}).outcome is Outcome.MET
