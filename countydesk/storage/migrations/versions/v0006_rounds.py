"""Rounds: visits planned by township and route, what calls for a sooner one, and how a follow-up was done."""

import sqlalchemy as sa
from alembic import op

from countydesk.storage.partitions import make_partitions

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the stops of rounds; visits recorded before get the new columns' defaults."""
    op.add_column("visit", sa.Column("risks", sa.JSON(), server_default="[]", nullable=False))
    for name in ("follow_up_how", "follow_up_by"):
        op.add_column("visit", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_table(
        "round_stop",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("townships", sa.Text(), nullable=False),
        sa.Column("visitors", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Text(), nullable=True),
        sa.Column("missed", sa.Text(), nullable=False),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_round_stop")),
        sa.ForeignKeyConstraint(
            ["office_code", "beneficiary_id"],
            ["beneficiary.office_code", "beneficiary.id"],
            name=op.f("fk_round_stop_office_code_beneficiary_id"),
        ),
        sqlite_strict=True,
        postgresql_partition_by="HASH (office_code)",
    )
    for columns in (["number", "position"], ["beneficiary_id"], ["day"]):
        name = "_".join(["ix_round_stop_office_code", *columns])
        op.create_index(op.f(name), "round_stop", ["office_code", *columns])
    make_partitions(op.get_bind(), "round_stop")
