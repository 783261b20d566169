"""The index that finds an entry by any words in it, also in the middle of a sentence.

A text is known by its characters and by each two that stand beside each other; a run of letters or
figures by its beginnings. Words typed find the entries that have all of these: what is long enough
to be searched for is hardly ever spelled by the pairs of something else.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import SQLModel

from countydesk.storage.bulk import parts
from countydesk.storage.full_text import FullText, Key, Said

LITE = FullText("word", "entry_id")
_SERVER = MetaData(naming_convention=SQLModel.metadata.naming_convention)
WORDS = Table(
    "entry_word",
    _SERVER,
    Column("office_code", Text, nullable=False),
    Column("entry_id", Text, nullable=False),
    Column("tokens", ARRAY(Text), nullable=False),
    PrimaryKeyConstraint("office_code", "entry_id"),
    Index(None, "tokens", postgresql_using="gin"),
)
LONGEST_RUN = 18  # of letters and figures: an ID is found whole
_RUN = re.compile("[0-9a-z]+|[^0-9a-z]+")


def create(connection: Connection) -> None:
    """Make the index in an empty database."""
    if connection.dialect.name == "sqlite":
        LITE.create(connection)
    else:
        _SERVER.create_all(connection)


def tokens_of(texts: Iterable[str]) -> set[str]:
    """What an entry with these texts is found by."""
    tokens: set[str] = set()
    for run in _runs(" ".join(texts)):
        if run.isascii():
            tokens |= {run[:length] for length in range(1, min(len(run), LONGEST_RUN) + 1)}
        else:
            tokens |= {*run, *map("".join, pairwise(run))}
    return tokens


def write(connection: Connection, tokens: Mapping[Key, set[str]]) -> None:
    """Make entries findable by these tokens, and by none that they were found by before."""
    for some in parts(list(tokens)):
        if connection.dialect.name == "sqlite":
            LITE.write(connection, {key: " ".join(sorted(tokens[key])) for key in some})
        else:
            connection.execute(WORDS.delete().where(tuple_(*WORDS.primary_key).in_(list(some))))
            rows = [
                {"office_code": key[0], "entry_id": key[1], "tokens": sorted(tokens[key])} for key in some
            ]
            connection.execute(WORDS.insert(), rows)


def known(connection: Connection) -> Table:
    """The table of the entries that can be found, by office and id."""
    return LITE.entries if connection.dialect.name == "sqlite" else WORDS


def found(typed: str, office: Column[str], entry: Column[str]) -> ColumnElement[bool] | None:
    """The condition that an entry, known by two columns, has all the words that were typed.

    None where nothing to find by was typed.
    """
    tokens = wanted(typed)
    if not tokens:
        return None
    who = tuple_(office, entry)
    server = select(WORDS.c.office_code, WORDS.c.entry_id).where(WORDS.c.tokens.contains(tokens))
    return Said(who.in_(LITE.holding(" AND ".join(f'"{token}"' for token in tokens))), who.in_(server))


def wanted(typed: str) -> list[str]:
    """The tokens that an entry must have to be found by what was typed."""
    return sorted({token for run in _runs(typed) for token in _tokens_of_run(run)})


def _runs(words: str) -> list[str]:
    """Runs of letters and figures, and runs of other characters, without what stands between them."""
    plain = unicodedata.normalize("NFKC", words).lower().replace("·", "")
    spaced = "".join(char if char.isalnum() else " " for char in plain)
    return [run for word in spaced.split() for run in _RUN.findall(word)]


def _tokens_of_run(run: str) -> Iterable[str]:
    if run.isascii():
        return [run[:LONGEST_RUN]]
    return map("".join, pairwise(run)) if len(run) > 1 else [run]
