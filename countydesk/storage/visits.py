"""Visits, and photographs of any record, as tables."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from countydesk.domain.photos import Photo
from countydesk.domain.visits import Visit
from countydesk.storage.columns import belongs_to, keyed
from countydesk.storage.partitions import partitioned


class VisitRow(Visit, table=True):
    __tablename__ = "visit"
    __table_args__ = keyed(
        belongs_to("beneficiary", "beneficiary_id"),
        Index(None, "office_code", "beneficiary_id", "day"),
        Index(None, "office_code", "day"),
    )


class PhotoRow(Photo, table=True):
    __tablename__ = "photo"
    __table_args__ = keyed(Index(None, "office_code", "subject", "subject_id"))


VISITS = SQLModel.metadata.tables["visit"]
PHOTOS = SQLModel.metadata.tables["photo"]

partitioned(VISITS)
