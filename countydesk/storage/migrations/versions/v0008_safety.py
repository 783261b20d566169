"""Safety: the sealed end of the record of changes, and its indexes by person and by time."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table of ends; the desk seals its own when it is opened, for only it has the key."""
    op.create_table(
        "revision_head",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", name=op.f("pk_revision_head")),
        sqlite_strict=True,
    )
    op.create_index("ix_revision_office_code_by", "revision", ["office_code", "by"])
    op.create_index("ix_revision_office_code_at", "revision", ["office_code", "at"])
