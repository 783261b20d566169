"""Instalments, half years, the standing of money, and four eyes."""

from datetime import UTC, date, datetime

import pytest

from countydesk.domain.disbursements import (
    Balance,
    BatchState,
    BatchStep,
    EntryKind,
    four_eyes_gap,
    half_years,
    position_in_year,
    qualifying_day,
    require_other_person,
    roster_prefix,
)
from countydesk.domain.grades import Stage
from countydesk.domain.months import Term
from countydesk.domain.offices import Settings
from countydesk.domain.operators import Operator, Role
from countydesk.domain.problems import Refused
from countydesk.domain.standards import Standard, instalment, yearly_on

AUTUMN, SPRING = Term(2026, "autumn"), Term(2027, "spring")


def _standard(fen: int, from_day: date, child: str | None = None, stage: Stage = Stage.PRIMARY) -> Standard:
    return Standard(
        office_code="621024",
        id=f"{fen}{from_day}{child}",
        stage=stage,
        beneficiary_id=child,
        yearly_fen=fen,
        from_day=from_day,
        source="通知",
    )


def test_a_raised_standard_counts_from_its_day() -> None:
    standards = [_standard(200000, date(2016, 1, 28)), _standard(240000, date(2027, 2, 1))]
    assert yearly_on(date(2027, 1, 31), Stage.PRIMARY, "甲", standards) == 200000
    assert yearly_on(date(2027, 2, 1), Stage.PRIMARY, "甲", standards) == 240000
    assert yearly_on(date(2015, 9, 1), Stage.PRIMARY, "甲", standards) is None


def test_a_childs_own_standard_goes_first_and_is_nobody_elses() -> None:
    own = _standard(360000, date(2026, 9, 1), child="甲", stage=Stage.VOCATIONAL)
    assert yearly_on(date(2026, 10, 1), Stage.VOCATIONAL, "甲", [own]) == 360000
    assert yearly_on(date(2026, 10, 1), Stage.VOCATIONAL, "乙", [own]) is None


@pytest.mark.parametrize("yearly", [200000, 360000, 200001, 1])
def test_two_instalments_make_the_year_to_the_fen(yearly: int) -> None:
    assert instalment(yearly, 0, 2) + instalment(yearly, 1, 2) == yearly
    assert instalment(yearly, 0, 1) == yearly


def test_which_half_years_a_payment_takes() -> None:
    assert half_years(AUTUMN, Settings()) == (AUTUMN,)
    once = Settings(instalments=1)
    assert half_years(AUTUMN, once) == half_years(SPRING, once) == (AUTUMN, SPRING)
    calendar = Settings(instalments=1, year="calendar")
    assert half_years(AUTUMN, calendar) == (Term(2026, "spring"), AUTUMN)
    assert position_in_year(AUTUMN, Settings()) == 0
    assert position_in_year(AUTUMN, Settings(year="calendar")) == 1


def test_the_qualifying_day_stays_within_the_term() -> None:
    assert qualifying_day(AUTUMN, date(2026, 10, 15)) == date(2026, 10, 15)
    assert qualifying_day(AUTUMN, date(2026, 8, 20)) == date(2026, 9, 1)
    assert qualifying_day(AUTUMN, date(2027, 5, 1)) == date(2027, 1, 31)


def test_every_yuan_has_one_place() -> None:
    balance = Balance.of(
        {
            EntryKind.DUE: 10,
            EntryKind.PAID: 8,
            EntryKind.RETURNED: 3,
            EntryKind.REPAID: 1,
            EntryKind.SIGNED: 4,
        }
    )
    assert (balance.paid_out, balance.returned, balance.unpaid, balance.unsigned) == (6, 2, 2, 2)
    assert balance.due == balance.paid_out + balance.returned + balance.unpaid


def _step(state: BatchState, by: str) -> BatchStep:
    return BatchStep(
        office_code="621024",
        id=state.value,
        batch_id="b",
        state=state,
        by=by,
        at=datetime(2026, 10, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("act", "operator", "approvers", "four_eyes", "allowed"),
    [
        ("check", "李明", 2, True, False),
        ("approve", "李明", 2, True, False),
        ("check", "赵芳", 2, True, True),
        ("approve", "赵芳", 2, True, True),
        ("approve", "赵芳", 3, True, False),
        ("approve", "王海", 3, True, True),
        ("approve", "李明", 2, False, True),
    ],
)
def test_four_eyes(act: str, operator: str, approvers: int, four_eyes: bool, allowed: bool) -> None:
    """李明 drew the list up, 赵芳 checked it."""
    steps = [_step(BatchState.DRAWN, "李明"), _step(BatchState.CHECKED, "赵芳")]
    settings = Settings.model_validate({"approvers": approvers, "four_eyes": four_eyes})
    if allowed:
        require_other_person(act, operator, steps, settings)
    else:
        with pytest.raises(Refused, match=r"由另一人办理|由第三人批准"):
            require_other_person(act, operator, steps, settings)


def _person(name: str, *roles: Role, active: bool = True) -> Operator:
    return Operator(
        office_code="621024", id=name, name=name, roles=[role.value for role in roles], active=active
    )


def test_a_list_that_nobody_else_could_check_or_approve_is_warned_of() -> None:
    recorder, approver = _person("李明", Role.RECORDER), _person("王海", Role.APPROVER)
    assert four_eyes_gap(recorder, [recorder, approver], Settings()) == ""
    assert "除王海外没有人能复核发放名册" in four_eyes_gap(approver, [recorder, approver], Settings())
    reviewer = _person("赵芳", Role.REVIEWER)
    assert "没有人能批准发放名册" in four_eyes_gap(approver, [approver, reviewer], Settings())
    gone = _person("何军", Role.APPROVER, active=False)
    assert four_eyes_gap(approver, [approver, reviewer, gone], Settings())
    assert four_eyes_gap(approver, [approver], Settings(four_eyes=False)) == ""


@pytest.mark.parametrize(("place", "letters"), [("合水县", "HS"), ("宁县", "NX"), ("东乡族自治县", "DX")])
def test_roster_numbers_begin_with_the_offices_letters(place: str, letters: str) -> None:
    assert roster_prefix(place) == letters
