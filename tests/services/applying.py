"""Applications as tests bring them: a child with guardian and all that is asked for, and its way."""

from collections.abc import Callable
from datetime import date
from typing import Any

from countydesk.domain.applications import Application, Consent, Source, Station
from countydesk.domain.beneficiaries import Beneficiary, FamilyKind, Guardian
from countydesk.domain.grades import Stage
from countydesk.domain.identity import check_digit
from countydesk.domain.intake import Advice, CheckItem, Mark, StepKind
from countydesk.domain.visits import Visit
from countydesk.services import intake, intake_steps
from countydesk.services.desk import Desk
from countydesk.services.intake_steps import Taken

Acting = Callable[[str], Desk]
Brought = tuple[Beneficiary, Guardian, Application]
BORN, GUARDIAN_BORN = date(2017, 3, 8), date(1958, 6, 1)
APPLIED = date(2026, 10, 8)
ALL_THERE = dict.fromkeys(CheckItem, Mark.YES)


def number(born: date, order: int = 998) -> str:
    """A citizen ID of 合水县 that is made up."""
    body = f"621024{born:%Y%m%d}{order}"
    return body + check_digit(body)


def application(desk: Desk, **told: Any) -> Brought:
    """An application with nothing missing; fields of the three records can be told."""
    child = Beneficiary(
        office_code="",
        id=desk.new_id(),
        name="马小兰",
        citizen_id=number(BORN),
        nation="回族",
        township="老城镇",
        village="牛家庄村",
        address="三组12号",
        school="老城镇中心小学",
        class_name="2班",
        stage=Stage.PRIMARY,
        entry_year=2023,
        family_kinds=[FamilyKind.ORPHAN, FamilyKind.LOW_INCOME],
        bank_card="6230123412341234567",
        bank_name="农村信用社",
        bank_holder="马大山",
    )
    guardian = Guardian(
        office_code="",
        id=desk.new_id(),
        beneficiary_id="",
        name="马大山",
        relation="祖父",
        citizen_id=number(GUARDIAN_BORN, 997),
        phone="13812345678",
    )
    asked = Application(
        office_code="",
        id=desk.new_id(),
        beneficiary_id="",
        applied_on=APPLIED,
        since=APPLIED,
        source=Source.SCHOOL,
        proposed_by="老城镇中心小学",
        consent_on=APPLIED,
        consent_by="马大山",
        consent_paper="同意书 1 号",
        notice_consent=Consent.GIVEN,
        notice_consent_on=APPLIED,
        people=3,
        bank_relation="祖父",
        wages_fen=600000,
        relief_fen=240000,
    )
    for name, value in told.items():
        for record in (asked, child, guardian):  # the first that has the field
            if name in type(record).model_fields:
                setattr(record, name, value)
                break
    if "guardian_name" in told:
        guardian.name = told["guardian_name"]
    if "guardian_id" in told:
        guardian.citizen_id = told["guardian_id"]
    return child, guardian, asked


def entered(desk: Desk, **told: Any) -> str:
    """An application taken in; its id."""
    brought = application(desk, **told)
    intake.enter(desk, *brought)
    return brought[2].id


def visit(desk: Desk, day: date, **told: Any) -> Visit:
    """What two visitors found at the applicant's home."""
    known: dict[str, Any] = {
        "office_code": "",
        "id": desk.new_id(),
        "beneficiary_id": "",
        "day": day,
        "visitors": "李明、赵芳",
        "findings": "与祖父母同住,土坯房两间,祖父患慢性病。",
    }
    return Visit.model_validate(known | told)


def passed(desk: Desk, station: Station, day: date, **told: Any) -> Taken:
    """A decision that passes a station, with what it asks for."""
    if station is Station.DOCUMENTS:
        told.setdefault("marks", ALL_THERE)
    if station is Station.VISIT:
        told.setdefault("visit", visit(desk, day))
        told.setdefault("advice", Advice.ADMIT)
    return Taken(station, StepKind.PASSED, day, **told)


BY = {Station.DOCUMENTS: "赵芳", Station.COUNTY: "王海"}


def bring_to(desk: Desk, acting: Acting, application_id: str, station: Station) -> None:
    """Let an application pass every station before this one, a day each; the notice its five."""
    days = {
        Station.APPLIED: date(2026, 10, 8),
        Station.DOCUMENTS: date(2026, 10, 9),
        Station.VISIT: date(2026, 10, 12),
        Station.NOTICE: date(2026, 10, 20),
        Station.COUNTY: date(2026, 10, 21),
        Station.CITY: date(2026, 10, 22),
    }
    for at, day in days.items():
        if at is station:
            break
        acting(BY.get(at, "李明"))
        if at is Station.NOTICE:
            intake_steps.post(desk, [application_id], date(2026, 10, 13), "学校公示栏")
        above = {"paper": "庆团发〔2026〕9号", "people": "共青团庆阳市委"} if at is Station.CITY else {}
        intake_steps.decide(desk, application_id, passed(desk, at, day, **above))
    acting("李明")
