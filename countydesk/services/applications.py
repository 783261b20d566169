"""Applications looked at: who waits where and for how long, and all that there is of one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, select

from countydesk.domain.applications import Application, Consent, Station
from countydesk.domain.beneficiaries import Beneficiary, Guardian, grade_of
from countydesk.domain.days import show_day
from countydesk.domain.identity import mask
from countydesk.domain.intake import ApplicationStep
from countydesk.domain.likeness import Hit
from countydesk.domain.problems import Refused
from countydesk.services import evidence, likeness
from countydesk.services.desk import Desk
from countydesk.services.evidence import Sheet
from countydesk.services.school_life import child_of
from countydesk.storage.beneficiaries import GUARDIANS, TABLE, count, matching
from countydesk.storage.intake import APPLICATIONS, STEPS
from countydesk.storage.unit_of_work import Work

OPEN = [station for station in Station if station not in (Station.ADMITTED, Station.REFUSED)]
SORTS = {
    "since": APPLICATIONS.c.since,
    "applied": APPLICATIONS.c.applied_on,
    "name": TABLE.c.sort_key,
    "school": TABLE.c.school,
    "station": APPLICATIONS.c.station,
}


@dataclass(frozen=True)
class Line:
    """An application as lists show it; `days` it has waited at its station, `words` say what for.
    `until` is the last day of its notice, where one hangs."""

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
    until: date | None


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
        query = _with_child().where(*_wanted(desk, station, typed)).order_by(*order)
        rows = connection.execute(query.offset(offset).limit(limit)).mappings().all()
    return [_line(row, desk.today) for row in rows]


def how_many(desk: Desk, station: Station | None = None, typed: str = "") -> int:
    """How many applications these are."""
    with desk.read() as connection:
        return count(connection, select(APPLICATIONS.c.id).where(*_wanted(desk, station, typed)))


def waiting(desk: Desk) -> list[Waiting]:
    """Where applications wait, in the order of their way: how many, and since when the first of them."""
    first = func.min(APPLICATIONS.c.since)
    query = (
        select(APPLICATIONS.c.station, func.count(), first)
        .where(APPLICATIONS.c.office_code == desk.office.code, APPLICATIONS.c.station.in_(OPEN))
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
        child = child_of(desk, work, application.beneficiary_id)
        guardian = guardian_of(work, child.id)
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


def _wanted(desk: Desk, station: Station | None, typed: str) -> list[ColumnElement[bool]]:
    """The conditions on applications; those found by what was typed are found by their child."""
    stations = [station] if station else OPEN
    conditions = [APPLICATIONS.c.office_code == desk.office.code, APPLICATIONS.c.station.in_(stations)]
    if typed.strip():
        children = matching(typed).with_only_columns(TABLE.c.id)
        conditions.append(APPLICATIONS.c.beneficiary_id.in_(children))
    return conditions


def _with_child() -> Select[Any]:
    child = and_(
        TABLE.c.office_code == APPLICATIONS.c.office_code, TABLE.c.id == APPLICATIONS.c.beneficiary_id
    )
    told = ("name", "citizen_id", "school", "class_name", "stage", "entry_year", "schooling")
    return select(APPLICATIONS, *(TABLE.c[name] for name in told)).join(TABLE, child)


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
        words=_words(application, today),
        until=application.notice_to,
    )


def _words(application: Application, today: date) -> str:
    """What an application waits for, in words."""
    station, until = application.station, application.notice_to
    if station is Station.NOTICE and until:
        return f"公示到 {show_day(until)}" if until >= today else f"公示已于 {show_day(until)}期满,请撤下"
    if station is Station.NOTICE and application.notice_consent is not Consent.GIVEN:
        denied = application.notice_consent is Consent.DENIED
        return "监护人不同意公示" if denied else "待征求监护人对公示的意见"
    if station is Station.NOTICE:
        return "待张贴公示"
    if station is Station.APPLIED:
        return "待提交审核" if application.consent_on else "待监护人同意"
    return f"待{station.title}" if application.open else ""
