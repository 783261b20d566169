"""Transfers between counties: what another county recorded of a child that came from there."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "elsewhere",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("place_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_code", "beneficiary_id"],
            ["beneficiary.office_code", "beneficiary.id"],
            name=op.f("fk_elsewhere_office_code_beneficiary_id"),
        ),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_elsewhere")),
        sqlite_strict=True,
    )
    op.create_index("ix_elsewhere_office_code_beneficiary_id", "elsewhere", ["office_code", "beneficiary_id"])
