"""The lock on closed months."""

from countydesk.domain.closing import MonthClose
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services.desk import Desk
from countydesk.storage.unit_of_work import Work


def require_open_month(desk: Desk, work: Work, month: Month) -> None:
    """Refuse a record of a month that is closed. Raises `Refused` naming where it goes instead."""
    if work.get(MonthClose, desk.office.code, str(month)):
        raise Refused(f"{month.title}已月结,不能再登记或更正;更正请记入当前月份。")
