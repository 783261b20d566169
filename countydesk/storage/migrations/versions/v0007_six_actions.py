"""The six actions: the records that the programme catalogue shapes, and targets."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing yet."""
