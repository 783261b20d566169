"""Databases of the tests' own on a PostgreSQL server, where one is named in COUNTYDESK_TEST_DATABASE."""

import os
import uuid

from sqlalchemy import URL, create_engine, make_url

GIVEN = os.environ.get("COUNTYDESK_TEST_DATABASE")


def new_database(like: str | None = None) -> str:
    """The URL of a new database, empty or a copy of another (to which nobody may be connected)."""
    assert GIVEN
    url = make_url(GIVEN).set(database=f"test_{uuid.uuid4().hex}")
    template = make_url(like).database if like else "template0"
    _say(f"CREATE DATABASE {url.database} TEMPLATE {template}")
    return url.render_as_string(hide_password=False)


def freeze(database: str) -> None:
    """Let nobody connect any more: it is there to be copied."""
    _say(f"ALTER DATABASE {make_url(database).database} ALLOW_CONNECTIONS false")


def drop(database: str) -> None:
    """Take a database away, whoever may still be connected."""
    _say(f"DROP DATABASE {make_url(database).database} WITH (FORCE)")


def _say(statement: str) -> None:
    assert GIVEN
    url: URL = make_url(GIVEN)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
