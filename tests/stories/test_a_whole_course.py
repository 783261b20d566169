"""From the first year of primary school to graduation, to the fen; and a hundred lives at random."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.disbursements import Batch, BatchLine, BatchState
from countydesk.domain.enrolment import RECORDED, EnrolmentEvent, EventKind, State
from countydesk.domain.grades import Stage, grade_on, stage_years
from countydesk.domain.months import Term
from countydesk.domain.problems import Refused
from countydesk.domain.school_life import enrolled_on
from countydesk.domain.standards import Standard
from countydesk.services import (
    beneficiaries,
    checking,
    disbursements,
    drawing,
    owing,
    promotion,
    school_life,
)
from countydesk.services.desk import Desk
from countydesk.storage.disbursements import BATCHES
from tests.conftest import TestClock
from tests.services.course import admit, new_desk, on, pay

Act = Callable[[Desk, str], object]


def mark(kind: EventKind, reason: str) -> Act:
    """An event of today."""
    return lambda desk, who: school_life.record(desk, who, kind, desk.today, reason)


def raise_the_standard(desk: Desk, _who: str) -> None:
    """4000 元 for senior high from September 2037 on; what was drawn up before keeps its amount."""
    with desk.work() as work:
        work.add(
            Standard(
                office_code=desk.office.code,
                id=desk.new_id(),
                stage=Stage.SENIOR,
                yearly_fen=400000,
                from_day=date(2037, 9, 1),
                source="省里文件",
            )
        )
        work.commit()


# What happens on a day, before the list of the term is drawn up.
HAPPENS: Mapping[date, Act] = {
    date(2029, 9, 5): mark(EventKind.REPEATED, "重读三年级"),
    date(2031, 2, 10): mark(EventKind.PAUSED, "手术"),
    date(2031, 8, 20): mark(EventKind.RESUMED, "康复"),
    date(2033, 8, 20): mark(EventKind.MOVED_AWAY, "随父母外出"),
    date(2034, 9, 3): mark(EventKind.READMITTED, "返回本县"),
    date(2037, 7, 1): raise_the_standard,
}
UNPAID = {"2031-spring", "2033-autumn", "2034-spring"}


def test_one_child_from_grade_one_to_graduation(tmp_path: Path, clock: TestClock) -> None:
    """26 half years, three of them not in support: 13 × 1000 + 6 × 1800 + 4 × 2000 = 31,800 元."""
    on(clock, 2026, 9, 6)
    with new_desk(tmp_path, clock) as desk:
        [who] = admit(desk, [("小明", Stage.PRIMARY, 2026)])
        assert sum(one.fen for one in owing.to_graduation(desk)) == 6 * 200000 + 6 * 360000
        term, paid = Term(2026, "autumn"), dict[str, int]()
        while term != Term(2039, "autumn"):
            _live_until(desk, clock, who, term)
            try:
                batch = pay(desk, term)
            except Refused:
                assert str(term) in UNPAID
            else:
                [line] = disbursements.show(desk, batch.number).lines
                paid[str(term)] = line.fen
                if str(term) == "2036-autumn":
                    disbursements.return_(desk, batch.number, line.id, "账户已销户")
                    disbursements.repay(desk, batch.number, line.id, "已换卡")
                disbursements.sign(desk, batch.number)
            term = term.next()
        _live_until(desk, clock, who, term)
        file = beneficiaries.open_child(desk, who)
        assert (file.child.state, file.child.stage, file.child.entry_year) == (
            State.GRADUATED,
            Stage.SENIOR,
            2036,
        )
        assert Counter(paid.values()) == {100000: 13, 180000: 6, 200000: 4}
        assert not UNPAID & set(paid)
        assert beneficiaries.helped(file) == (23, 3_180_000)
        assert owing.to_graduation(desk) == []
        returned = next(payment for payment in file.payments if payment.term == "2036-autumn")
        assert returned.went_back and returned.balance.paid_out == 180000
        assert _grade(file.child, file.events, date(2029, 5, 1)) == 3
        assert _grade(file.child, file.events, date(2030, 5, 1)) == 3
        assert _grade(file.child, file.events, date(2035, 5, 1)) == 8
        assert checking.check(desk) == []


def _live_until(desk: Desk, clock: TestClock, who: str, term: Term) -> None:
    """What happens to the middle of a term, September among it."""
    lists = date(term.year, 10, 15) if term.season == "autumn" else date(term.year, 3, 15)
    for day, act in HAPPENS.items():
        if desk.today < day <= lists:
            clock.on(day)
            act(desk, who)
    clock.on(lists)
    if term.season == "autumn":
        shown = promotion.plan(desk, term.year)
        confirmed = {move.child.id: move.proposed for move in shown.undecided}
        if shown.moved or confirmed:
            promotion.promote(desk, term.year, confirmed)


def _grade(child: Beneficiary, events: list[EnrolmentEvent], day: date) -> int:
    then = enrolled_on(child, events, day)
    assert then.stage is not None and then.entry_year is not None
    return grade_on(then.stage, then.entry_year, day)


# --- lives at random

CHILDREN, TERMS, TRIES = 20, 7, 14
COURSES = [(Stage.PRIMARY, 2021), (Stage.PRIMARY, 2024), (Stage.JUNIOR, 2024), (Stage.SENIOR, 2025)]
LEAVES = {
    EventKind.PAUSED: State.PAUSED,
    EventKind.DROPPED_OUT: State.DROPPED_OUT,
    EventKind.MOVED_AWAY: State.AWAY,
    EventKind.GRADUATED: State.GRADUATED,
    EventKind.UNIVERSITY: State.GRADUATED,
    EventKind.DIED: State.DIED,
    EventKind.DISQUALIFIED: State.ENDED,
}
BRINGS_IN = {EventKind.TAKEN_OVER, EventKind.RESUMED, EventKind.READMITTED}
HALF_YEAR = {Stage.PRIMARY: 100000, Stage.JUNIOR: 180000, Stage.SENIOR: 180000}


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9))
def test_a_hundred_lives(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No half year is paid twice, each paid one has a reason that stands, everybody is in one state."""
    chance, clock = Random(seed), TestClock()
    on(clock, 2026, 9, 6)
    with new_desk(tmp_path_factory.mktemp("lives"), clock) as desk:
        ids = admit(desk, [(f"孩{n}", *COURSES[n % len(COURSES)]) for n in range(CHILDREN)])
        term = Term(2026, "autumn")
        for _ in range(TERMS):
            clock.on(term.first_day.replace(day=5))
            _something_happens(desk, chance, ids, term)
            clock.on(term.first_day.replace(day=20))
            with suppress(Refused):
                number = drawing.draw(desk, term).number
                if chance.random() < 0.2:
                    desk.operator = desk.operator_named("赵芳")
                    disbursements.void(desk, number, "有误", replace=chance.random() < 0.5)
                    desk.operator = desk.operator_named("李明")
            clock.on(term.first_day.replace(day=25))
            _something_happens(desk, chance, ids, term)
            _hold_to_the_rules(desk)
            term = term.next()
        assert checking.check(desk) == []


