"""Who is to be anonymised, as a table, and whose support ended so long ago."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import SQLModel

from countydesk.domain.retention import ENDED, Erasure
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.columns import belongs_to, keyed
from countydesk.storage.enrolment import EVENTS


class ErasureRow(Erasure, table=True):
    __tablename__ = "erasure"
    __table_args__ = keyed(belongs_to("beneficiary", "beneficiary_id"), key=("office_code", "beneficiary_id"))


ERASURES = SQLModel.metadata.tables["erasure"]


def ended_by(office_code: str, day: date) -> Select[Any]:
    """The office's children whose support ended on or before `day` and who are not anonymous: child id,
    name, state and the day of its last event."""
    last = func.max(EVENTS.c.day)
    with_events = and_(EVENTS.c.office_code == TABLE.c.office_code, EVENTS.c.beneficiary_id == TABLE.c.id)
    with_erasure = and_(
        ERASURES.c.office_code == TABLE.c.office_code, ERASURES.c.beneficiary_id == TABLE.c.id
    )
    return (
        select(TABLE.c.id, TABLE.c.name, TABLE.c.state, last.label("ended_on"))
        .join(EVENTS, with_events)
        .join(ERASURES, with_erasure, isouter=True)
        .where(
            TABLE.c.office_code == office_code, TABLE.c.state.in_(ENDED), ERASURES.c.confirmed_on.is_(None)
        )
        .group_by(TABLE.c.id, TABLE.c.name, TABLE.c.state, TABLE.c.sort_key)
        .having(last <= day)
        .order_by(last, TABLE.c.sort_key, TABLE.c.id)
    )
