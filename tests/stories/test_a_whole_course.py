"""From the application to graduation, to the fen, through two counties; and two hundred random lives."""

import os
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countydesk.domain.applications import Station
from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.disbursements import Batch, BatchLine, BatchState, Claim, LedgerEntry, balance
from countydesk.domain.enrolment import RECORDED, EnrolmentEvent, EventKind, State
from countydesk.domain.grades import Stage, grade_on, stage_years
from countydesk.domain.months import Term
from countydesk.domain.problems import Refused
from countydesk.domain.school_life import enrolled_on
from countydesk.domain.standards import Standard
from countydesk.domain.transfers import taken_terms
from countydesk.services import (
    beneficiaries,
    checking,
    disbursements,
    drawing,
    intake,
    moving_away,
    owing,
    promotion,
    school_life,
    transfers,
)
from countydesk.services.desk import Desk
from countydesk.services.transfers import Arrival
from countydesk.storage.disbursements import BATCHES
from tests.conftest import PASSPHRASE, TestClock
from tests.services.applying import application, bring_to
from tests.services.area import HESHUI, NING, Area, certify, opened
from tests.services.area import paid as paid_list
from tests.services.course import admit, new_desk, on

Act = Callable[["Life"], object]


@dataclass
class Life:
    """A child on its way: the area with its two counties, and where the child is now."""

    area: Area
    who: str = ""
    at: str = HESHUI

    @property
    def desk(self) -> Desk:
        return self.area[self.at]


def mark(kind: EventKind, reason: str) -> Act:
    """An event of today."""
    return lambda life: school_life.record(life.desk, life.who, kind, life.desk.today, reason)


def apply_for(life: Life) -> None:
    """Taken in, checked, visited, posted, admitted: each on its day."""
    brought = application(life.desk, entry_year=2026)
    intake.enter(life.desk, *brought)
    life.who = brought[0].id
    bring_to(life.desk, lambda _name: life.desk, brought[2].id, Station.CITY)


def raise_the_standard(life: Life) -> None:
    """4000 元 for senior high from September 2037 on; what was drawn up before keeps its amount."""
    with life.desk.work() as work:
        work.add(
            Standard(
                office_code=life.desk.office.code,
                id=life.desk.new_id(),
                stage=Stage.SENIOR,
                yearly_fen=400000,
                from_day=date(2037, 9, 1),
                source="省里文件",
            )
        )
        work.commit()


def move_to(county: str) -> Act:
    """To another county with the signed file; taken in and admitted there. Certificates last two years."""

    def move(life: Life) -> None:
        area, left = life.area, life.desk
        certify(area, life.at)
        school_life.record(left, life.who, EventKind.MOVED_AWAY, left.today, "随父母外出")
        path = moving_away.hand_over(left, life.who, county, area.folder / "out", PASSPHRASE).path
        life.at = county
        came = transfers.take_in(life.desk, path, Arrival("新学校"))
        assert came.child.id == life.who
        transfers.admit(life.desk, life.who, "已核对")

    return move


# What happens on a day, before the list of the term is drawn up.
HAPPENS: Mapping[date, Act] = {
    date(2026, 10, 22): apply_for,
    date(2029, 9, 5): mark(EventKind.REPEATED, "重读三年级"),
    date(2031, 2, 10): mark(EventKind.PAUSED, "手术"),
    date(2031, 8, 20): mark(EventKind.RESUMED, "康复"),
    date(2033, 8, 20): move_to(NING),
    date(2034, 8, 25): move_to(HESHUI),
    date(2037, 7, 1): raise_the_standard,
}


def test_one_child_from_grade_one_to_graduation(
    area_template: Path, tmp_path: Path, clock: TestClock
) -> None:
    """26 half years, one of them paused: 13 × 1000 + 8 × 1800 + 4 × 2000 = 35,400 元, 3,600 elsewhere."""
    on(clock, 2026, 9, 12)
    with opened(area_template, tmp_path / "area", clock, HESHUI, NING) as area:
        life, paid = Life(area), dict[str, tuple[str, int]]()
        term = Term(2026, "autumn")
        while term != Term(2039, "autumn"):
            _live_until(life, clock, term)
            for code in (HESHUI, NING):
                if fen := _paid_on_a_list(area[code], life.who, term):
                    assert str(term) not in paid
                    paid[str(term)] = (code, fen)
            term = term.next()
        _live_until(life, clock, term)
        desk = area[HESHUI]
        file = beneficiaries.open_child(desk, life.who)
        assert (file.child.state, file.child.stage, file.child.entry_year) == (
            State.GRADUATED,
            Stage.SENIOR,
            2036,
        )
        at_home = Counter(fen for code, fen in paid.values() if code == HESHUI)
        assert at_home == {100000: 13, 180000: 6, 200000: 4}
        assert [term for term, (code, _fen) in paid.items() if code == NING] == ["2033-autumn", "2034-spring"]
        assert "2031-spring" not in paid
        assert beneficiaries.helped(file) == (23, 3_180_000)
        assert taken_terms(file.elsewhere).keys() == {"2033-autumn", "2034-spring"}
        assert sum(one.fen for one in file.elsewhere) == 360000
        assert owing.to_graduation(desk) == owing.to_graduation(area[NING]) == []
        returned = next(payment for payment in file.payments if payment.term == "2036-autumn")
        assert returned.went_back and returned.balance.paid_out == 180000
        assert _grade(file.child, file.events, date(2029, 5, 1)) == 3
        assert _grade(file.child, file.events, date(2030, 5, 1)) == 3
        assert _grade(file.child, file.events, date(2033, 5, 1)) == 6
        assert _grade(file.child, file.events, date(2035, 5, 1)) == 8
        assert checking.check(desk) == checking.check(area[NING]) == []


