"""Home visits: recorded with photographs, followed up, looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, and_, case, func, or_, select

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.enrolment import State
from countydesk.domain.grades import Schooling, Stage, grade_title
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.domain.visits import FollowUp, Visit, follow_up_of, follow_up_words, problems_of, visitors_of
from countydesk.services import rounds
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.services.photos import HeldPhoto, keep_only, keep_photos
from countydesk.storage.beneficiaries import TABLE, count, matching
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import PHOTOS, VISITS

FINISHED = ("follow_up_done", "follow_up_how", "follow_up_by")
SORTS = {
    "day": VISITS.c.day,
    "name": TABLE.c.sort_key,
    "school": TABLE.c.school,
    "due": VISITS.c.follow_up_due,
}


@dataclass(frozen=True)
class VisitLine:
    """A visit as lists show it."""

    visit: Visit
    name: str
    school: str
    follow_up: FollowUp
    state: str  # of the follow-up, in words: "逾期 12 天"
    photos: int

    @property
    def overdue(self) -> bool:
        return self.follow_up is FollowUp.OVERDUE


@dataclass(frozen=True)
class Wanted:
    """Which visits are looked at: of a month, of a child, with something open, found by what was typed."""

    month: Month | None = None
    beneficiary_id: str | None = None
    open_only: bool = False
    typed: str = ""


@dataclass(frozen=True)
class Summary:
    """How much there is: visits and the children visited of a month, follow-ups of all time."""

    visits: int
    children: int
    open: int
    overdue: int


@dataclass(frozen=True)
class ToVisit:
    """A child in support, and how long ago somebody was there."""

    id: str
    name: str
    school: str
    grade: str
    township: str
    village: str
    last: date | None
    days: int | None


def record(desk: Desk, visit: Visit, photos: Sequence[bytes | HeldPhoto] = ()) -> Changes:
    """Write a visit with its photographs (made safe and stored once by content).

    Sent again with the same id it is not written twice. Raises `Refused` with all problems at
    once, or when the day's month is closed.
    """
    desk.acting(Act.RECORD)
    with desk.work() as work:
        write(desk, work, visit, photos)
        return work.commit()


def write(desk: Desk, work: Work, visit: Visit, photos: Sequence[bytes | HeldPhoto]) -> None:
    """Write a visit within a work that does more than that, by whoever may. Raises as `record` does."""
    visit = _tidied(desk, visit)
    refuse_if(problems_of(visit, desk.today))
    if work.get(Beneficiary, desk.office.code, visit.beneficiary_id) is None:
        raise Refused("没有这名帮扶对象,请重新选择。")
    kept = work.get(Visit, desk.office.code, visit.id)
    if kept:
        stamps = {"recorded_by": kept.recorded_by, "recorded_at": kept.recorded_at}
    else:
        require_open_month(desk, work, Month.of(visit.day))
        stamps = {"recorded_by": work.operator, "recorded_at": work.now.replace(microsecond=0)}
    visit = Visit.model_validate(visit.model_dump() | stamps)
    work.add(visit)
    rounds.meet(work, visit)
    keep_photos(desk, work, "visit", visit.id, visit.day, photos)


def correct(desk: Desk, visit: Visit, photos: Sequence[HeldPhoto], reason: str) -> Changes:
    """Write a corrected visit and its photographs; what it was stays in the record of changes.

    Child, recorder and time of recording do not change. Raises `Refused` with all problems, without
    a reason, or when the old or the new day lies in a closed month.
    """
    desk.acting(Act.RECORD)
    visit = _tidied(desk, visit)
    missing = [] if reason.strip() else [Problem("请写更正原因。")]
    refuse_if([*missing, *problems_of(visit, desk.today)])
    with desk.work() as work:
        kept = _kept(desk, work, visit.id)
        for day in (kept.day, visit.day):
            require_open_month(desk, work, Month.of(day))
        fixed = {"beneficiary_id", "recorded_by", "recorded_at", *FINISHED}
        work.change(visit.model_copy(update=kept.model_dump(include=fixed)), reason)
        keep_only(work, "visit", visit.id, {photo.digest for photo in photos}, reason)
        keep_photos(desk, work, "visit", visit.id, visit.day, photos)
        return work.commit()


def named(desk: Desk, visit_id: str) -> Visit:
    """One visit. Raises `Refused` for an unknown id."""
    with desk.work() as work:
        return _kept(desk, work, visit_id)


def finish_follow_ups(
    desk: Desk, visit_ids: Sequence[str], how: str, day: date | None = None, by: str = ""
) -> Changes:
    """Mark what had to follow some visits as done: how, on which day (today if not told), by whom (the
    operator if not told). Raises `Refused` with all problems."""
    done = day or desk.today
    problems = [] if how.strip() else [Problem("请写明怎么办的。", "follow_up_how")]
    if done > desk.today:
        problems.append(Problem("完成日期在今天之后,请核对。", "follow_up_done"))
    refuse_if(problems)
    who = "、".join(visitors_of(by)) or desk.operator.name
    return _set_done(desk, visit_ids, done, how.strip(), who)


def reopen_follow_up(desk: Desk, visit_id: str) -> Changes:
    """What had to follow a visit was marked as done by mistake."""
    return _set_done(desk, [visit_id], None, "", "")


def listing(
    desk: Desk,
    month: Month | None = None,
    beneficiary_id: str | None = None,
    open_only: bool = False,
    typed: str = "",
    sort: str = "",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[VisitLine]:
    """Visits, the newest first: of a month, of a child, or those with something still to follow.

    Those with something to follow come by their due day, the most overdue first.
    """
    order = _order(sort, descending, open_only)
    query = _matching(desk, Wanted(month, beneficiary_id, open_only, typed)).order_by(*order)
    with desk.read() as connection:
        rows = connection.execute(query.offset(offset).limit(limit)).mappings().all()
    return [_line(row, desk.today) for row in rows]


def how_many(desk: Desk, wanted: Wanted) -> int:
    """How many visits these are."""
    with desk.read() as connection:
        return count(connection, _matching(desk, wanted))


def summary(desk: Desk, month: Month | None) -> Summary:
    """How much was visited in a month (of all time for None), and what is still to follow."""
    own = VISITS.c.office_code == desk.office.code
    within = [VISITS.c.day.between(month.first_day, month.last_day)] if month else []
    is_open = and_(VISITS.c.follow_up != "", VISITS.c.follow_up_done.is_(None))
    late = case((VISITS.c.follow_up_due < desk.today, 1), else_=0)
    with desk.read() as connection:
        visits, children = connection.execute(
            select(func.count(), func.count(VISITS.c.beneficiary_id.distinct())).where(own, *within)
        ).one()
        waiting, overdue = connection.execute(select(func.count(), func.sum(late)).where(own, is_open)).one()
    return Summary(visits, children, waiting, overdue or 0)


def to_visit(
    desk: Desk, typed: str = "", anyone: bool = False, offset: int = 0, limit: int | None = None
) -> list[ToVisit]:
    """Children in support (or of any state), those first who were never visited, then the longest ago."""
    last = _last_visit()
    query = _candidates(typed, anyone).add_columns(last.label("last"))
    order = (last.asc().nulls_first(), TABLE.c.township, TABLE.c.village, TABLE.c.sort_key, TABLE.c.id)
    with desk.read() as connection:
        rows = connection.execute(query.order_by(*order).offset(offset).limit(limit)).mappings().all()
    return [_to_visit(row, desk.today) for row in rows]


def how_many_to_visit(desk: Desk, typed: str = "", anyone: bool = False) -> int:
    """How many children in support (or of any state) match what was typed."""
    with desk.read() as connection:
        return count(connection, _candidates(typed, anyone).with_only_columns(TABLE.c.id))


def _tidied(desk: Desk, visit: Visit) -> Visit:
    visitors = "、".join(visitors_of(visit.visitors))
    return visit.model_copy(update={"office_code": desk.office.code, "visitors": visitors})


def _kept(desk: Desk, work: Work, visit_id: str) -> Visit:
    visit = work.get(Visit, desk.office.code, visit_id)
    if visit is None:
        raise Refused("没有这次走访的记录,请刷新列表后再看。")
    return visit


def _set_done(desk: Desk, visit_ids: Sequence[str], day: date | None, how: str, by: str) -> Changes:
    desk.acting(Act.RECORD)
    with desk.work() as work:
        for visit_id in visit_ids:
            visit = work.get(Visit, desk.office.code, visit_id)
            if visit is None or not visit.follow_up:
                raise Refused("这次走访没有需要跟进的事。")
            if day and day < visit.day:
                raise Refused(Problem("完成日期早于走访日期,请核对。", "follow_up_done"))
            work.change(visit.model_copy(update=dict(zip(FINISHED, (day, how, by), strict=True))))
        return work.commit()


def _matching(desk: Desk, wanted: Wanted) -> Select[Any]:
    of_visit = (PHOTOS.c.subject == "visit", PHOTOS.c.subject_id == VISITS.c.id)
    photos = select(func.count()).where(PHOTOS.c.office_code == VISITS.c.office_code, *of_visit)
    query = select(VISITS, TABLE.c.name, TABLE.c.school, photos.scalar_subquery().label("photos")).join(
        TABLE, and_(TABLE.c.office_code == VISITS.c.office_code, TABLE.c.id == VISITS.c.beneficiary_id)
    )
    query = query.where(VISITS.c.office_code == desk.office.code)
    if wanted.month:
        query = query.where(VISITS.c.day.between(wanted.month.first_day, wanted.month.last_day))
    if wanted.beneficiary_id:
        query = query.where(VISITS.c.beneficiary_id == wanted.beneficiary_id)
    if wanted.open_only:
        query = query.where(VISITS.c.follow_up != "", VISITS.c.follow_up_done.is_(None))
    if wanted.typed.strip():
        words = wanted.typed.strip()
        children = matching(words).with_only_columns(TABLE.c.id)
        told = (VISITS.c.findings, VISITS.c.follow_up, VISITS.c.visitors)
        by_child = VISITS.c.beneficiary_id.in_(children)
        query = query.where(or_(by_child, *(column.icontains(words, autoescape=True) for column in told)))
    return query


def _order(sort: str, descending: bool, open_only: bool) -> list[Any]:
    newest = [VISITS.c.day.desc(), VISITS.c.id.desc()]
    if sort:
        # No date stands before every date, in either database.
        key = SORTS[sort]
        return [key.desc().nulls_last() if descending else key.asc().nulls_first(), *newest]
    return [VISITS.c.follow_up_due.asc().nulls_first(), *newest] if open_only else newest


def _line(row: RowMapping, today: date) -> VisitLine:
    visit = Visit.model_validate({name: row[name] for name in Visit.model_fields})
    follow_up, state = follow_up_of(visit, today), follow_up_words(visit, today)
    return VisitLine(visit, row["name"], row["school"], follow_up, state, row["photos"])


def _last_visit() -> Any:
    of_child = (VISITS.c.office_code == TABLE.c.office_code, VISITS.c.beneficiary_id == TABLE.c.id)
    return select(func.max(VISITS.c.day)).where(*of_child).scalar_subquery()


def _candidates(typed: str, anyone: bool) -> Select[Any]:
    return matching(typed, None if anyone else State.IN_SUPPORT)


def _to_visit(row: RowMapping, today: date) -> ToVisit:
    stage = Stage(row["stage"]) if row["stage"] else None
    five_four = row["schooling"] == Schooling.FIVE_FOUR
    year = row["entry_year"]
    grade = grade_title(stage, year, today, five_four) if stage and year else "学段不明"
    last: date | None = row["last"]
    return ToVisit(
        id=row["id"],
        name=row["name"],
        school=row["school"],
        grade=" ".join(filter(None, (grade, row["class_name"]))),
        township=row["township"],
        village=row["village"],
        last=last,
        days=(today - last).days if last else None,
    )
