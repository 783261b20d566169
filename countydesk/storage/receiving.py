"""Received packages, those that wait, and conflicts between offices, as tables."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from countydesk.domain.conflicts import Conflict
from countydesk.domain.receiving import HeldPackage, ReceivedPackage
from countydesk.storage.append_only import append_only
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.columns import keyed


class ReceivedPackageRow(ReceivedPackage, table=True):
    __tablename__ = "received_package"
    __table_args__ = keyed(key=("office_code", "package_id"))


class HeldPackageRow(HeldPackage, table=True):
    __tablename__ = "held_package"
    __table_args__ = keyed(key=("office_code", "package_id"))


class ConflictRow(Conflict, table=True):
    __tablename__ = "conflict"
    __table_args__ = keyed()


RECEIVED = SQLModel.metadata.tables["received_package"]
HELD = SQLModel.metadata.tables["held_package"]
CONFLICTS = SQLModel.metadata.tables["conflict"]

append_only(RECEIVED)
# The same child in two offices is looked for by its ID alone.
Index("ix_beneficiary_citizen_id", TABLE.c.citizen_id)
