"""Receiving: packages of other offices, those that wait, conflicts, and receipts with open rows."""

import sqlalchemy as sa
from alembic import op

from countydesk.storage.append_only import make_append_only

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables on both sides of a package's way."""
    _create_received()
    _create_receipts()
    op.create_index("ix_beneficiary_citizen_id", "beneficiary", ["citizen_id"])
    make_append_only(op.get_bind(), "received_package")


def _create_received() -> None:
    op.create_table(
        "received_package",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("chain_head", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("due_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("returned_fen", sa.BigInteger(), nullable=False),
        sa.Column("unpaid_fen", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "package_id", name=op.f("pk_received_package")),
        sqlite_strict=True,
    )
    op.create_table(
        "held_package",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("held_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "package_id", name=op.f("pk_held_package")),
        sqlite_strict=True,
    )
    op.create_table(
        "conflict",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("citizen_id", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("first_office", sa.Text(), nullable=False),
        sa.Column("first_child", sa.Text(), nullable=False),
        sa.Column("first_batch", sa.Text(), nullable=False),
        sa.Column("second_office", sa.Text(), nullable=False),
        sa.Column("second_child", sa.Text(), nullable=False),
        sa.Column("second_batch", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", sa.Text(), nullable=False),
        sa.Column("keeper", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_conflict")),
        sqlite_strict=True,
    )


def _create_receipts() -> None:
    op.create_table(
        "receipt",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("receipt_id", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("taken_in_at", sa.Text(), nullable=False),
        sa.Column("taken_in_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "package_id", name=op.f("pk_receipt")),
        sqlite_strict=True,
    )
    op.create_table(
        "queried_row",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "office_code", "package_id", "kind", "record_id", name=op.f("pk_queried_row")
        ),
        sqlite_strict=True,
    )
