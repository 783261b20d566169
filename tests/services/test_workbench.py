"""The workbench: the path of the month and what waits, as an office goes through it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.course import to_come
from countydesk.domain.money import in_figures
from countydesk.domain.months import Month, Term
from countydesk.domain.standards import Standard
from countydesk.services import (
    closing,
    disbursements,
    drawing,
    due_visits,
    rounds,
    setup,
    tasks,
    visits,
    workbench,
)
from countydesk.services.desk import Desk
from tests.conftest import PASSPHRASE, TestClock
from tests.services.test_visits import visit_to

Acting = Callable[[str], Desk]


def path(desk: Desk) -> list[tuple[str, str, str]]:
    return [(step.title, step.state, step.sentence) for step in workbench.look(desk).path]


def waiting(desk: Desk) -> list[tuple[str, str, str]]:
    return [(task.word, task.page, task.subject) for task in tasks.standing(desk).tasks]


def test_a_desk_without_children_says_how_to_begin(tmp_path: Path, clock: TestClock) -> None:
    people = [setup.NewOperator("李明", PASSPHRASE)]
    with setup.create_desk(tmp_path, "621024", "共青团合水县委员会", people, clock) as desk:
        assert waiting(desk) == [("开始", "taking_in", "")]
        assert path(desk)[0] == ("录入", "now", "尚无对象")


def test_a_list_waits_for_one_thing_after_another(acting: Acting) -> None:
    consent = ("缺同意书", "beneficiaries", "consent")
    desk = acting("李明")
    assert waiting(desk) == [("待发放", "disbursements", ""), consent]
    number = drawing.draw(desk, Term(2026, "autumn")).number
    assert waiting(desk) == [("待复核", "batch", number), consent]
    assert path(desk)[1] == ("发放", "now", "已拟定")
    disbursements.check(acting("赵芳"), number)
    assert waiting(desk)[0][0] == "待批准"
    disbursements.approve(acting("王海"), number)
    assert waiting(desk)[0][0] == "待打印"
    number = disbursements.lock_for_printing(acting("李明"), number).number
    assert waiting(desk)[0] == ("待付款", "batch", number)
    disbursements.pay(desk, number)
    assert waiting(desk)[0] == ("待签收", "batch", number)
    assert path(desk)[1:3] == [("发放", "done", "已付款"), ("签收", "now", "24 人未签")]
    line = disbursements.show(desk, number).lines[0]
    disbursements.return_(desk, number, line.id, "账户姓名不符")
    returned = tasks.standing(desk).tasks[1]
    assert (returned.word, returned.tone) == ("退汇", "red")
    assert returned.sentence.endswith(f"1 人退汇未重发,{in_figures(line.fen)} 元")


def test_a_month_that_is_over_waits_to_be_closed_and_sent(acting: Acting, clock: TestClock) -> None:
    desk = acting("王海")
    assert not tasks.standing(desk).is_over
    closing.close(desk, Month(2026, 10))
    assert ("待上报", "month", "") in waiting(desk)
    clock.on(date(2026, 12, 1))
    standing = tasks.standing(desk)
    assert standing.is_over and standing.month == Month(2026, 11)
    assert ("待月结", "month", "") in waiting(desk)


def test_children_reckoned_together_come_to_what_they_come_to_one_by_one(paid: Desk) -> None:
    looked = workbench.look(paid)
    with paid.work() as work:
        children, standards = work.all(Beneficiary), work.all(Standard)
    this, later = Term(2026, "autumn"), Term(2027, "spring")
    steps = [s for c in children for s in to_come(c, this, standards, paid.settings, {str(this)})]
    assert sum(y.primary_fen + y.secondary_fen for y in looked.years) == sum(step.fen for step in steps)
    assert min(step.term.first_day for step in steps) == later.first_day
    assert looked.term_children == len(children) == looked.supported


def test_what_a_list_was_settled_without_is_due_no_longer(desk: Desk, acting: Acting) -> None:
    number = drawing.draw(desk, Term(2026, "autumn")).number
    disbursements.check(acting("赵芳"), number)
    disbursements.approve(acting("王海"), number)
    number = disbursements.lock_for_printing(acting("李明"), number).number
    first, *others = disbursements.show(desk, number).lines
    disbursements.pay(desk, number, {first.id: "联系不上"})
    disbursements.sign(desk, number)
    disbursements.settle(desk, number)
    looked = workbench.look(desk)
    assert looked.term_children == len(others)
    assert looked.term_balance.due == looked.term_balance.paid_out == sum(line.fen for line in others)
    assert ("发放", "done", "已付款") in path(desk)


def test_an_autonomous_county_is_found_by_what_people_call_it() -> None:
    found = {choice.title: choice.tokens for choice in setup.offices_to_find()}
    assert {"东乡县", "dxx"} <= set(found["东乡族自治县"])
    assert {"积石山县", "jssx"} <= set(found["积石山保安族东乡族撒拉族自治县"])
    assert {"张家川县", "zjcx"} <= set(found["张家川回族自治县"])
    assert {"临夏州", "lxz"} <= set(found["临夏回族自治州"])


def test_what_is_left_of_rounds_visits_and_follow_ups_waits(desk: Desk, clock: TestClock) -> None:
    some = [line.id for line in due_visits.due(desk, limit=3)]
    number = rounds.plan(desk, desk.today, "李明、赵芳", some).number
    told = {"follow_up": "联系学校", "follow_up_due": date(2026, 10, 20)}
    visits.record(desk, visit_to(desk, some[0], **told))
    assert [word for word, *_ in waiting(desk) if word.startswith("走访")] == ["走访跟进"]
    clock.on(date(2027, 2, 1))
    said = {task.word: (task.sentence, task.page, task.subject) for task in tasks.standing(desk).tasks}
    sentence, page, subject = said["走访登记"]
    assert sentence.startswith("2026年10月15日") and sentence.endswith("走访还有 2 户未登记")
    assert (page, subject) == ("round", number)
    assert said["走访逾期"] == ("23 人逾期没有走访", "visits", "children")
    assert said["走访跟进"] == ("1 件走访跟进未完成,其中 1 件逾期", "visits", "due")
