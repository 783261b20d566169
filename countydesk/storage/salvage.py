"""What can still be read of a damaged database, row by row, into a new one."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from countydesk.domain.problems import Unavailable
from countydesk.storage.bulk import AT_ONCE

Row = tuple[Any, ...]

TRIED = 20_000  # rows behind damage, where it is not known how many there are
_FROM = 'SELECT rowid, * FROM "{}" WHERE rowid >= ? ORDER BY rowid'


@dataclass(frozen=True)
class Saved:
    """One table: how many rows were saved, and how many there were, None where that cannot be known."""

    table: str
    saved: int
    were: int | None

    @property
    def is_whole(self) -> bool:
        return self.were == self.saved


class Damaged:
    """A damaged database file, opened to read whatever its pages still give. Close it in the end."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises `Unavailable` when not even the list of tables can be read."""
        from sqlcipher3 import dbapi2

        self._fault = dbapi2.DatabaseError
        self._connection = dbapi2.connect(str(path), isolation_level=None)
        try:
            self._connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            self._connection.execute("PRAGMA cipher_log_level = NONE")
            self._connection.execute("PRAGMA query_only = ON")
            query = "SELECT name FROM sqlite_master WHERE type = 'table'"
            self.tables = frozenset(name for (name,) in self._connection.execute(query))
            ((self.version,),) = self._connection.execute("SELECT version_num FROM alembic_version")
            ((self.number,),) = self._connection.execute("PRAGMA user_version")
        except (dbapi2.DatabaseError, ValueError) as fault:
            self._connection.close()
            raise Unavailable(f"库文件开头已损坏,救不出内容:{path}。请从备份恢复。") from fault

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns."""
        return [row[1] for row in self._connection.execute(f'PRAGMA table_info("{table}")')]

    def count(self, table: str) -> int | None:
        """How many rows there were, if an index or the table can still be counted."""
        try:
            ((many,),) = self._connection.execute(f'SELECT count(*) FROM "{table}"')
        except self._fault:
            return None
        return int(many)

    def rows(self, table: str) -> Iterator[Row]:
        """Every row that can be read: run by run, with what lies on damaged pages left out."""
        start = 0
        while True:
            try:
                for number, *row in self._connection.execute(_FROM.format(table), (start,)):
                    yield tuple(row)
                    start = number + 1
                return
            except self._fault:
                # The driver reads a row ahead, so that the last one before the damage is read alone.
                found = self._next_readable(table, start)
                if found is None:
                    return
                start = found[0] + 1
                yield found[1:]

    def _next_readable(self, table: str, start: int) -> Row | None:
        """The first row from number `start` on that can be read, behind its number; None behind the last."""
        for number in range(start, self._last(table, start) + 1):
            try:
                found: Row | None = self._connection.execute(
                    f"{_FROM.format(table)} LIMIT 1", (number,)
                ).fetchone()
            except self._fault:
                continue
            return found
        return None

    def _last(self, table: str, start: int) -> int:
        """The last row's number as the key's index has it; without that, as far as is worth trying."""
        try:
            query = f'SELECT max(+rowid) FROM "{table}" INDEXED BY "sqlite_autoindex_{table}_1"'
            ((last,),) = self._connection.execute(query)
        except self._fault:
            return start + TRIED
        return int(last or 0)


def put(connection: Connection, table: str, columns: list[str], rows: Iterator[Row]) -> int:
    """Write saved rows into a new database's table; returns how many. One that is there is passed over."""
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    statement, saved = f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})', 0
    while some := list(islice(rows, AT_ONCE)):
        connection.exec_driver_sql(statement, some)
        saved += len(some)
    return saved
