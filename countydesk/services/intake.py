"""Applications taken in, mended and consented to."""

from datetime import date
from typing import Any

from countydesk.domain.applications import GOVERNED, Application, Consent, Station, problems_of
from countydesk.domain.beneficiaries import Beneficiary, Guardian, Origin
from countydesk.domain.enrolment import State
from countydesk.domain.identity import examine
from countydesk.domain.intake import ApplicationStep, StepKind
from countydesk.domain.names import clean_name, name_problem
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.services import likeness
from countydesk.services.applications import application_of, guardian_of
from countydesk.services.desk import Changes, Desk
from countydesk.services.places import regions
from countydesk.services.school_life import child_of
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.unit_of_work import Work


def enter(desk: Desk, child: Beneficiary, guardian: Guardian | None, application: Application) -> Changes:
    """Take in an application: it waits to be submitted, its child is in support of nobody yet.

    A child whose earlier application was refused may apply again. Sent again with the same ids it is
    not written twice. Raises `Refused` with all problems, and for a child that is on the register, or
    may be (`likeness.hits`) while no reason says why it is not.
    """
    operator = desk.acting(Act.RECORD)
    child, guardian, application = _tidied(desk, child, guardian, application)
    refuse_if(_problems(desk, child, guardian, application))
    with desk.work() as work:
        if work.get(Application, desk.office.code, application.id):
            return work.commit()
        child, guardian = _once_more(desk, work, child, guardian)
        application = application.model_copy(update={"beneficiary_id": child.id})
        likeness.require_unlike(desk, work, child, guardian, application.likeness_reason)
        write(work, child, guardian, application)
        step = ApplicationStep(
            office_code=desk.office.code,
            id=desk.new_id(),
            application_id=application.id,
            station=Station.APPLIED,
            kind=StepKind.ENTERED,
            day=application.applied_on,
            people=application.proposed_by or operator,
            recorded_by=operator,
            recorded_at=work.now,
        )
        work.add(step)
        return work.commit()


def amend(
    desk: Desk, child: Beneficiary, guardian: Guardian | None, application: Application, reason: str
) -> Changes:
    """Correct an application that waits to be submitted; what it was stays in the record of changes.

    Later it is sent back first, so that what was checked is what is admitted. Raises `Refused` as
    `enter` does, and without a reason.
    """
    operator = desk.acting(Act.RECORD)
    child, guardian, application = _tidied(desk, child, guardian, application)
    missing = [] if reason.strip() else [Problem("请写更正原因。")]
    refuse_if([*missing, *_problems(desk, child, guardian, application)])
    with desk.work() as work:
        kept, kept_child = application_of(desk, work, application.id), child_of(desk, work, child.id)
        if kept.station is not Station.APPLIED:
            raise Refused(f"申请已在“{kept.station.title}”环节,请先退回到申请,再更正。")
        likeness.require_unlike(desk, work, child, guardian, application.likeness_reason)
        work.change(child.model_copy(update=_governed(kept_child)), reason)
        if guardian:
            _write_guardian(work, guardian, reason)
        fixed = {name: getattr(kept, name) for name in (*GOVERNED, "beneficiary_id")}
        work.change(application.model_copy(update=fixed), reason)
        step = ApplicationStep(
            office_code=desk.office.code,
            id=desk.new_id(),
            application_id=kept.id,
            station=kept.station,
            kind=StepKind.AMENDED,
            day=desk.today,
            people=operator,
            reason=reason,
            recorded_by=operator,
            recorded_at=work.now,
        )
        work.add(step)
        return work.commit()


def consent_to_notice(desk: Desk, application_id: str, said: Consent, day: date) -> Changes:
    """Record what the guardian said to the public notice, at whatever station the application is.

    Raises `Refused` once the notice has been put up.
    """
    desk.acting(Act.RECORD)
    with desk.work() as work:
        kept = application_of(desk, work, application_id)
        if day > desk.today:
            raise Refused(Problem("日期在今天之后,请核对。", "notice_consent_on"))
        if kept.notice_from:
            raise Refused("已经张贴公示;监护人撤回同意的,请在公示环节退回或不通过,并撤下公示。")
        told = {"notice_consent": said, "notice_consent_on": day}
        work.change(kept.model_copy(update=told), "登记是否同意公示")
        return work.commit()


