"""The encrypted file: its settings, its triggers, and a schema that equals the declared one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from countydesk.domain.backups import Occasion
from countydesk.domain.problems import Unavailable
from countydesk.services.desk import Desk, open_desk
from countydesk.services.keyholders import DATABASE, KEYS
from countydesk.storage import backups, migrations, schema
from countydesk.storage.database import PRAGMAS, integrity_problems, open_database
from countydesk.storage.key_slots import unwrap
from tests.conftest import PASSPHRASE, TestClock

KEY = b"k" * 32


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(tmp_path / "new.db", KEY)
    yield opened
    opened.dispose()


def _objects(engine: Engine) -> dict[str, list[str]]:
    """Everything in the database by name, as SQL with single blanks.

    The parts of a table are sorted: a column that was added later stands behind the constraints.
    """
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: _parts(" ".join(sql.split())) for name, sql in rows if not name.startswith("alembic")}


def _parts(sql: str) -> list[str]:
    """A table's columns and constraints, each by itself; anything else as it is."""
    if not sql.startswith("CREATE TABLE"):
        return [sql]
    head, _, rest = sql.partition("(")
    body, _, tail = rest.rpartition(")")
    parts = re.split(r",(?![^(]*\))", body)
    return [head.strip(), *sorted(part.strip() for part in parts), tail.strip()]


def test_the_migrated_schema_equals_the_declared_one(engine: Engine, tmp_path: Path) -> None:
    migrations.upgrade(engine)
    declared = open_database(tmp_path / "declared.db", KEY)
    with declared.begin() as connection:
        schema.METADATA.create_all(connection)
    assert _objects(engine) == _objects(declared)
    declared.dispose()


def test_the_version_compared_at_opening_is_alembics_head(engine: Engine) -> None:
    assert not migrations.is_newest(engine)
    migrations.upgrade(engine)
    assert migrations.is_newest(engine)


def test_a_desk_of_a_later_program_is_not_touched(engine: Engine) -> None:
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="请先升级本程序"):
        migrations.is_newest(engine)


@pytest.mark.parametrize("pragma", PRAGMAS)
def test_the_settings_that_lose_nothing(engine: Engine, pragma: str) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == PRAGMAS[pragma][1]


def test_a_wrong_key_is_a_sentence(engine: Engine, tmp_path: Path) -> None:
    migrations.upgrade(engine)
    engine.dispose()
    other = open_database(tmp_path / "new.db", b"x" * 32)
    with pytest.raises(Unavailable, match="口令不符或文件已损坏"), other.connect() as connection:
        connection.exec_driver_sql("SELECT 1")


@pytest.mark.encrypted_file
def test_nothing_can_be_read_without_the_key(desk: Desk) -> None:
    with desk.read() as connection:
        name = connection.exec_driver_sql("SELECT name FROM beneficiary").scalar()
    assert isinstance(name, str)
    for path in desk.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert name.encode() not in content
            assert b"SQLite format" not in content


@pytest.mark.parametrize("table", ["ledger", "batch_line", "batch_step", "enrolment_event", "revision"])
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {t} SET office_code = '0'",
        "DELETE FROM {t}",
        pytest.param("INSERT OR REPLACE INTO {t} SELECT * FROM {t}", marks=pytest.mark.encrypted_file),
        pytest.param("TRUNCATE {t} CASCADE", marks=pytest.mark.on_a_server),
    ],
)
def test_what_is_appended_stays_even_against_raw_sql(paid: Desk, table: str, attack: str) -> None:
    with paid.engine.connect() as connection:
        before = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
        assert before
        with pytest.raises(IntegrityError, match="只能追加"):
            connection.exec_driver_sql(attack.format(t=table))
        connection.rollback()
        assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == before


@pytest.mark.encrypted_file
def test_a_flipped_bit_is_found(desk: Desk) -> None:
    desk.close()
    path = desk.folder / DATABASE
    content = bytearray(path.read_bytes())
    content[-100] ^= 1  # a page of rows: one of the schema is told at opening
    path.write_bytes(content)
    engine = open_database(path, desk_key(desk))
    with engine.connect() as connection:
        assert any("损坏" in problem for problem in integrity_problems(connection))
    engine.dispose()


def desk_key(desk: Desk) -> bytes:
    """The raw key, through the recorder's slot."""
    return unwrap(desk.folder / KEYS, "李明", PASSPHRASE)


@pytest.mark.encrypted_file
def test_a_backup_is_made_before_a_desk_is_migrated(
    desk_folder: Path, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the desk came from an earlier program."""
    monkeypatch.setattr(migrations, "is_newest", lambda _engine: False)
    open_desk(desk_folder, PASSPHRASE, "李明", clock).close()
    ((made,), bad) = backups.found_in(desk_folder / "backups")
    assert (made.facts.occasion, made.facts.rows["beneficiary"], bad) == (Occasion.MIGRATION, 24, [])
    assert [path.name for path in (desk_folder / "backups").iterdir()] == [made.path.name]