def _live_until(life: Life, clock: TestClock, term: Term) -> None:
    """What happens to the middle of a term, September in both counties among it."""
    lists = date(term.year, 10, 25) if term.season == "autumn" else date(term.year, 3, 15)
    for day, act in HAPPENS.items():
        if clock.now.date() < day <= lists:
            clock.on(day)
            act(life)
    clock.on(lists)
    for code in (HESHUI, NING) if term.season == "autumn" else ():
        shown = promotion.plan(life.area[code], term.year)
        confirmed = {move.child.id: move.proposed for move in shown.undecided}
        if shown.moved or confirmed:
            promotion.promote(life.area[code], term.year, confirmed)


def _paid_on_a_list(desk: Desk, who: str, term: Term) -> int:
    """The term's list of a county drawn up, paid and signed for; what the child got on it, or nothing."""
    try:
        number = paid_list(desk, term)
    except Refused:
        return 0
    lines = disbursements.show(desk, number).lines
    line = next((line for line in lines if line.beneficiary_id == who), None)
    if line and str(term) == "2036-autumn":
        disbursements.return_(desk, number, line.id, "账户已销户")
        disbursements.repay(desk, number, line.id, "已换卡")
    disbursements.sign(desk, number)
    return line.fen if line else 0


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


# Where machines test, the same lives every time: a red run must be red again.
@settings(max_examples=10, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9))
def test_two_hundred_lives(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
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
                desk.operator = desk.operator_named("赵芳")
                if chance.random() < 0.2:
                    disbursements.void(desk, number, "有误", replace=chance.random() < 0.5)
                else:
                    _money_moves(desk, chance, number)
            desk.operator = desk.operator_named("李明")
            clock.on(term.first_day.replace(day=25))
            _something_happens(desk, chance, ids, term)
            _hold_to_the_rules(desk)
            term = term.next()
        assert checking.check(desk) == []


def _money_moves(desk: Desk, chance: Random, number: str) -> None:
    """A list as far as it comes: some children are not paid, some payments come back and go out again."""
    disbursements.check(desk, number)
    disbursements.approve(desk, number)
    number = disbursements.lock_for_printing(desk, number).number
    lines = disbursements.show(desk, number).lines
    absent = {line.id: "外出" for line in lines if chance.random() < 0.1}
    disbursements.pay(desk, number, absent)
    there = [line for line in lines if line.id not in absent]
    returned = [line for line in there if chance.random() < 0.15]
    for line in returned:
        disbursements.return_(desk, number, line.id, "账户不符")
    for line in returned:
        if chance.random() < 0.6:
            disbursements.repay(desk, number, line.id, "已换卡")
    if chance.random() < 0.5:
        disbursements.sign(desk, number, {line.id: "住院" for line in there if chance.random() < 0.1})
        if chance.random() < 0.5:
            disbursements.settle(desk, number)


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
        claims, entries = work.all(Claim), work.all(LedgerEntry)
    told = {who: _state_told(events, who, desk.today) for who in children}
    assert {who: child.state for who, child in children.items()} == told
    booked: dict[str, list[LedgerEntry]] = {line.id: [] for line in lines}
    for entry in entries:
        booked.get(entry.line_id, []).append(entry)
    money = {line_id: balance(own) for line_id, own in booked.items()}
    for line in lines:
        where = money[line.id]
        assert where.due in (0, line.fen) and where.due == where.paid_out + where.returned + where.unpaid
        assert min(where.paid_out, where.returned, where.unpaid, where.signed, where.unsigned) >= 0
    taken = Counter((claim.beneficiary_id, claim.term) for claim in claims)
    paid = Counter(
        (line.beneficiary_id, live[line.batch_id].term) for line in lines if money[line.id].paid_out
    )
    assert max((*taken.values(), *paid.values()), default=1) == 1
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
