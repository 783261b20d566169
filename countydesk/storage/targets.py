"""Targets as a table: one for an indicator, a year and a place."""

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from countydesk.domain.targets import Target
from countydesk.storage.columns import keyed


class TargetRow(Target, table=True):
    __tablename__ = "target"
    __table_args__ = keyed(UniqueConstraint("office_code", "indicator", "year", "place_code"))


TARGETS = SQLModel.metadata.tables["target"]
