"""Forgetting: a key for each child, and who is to be anonymised."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Create the tables; what the record of changes says of children is sealed when the desk is opened."""
    op.create_table(
        "child_key",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "beneficiary_id", name="pk_child_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "erasure",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_code", "beneficiary_id"],
            ["beneficiary.office_code", "beneficiary.id"],
            name="fk_erasure_office_code_beneficiary_id",
        ),
        sa.PrimaryKeyConstraint("office_code", "beneficiary_id", name="pk_erasure"),
        sqlite_strict=True,
    )
