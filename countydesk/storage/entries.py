"""Entries of the six actions as one table: found by any words in them, their values added up by SQL."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Index,
    Numeric,
    Table,
    case,
    cast,
    event,
    func,
    select,
)
from sqlmodel import SQLModel

from countydesk.domain import names
from countydesk.domain.catalogue import Ledger
from countydesk.domain.entries import Entry
from countydesk.storage import words
from countydesk.storage.columns import keyed
from countydesk.storage.full_text import Said
from countydesk.storage.partitions import partitioned


class EntryRow(Entry, table=True):
    __tablename__ = "entry"
    __table_args__ = keyed(
        Index(None, "office_code", "first_day"),
        Index(None, "office_code", "belongs_to"),
        Index(None, "first_day", "id"),
        Index(None, "programme", "kind", "withdrawn", "first_day", "id"),
    )


ENTRIES = SQLModel.metadata.tables["entry"]

partitioned(ENTRIES)


@event.listens_for(ENTRIES, "after_create")
def create_words(target: Table, connection: Connection, **options: object) -> None:
    """The index of words comes with the table."""
    words.create(connection)


def index(connection: Connection, entries: Sequence[Entry]) -> None:
    """Make the entries findable as they are now."""
    words.write(connection, {(entry.office_code, entry.id): tokens_of(entry) for entry in entries})


def tokens_of(entry: Entry) -> set[str]:
    """What an entry is found by: all its words; a person also by pinyin and initials."""
    told = [entry.name, entry.place, entry.organisers, entry.partners, entry.note]
    for value in entry.values.values():
        told += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    if entry.ledger is Ledger.PERSON:
        told += names.search_tokens(entry.name)
    return words.tokens_of(told)


def unfindable(connection: Connection) -> int:
    """How many entries the index of words does not know."""
    known = words.known(connection)
    same = (known.c.office_code == ENTRIES.c.office_code) & (known.c.entry_id == ENTRIES.c.id)
    missing = (
        select(func.count()).select_from(ENTRIES.outerjoin(known, same)).where(known.c.entry_id.is_(None))
    )
    return connection.scalar(missing) or 0


def matching(typed: str) -> ColumnElement[bool] | None:
    """The condition that an entry is found by what was typed; None for nothing typed."""
    return words.found(typed, ENTRIES.c.office_code, ENTRIES.c.id)


def text_of(key: str) -> ColumnElement[str]:
    """A value of the catalogue as text, or NULL where there is none."""
    said: ColumnElement[str] = ENTRIES.c["values"][key].as_string()
    return said


def amount_of(key: str, digits: int = 0) -> ColumnElement[int]:
    """A value as a whole number of its smallest unit: 12.5 with one digit is 125, fen stay fen.

    Sums of these are exact. What is no number (another office's package may say anything) counts 0.
    """
    figure = text_of(key)
    whole = cast(func.round(cast(figure, Numeric) * 10**digits), BigInteger)
    in_lite = figure.bool_op("GLOB")("*[^0-9.-]*")
    in_server = ~figure.regexp_match(r"^-?\d{1,18}(\.\d{1,9})?$")
    return case((Said(in_lite, in_server), 0), else_=func.coalesce(whole, 0))
