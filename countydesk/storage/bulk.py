"""Many rows at a time: asked for in parts, written with one statement a part."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

Item = TypeVar("Item")

AT_ONCE = 1000  # a statement takes a limited number of values


def parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items in runs that a statement can take."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that have the same columns.

    PostgreSQL gets them as arrays, a column each: a statement for many rows, where one for each row
    takes four times as long.
    """
    if connection.dialect.name != "postgresql" or len(rows) == 1:
        connection.execute(table.insert(), list(rows))
        return
    for some in parts(rows):
        _insert_arrays(connection, table, some)


def _insert_arrays(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    dialect, quoted = connection.dialect, connection.dialect.identifier_preparer.quote
    types = {name: table.c[name].type for name in rows[0]}
    columns = ", ".join(quoted(name) for name in types)
    said = {name: column.compile(dialect) for name, column in types.items()}
    # An array of JSON would be read as an array of arrays: it goes as text.
    arrays = ", ".join(f"%s::{'TEXT' if kind == 'JSON' else kind}[]" for kind in said.values())
    values = ", ".join(f"{quoted(name)}::{kind}" for name, kind in said.items())
    target = f"{quoted(table.name)} ({columns})"
    statement = f"INSERT INTO {target} SELECT {values} FROM unnest({arrays}) AS given ({columns})"
    bound = {name: column.dialect_impl(dialect).bind_processor(dialect) for name, column in types.items()}
    lists = tuple([_sent(bound[name], row[name]) for row in rows] for name in types)
    connection.exec_driver_sql(statement, lists)


def _sent(bound: Any, value: Any) -> Any:
    value = bound(value) if bound else value
    return value.value if isinstance(value, Enum) else value
