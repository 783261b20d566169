"""The first schema: offices, register, money, visits, months, the record of changes."""

import sqlalchemy as sa
from alembic import op

from countydesk.storage.append_only import make_append_only
from countydesk.storage.partitions import make_partitions

revision = "0001"
down_revision = None

SEARCH_INDEX = (
    "CREATE VIRTUAL TABLE search_index USING fts5"
    "(tokens, content='', contentless_delete=1, detail=none, prefix='1 2 3', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Cn Co'\")"
)
APPEND_ONLY = (
    "enrolment_event",
    "standard",
    "batch_line",
    "batch_step",
    "ledger",
    "month_close",
    "sent_package",
    "revision",
)
GROWING = ("batch_line", "ledger", "visit", "activity", "revision")
BY_OFFICE = "HASH (office_code)"


def upgrade() -> None:
    """Create everything."""
    _create_offices()
    _create_register()
    _create_money()
    _create_visits()
    _create_months()
    for table in GROWING:
        make_partitions(op.get_bind(), table)
    for table in APPEND_ONLY:
        make_append_only(op.get_bind(), table)


def _create_offices() -> None:
    op.create_table(
        "office",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_office")),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "key", name=op.f("pk_setting")),
        sqlite_strict=True,
    )
    op.create_table(
        "operator",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_operator")),
        sqlite_strict=True,
    )
    op.create_table(
        "place",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "code", name=op.f("pk_place")),
        sqlite_strict=True,
    )


