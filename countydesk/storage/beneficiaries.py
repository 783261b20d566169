"""Beneficiaries and guardians as tables, and the index that finds a child as one types."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Index, RowMapping, Select, UniqueConstraint, event, false, func, select
from sqlmodel import SQLModel

from countydesk.domain import names
from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.fields import Kind, field
from countydesk.storage import search
from countydesk.storage.bulk import parts
from countydesk.storage.columns import belongs_to, keyed


class BeneficiaryRow(Beneficiary, table=True):
    __tablename__ = "beneficiary"
    __table_args__ = keyed(
        UniqueConstraint("office_code", "citizen_id"),
        Index(None, "office_code", "sort_key", "id"),
        Index(None, "office_code", "state", "sort_key"),
        Index(None, "office_code", "school"),
        Index(None, "office_code", "birth"),
    )

    sort_key: str = field("拼音序", Kind.KEY)


class GuardianRow(Guardian, table=True):
    __tablename__ = "guardian"
    __table_args__ = keyed(
        UniqueConstraint("office_code", "beneficiary_id"),
        belongs_to("beneficiary", "beneficiary_id"),
        Index(None, "office_code", "citizen_id"),
    )


TABLE = SQLModel.metadata.tables["beneficiary"]
GUARDIANS = SQLModel.metadata.tables["guardian"]


@event.listens_for(TABLE, "after_create")
def create_search(target: Any, connection: Connection, **options: object) -> None:
    """The search index comes with the table."""
    search.create(connection)


def derived(child: Beneficiary) -> dict[str, Any]:
    """Columns that follow from the record."""
    return {"sort_key": names.sort_key(child.name)}


def tokens_of(child: Beneficiary) -> set[str]:
    """What a child is found by: name and its parts, pinyin, initials, ID, birth, school."""
    tokens = set(names.search_tokens(child.name)) | _suffixes(child.name) | _suffixes(child.school)
    if child.citizen_id:
        tokens |= {child.citizen_id, child.citizen_id[6:], child.citizen_id[-4:]}
    return {token.lower() for token in tokens if token}


def _suffixes(words: str) -> set[str]:
    """Every tail of some words, so that a prefix search finds what stands in the middle."""
    plain = words.replace("·", "")
    return {plain[start:] for start in range(len(plain))}


def index(connection: Connection, children: Sequence[Beneficiary]) -> None:
    """Make the children findable as they are now."""
    search.write(connection, {(child.office_code, child.id): tokens_of(child) for child in children})


def matching(typed: str, state: str | None = None) -> Select[Any]:
    """Children that match what was typed (all for nothing typed), in a state if one is named."""
    query = select(TABLE)
    if state:
        query = query.where(TABLE.c.state == state)
    found = search.found(typed, TABLE.c.office_code, TABLE.c.id)
    if found is not None:
        query = query.where(found)
    elif typed.strip():
        query = query.where(false())
    return query


def count(connection: Connection, query: Select[Any]) -> int:
    """How many rows a query has."""
    return connection.scalar(select(func.count()).select_from(query.subquery())) or 0


def by_citizen_id(
    connection: Connection, office_code: str, citizen_ids: Sequence[str]
) -> dict[str, RowMapping]:
    """The office's children with one of these IDs, by ID."""
    found: dict[str, RowMapping] = {}
    for some in parts(citizen_ids):
        query = select(TABLE).where(TABLE.c.office_code == office_code, TABLE.c.citizen_id.in_(some))
        found |= {row["citizen_id"]: row for row in connection.execute(query).mappings()}
    return found
