"""Intake: applications and their steps; what a kept picture shows; births are looked up."""

import sqlalchemy as sa
from alembic import op

from countydesk.storage.append_only import make_append_only
from countydesk.storage.partitions import make_partitions

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables; pictures that were there before show no paper."""
    _create_applications()
    _create_steps()
    op.add_column("photo", sa.Column("title", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_beneficiary_office_code_birth", "beneficiary", ["office_code", "birth"])
    op.create_index("ix_guardian_office_code_citizen_id", "guardian", ["office_code", "citizen_id"])
    for table in ("application", "application_step"):
        make_partitions(op.get_bind(), table)
    make_append_only(op.get_bind(), "application_step")


def _create_applications() -> None:
    op.create_table(
        "application",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_by", sa.Text(), nullable=False),
        sa.Column("consent_paper", sa.Text(), nullable=False),
        sa.Column("notice_consent", sa.Text(), nullable=False),
        sa.Column("notice_consent_on", sa.Date(), nullable=True),
        sa.Column("notice_from", sa.Date(), nullable=True),
        sa.Column("notice_to", sa.Date(), nullable=True),
        sa.Column("notice_down", sa.Date(), nullable=True),
        sa.Column("likeness_reason", sa.Text(), nullable=False),
        sa.Column("household", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("in_school", sa.Integer(), nullable=True),
        sa.Column("dependants", sa.Integer(), nullable=True),
        sa.Column("unemployed", sa.Integer(), nullable=True),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("farming_fen", sa.BigInteger(), nullable=True),
        sa.Column("wages_fen", sa.BigInteger(), nullable=True),
        sa.Column("business_fen", sa.BigInteger(), nullable=True),
        sa.Column("property_fen", sa.BigInteger(), nullable=True),
        sa.Column("pension_fen", sa.BigInteger(), nullable=True),
        sa.Column("relief_fen", sa.BigInteger(), nullable=True),
        sa.Column("alimony_fen", sa.BigInteger(), nullable=True),
        sa.Column("other_fen", sa.BigInteger(), nullable=True),
        sa.Column("housing", sa.Text(), nullable=True),
        sa.Column("health", sa.Text(), nullable=True),
        sa.Column("illness", sa.Text(), nullable=False),
        sa.Column("disability", sa.Text(), nullable=True),
        sa.Column("disability_level", sa.Integer(), nullable=True),
        sa.Column("causes", sa.JSON(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("bank_relation", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_code", "beneficiary_id"],
            ["beneficiary.office_code", "beneficiary.id"],
            name=op.f("fk_application_office_code_beneficiary_id"),
        ),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_application")),
        sqlite_strict=True,
        postgresql_partition_by="HASH (office_code)",
    )
    op.create_index(
        "ix_application_office_code_beneficiary_id", "application", ["office_code", "beneficiary_id"]
    )
    op.create_index(
        "ix_application_office_code_station_since", "application", ["office_code", "station", "since"]
    )


def _create_steps() -> None:
    op.create_table(
        "application_step",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("back_to", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_code", "application_id"],
            ["application.office_code", "application.id"],
            name=op.f("fk_application_step_office_code_application_id"),
        ),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_application_step")),
        sqlite_strict=True,
        postgresql_partition_by="HASH (office_code)",
    )
    op.create_index(
        "ix_application_step_office_code_application_id_recorded_at",
        "application_step",
        ["office_code", "application_id", "recorded_at"],
    )
