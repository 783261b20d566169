"""Home visits: recorded with photographs, followed up, looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, and_, select

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused, refuse_if
from countydesk.domain.visits import Visit, problems_of, visitors_of
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.services.photos import keep_photos
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.visits import VISITS


@dataclass(frozen=True)
class VisitLine:
    """A visit as lists show it."""

    visit: Visit
    name: str
    school: str
    overdue: bool


def record(desk: Desk, visit: Visit, photos: Sequence[bytes] = ()) -> Changes:
    """Write a visit with its photographs (made safe and stored once by content).

    Sent again with the same id it is not written twice. Raises `Refused` with all problems at
    once, or when the day's month is closed.
    """
    operator = desk.acting(Act.RECORD)
    visit = visit.model_copy(
        update={"office_code": desk.office.code, "visitors": "、".join(visitors_of(visit.visitors))}
    )
    refuse_if(problems_of(visit, desk.today))
    with desk.work() as work:
        if work.get(Beneficiary, desk.office.code, visit.beneficiary_id) is None:
            raise Refused("没有这名帮扶对象,请重新选择。")
        kept = work.get(Visit, desk.office.code, visit.id)
        if kept:
            stamps = {"recorded_by": kept.recorded_by, "recorded_at": kept.recorded_at}
        else:
            require_open_month(desk, work, Month.of(visit.day))
            stamps = {"recorded_by": operator, "recorded_at": work.now.replace(microsecond=0)}
        visit = Visit.model_validate(visit.model_dump() | stamps)
        work.add(visit)
        keep_photos(desk, work, "visit", visit.id, visit.day, photos)
        return work.commit()


def finish_follow_up(desk: Desk, visit_id: str, day: date | None = None) -> Changes:
    """Mark what had to follow a visit as done."""
    desk.acting(Act.RECORD)
    with desk.work() as work:
        visit = work.get(Visit, desk.office.code, visit_id)
        if visit is None or not visit.follow_up:
            raise Refused("这次走访没有需要跟进的事。")
        work.change(visit.model_copy(update={"follow_up_done": day or desk.today}))
        return work.commit()


def listing(
    desk: Desk, month: Month | None = None, beneficiary_id: str | None = None, open_only: bool = False
) -> list[VisitLine]:
    """Visits, the newest first: of a month, of a child, or those with something still to follow."""
    query = select(VISITS, TABLE.c.name, TABLE.c.school).join(
        TABLE, and_(TABLE.c.office_code == VISITS.c.office_code, TABLE.c.id == VISITS.c.beneficiary_id)
    )
    if month:
        query = query.where(VISITS.c.day.between(month.first_day, month.last_day))
    if beneficiary_id:
        query = query.where(VISITS.c.beneficiary_id == beneficiary_id)
    if open_only:
        query = query.where(VISITS.c.follow_up != "", VISITS.c.follow_up_done.is_(None))
    with desk.read() as connection:
        rows = connection.execute(query.order_by(VISITS.c.day.desc(), VISITS.c.id.desc())).mappings().all()
    return [_line(row, desk.today) for row in rows]


def _line(row: RowMapping, today: date) -> VisitLine:
    visit = Visit.model_validate({name: row[name] for name in Visit.model_fields})
    overdue = bool(visit.follow_up_due and not visit.follow_up_done and visit.follow_up_due < today)
    return VisitLine(visit, row["name"], row["school"], overdue)
