"""Brings a desk's database to the schema that this program declares; Alembic, run from code."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from countydesk.domain.problems import Unavailable
from countydesk.storage.database import wait_for_turn

# The newest revision under versions/. Compared with one query at opening, because only asking
# Alembic costs half a second; a test holds the two together.
NEWEST = "0011"
FOLDER = Path(__file__).parent


def version_of(connection: Connection) -> str | None:
    """The schema version of a database, or None of an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return version


def is_newest(engine: Engine) -> bool:
    """Whether the database has this program's schema. Raises `Unavailable` for a later one."""
    with engine.connect() as connection:
        version = version_of(connection)
    if version is not None and version > NEWEST:
        raise Unavailable("这本台账由更新版本的程序建立,请先升级本程序再打开。")
    return version == NEWEST


def upgrade(engine: Engine, then: Callable[[Connection], None] = lambda connection: None) -> None:
    """Migrate to the newest schema, and do `then`, in one transaction: old or new, never between."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.begin() as connection:
        wait_for_turn(connection, "schema")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        then(connection)
