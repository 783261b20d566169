"""Activities of the six actions: recorded with photographs, and listed."""

from collections.abc import Sequence

from countydesk.domain.activities import Activity, problems_of
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.problems import refuse_if
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.services.photos import keep_photos
from countydesk.storage.visits import ACTIVITIES


def record(desk: Desk, activity: Activity, photos: Sequence[bytes] = ()) -> Changes:
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


def listing(desk: Desk, month: Month | None = None) -> list[Activity]:
    """Activities, the newest first; of one month if it is named."""
    within = [ACTIVITIES.c.day.between(month.first_day, month.last_day)] if month else []
    with desk.work() as work:
        return work.all(Activity, *within, order=(ACTIVITIES.c.day.desc(), ACTIVITIES.c.id.desc()))
