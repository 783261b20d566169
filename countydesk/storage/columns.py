"""How declared columns look in SQLite's strict tables and in PostgreSQL, and how tables are keyed."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    String,
    Text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import JSON, TypeEngine
from sqlmodel import SQLModel

# Constraints have names of their own, so that a later migration can find them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def _strict(column_type: type[TypeEngine[Any]], strict_name: str) -> None:
    """SQLite's STRICT tables know INTEGER, TEXT and BLOB only."""

    @compiles(column_type, "sqlite")
    def compiled(element: TypeEngine[Any], compiler: Any, **options: Any) -> str:
        return strict_name


_strict(String, "TEXT")
_strict(Date, "TEXT")
_strict(JSON, "TEXT")
_strict(Boolean, "INTEGER")
_strict(BigInteger, "INTEGER")


@compiles(Text, "postgresql")
def _bytewise(element: Text, compiler: Any, **options: Any) -> str:
    """Text is sorted by its bytes, as in SQLite, whatever the language of the server."""
    declared = isinstance(options.get("type_expression"), Column)
    return 'TEXT COLLATE "C"' if declared else "TEXT"


def keyed(*more: Any, key: tuple[str, ...] = ("office_code", "id")) -> tuple[Any, ...]:
    """Table arguments of a strict table whose primary key begins with the office code.

    PostgreSQL partitions those that grow by office without another key.
    """
    return (PrimaryKeyConstraint(*key), *more, {"sqlite_strict": True})


def belongs_to(table: str, column: str, key: str = "id") -> ForeignKeyConstraint:
    """A foreign key within the office."""
    return ForeignKeyConstraint(["office_code", column], [f"{table}.office_code", f"{table}.{key}"])
