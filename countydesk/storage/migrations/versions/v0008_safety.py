"""Safety: keys per child, retention, and what is kept of hand-overs."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nothing yet."""
