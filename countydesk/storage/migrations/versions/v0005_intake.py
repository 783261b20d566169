"""Intake: applications, their steps, and the days on which offices do not work."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing yet."""