def _create_register() -> None:
    op.create_table(
        "beneficiary",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("birth", sa.Date(), nullable=True),
        sa.Column("nation", sa.Text(), nullable=False),
        sa.Column("student_number", sa.Text(), nullable=False),
        sa.Column("township", sa.Text(), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("family_kinds", sa.JSON(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("class_name", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("entry_year", sa.Integer(), nullable=True),
        sa.Column("bank_name", sa.Text(), nullable=False),
        sa.Column("bank_card", sa.Text(), nullable=False),
        sa.Column("bank_holder", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("origin_digest", sa.Text(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_beneficiary")),
        sa.UniqueConstraint("office_code", "citizen_id", name=op.f("uq_beneficiary_office_code_citizen_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_beneficiary_office_code_school"), "beneficiary", ["office_code", "school"])
    op.create_index(
        op.f("ix_beneficiary_office_code_sort_key_id"), "beneficiary", ["office_code", "sort_key", "id"]
    )
    op.create_index(
        op.f("ix_beneficiary_office_code_state_sort_key"), "beneficiary", ["office_code", "state", "sort_key"]
    )
    op.create_table(
        "guardian",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_guardian")),
        sa.UniqueConstraint(
            "office_code", "beneficiary_id", name=op.f("uq_guardian_office_code_beneficiary_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_code", "beneficiary_id"],
            ["beneficiary.office_code", "beneficiary.id"],
            name=op.f("fk_guardian_office_code_beneficiary_id"),
        ),
        sqlite_strict=True,
    )
    _create_search()
    op.create_table(
        "enrolment_event",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_enrolment_event")),
        sa.ForeignKeyConstraint(
            ["office_code", "beneficiary_id"],
            ["beneficiary.office_code", "beneficiary.id"],
            name=op.f("fk_enrolment_event_office_code_beneficiary_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_enrolment_event_office_code_beneficiary_id_day"),
        "enrolment_event",
        ["office_code", "beneficiary_id", "day"],
    )
    op.create_table(
        "standard",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=True),
        sa.Column("yearly_fen", sa.BigInteger(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_standard")),
        sqlite_strict=True,
    )


def _create_search() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.create_table(
            "search_entry",
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("office_code", sa.Text(), nullable=False),
            sa.Column("beneficiary_id", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("number", name=op.f("pk_search_entry")),
            sa.UniqueConstraint(
                "office_code", "beneficiary_id", name=op.f("uq_search_entry_office_code_beneficiary_id")
            ),
            sqlite_strict=True,
        )
        op.execute(SEARCH_INDEX)
        return
    op.create_table(
        "search_token",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "beneficiary_id", "token", name=op.f("pk_search_token")),
    )
    op.create_index(
        op.f("ix_search_token_token_office_code_beneficiary_id"),
        "search_token",
        ["token", "office_code", "beneficiary_id"],
    )


def _create_money() -> None:
    op.create_table(
        "batch",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("roster_number", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("replaces_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_batch")),
        sa.UniqueConstraint("office_code", "reference", name=op.f("uq_batch_office_code_reference")),
        sa.UniqueConstraint("office_code", "roster_number", name=op.f("uq_batch_office_code_roster_number")),
        sa.ForeignKeyConstraint(
            ["office_code", "replaces_id"],
            ["batch.office_code", "batch.id"],
            name=op.f("fk_batch_office_code_replaces_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_batch_office_code_term"), "batch", ["office_code", "term"])
    op.create_table(
        "batch_line",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("citizen_id", sa.Text(), nullable=True),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("guardian", sa.Text(), nullable=False),
        sa.Column("bank_name", sa.Text(), nullable=False),
        sa.Column("bank_card", sa.Text(), nullable=False),
        sa.Column("bank_holder", sa.Text(), nullable=False),
        sa.Column("yearly_fen", sa.BigInteger(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_batch_line")),
        sa.UniqueConstraint(
            "office_code", "batch_id", "position", name=op.f("uq_batch_line_office_code_batch_id_position")
        ),
        sa.ForeignKeyConstraint(
            ["office_code", "batch_id"],
            ["batch.office_code", "batch.id"],
            name=op.f("fk_batch_line_office_code_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_code", "beneficiary_id"],
            ["beneficiary.office_code", "beneficiary.id"],
            name=op.f("fk_batch_line_office_code_beneficiary_id"),
        ),
        sqlite_strict=True,
        postgresql_partition_by=BY_OFFICE,
    )
    op.create_index(
        op.f("ix_batch_line_office_code_beneficiary_id"), "batch_line", ["office_code", "beneficiary_id"]
    )
    op.create_table(
        "batch_step",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_batch_step")),
        sa.ForeignKeyConstraint(
            ["office_code", "batch_id"],
            ["batch.office_code", "batch.id"],
            name=op.f("fk_batch_step_office_code_batch_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_batch_step_office_code_batch_id"), "batch_step", ["office_code", "batch_id"])
    op.create_table(
        "ledger",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proxy", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_ledger")),
        sa.ForeignKeyConstraint(
            ["office_code", "batch_id"],
            ["batch.office_code", "batch.id"],
            name=op.f("fk_ledger_office_code_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_code", "line_id"],
            ["batch_line.office_code", "batch_line.id"],
            name=op.f("fk_ledger_office_code_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_code", "beneficiary_id"],
            ["beneficiary.office_code", "beneficiary.id"],
            name=op.f("fk_ledger_office_code_beneficiary_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_code", "reverses_id"],
            ["ledger.office_code", "ledger.id"],
            name=op.f("fk_ledger_office_code_reverses_id"),
        ),
        sa.UniqueConstraint("office_code", "reverses_id", name=op.f("uq_ledger_office_code_reverses_id")),
        sqlite_strict=True,
        postgresql_partition_by=BY_OFFICE,
    )
    op.create_index(
        op.f("ix_ledger_office_code_batch_id_kind"), "ledger", ["office_code", "batch_id", "kind"]
    )
    op.create_index(
        op.f("ix_ledger_office_code_beneficiary_id_day"), "ledger", ["office_code", "beneficiary_id", "day"]
    )
    op.create_index(op.f("ix_ledger_office_code_line_id"), "ledger", ["office_code", "line_id"])
    op.create_table(
        "claim",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "beneficiary_id", "term", name=op.f("pk_claim")),
        sa.ForeignKeyConstraint(
            ["office_code", "batch_id"],
            ["batch.office_code", "batch.id"],
            name=op.f("fk_claim_office_code_batch_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_claim_office_code_batch_id"), "claim", ["office_code", "batch_id"])


def _create_visits() -> None:
    op.create_table(
        "visit",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("beneficiary_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visitors", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("schooling", sa.Text(), nullable=False),
        sa.Column("health", sa.Text(), nullable=False),
        sa.Column("family_change", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("follow_up_due", sa.Date(), nullable=True),
        sa.Column("follow_up_done", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_visit")),
        sa.ForeignKeyConstraint(
            ["office_code", "beneficiary_id"],
            ["beneficiary.office_code", "beneficiary.id"],
            name=op.f("fk_visit_office_code_beneficiary_id"),
        ),
        sqlite_strict=True,
        postgresql_partition_by=BY_OFFICE,
    )
    op.create_index(
        op.f("ix_visit_office_code_beneficiary_id_day"), "visit", ["office_code", "beneficiary_id", "day"]
    )
    op.create_index(op.f("ix_visit_office_code_day"), "visit", ["office_code", "day"])
    op.create_table(
        "activity",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_activity")),
        sqlite_strict=True,
        postgresql_partition_by=BY_OFFICE,
    )
    op.create_index(op.f("ix_activity_office_code_day"), "activity", ["office_code", "day"])
    op.create_table(
        "photo",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_photo")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_photo_office_code_subject_subject_id"), "photo", ["office_code", "subject", "subject_id"]
    )


def _create_months() -> None:
    op.create_table(
        "month_close",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "month", name=op.f("pk_month_close")),
        sqlite_strict=True,
    )
    op.create_table(
        "sent_package",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("previous_id", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "number", name=op.f("pk_sent_package")),
        sqlite_strict=True,
    )
    op.create_table(
        "signing_key",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pkcs12", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_signing_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "draft",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "operator", "form", name=op.f("pk_draft")),
        sqlite_strict=True,
    )
    op.create_table(
        "revision",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "number", name=op.f("pk_revision")),
        sqlite_strict=True,
        postgresql_partition_by=BY_OFFICE,
    )
    op.create_index(
        op.f("ix_revision_office_code_kind_record_id"), "revision", ["office_code", "kind", "record_id"]
    )
