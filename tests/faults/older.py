"""Desks as released programs left them: made by the migrations themselves, filled with a county's rows."""

import hashlib
import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.services.desk import open_desk
from countydesk.services.keyholders import DATABASE, KEYS
from countydesk.storage import beneficiaries, migrations
from countydesk.storage.database import open_database
from countydesk.storage.key_slots import unwrap
from countydesk.storage.schema import METADATA
from tests.conftest import PASSPHRASE, TestClock

VERSIONS = tuple(f"{number:04}" for number in range(1, int(migrations.NEWEST)))
ACTIVITY = (
    "INSERT INTO activity VALUES ('621024', 'a1', '2026-10-13', 'spirit', '宣讲', '县一中', 180, '', '李明', "
    "'2026-10-13T01:30:00+00:00')"
)


def key_of(desk: Path) -> bytes:
    """The key of a closed desk."""
    return unwrap(desk / KEYS, "王海", PASSPHRASE)


def make(desk: Path, folder: Path, version: str) -> Path:
    """A desk of an older version in `folder`, with what it could keep of a newest one's rows."""
    folder.mkdir(parents=True)
    shutil.copyfile(desk / KEYS, folder / KEYS)
    key = key_of(desk)
    source, engine = open_database(desk / DATABASE, key), open_database(folder / DATABASE, key)
    bring_to(engine, version)
    with source.connect() as rows, engine.begin() as connection:
        _fill(rows, connection)
    source.dispose()
    engine.dispose()
    return folder


def bring_to(engine: Engine, version: str) -> None:
    """Run the migrations up to a version, as its program did."""
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def _fill(source: Connection, old: Connection) -> None:
    there = set(inspect(old).get_table_names())
    for table in METADATA.sorted_tables:
        if table.name not in there or table.name == "revision_head":
            continue
        known = {column["name"] for column in inspect(old).get_columns(table.name)}
        names = [column.name for column in table.columns if column.name in known]
        listed = ", ".join(f'"{name}"' for name in names)
        rows = source.exec_driver_sql(f"SELECT {listed} FROM {table.name}").all()
        marks = ", ".join("?" * len(names))
        if rows:
            statement = f"INSERT INTO {table.name} ({listed}) VALUES ({marks})"
            old.exec_driver_sql(statement, [tuple(row) for row in rows])
    children = source.execute(METADATA.tables["beneficiary"].select()).mappings()
    beneficiaries.index(old, [Beneficiary.model_validate(dict(row)) for row in children])
    if "activity" in there:
        old.execute(text(ACTIVITY))


def state_of(path: Path, key: bytes) -> str:
    """One digest of all that a database holds: its version, its schema, every row."""
    engine, digest = open_database(path, key), hashlib.sha256()
    with engine.connect() as connection:
        schema = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").all()
        digest.update(repr(schema).encode())
        for kind, name, _sql in schema:
            if kind == "table":
                for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY 1'):
                    digest.update(repr(tuple(row)).encode())
    engine.dispose()
    return digest.hexdigest()


def problems_after_opening(desk: Path) -> list[str]:
    """Open an older desk, which migrates it; returns what its check finds."""
    from countydesk.services import checking

    with open_desk(desk, PASSPHRASE, "王海", TestClock()) as opened:
        return checking.check(opened)
