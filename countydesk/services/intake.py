"""Applications: taken in, mended, looked at; who waits where, and for how long."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, and_, func, select

from countydesk.domain.applications import GOVERNED, Application, Consent, Station, problems_of
from countydesk.domain.beneficiaries import Beneficiary, Guardian, Origin, grade_of
from countydesk.domain.days import show_day
from countydesk.domain.enrolment import State
from countydesk.domain.identity import examine, mask
from countydesk.domain.intake import ApplicationStep, StepKind, problem_of_posting
from countydesk.domain.likeness import Hit
from countydesk.domain.names import clean_name, name_problem
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.services import evidence, likeness
from countydesk.services.desk import Changes, Desk
from countydesk.services.evidence import Sheet
from countydesk.services.places import regions
from countydesk.storage.beneficiaries import GUARDIANS, TABLE, count, matching
from countydesk.storage.intake import APPLICATIONS, STEPS
from countydesk.storage.unit_of_work import Work

ENDED = (Station.ADMITTED, Station.REFUSED)
SORTS = {
    "since": APPLICATIONS.c.since,
    "applied": APPLICATIONS.c.applied_on,
    "name": TABLE.c.sort_key,
    "school": TABLE.c.school,
    "station": APPLICATIONS.c.station,
}


@dataclass(frozen=True)
class Line:
    """An application as lists show it; `days` it has waited at its station, `words` say what for."""

    id: str
    beneficiary_id: str
    name: str
    masked_id: str
    school: str
    grade: str
    applied_on: date
    station: Station
    days: int
    words: str


@dataclass(frozen=True)
class Waiting:
    """How many wait at a station, since what day the first of them, and how many days that is."""

    station: Station
    count: int
    oldest: date
    days: int


@dataclass(frozen=True)
class ApplicationFile:
    """All that there is of an application, for its page; `hits` are whom the child may be besides."""

    application: Application
    child: Beneficiary
    guardian: Guardian | None
    steps: list[ApplicationStep]
    evidence: list[Sheet]
    hits: list[Hit]


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
        kept, kept_child = application_of(desk, work, application.id), _child(work, child.id)
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


def lines(
    desk: Desk,
    station: Station | None = None,
    typed: str = "",
    sort: str = "since",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[Line]:
    """Applications at a station (None: those still on their way), found by what was typed.

    Those that have waited longest come first, unless sorted otherwise.
    """
    key = SORTS[sort]
    order = (key.desc() if descending else key.asc(), APPLICATIONS.c.id)
    with desk.read() as connection:
        query = _wanted(desk, station, typed).order_by(*order).offset(offset).limit(limit)
        rows = connection.execute(query).mappings().all()
    return [_line(row, desk.today) for row in rows]


def how_many(desk: Desk, station: Station | None = None, typed: str = "") -> int:
    """How many applications these are."""
    with desk.read() as connection:
        return count(connection, _wanted(desk, station, typed).with_only_columns(APPLICATIONS.c.id))


def waiting(desk: Desk) -> list[Waiting]:
    """Where applications wait, in the order of their way: how many, and since when the first of them."""
    first = func.min(APPLICATIONS.c.since)
    query = (
        select(APPLICATIONS.c.station, func.count(), first)
        .where(APPLICATIONS.c.office_code == desk.office.code, APPLICATIONS.c.station.not_in(ENDED))
        .group_by(APPLICATIONS.c.station)
    )
    with desk.read() as connection:
        found = {Station(station): (number, oldest) for station, number, oldest in connection.execute(query)}
    return [
        Waiting(station, found[station][0], found[station][1], (desk.today - found[station][1]).days)
        for station in Station
        if station in found
    ]


def notices_over(desk: Desk) -> int:
    """How many children's names still hang on a notice whose time is over."""
    up = (APPLICATIONS.c.notice_to < desk.today, APPLICATIONS.c.notice_down.is_(None))
    query = select(func.count()).where(
        APPLICATIONS.c.office_code == desk.office.code, APPLICATIONS.c.station == Station.NOTICE, *up
    )
    with desk.read() as connection:
        return connection.scalar(query) or 0


def one(desk: Desk, application_id: str) -> ApplicationFile:
    """An application with everything that belongs to it. Raises `Refused` for an unknown one."""
    with desk.work() as work:
        application = application_of(desk, work, application_id)
        child, guardian = (
            _child(work, application.beneficiary_id),
            guardian_of(work, application.beneficiary_id),
        )
        return ApplicationFile(
            application,
            child,
            guardian,
            steps_of(work, application_id),
            evidence.listed(work, application_id),
            likeness.found(desk, work, child, guardian) if application.open else [],
        )


