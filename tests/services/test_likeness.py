"""Whom the register, its guardians and the province's receipts know already."""

from collections.abc import Callable
from datetime import date

import pytest

from countydesk.domain.answers import QueriedRow
from countydesk.domain.applications import Station
from countydesk.domain.enrolment import State
from countydesk.domain.intake import StepKind
from countydesk.domain.problems import Refused
from countydesk.domain.receipts import RowVerdict
from countydesk.services import applications, beneficiaries, intake_steps, likeness
from countydesk.services.desk import Desk
from countydesk.services.intake_steps import Taken
from tests.services.applying import BORN, application, entered, number

Acting = Callable[[str], Desk]


def test_a_child_of_the_register_is_refused_with_its_record(desk: Desk) -> None:
    known = beneficiaries.open_child(desk, beneficiaries.listing(desk, limit=1)[0].id).child
    with pytest.raises(Refused, match=f"身份证号与台账中的 {known.name}.*在助"):
        entered(desk, citizen_id=known.citizen_id)


def test_the_number_of_a_guardian_on_the_register_is_refused(desk: Desk) -> None:
    for line in beneficiaries.listing(desk):
        guardian = beneficiaries.open_child(desk, line.id).guardian
        if guardian and guardian.citizen_id:
            with pytest.raises(Refused, match="的监护人"):
                entered(desk, citizen_id=guardian.citizen_id)
            return


def test_a_like_name_is_taken_in_with_a_reason(desk: Desk) -> None:
    entered(desk)
    twin = {"name": "马小岚", "citizen_id": number(BORN, 996), "guardian_id": None}
    with pytest.raises(Refused, match=r"姓名同音、出生日期相同,台账中有 马小兰.*写明理由"):
        entered(desk, **twin)
    entered(desk, **twin, likeness_reason="同村堂姐妹,户口簿不同。")
    assert len(applications.lines(desk)) == 2


def test_the_guardians_number_typed_as_the_childs(desk: Desk) -> None:
    with pytest.raises(Refused, match="像是监护人的号码"):
        entered(desk, citizen_id=number(date(1980, 1, 1)))


def test_what_the_province_asked_is_told(desk: Desk) -> None:
    sentence = "马小兰的身份证号同时登记在甘肃省庆阳市宁县,请核实后回复。"
    with desk.work() as work:
        row = {"package_id": "p", "kind": "beneficiary", "record_id": "r", "verdict": RowVerdict.QUERIED}
        work.add(QueriedRow(office_code=desk.office.code, sentence=sentence, **row))
        work.commit()
    child, guardian, _ = application(desk)
    assert [hit.sentence for hit in likeness.hits(desk, child, guardian)] == [f"上级回执曾提出:{sentence}"]


def test_who_was_refused_may_apply_again(desk: Desk) -> None:
    first = entered(desk)
    with pytest.raises(Refused, match=r"身份证号与台账中的 马小兰.*受理中"):
        entered(desk)
    refused = Taken(Station.APPLIED, StepKind.REFUSED, date(2026, 10, 9), reason="不在本县就读")
    intake_steps.decide(desk, first, refused)
    second = entered(desk, applied_on=date(2026, 10, 12), school="西华池小学")
    file = applications.one(desk, second)
    assert file.child.id == applications.one(desk, first).child.id
    assert (file.child.school, file.application.station) == ("西华池小学", Station.APPLIED)
    assert file.child.state is State.APPLYING
    assert applications.latest(desk, file.child.id).id == second
