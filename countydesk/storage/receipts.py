"""Receipts that were taken in, and their open rows, as tables."""

from sqlmodel import SQLModel

from countydesk.domain.answers import QueriedRow, TakenReceipt
from countydesk.storage.columns import keyed


class TakenReceiptRow(TakenReceipt, table=True):
    __tablename__ = "receipt"
    __table_args__ = keyed(key=("office_code", "package_id"))


class QueriedRowRow(QueriedRow, table=True):
    __tablename__ = "queried_row"
    __table_args__ = keyed(key=("office_code", "package_id", "kind", "record_id"))


RECEIPTS = SQLModel.metadata.tables["receipt"]
QUERIED = SQLModel.metadata.tables["queried_row"]
