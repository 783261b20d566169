"""Batches, their lines and steps, the append-only ledger, and the claims on a child's half years."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from countydesk.domain.disbursements import Batch, BatchLine, BatchStep, Claim, LedgerEntry
from countydesk.storage.append_only import append_only
from countydesk.storage.columns import belongs_to, keyed
from countydesk.storage.partitions import partitioned


class BatchRow(Batch, table=True):
    __tablename__ = "batch"
    __table_args__ = keyed(
        UniqueConstraint("office_code", "reference"),
        UniqueConstraint("office_code", "roster_number"),
        belongs_to("batch", "replaces_id"),
        Index(None, "office_code", "term"),
    )


class BatchLineRow(BatchLine, table=True):
    __tablename__ = "batch_line"
    __table_args__ = keyed(
        UniqueConstraint("office_code", "batch_id", "position"),
        belongs_to("batch", "batch_id"),
        belongs_to("beneficiary", "beneficiary_id"),
        Index(None, "office_code", "beneficiary_id"),
    )


class BatchStepRow(BatchStep, table=True):
    __tablename__ = "batch_step"
    __table_args__ = keyed(belongs_to("batch", "batch_id"), Index(None, "office_code", "batch_id"))


class LedgerRow(LedgerEntry, table=True):
    __tablename__ = "ledger"
    __table_args__ = keyed(
        belongs_to("batch", "batch_id"),
        belongs_to("batch_line", "line_id"),
        belongs_to("beneficiary", "beneficiary_id"),
        belongs_to("ledger", "reverses_id"),
        UniqueConstraint("office_code", "reverses_id"),
        Index(None, "office_code", "batch_id", "kind"),
        Index(None, "office_code", "line_id"),
        Index(None, "office_code", "beneficiary_id", "day"),
    )


class ClaimRow(Claim, table=True):
    __tablename__ = "claim"
    __table_args__ = keyed(
        belongs_to("batch", "batch_id"),
        Index(None, "office_code", "batch_id"),
        key=("office_code", "beneficiary_id", "term"),
    )


BATCHES = SQLModel.metadata.tables["batch"]
LINES = SQLModel.metadata.tables["batch_line"]
STEPS = SQLModel.metadata.tables["batch_step"]
LEDGER = SQLModel.metadata.tables["ledger"]
CLAIMS = SQLModel.metadata.tables["claim"]

for grows in (LINES, LEDGER):
    partitioned(grows)
append_only(LINES)
append_only(STEPS)
append_only(LEDGER)
