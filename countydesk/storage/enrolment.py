"""Enrolment events and standards as tables."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from countydesk.domain.enrolment import EnrolmentEvent
from countydesk.domain.standards import Standard
from countydesk.storage.append_only import append_only
from countydesk.storage.columns import belongs_to, keyed


class EnrolmentEventRow(EnrolmentEvent, table=True):
    __tablename__ = "enrolment_event"
    __table_args__ = keyed(
        belongs_to("beneficiary", "beneficiary_id"),
        Index(None, "office_code", "beneficiary_id", "day"),
    )


class StandardRow(Standard, table=True):
    __tablename__ = "standard"
    __table_args__ = keyed()


EVENTS = SQLModel.metadata.tables["enrolment_event"]
STANDARDS = SQLModel.metadata.tables["standard"]

append_only(EVENTS)
append_only(STANDARDS)
