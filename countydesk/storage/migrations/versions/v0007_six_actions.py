"""The six actions: entries of all ledgers with their words, targets; activities become entries."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from countydesk.storage import words
from countydesk.storage.partitions import make_partitions

revision = "0007"
down_revision = "0006"

SEARCH_INDEX = (
    "CREATE VIRTUAL TABLE word_index USING fts5"
    "(tokens, content='', contentless_delete=1, detail=none, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Cn Co'\")"
)
# What was an activity of an action becomes one of the action's general programme.
COPY = (
    "INSERT INTO entry (office_code, id, ledger, programme, kind, name, level, first_day, precision, place_code, "
    'place, organisers, partners, people, "values", modifiers, belongs_to, explanation, note, withdrawn, '
    "recorded_by, recorded_at) "
    "SELECT office_code, id, 'activity', programme || '_general', 'activity', kind, "
    "CASE WHEN office_code LIKE '%0000' THEN 'province' WHEN office_code LIKE '%00' THEN 'city' ELSE 'county' END, "
    "day, 'day', '', place, '', '', people, '{}', '{}', '', '', note, '', recorded_by, recorded_at FROM activity"
)
AT_ONCE = 1000


def upgrade() -> None:
    """Create the tables, and move the activities."""
    connection = op.get_bind()
    _create_entries(connection)
    _create_words(connection)
    _create_targets()
    connection.exec_driver_sql(COPY.replace("%", "%%") if connection.dialect.name == "postgresql" else COPY)
    _find_words(connection)
    op.drop_table("activity")


def _create_entries(connection: sa.Connection) -> None:
    texts = ("ledger", "programme", "kind", "name", "level")
    op.create_table(
        "entry",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        *(_text(name) for name in ("precision", "place_code", "place", "organisers", "partners")),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("modifiers", sa.JSON(), nullable=False),
        *(_text(name) for name in ("belongs_to", "explanation", "note", "withdrawn", "recorded_by")),
        sa.Column("recorded_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_entry")),
        sqlite_strict=True,
        postgresql_partition_by="HASH (office_code)",
    )
    for columns in (
        ["office_code", "first_day"],
        ["office_code", "belongs_to"],
        ["ledger", "withdrawn", "first_day", "id"],
        ["programme", "kind", "withdrawn", "first_day", "id"],
    ):
        op.create_index(op.f(f"ix_entry_{'_'.join(columns)}"), "entry", columns)
    make_partitions(connection, "entry")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _create_words(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        op.create_table(
            "word_entry",
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("office_code", sa.Text(), nullable=False),
            sa.Column("entry_id", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("number", name=op.f("pk_word_entry")),
            sa.UniqueConstraint("office_code", "entry_id", name=op.f("uq_word_entry_office_code_entry_id")),
            sqlite_strict=True,
        )
        op.execute(SEARCH_INDEX)
        return
    op.create_table(
        "entry_word",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("tokens", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("office_code", "entry_id", name=op.f("pk_entry_word")),
    )
    op.create_index(op.f("ix_entry_word_tokens"), "entry_word", ["tokens"], postgresql_using="gin")


def _create_targets() -> None:
    op.create_table(
        "target",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        *(_text(name) for name in ("place_code", "amount", "modifier", "note")),
        sa.PrimaryKeyConstraint("office_code", "id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "office_code",
            "indicator",
            "year",
            "place_code",
            name=op.f("uq_target_office_code_indicator_year_place_code"),
        ),
        sqlite_strict=True,
    )


def _find_words(connection: sa.Connection) -> None:
    """Make the moved activities findable."""
    query = sa.text("SELECT office_code, id, name, place, note FROM entry ORDER BY office_code, id")
    rows: list[Any] = list(connection.execute(query))
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        words.write(connection, {(row[0], row[1]): words.tokens_of(row[2:]) for row in some})
