"""An application from the school's hand to the first money signed for."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from countydesk.domain.applications import Evidence, Station
from countydesk.domain.disbursements import BatchState
from countydesk.domain.enrolment import EventKind, State
from countydesk.domain.intake import StepKind
from countydesk.domain.months import Term
from countydesk.services import (
    applications,
    beneficiaries,
    checking,
    disbursements,
    drawing,
    evidence,
    intake,
    intake_steps,
    setup,
    tasks,
)
from countydesk.services.desk import Desk
from tests.conftest import TestClock
from tests.services.applying import application, passed
from tests.services.test_visits import picture

AUTUMN = Term(2026, "autumn")
Acting = Callable[[str], Desk]


def test_from_the_application_to_the_first_receipt(
    desk: Desk, acting: Acting, clock: TestClock, tmp_path: Path
) -> None:
    setup.change_settings(acting("王海"), "按市里要求", admission="city")
    acting("李明")
    child, guardian, asked = application(desk)
    intake.enter(desk, child, guardian, asked)
    (tmp_path / "户口簿.jpg").write_bytes(picture())
    evidence.attach(desk, asked.id, Evidence.HOUSEHOLD, [tmp_path / "户口簿.jpg"])
    intake_steps.decide(desk, asked.id, passed(desk, Station.APPLIED, date(2026, 10, 8)))

    before = drawing.preview(desk, AUTUMN, None)
    assert child.id not in {one.candidate.child.id for one in before.due}
    assert [(line.name, line.words) for line in applications.lines(desk)] == [("马小兰", "待资料审核")]

    acting("赵芳")
    intake_steps.decide(desk, asked.id, passed(desk, Station.DOCUMENTS, date(2026, 10, 9)))
    acting("李明")
    intake_steps.decide(desk, asked.id, passed(desk, Station.VISIT, date(2026, 10, 12)))
    posted = intake_steps.post(desk, [asked.id], date(2026, 10, 13), "学校公示栏")
    assert (posted.last, posted.doubts) == (date(2026, 10, 19), "")

    clock.on(date(2026, 10, 20))
    assert any(task.word == "公示期满" for task in tasks.standing(desk).tasks)
    intake_steps.object_to(desk, asked.id, date(2026, 10, 16), "某村民", "家中有门面房")
    (objection,) = (s for s in applications.one(desk, asked.id).steps if s.kind is StepKind.OBJECTION)
    intake_steps.answer(desk, objection.id, date(2026, 10, 19), "门面房属其叔父,已向反映人说明。")
    intake_steps.decide(desk, asked.id, passed(desk, Station.NOTICE, date(2026, 10, 20)))
    acting("王海")
    intake_steps.decide(desk, asked.id, passed(desk, Station.COUNTY, date(2026, 10, 20)))
    assert beneficiaries.open_child(desk, child.id).child.state is State.APPLYING
    above = {"paper": "庆团发〔2026〕9号", "people": "共青团庆阳市委"}
    intake_steps.decide(desk, asked.id, passed(desk, Station.CITY, date(2026, 10, 20), **above))

    file = beneficiaries.open_child(desk, child.id)
    assert (file.child.state, file.child.admitted_on) == (State.IN_SUPPORT, date(2026, 10, 20))
    assert [(e.kind, e.paper) for e in file.events] == [(EventKind.ADMITTED, "庆团发〔2026〕9号")]
    assert [line.visit.findings for line in file.visits] == ["与祖父母同住,土坯房两间,祖父患慢性病。"]

    acting("李明")
    batch = drawing.draw(desk, AUTUMN)
    acting("赵芳")
    disbursements.check(desk, batch.number)
    acting("王海")
    disbursements.approve(desk, batch.number)
    acting("李明")
    number = disbursements.lock_for_printing(desk, batch.number).number
    disbursements.pay(desk, number)
    disbursements.sign(desk, number)
    disbursements.settle(desk, number)
    assert disbursements.show(desk, number).batch.state is BatchState.SETTLED
    (payment,) = beneficiaries.open_child(desk, child.id).payments
    assert payment.balance.signed == payment.fen == 100000
    assert checking.check(desk) == []
