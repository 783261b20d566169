"""Money: who is due, who books what, and that it always adds up."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from countydesk.domain.disbursements import BatchState, Claim, EntryKind
from countydesk.domain.enrolment import EventKind
from countydesk.domain.months import Term
from countydesk.domain.problems import Refused
from countydesk.services import (
    beneficiaries,
    checking,
    disbursements,
    drawing,
    operators,
    school_life,
    setup,
)
from countydesk.services.booking import BatchSheet
from countydesk.services.desk import Desk, open_desk
from countydesk.storage.disbursements import CLAIMS
from tests.conftest import PASSPHRASE, PRIMARY, SECONDARY, TestClock, copied

AUTUMN = Term(2026, "autumn")
NUMBER = "HS-2026-001"
Acting = Callable[[str], Desk]


def _sheet(desk: Desk, number: str = NUMBER) -> BatchSheet:
    return disbursements.show(desk, number)


def test_the_list_has_everybody_who_is_due_with_stage_standard_and_instalment(desk: Desk) -> None:
    sheet = _sheet(desk, drawing.draw(desk, AUTUMN).number)
    amounts = [(line.stage.tier, line.yearly_fen, line.fen) for line in sheet.lines]
    assert amounts.count(("primary", 200000, 100000)) == PRIMARY
    assert amounts.count(("secondary", 360000, 180000)) == SECONDARY
    assert [line.position for line in sheet.lines] == list(range(1, PRIMARY + SECONDARY + 1))


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (EventKind.PAUSED, "休学"),
        (EventKind.MOVED_AWAY, "转出"),
        (EventKind.DROPPED_OUT, "辍学"),
        (EventKind.GRADUATED, "毕业"),
        (EventKind.DIED, "死亡"),
    ],
)
def test_who_is_left_out_and_why(desk: Desk, kind: EventKind, reason: str) -> None:
    child = beneficiaries.listing(desk, limit=1)[0]
    school_life.record(desk, child.id, kind, date(2026, 10, 12), "学校来函")
    drawing_now = drawing.preview(desk, AUTUMN)
    assert [(left.name, left.reason) for left in drawing_now.left_out] == [(child.name, reason)]
    assert len(drawing_now.due) == PRIMARY + SECONDARY - 1


def test_who_comes_back_is_due_again(desk: Desk) -> None:
    child = beneficiaries.listing(desk, limit=1)[0]
    school_life.record(desk, child.id, EventKind.PAUSED, date(2026, 10, 1), "生病")
    school_life.record(desk, child.id, EventKind.RESUMED, date(2026, 10, 14), "康复")
    assert drawing.preview(desk, AUTUMN).left_out == []


def test_nobody_is_paid_twice_a_period(paid: Desk) -> None:
    with pytest.raises(Refused, match=rf"本期已列入名册 {NUMBER} 24 人"):
        drawing.draw(paid, AUTUMN)
    setup.change_settings(_as(paid, "王海"), "改为一次发放", instalments=1)
    with pytest.raises(Refused, match=rf"本期已列入名册 {NUMBER} 24 人"):
        drawing.draw(paid, Term(2027, "spring"))


def test_the_database_itself_refuses_a_second_claim(paid: Desk) -> None:
    with paid.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM claim").mappings().first()
        assert row is not None
        second = Claim.model_validate(dict(row))
        with pytest.raises(IntegrityError):
            connection.execute(CLAIMS.insert(), second.model_dump())


def test_a_claim_that_somebody_else_made_meanwhile_is_a_sentence(paid: Desk) -> None:
    with paid.work() as work:
        again = work.all(Claim)[0].model_copy(update={"term": "2030-autumn"})
        with pytest.raises(Refused, match="一期只发一次,请重新拟定"):
            work.add(again, again)


def test_whoever_drew_it_up_does_not_check_it(desk: Desk) -> None:
    number = drawing.draw(desk, AUTUMN).number
    with pytest.raises(Refused, match="李明没有“复核发放名册”的权限"):
        disbursements.check(desk, number)
    alone = _as(desk, "赵芳")
    own = drawing.draw(alone, Term(2027, "spring")).number
    with pytest.raises(Refused, match="赵芳是拟定人"):
        disbursements.check(alone, own)


def test_an_office_of_one_may_switch_four_eyes_off_and_it_is_recorded(desk: Desk, acting: Acting) -> None:
    acting("王海")
    with pytest.raises(Refused, match="不止一人"):
        setup.change_settings(desk, "图方便", four_eyes=False)
    for gone in ("李明", "赵芳"):
        operators.turn_off(desk, gone, "调离")
    number = drawing.draw(desk, AUTUMN).number
    setup.change_settings(desk, "本单位只有一人", four_eyes=False)
    assert not desk.settings.four_eyes
    disbursements.check(desk, number)
    disbursements.approve(desk, number)
    with desk.read() as connection:
        found = connection.exec_driver_sql("SELECT reason, by FROM revision WHERE kind = 'setting'").first()
    assert found is not None
    assert tuple(found) == ("本单位只有一人", "王海")


def test_steps_come_in_their_order(desk: Desk, acting: Acting) -> None:
    number = drawing.draw(desk, AUTUMN).number
    acting("王海")
    with pytest.raises(Refused, match="已拟定,不能批准,下一步是复核"):
        disbursements.approve(desk, number)
    acting("李明")
    with pytest.raises(Refused, match="已拟定,不能打印,下一步是复核"):
        disbursements.lock_for_printing(desk, number)
    with pytest.raises(Refused, match="不能登记付款"):
        disbursements.pay(desk, number)


def test_printing_again_keeps_the_number(paid: Desk) -> None:
    assert disbursements.lock_for_printing(paid, NUMBER).roster_number == NUMBER


def test_returned_and_repaid(paid: Desk) -> None:
    line = _sheet(paid).lines[0]
    disbursements.sign(paid, NUMBER)
    disbursements.return_(paid, NUMBER, line.id, "账户姓名不符")
    balance = _sheet(paid).by_line()[line.id]
    assert (balance.paid_out, balance.returned, balance.signed) == (0, line.fen, 0)
    with pytest.raises(Refused, match="没有已付的款"):
        disbursements.return_(paid, NUMBER, line.id, "再退一次")
    with pytest.raises(Refused, match="退汇后尚未重发"):
        disbursements.settle(paid, NUMBER)
    disbursements.repay(paid, NUMBER, line.id, "改发监护人账户")
    with pytest.raises(Refused, match="尚未签收,也没有注明原因"):
        disbursements.settle(paid, NUMBER)
    disbursements.sign(paid, NUMBER)
    disbursements.settle(paid, NUMBER)
    assert _sheet(paid).balance.signed == _sheet(paid).fen


def test_reasons_are_asked_for(paid: Desk) -> None:
    line = _sheet(paid).lines[0]
    with pytest.raises(Refused, match="请写退汇原因"):
        disbursements.return_(paid, NUMBER, line.id, " ")
    with pytest.raises(Refused, match=r"第 1 行 .*:请写明原因"):
        disbursements.sign(paid, NUMBER, unsigned={line.id: ""})
    with pytest.raises(Refused, match="请写作废原因"):
        disbursements.void(_as(paid, "王海"), NUMBER, "")


def test_who_was_never_paid_is_free_again_when_the_list_is_settled(desk: Desk, acting: Acting) -> None:
    number = drawing.draw(desk, AUTUMN).number
    disbursements.check(acting("赵芳"), number)
    disbursements.approve(acting("王海"), number)
    number = disbursements.lock_for_printing(acting("李明"), number).number
    line = _sheet(desk, number).lines[4]
    disbursements.pay(desk, number, unpaid={line.id: "联系不上"})
    disbursements.sign(desk, number)
    disbursements.settle(desk, number)
    assert _sheet(desk, number).balance.unpaid == line.fen
    assert [due.candidate.child.id for due in drawing.preview(desk, AUTUMN).due] == [line.beneficiary_id]


def test_a_wrong_list_is_voided_and_replaced(desk: Desk, acting: Acting) -> None:
    number = drawing.draw(desk, AUTUMN).number
    disbursements.check(acting("赵芳"), number)
    disbursements.approve(acting("王海"), number)
    number = disbursements.lock_for_printing(desk, number).number
    acting("赵芳")
    anew = disbursements.void(desk, number, "金额标准有误", replace=True)
    assert anew is not None
    old = _sheet(desk, number)
    assert old.batch.state is BatchState.VOIDED
    assert old.balance.due == 0
    assert anew.replaces_id == old.batch.id
    assert len(_sheet(desk, anew.number).lines) == PRIMARY + SECONDARY
    mirrored = [entry for entry in old.entries if entry.reverses_id]
    assert len(mirrored) == len(old.lines)
    assert all(entry.kind is EntryKind.DUE and entry.fen < 0 for entry in mirrored)


def test_money_that_is_out_keeps_a_list_from_being_voided(paid: Desk) -> None:
    with pytest.raises(Refused, match="已有付款,请先登记退汇"):
        disbursements.void(_as(paid, "王海"), NUMBER, "作废")


def test_a_line_keeps_what_it_was_drawn_up_with(paid: Desk) -> None:
    line = _sheet(paid).lines[0]
    file = beneficiaries.open_child(paid, line.beneficiary_id)
    beneficiaries.correct(paid, file.child.model_copy(update={"school": "另一所学校"}), None, "转学")
    assert _sheet(paid).lines[0] == line


def _as(desk: Desk, name: str) -> Desk:
    desk.operator = desk.operator_named(name)
    return desk


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "sign", "return", "repay", "settle", "void", "draw"]), st.integers(0, 23)
    ),
    max_size=14,
)


@given(acts=ACTS)
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_people_do_the_money_adds_up(
    desk_template: Path, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    """Random acts on printed lists: refused or done, and every yuan has one place after each."""
    with (
        copied(desk_template, tmp_path_factory.mktemp("random") / "desk") as folder,
        open_desk(folder, PASSPHRASE, "李明", TestClock()) as desk,
    ):
        number = _printed(desk)
        for act, position in acts:
            number = _try(desk, number, act, position)
            for batch in disbursements.batches(desk):
                sheet = _sheet(desk, batch.number)
                money = sheet.balance
                assert money.due == money.paid_out + money.returned + money.unpaid
                assert money.due in (0, sheet.fen)
                for line in sheet.by_line().values():
                    assert 0 <= line.signed <= line.paid_out
                    assert min(line.returned, line.unpaid) >= 0
        assert checking.check(desk) == []


def _printed(desk: Desk) -> str:
    number = drawing.draw(_as(desk, "李明"), AUTUMN).number
    disbursements.check(_as(desk, "赵芳"), number)
    disbursements.approve(_as(desk, "王海"), number)
    return disbursements.lock_for_printing(_as(desk, "赵芳"), number).number


def _try(desk: Desk, number: str, act: str, position: int) -> str:
    lines = _sheet(desk, number).lines
    line = lines[position % len(lines)].id
    try:
        match act:
            case "pay":
                disbursements.pay(desk, number, {line: "联系不上"})
            case "sign":
                disbursements.sign(desk, number, {line: "外出"})
            case "return":
                disbursements.return_(desk, number, line, "账户不符")
            case "repay":
                disbursements.repay(desk, number, line)
            case "settle":
                disbursements.settle(desk, number)
            case "void":
                disbursements.void(desk, number, "有误")
            case "draw":
                return _printed(desk)
    except Refused:
        pass
    return number
