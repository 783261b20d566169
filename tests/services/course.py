"""Desks for whole courses: children put on the register as they are, and a half year paid in one go."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.disbursements import Batch
from countydesk.domain.enrolment import EnrolmentEvent, EventKind
from countydesk.domain.grades import Stage
from countydesk.domain.months import Term
from countydesk.services import disbursements, drawing, setup
from countydesk.services.desk import Desk
from tests.conftest import PASSPHRASE, TestClock

PEOPLE = ("李明", "赵芳")  # holding all roles both


def new_desk(folder: Path, clock: TestClock) -> Desk:
    """合水县's desk without children."""
    people = [setup.NewOperator(name, PASSPHRASE) for name in PEOPLE]
    return setup.create_desk(folder / "desk", "621024", "共青团合水县委员会", people, clock)


def admit(desk: Desk, children: Sequence[tuple[str, Stage, int]]) -> list[str]:
    """Children in support from today on, by name, stage and year of entry; returns their ids."""
    made = [
        Beneficiary(
            office_code=desk.office.code,
            id=desk.new_id(),
            name=name,
            stage=stage,
            entry_year=entry_year,
            school="板桥九年制学校",
            consent_on=desk.today,
            admitted_on=desk.today,
        )
        for name, stage, entry_year in children
    ]
    with desk.work() as work:
        work.add(*made)
        work.add(
            *(
                EnrolmentEvent(
                    office_code=desk.office.code,
                    id=desk.new_id(),
                    beneficiary_id=child.id,
                    kind=EventKind.TAKEN_OVER,
                    day=desk.today,
                    reason="原台账",
                    recorded_by="李明",
                    recorded_at=work.now,
                )
                for child in made
            )
        )
        work.commit()
    return [child.id for child in made]


def pay(desk: Desk, term: Term) -> Batch:
    """A list drawn up, checked, approved, printed and paid. Raises `Refused` when nobody is due."""
    number = drawing.draw(desk, term).number
    desk.operator = desk.operator_named("赵芳")
    disbursements.check(desk, number)
    disbursements.approve(desk, number)
    desk.operator = desk.operator_named("李明")
    batch = disbursements.lock_for_printing(desk, number)
    disbursements.pay(desk, batch.number)
    return batch


def on(clock: TestClock, year: int, month: int, day: int) -> date:
    """Go on to a day."""
    clock.on(date(year, month, day))
    return date(year, month, day)
