"""Closing a month: what has to be done first, and the lock on its days."""

from dataclasses import dataclass

from sqlalchemy import func, select

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.closing import MonthClose, SentPackage
from countydesk.domain.disbursements import CLOSED, Batch, BatchState
from countydesk.domain.enrolment import State
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.services.desk import Changes, Desk
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.closing import CLOSES, PACKAGES
from countydesk.storage.disbursements import BATCHES
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import ACTIVITIES, VISITS


def require_open_month(desk: Desk, work: Work, month: Month) -> None:
    """Refuse a record of a month that is closed. Raises `Refused` naming where it goes instead."""
    if work.get(MonthClose, desk.office.code, str(month)):
        raise Refused(f"{month.title}已月结,不能再登记或更正;更正请记入当前月份。")
