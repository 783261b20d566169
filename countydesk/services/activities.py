"""Activities of the six actions: recorded with photographs, and listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from countydesk.domain.activities import Activity, Programme, problems_of
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.services.photos import HeldPhoto, keep_only, keep_photos
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import ACTIVITIES, PHOTOS

SORTS = {
    "day": ACTIVITIES.c.day,
    "programme": ACTIVITIES.c.programme,
    "kind": ACTIVITIES.c.kind,
    "place": ACTIVITIES.c.place,
    "people": ACTIVITIES.c.people,
}


@dataclass(frozen=True)
class Wanted:
    """Which activities are looked at: of a month, of a programme, with some words in them."""

    month: Month | None = None
    programme: Programme | None = None
    typed: str = ""


@dataclass(frozen=True)
class ActivityLine:
    """An activity as lists show it."""

    activity: Activity
    photos: int


@dataclass(frozen=True)
class Summary:
    """How many activities, and how many people they reached."""

    activities: int
    people: int


def record(desk: Desk, activity: Activity, photos: Sequence[bytes | HeldPhoto] = ()) -> Changes:
    """Write an activity with its photographs; sent again with the same id it is not written twice.

    Raises `Refused` with all problems at once, or when the day's month is closed.
    """
    operator = desk.acting(Act.RECORD)
    refuse_if(problems_of(activity, desk.today))
    with desk.work() as work:
        kept = work.get(Activity, desk.office.code, activity.id)
        if kept:
            stamps = {"recorded_by": kept.recorded_by, "recorded_at": kept.recorded_at}
        else:
            require_open_month(desk, work, Month.of(activity.day))
            stamps = {"recorded_by": operator, "recorded_at": work.now.replace(microsecond=0)}
        stamps["office_code"] = desk.office.code
        activity = Activity.model_validate(activity.model_dump() | stamps)
        work.add(activity)
        keep_photos(desk, work, "activity", activity.id, activity.day, photos)
        return work.commit()


def correct(desk: Desk, activity: Activity, photos: Sequence[HeldPhoto], reason: str) -> Changes:
    """Write a corrected activity and its photographs; what it was stays in the record of changes.

    Raises `Refused` with all problems, without a reason, or when the old or the new day lies in a
    closed month.
    """
    desk.acting(Act.RECORD)
    missing = [] if reason.strip() else [Problem("请写更正原因。")]
    refuse_if([*missing, *problems_of(activity, desk.today)])
    with desk.work() as work:
        kept = _kept(desk, work, activity.id)
        for day in (kept.day, activity.day):
            require_open_month(desk, work, Month.of(day))
        fixed = {"office_code", "recorded_by", "recorded_at"}
        work.change(activity.model_copy(update=kept.model_dump(include=fixed)), reason)
        keep_only(work, "activity", activity.id, {photo.digest for photo in photos}, reason)
        keep_photos(desk, work, "activity", activity.id, activity.day, photos)
        return work.commit()


def named(desk: Desk, activity_id: str) -> Activity:
    """One activity. Raises `Refused` for an unknown id."""
    with desk.work() as work:
        return _kept(desk, work, activity_id)


def last(desk: Desk) -> Activity | None:
    """The activity that was recorded last, to begin the next one from."""
    with desk.read() as connection:
        newest = select(ACTIVITIES).order_by(ACTIVITIES.c.id.desc()).limit(1)
        row = connection.execute(newest).mappings().first()
    return Activity.model_validate(dict(row)) if row else None


def listing(desk: Desk, month: Month | None = None) -> list[Activity]:
    """Activities, the newest first; of one month if it is named."""
    return [line.activity for line in lines(desk, Wanted(month))]


def lines(
    desk: Desk,
    wanted: Wanted,
    sort: str = "",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[ActivityLine]:
    """A window of the activities that are wanted, the newest first unless sorted by another column."""
    newest = (ACTIVITIES.c.day.desc(), ACTIVITIES.c.id.desc())
    order = [SORTS[sort].desc() if descending else SORTS[sort].asc()] if sort else []
    of_activity = (PHOTOS.c.subject == "activity", PHOTOS.c.subject_id == ACTIVITIES.c.id)
    photos = select(func.count()).where(PHOTOS.c.office_code == ACTIVITIES.c.office_code, *of_activity)
    query = _matching(wanted).add_columns(photos.scalar_subquery().label("photos"))
    with desk.read() as connection:
        rows = connection.execute(query.order_by(*order, *newest).offset(offset).limit(limit)).mappings()
        return [_line(row) for row in rows]


def summary(desk: Desk, wanted: Wanted) -> Summary:
    """How many activities these are, and the people they reached."""
    of_these = _matching(wanted).subquery()
    with desk.read() as connection:
        number, people = connection.execute(select(func.count(), func.sum(of_these.c.people))).one()
    return Summary(number, people or 0)


def _kept(desk: Desk, work: Work, activity_id: str) -> Activity:
    activity = work.get(Activity, desk.office.code, activity_id)
    if activity is None:
        raise Refused("没有这场活动的记录,请刷新列表后再看。")
    return activity


def _matching(wanted: Wanted) -> Select[Any]:
    query = select(ACTIVITIES)
    if wanted.month:
        query = query.where(ACTIVITIES.c.day.between(wanted.month.first_day, wanted.month.last_day))
    if wanted.programme:
        query = query.where(ACTIVITIES.c.programme == wanted.programme)
    if words := wanted.typed.strip():
        told = (ACTIVITIES.c.kind, ACTIVITIES.c.place, ACTIVITIES.c.note)
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in told)))
    return query


def _line(row: Any) -> ActivityLine:
    activity = Activity.model_validate({name: row[name] for name in Activity.model_fields})
    return ActivityLine(activity, row["photos"])
