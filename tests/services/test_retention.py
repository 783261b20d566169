"""Whose support ended long ago is forgotten by two people: no record of the desk knows the child any more."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from countydesk.domain.enrolment import EventKind
from countydesk.domain.problems import Refused
from countydesk.services import (
    beneficiaries,
    checking,
    disbursements,
    drafts,
    photos,
    register,
    retention,
    revisions,
    school_life,
)
from countydesk.services.desk import Desk
from countydesk.services.revisions import Wanted
from countydesk.storage.revisions import REVISIONS
from countydesk.storage.schema import KEPT
from tests.conftest import TestClock
from tests.services.work import a_visit, picture

Acting = Callable[[str], Desk]
LATER = date(2032, 3, 1)


def leaves(desk: Desk, clock: TestClock) -> beneficiaries.ChildFile:
    """The first child of the register, visited and with a picture, drops out of the programme for good."""
    visit = a_visit(desk, picture(), findings="外祖母张桂英身体尚好。")
    child = beneficiaries.open_child(desk, visit.beneficiary_id)
    drafts.keep(desk, "visit", {"findings": f"{child.child.name}在家"})
    school_life.record(desk, child.child.id, EventKind.DISQUALIFIED, desk.today, "家庭情况好转", "核查表 7")
    clock.on(LATER)
    return child


def everything(desk: Desk) -> str:
    """All that can be read at a desk, its record of changes opened."""
    with desk.read() as connection:
        told = [str(row) for how in KEPT for row in connection.execute(select(how.table))]
    listed = revisions.listing(desk, Wanted(), limit=10**6)
    return "\n".join([*told, *(str(line) for line in listed)])


def test_two_people_forget_a_child_and_its_money_stays(paid: Desk, acting: Acting, clock: TestClock) -> None:
    file = leaves(paid, clock)
    child, guardian = file.child, file.guardian
    assert guardian is not None
    [line] = retention.due(acting("赵芳"))
    assert (line.name, line.due_on) == (child.name, date(2031, 10, 15))
    before = everything(acting("王海"))
    planted = [child.name, child.citizen_id, child.bank_card, guardian.name, "外祖母张桂英", "家庭情况好转"]
    assert all(word and word in before for word in planted)
    digest = photos.held_by(paid, "visit", beneficiaries.open_child(paid, child.id).visits[0].visit.id)[
        0
    ].digest

    retention.propose(acting("赵芳"), [child.id])
    with pytest.raises(Refused, match="须由另一位"):
        retention.confirm(acting("赵芳"), [child.id])
    desk = acting("王海")
    number = disbursements.batches(desk)[0].number
    balance = disbursements.show(desk, number).balance
    retention.confirm(desk, [child.id])

    after = everything(desk)
    assert [word for word in planted if word and word in after] == []
    assert not desk.photos.has(digest)
    assert register.listing(desk, child.name) == register.listing(desk, str(child.citizen_id)) == []
    assert disbursements.show(desk, number).balance == balance
    known = beneficiaries.open_child(desk, child.id).child
    assert (known.name, known.township, known.birth) == ("(已匿名)", child.township, None)
    assert "已匿名,内容不再能读" in after
    assert checking.check(desk) == []
    assert retention.due(desk) == [] and len(retention.done(desk)) == 1
    with pytest.raises(Refused, match="期满名单"):
        retention.confirm(desk, [child.id])


def test_nobody_is_forgotten_before_the_time_or_who_stays(
    paid: Desk, acting: Acting, clock: TestClock
) -> None:
    staying = beneficiaries.listing(paid, limit=2)[1]
    child = leaves(paid, clock).child
    clock.on(date(2031, 10, 14))
    assert retention.due(paid) == []
    for child_id in (child.id, staying.id):
        with pytest.raises(Refused, match="期满名单"):
            retention.propose(acting("赵芳"), [child_id])


def test_a_proposal_is_taken_back_with_a_reason(paid: Desk, acting: Acting, clock: TestClock) -> None:
    child = leaves(paid, clock).child
    desk = acting("赵芳")
    retention.propose(desk, [child.id])
    retention.withdraw(desk, [child.id], "家长申请查询")
    assert retention.due(desk)[0].proposed_by == ""
    with pytest.raises(Refused, match="没有待确认"):
        retention.confirm(acting("王海"), [child.id])


def test_no_revision_of_a_child_can_be_read_without_its_key(paid: Desk) -> None:
    child = beneficiaries.listing(paid, limit=1)[0]
    with paid.read() as connection:
        query = select(REVISIONS.c.changes).where(REVISIONS.c.record_id == child.id)
        raw = list(connection.scalars(query))
    assert raw and not any(child.name in one for one in raw)
