"""The lock on closed months."""

from countydesk.domain.closing import MonthClose, problem_of_closed
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services.desk import Desk
from countydesk.storage.unit_of_work import Work


def require_open_month(desk: Desk, work: Work, month: Month) -> None:
    """Refuse a record of a month that is closed. Raises `Refused` naming where it goes instead."""
    closed = [month] if work.get(MonthClose, desk.office.code, str(month)) else []
    if problem := problem_of_closed(month.first_day, closed):
        raise Refused(problem)


def closed_months(work: Work) -> frozenset[Month]:
    """The months that are closed."""
    return frozenset(Month.parse(close.month) for close in work.all(MonthClose))
