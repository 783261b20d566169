"""A full-text index of SQLite beside a table, and conditions said in the words of either database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import SQLModel

Key = tuple[str, str]  # office code and id of a record


class FullText:
    """Which records hold which tokens: the index knows a record by a whole number, `entries` tells which."""

    def __init__(self, name: str, column: str, prefixes: str = "") -> None:
        names = SQLModel.metadata.naming_convention
        self.index = f"{name}_index"
        # Each database makes its own tables only, so this one stands apart from what the desk keeps.
        self.entries = Table(
            f"{name}_entry",
            MetaData(naming_convention=names),
            Column("number", Integer, nullable=False),
            Column("office_code", Text, nullable=False),
            Column(column, Text, nullable=False),
            PrimaryKeyConstraint("number"),
            UniqueConstraint("office_code", column),
            sqlite_strict=True,
        )
        self._id = self.entries.c[column]
        self._prefixes = f"prefix='{prefixes}', " if prefixes else ""

    def create(self, connection: Connection) -> None:
        """Make the index in a database that has none."""
        self.entries.create(connection)
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {self.index} USING fts5"
            f"(tokens, content='', contentless_delete=1, detail=none, {self._prefixes}"
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Cn Co'\")"
        )

    def write(self, connection: Connection, tokens: Mapping[Key, str]) -> None:
        """Make records findable by these tokens, and by none that they were found by before."""
        known = self._numbers(connection, list(tokens))
        if known:
            gone = [{"number": number} for number in known.values()]
            connection.execute(text(f"DELETE FROM {self.index} WHERE rowid = :number"), gone)
        fresh = [{"office_code": key[0], self._id.name: key[1]} for key in tokens if key not in known]
        if fresh:
            connection.execute(self.entries.insert(), fresh)
        rows = [
            {"number": number, "tokens": tokens[key]}
            for key, number in self._numbers(connection, list(tokens)).items()
        ]
        connection.execute(text(f"INSERT INTO {self.index} (rowid, tokens) VALUES (:number, :tokens)"), rows)

    def holding(self, match: str) -> Select[Any]:
        """The office codes and ids of the records that hold what `match` says in FTS5's words."""
        numbers = text(f"SELECT rowid FROM {self.index} WHERE {self.index} MATCH :match")
        among = numbers.bindparams(match=match).columns(self.entries.c.number).scalar_subquery()
        return select(self.entries.c.office_code, self._id).where(self.entries.c.number.in_(among))

    def merge(self, connection: Connection) -> None:
        """Write the index anew: what was deleted stands in it until then."""
        connection.exec_driver_sql(f"INSERT INTO {self.index} ({self.index}) VALUES ('optimize')")

    def how_many(self, connection: Connection) -> int:
        """How many records can be found."""
        return connection.scalar(select(func.count()).select_from(self.entries)) or 0

    def _numbers(self, connection: Connection, keys: Sequence[Key]) -> dict[Key, int]:
        entry = tuple_(self.entries.c.office_code, self._id)
        query = select(self.entries.c.office_code, self._id, self.entries.c.number).where(entry.in_(keys))
        return {(office, record): number for office, record, number in connection.execute(query)}


class Said(FunctionElement[bool]):
    """A condition given twice, for SQLite and for PostgreSQL; the database that is asked hears its own."""

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> "Said":
        """It brings its own brackets; SQLAlchemy's `= 1` would lead SQLite to ask for each row."""
        return self


@compiles(Said)
def _in_sqlite(element: Said, compiler: Any, **options: Any) -> str:
    lite, _server = element.clauses
    return f"({compiler.process(lite, **options)})"


@compiles(Said, "postgresql")
def _in_postgresql(element: Said, compiler: Any, **options: Any) -> str:
    _lite, server = element.clauses
    return f"({compiler.process(server, **options)})"
