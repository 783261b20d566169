"""School life: what an event changed, which one it takes back, and how a child's school counts its years."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns; what was recorded before gets their defaults."""
    op.add_column(
        "beneficiary", sa.Column("schooling", sa.Text(), server_default="six_three", nullable=False)
    )
    for name in ("changes", "run"):
        op.add_column("enrolment_event", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("enrolment_event", sa.Column("undoes_id", sa.Text(), nullable=True))
