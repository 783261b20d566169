"""Who is due for a visit, by when and why: asked by windows, by township, and of the children of a round."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, case, func

from countydesk.domain.beneficiaries import Beneficiary, FamilyKind, grade_of
from countydesk.domain.enrolment import State
from countydesk.domain.rounds import Cutoffs, DueVisit, Known, due_by
from countydesk.domain.visits import Risk
from countydesk.services.desk import Desk
from countydesk.storage.beneficiaries import TABLE, count
from countydesk.storage.rounds import ROUND, is_listed, is_overdue, to_be_visited
from countydesk.storage.visits import VISITS

SORTS = {"name": TABLE.c.sort_key, "last": VISITS.c.day, "school": TABLE.c.school}
BY_PLACE = (TABLE.c.township, TABLE.c.village, TABLE.c.sort_key, TABLE.c.id)


@dataclass(frozen=True)
class Wanted:
    """Who is looked at among those due: of a township, overdue, on no round yet, found by what was typed."""

    township: str | None = None
    overdue_only: bool = False
    free_only: bool = False
    typed: str = ""


@dataclass(frozen=True)
class DueLine:
    """A child that is due for a visit. `standing` is how pressing it is, `round` the one it is planned in."""

    id: str
    name: str
    school: str
    grade: str
    township: str
    village: str
    guardian: str
    due: DueVisit
    standing: str
    overdue: bool
    round: str


@dataclass(frozen=True)
class TownshipDue:
    """How many children of a township are due, how many of them overdue or on a round already."""

    township: str
    due: int
    overdue: int
    planned: int


def due(
    desk: Desk,
    wanted: Wanted | None = None,
    sort: str = "",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[DueLine]:
    """Children due for a visit, by township, village and name unless sorted otherwise."""
    key = SORTS[sort] if sort else None
    order = [] if key is None else [key.desc().nulls_last() if descending else key.asc().nulls_first()]
    query = _due(desk, wanted or Wanted()).order_by(*order, *BY_PLACE).offset(offset).limit(limit)
    with desk.read() as connection:
        return [_line(desk, row) for row in connection.execute(query).mappings()]


def how_many_due(desk: Desk, wanted: Wanted | None = None) -> int:
    """How many children these are."""
    with desk.read() as connection:
        return count(connection, _due(desk, wanted or Wanted()).with_only_columns(TABLE.c.id))


def by_township(desk: Desk) -> list[TownshipDue]:
    """How many are due in each township."""
    at = Cutoffs.on(desk.today, desk.settings)
    late = func.sum(case((is_overdue(desk.office, at), 1), else_=0))
    planned = func.sum(case((ROUND.is_not(None), 1), else_=0))
    query = _due(desk, Wanted()).with_only_columns(TABLE.c.township, func.count(), late, planned)
    with desk.read() as connection:
        rows = connection.execute(query.group_by(TABLE.c.township).order_by(TABLE.c.township))
        return [TownshipDue(*row) for row in rows]


def _due(desk: Desk, wanted: Wanted) -> Select[Any]:
    at = Cutoffs.on(desk.today, desk.settings)
    query = to_be_visited(desk.office, at, wanted.typed).where(is_listed(at))
    if wanted.township is not None:
        query = query.where(TABLE.c.township == wanted.township)
    if wanted.overdue_only:
        query = query.where(is_overdue(desk.office, at))
    if wanted.free_only:
        query = query.where(ROUND.is_(None))
    return query


def _line(desk: Desk, row: RowMapping) -> DueLine:
    child, found = child_of_row(row), due_of(desk, row)
    return DueLine(
        id=child.id,
        name=child.name,
        school=child.school,
        grade=" ".join(filter(None, (grade_of(child, desk.today), child.class_name))),
        township=child.township,
        village=child.village,
        guardian=row["guardian"] or "",
        due=found,
        standing=found.standing(desk.today),
        overdue=found.by < desk.today,
        round=row["round"] or "",
    )


def child_of_row(row: RowMapping) -> Beneficiary:
    """The child of a row of `to_be_visited`."""
    return Beneficiary.model_validate({name: row[name] for name in Beneficiary.model_fields})


def due_of(desk: Desk, row: RowMapping) -> DueVisit:
    """When the child of a row of `to_be_visited` is due, and why."""
    risks = {Risk(value) for value in row["risks"] or ()}
    if row["old_guardian"]:
        risks.add(Risk.OLD_GUARDIAN)
    if FamilyKind.UNATTENDED in row["family_kinds"]:
        risks.add(Risk.ALONE)
    if row["state"] == State.DROPPED_OUT:
        risks.add(Risk.DROPPED_OUT)
    return due_by(Known(row["since"], row["last"], frozenset(risks), row["dropped_on"]), desk.settings)
