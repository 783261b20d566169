"""All entries of the six actions, whatever their kind, the newest first."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Have an index of the days alone: the list of all entries was sorted anew for each window."""
    op.drop_index("ix_entry_ledger_withdrawn_first_day_id", "entry")
    op.create_index("ix_entry_first_day_id", "entry", ["first_day", "id"])
