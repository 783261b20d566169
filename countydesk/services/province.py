"""What the receiving desk knows of its area: who has reported what, totals, and children from everywhere."""

from dataclasses import dataclass

from sqlalchemy import func, select

from countydesk.domain.conflicts import Conflict, ConflictState
from countydesk.domain.enrolment import State
from countydesk.domain.grades import Stage
from countydesk.domain.identity import mask
from countydesk.domain.months import Month
from countydesk.domain.offices import CITY_WITHOUT_COUNTIES, Level
from countydesk.domain.receiving import ReceivedPackage, current
from countydesk.services.desk import Desk
from countydesk.services.places import called, regions
from countydesk.storage.beneficiaries import TABLE, matching
from countydesk.storage.receiving import CONFLICTS, HELD, RECEIVED


@dataclass(frozen=True)
class MonthReported:
    """What an office's last package of a month said: children, and money paid out to that day in fen."""

    month: str
    number: int
    package_id: str
    children: int
    due_fen: int
    paid_fen: int
    returned_fen: int
    unpaid_fen: int


@dataclass(frozen=True)
class OfficeReported:
    """Where one office stands. `behind` counts the months that it is late by, after the newest that
    any office has reported; None for one that has not reported at all."""

    code: str
    name: str
    unit: str
    behind: int | None
    last: MonthReported | None
    months: tuple[MonthReported, ...] = ()
    waiting: int = 0


@dataclass(frozen=True)
class MonthTotal:
    """All offices together for one month: those that reported it, their children and money in fen."""

    month: str
    offices: int
    children: int
    due_fen: int
    paid_fen: int


@dataclass(frozen=True)
class Overview:
    """Who has reported what. Nothing in it depends on today or on the order of receiving.

    `children` and `paid_fen` add up what every office reported last.
    """

    offices: tuple[OfficeReported, ...]
    months: tuple[MonthTotal, ...]
    children: int
    due_fen: int
    paid_fen: int
    waiting: int
    open_conflicts: int

    @property
    def reported(self) -> tuple[OfficeReported, ...]:
        return tuple(office for office in self.offices if office.last)

    @property
    def missing(self) -> tuple[OfficeReported, ...]:
        """Those that have never reported, and those that are late."""
        return tuple(office for office in self.offices if office.behind != 0)


@dataclass(frozen=True)
class FoundElsewhere:
    """A child of any office of the area; the ID is masked."""

    office_code: str
    office_name: str
    id: str
    name: str
    masked_id: str
    school: str
    stage: str
    state: State


def overview(desk: Desk) -> Overview:
    """Who of the area has reported what, and what it adds up to."""
    with desk.work() as work:
        received: dict[str, list[ReceivedPackage]] = {}
        for row in work.connection.execute(select(RECEIVED)).mappings():
            package = ReceivedPackage.model_validate(dict(row))
            received.setdefault(package.office_code, []).append(package)
        by_office = select(HELD.c.office_code, func.count()).group_by(HELD.c.office_code)
        held = {code: count for code, count in work.connection.execute(by_office)}
        conflicts = [one for one in work.all(Conflict) if one.state is ConflictState.OPEN]
    months = sorted({package.month for packages in received.values() for package in packages})
    offices = tuple(
        _office(code, received.get(code, []), held.get(code, 0), months)
        for code in sorted({*_area(desk), *received, *held})
    )
    lasts = [office.last for office in offices if office.last]
    return Overview(
        offices,
        tuple(_total(month, offices) for month in months),
        sum(last.children for last in lasts),
        sum(last.due_fen for last in lasts),
        sum(last.paid_fen for last in lasts),
        sum(held.values()),
        len(conflicts),
    )


def reporting(desk: Desk) -> list[tuple[str, str]]:
    """The name and code of every office that this desk has a package of, by its code."""
    with desk.read() as connection:
        codes = connection.scalars(select(RECEIVED.c.office_code).distinct().order_by(RECEIVED.c.office_code))
        return [(called(code), code) for code in codes]


def newest_month(desk: Desk) -> Month:
    """The newest month that an office of the area has reported; this month where none has."""
    with desk.read() as connection:
        newest = connection.scalar(select(func.max(RECEIVED.c.month)))
    return Month.parse(newest) if newest else Month.of(desk.today)


def undecided(desk: Desk) -> tuple[int, int]:
    """How many packages wait for a decision, and how many conflicts are not settled."""
    with desk.work() as work:
        waiting = work.connection.scalar(select(func.count()).select_from(HELD)) or 0
        open_ = len(work.all(Conflict, CONFLICTS.c.state == ConflictState.OPEN))
    return waiting, open_


def find(desk: Desk, typed: str, limit: int = 50) -> list[FoundElsewhere]:
    """Children of the whole area by name, pinyin, initials, ID or school."""
    query = matching(typed).order_by(TABLE.c.sort_key, TABLE.c.office_code, TABLE.c.id).limit(limit)
    with desk.read() as connection:
        rows = connection.execute(query).mappings().all()
    return [
        FoundElsewhere(
            row["office_code"],
            regions().full_name(row["office_code"]) or row["office_code"],
            row["id"],
            row["name"],
            mask(row["citizen_id"]) if row["citizen_id"] else "",
            row["school"],
            Stage(row["stage"]).title if row["stage"] else "",
            State(row["state"]),
        )
        for row in rows
    ]


def _area(desk: Desk) -> list[str]:
    """The offices that report here: counties, and the city that has none."""
    own = desk.office.code
    within = own[:2] if desk.office.level is Level.PROVINCE else own[:4]
    return [
        code
        for code, division in regions().divisions.items()
        if code.startswith(within)
        and code != own
        and (division.level == Level.COUNTY.value or code == CITY_WITHOUT_COUNTIES)
    ]


def _office(code: str, packages: list[ReceivedPackage], waiting: int, months: list[str]) -> OfficeReported:
    # The last package of a month counts; one that was only noted counts while its month has no other.
    order = sorted(packages, key=lambda package: (package.merged, package.place))
    by_month = {package.month: package for package in order}
    held = current(packages)
    name = regions().full_name(code) or code
    if held is None:
        return OfficeReported(code, name, "", None, None, (), waiting)
    behind = sum(1 for month in months if month > held.month)
    reported = tuple(_month(by_month[month]) for month in sorted(by_month))
    return OfficeReported(code, name, held.unit, behind, _month(held), reported, waiting)


def _month(package: ReceivedPackage) -> MonthReported:
    return MonthReported(
        package.month,
        package.number,
        package.package_id,
        package.children,
        package.due_fen,
        package.paid_fen,
        package.returned_fen,
        package.unpaid_fen,
    )


def _total(month: str, offices: tuple[OfficeReported, ...]) -> MonthTotal:
    found = [each for office in offices for each in office.months if each.month == month]
    return MonthTotal(
        month,
        len(found),
        sum(each.children for each in found),
        sum(each.due_fen for each in found),
        sum(each.paid_fen for each in found),
    )