def latest(desk: Desk, child_id: str) -> Application:
    """A child's newest application. Raises `Refused` where there is none."""
    with desk.work() as work:
        newest = (APPLICATIONS.c.applied_on.desc(), APPLICATIONS.c.id.desc())
        known = work.all(Application, APPLICATIONS.c.beneficiary_id == child_id, order=newest)
    if not known:
        raise Refused("没有这名孩子的申请,请先受理。")
    return known[0]


def application_of(desk: Desk, work: Work, application_id: str) -> Application:
    """The application. Raises `Refused` for an unknown id."""
    application = work.get(Application, desk.office.code, application_id)
    if application is None:
        raise Refused("没有这份申请,请刷新后再试。")
    return application


def steps_of(work: Work, application_id: str) -> list[ApplicationStep]:
    """What was done with an application, in order."""
    order = (STEPS.c.recorded_at, STEPS.c.id)
    return work.all(ApplicationStep, STEPS.c.application_id == application_id, order=order)


def guardian_of(work: Work, child_id: str) -> Guardian | None:
    """The child's guardian, if one is known."""
    known = work.all(Guardian, GUARDIANS.c.beneficiary_id == child_id)
    return known[0] if known else None


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
    same = work.all(Beneficiary, TABLE.c.citizen_id == child.citizen_id, TABLE.c.state == State.APPLYING)
    if not same or not all(
        one.station is Station.REFUSED
        for one in work.all(Application, APPLICATIONS.c.beneficiary_id == same[0].id)
    ):
        return child, guardian
    before = guardian_of(work, same[0].id)
    if guardian:
        named = {"beneficiary_id": same[0].id, "id": before.id if before else guardian.id}
        guardian = guardian.model_copy(update=named)
    return child.model_copy(update={"id": same[0].id}), guardian


def _child(work: Work, child_id: str) -> Beneficiary:
    child = work.get(Beneficiary, work.office_code, child_id)
    if child is None:
        raise Refused("没有这名帮扶对象,请重新查找。")
    return child


def _governed(kept: Beneficiary) -> dict[str, Any]:
    """What the way of an application decides of its child, not its form."""
    return {name: getattr(kept, name) for name in ("state", "origin", "origin_digest", "admitted_on")}


def _write_guardian(work: Work, guardian: Guardian, reason: str) -> None:
    if work.get(Guardian, work.office_code, guardian.id):
        work.change(guardian, reason)
    else:
        work.add(guardian, reason=reason)


def _wanted(desk: Desk, station: Station | None, typed: str) -> Select[Any]:
    child = and_(
        TABLE.c.office_code == APPLICATIONS.c.office_code, TABLE.c.id == APPLICATIONS.c.beneficiary_id
    )
    told = ("name", "citizen_id", "school", "class_name", "stage", "entry_year", "schooling")
    query = select(APPLICATIONS, *(TABLE.c[name] for name in told)).join(TABLE, child)
    query = query.where(APPLICATIONS.c.office_code == desk.office.code)
    if station:
        query = query.where(APPLICATIONS.c.station == station)
    else:
        query = query.where(APPLICATIONS.c.station.not_in(ENDED))
    if typed.strip():
        query = query.where(TABLE.c.id.in_(matching(typed).with_only_columns(TABLE.c.id)))
    return query


def _line(row: RowMapping, today: date) -> Line:
    application = Application.model_validate({name: row[name] for name in Application.model_fields})
    child = Beneficiary.model_validate({**row, "id": row["beneficiary_id"]})
    return Line(
        id=application.id,
        beneficiary_id=child.id,
        name=child.name,
        masked_id=mask(child.citizen_id or ""),
        school=child.school,
        grade=" ".join(filter(None, (grade_of(child, today), child.class_name))),
        applied_on=application.applied_on,
        station=application.station,
        days=(today - application.since).days,
        words=_words(application, child.name, today),
    )


def _words(application: Application, name: str, today: date) -> str:
    """What an application waits for, in words."""
    if application.station is Station.NOTICE and application.notice_to:
        until = show_day(application.notice_to)
        return f"公示到 {until}" if application.notice_to >= today else f"公示已于 {until}期满,请撤下"
    if application.station is Station.NOTICE:
        return problem_of_posting(application, name) or "待张贴公示"
    if application.station is Station.APPLIED and not application.consent_on:
        return "待监护人同意"
    return "" if not application.open else f"待{application.station.title}"