def _something_happens(desk: Desk, chance: Random, ids: list[str], term: Term) -> None:
    """Events, counter-events, Septembers done and undone; what may not be is refused."""
    for _ in range(TRIES):
        who = chance.choice(ids)
        with suppress(Refused):
            if chance.random() < 0.3:
                one = chance.choice(school_life.listing(desk, who))
                school_life.undo(desk, one.event.id, "有误")
            else:
                kind = chance.choice(RECORDED)
                school_life.record(desk, who, kind, desk.today, "原因", school="第一小学")
    with suppress(Refused):
        if chance.random() < 0.7:
            undecided = promotion.plan(desk, term.school_year).undecided
            decided = {move.child.id: chance.choice(move.choices) for move in undecided}
            promotion.promote(desk, term.school_year, decided)
        if chance.random() < 0.3:
            promotion.undo(desk, term.school_year, "有误")


def _hold_to_the_rules(desk: Desk) -> None:
    with desk.work() as work:
        children = {child.id: child for child in work.all(Beneficiary)}
        events = work.all(EnrolmentEvent)
        live = {one.id: one for one in work.all(Batch, BATCHES.c.state != BatchState.VOIDED)}
        lines = [line for line in work.all(BatchLine) if line.batch_id in live]
    told = {who: _state_told(events, who, desk.today) for who in children}
    assert {who: child.state for who, child in children.items()} == told
    paid = Counter((line.beneficiary_id, live[line.batch_id].term) for line in lines)
    assert max(paid.values(), default=1) == 1
    for line in lines:
        child, day = children[line.beneficiary_id], live[line.batch_id].day
        assert _state_told(events, child.id, day) is State.IN_SUPPORT
        then = enrolled_on(child, [one for one in events if one.beneficiary_id == child.id], day)
        assert then.stage is line.stage and line.fen == HALF_YEAR[line.stage]
        assert then.entry_year is not None
        first, last = stage_years(line.stage)
        assert first <= grade_on(line.stage, then.entry_year, day) <= last


def _state_told(events: list[EnrolmentEvent], who: str, day: date) -> State:
    """The state as an independent reader of the events would tell it."""
    undone = {one.undoes_id for one in events}
    own = [one for one in events if one.beneficiary_id == who and one.id not in undone and one.day <= day]
    state = State.APPLYING
    for one in sorted(own, key=lambda one: (one.day, one.recorded_at, one.id)):
        if one.kind in BRINGS_IN:
            state = State.IN_SUPPORT
        state = LEAVES.get(one.kind, state)
    return state