def write(work: Work, child: Beneficiary, guardian: Guardian | None, application: Application) -> None:
    """Write an application with its child and guardian; those that are there already are changed."""
    if work.get(Beneficiary, work.office_code, child.id):
        work.change(child, "再次申请")
    else:
        work.add(child)
    if guardian:
        _write_guardian(work, guardian, "再次申请")
    work.add(application)


def as_applying(child: Beneficiary) -> Beneficiary:
    """A child of an application: not admitted, nothing consented to but in the application."""
    told = {"state": State.APPLYING, "origin": Origin.APPLIED, "admitted_on": None, "origin_digest": ""}
    return child.model_copy(update=told)


def _tidied(
    desk: Desk, child: Beneficiary, guardian: Guardian | None, application: Application
) -> tuple[Beneficiary, Guardian | None, Application]:
    """The three as they are kept: of this office and of each other, names and numbers in their plain form."""
    code = desk.office.code
    seen = examine(child.citizen_id, desk.today, regions()) if child.citizen_id else None
    told: dict[str, Any] = {"office_code": code, "name": clean_name(child.name)}
    if seen and seen.valid:
        told |= {"citizen_id": seen.id, "birth": seen.birth, "sex": seen.sex}
    child = as_applying(child.model_copy(update=told))
    if guardian:
        own = {"office_code": code, "beneficiary_id": child.id, "name": clean_name(guardian.name)}
        number = examine(guardian.citizen_id, desk.today, regions()).id if guardian.citizen_id else None
        guardian = guardian.model_copy(update=own | ({"citizen_id": number} if number else {}))
    begun: dict[str, Any] = dict.fromkeys(GOVERNED)
    begun |= {"office_code": code, "beneficiary_id": child.id}
    begun |= {"station": Station.APPLIED, "since": application.applied_on}
    return child, guardian, application.model_copy(update=begun)


def _problems(
    desk: Desk, child: Beneficiary, guardian: Guardian | None, application: Application
) -> list[Problem]:
    found = [Problem(told, "name") for told in [name_problem(child.name)] if told]
    for number, name, whose in (
        (child.citizen_id, "citizen_id", "身份证号"),
        (guardian.citizen_id if guardian else None, "guardian_id", "监护人身份证号"),
    ):
        reason = examine(number, desk.today, regions()).reason if number else None
        if reason:
            found.append(Problem(f"{whose}:{reason}", name))
    return [*found, *problems_of(application, desk.today)]


def _once_more(
    desk: Desk, work: Work, child: Beneficiary, guardian: Guardian | None
) -> tuple[Beneficiary, Guardian | None]:
    """A child that applied before and was refused goes on under its own id."""
    if not child.citizen_id:
        return child, guardian
    same = work.all(Beneficiary, TABLE.c.citizen_id == child.citizen_id, TABLE.c.state == State.DECLINED)
    if not same:
        return child, guardian
    before = guardian_of(work, same[0].id)
    if guardian:
        named = {"beneficiary_id": same[0].id, "id": before.id if before else guardian.id}
        guardian = guardian.model_copy(update=named)
    return child.model_copy(update={"id": same[0].id}), guardian


def _governed(kept: Beneficiary) -> dict[str, Any]:
    """What the way of an application decides of its child, not its form."""
    return {name: getattr(kept, name) for name in ("state", "origin", "origin_digest", "admitted_on")}


def _write_guardian(work: Work, guardian: Guardian, reason: str) -> None:
    if work.get(Guardian, work.office_code, guardian.id):
        work.change(guardian, reason)
    else:
        work.add(guardian, reason=reason)
