"""The record of changes as a table, and its check from the first link to the sealed end."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, Index, delete, select
from sqlmodel import SQLModel

from countydesk.domain.fields import Kind, field
from countydesk.domain.revisions import FIRST, Revision, chained, sealed
from countydesk.storage.append_only import append_only
from countydesk.storage.columns import keyed
from countydesk.storage.partitions import partitioned


class RevisionRow(Revision, table=True):
    __tablename__ = "revision"
    __table_args__ = keyed(
        Index(None, "office_code", "kind", "record_id"),
        Index(None, "office_code", "by"),
        Index(None, "office_code", "at"),
        key=("office_code", "number"),
    )


class RevisionHead(SQLModel):
    """Where an office's record of changes ends; the seal is made with the desk's key."""

    office_code: str = field("单位代码", Kind.KEY)
    number: int = field("最后序号", Kind.NUMBER)
    seal: str = field("封签", Kind.KEY)


class RevisionHeadRow(RevisionHead, table=True):
    __tablename__ = "revision_head"
    __table_args__ = keyed(key=("office_code",))


# The kind of the first revision of a desk rebuilt from a package: it goes on from the head that the
# package told, which stands in its changes.
REBUILT = "rebuilt"
# The kind of a change to the file of keys; it tells the file's version.
KEY_SLOTS = "key_slots"

REVISIONS = SQLModel.metadata.tables["revision"]
HEADS = SQLModel.metadata.tables["revision_head"]
partitioned(REVISIONS)
append_only(REVISIONS)


@dataclass(frozen=True)
class Break:
    """Where the record does not hold: the first revision that is missing, or not as it was written."""

    number: int
    missing: bool


def head(connection: Connection, office_code: str) -> tuple[int, str]:
    """The number and digest of the last revision; (0, FIRST) of an empty record."""
    query = (
        select(REVISIONS.c.number, REVISIONS.c.digest)
        .where(REVISIONS.c.office_code == office_code)
        .order_by(REVISIONS.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return (row.number, row.digest) if row else (0, FIRST)


def keep_head(connection: Connection, office_code: str, number: int, digest: str, key: bytes) -> None:
    """Seal the record where it ends now."""
    connection.execute(delete(HEADS).where(HEADS.c.office_code == office_code))
    row = RevisionHead(office_code=office_code, number=number, seal=sealed(number, digest, key))
    connection.execute(HEADS.insert().values(row.model_dump()))


def seal_head(connection: Connection, key: bytes) -> None:
    """Seal the record of a desk whose schema came from a time without seals."""
    for office in connection.scalars(select(REVISIONS.c.office_code).distinct()).all():
        if connection.execute(select(HEADS).where(HEADS.c.office_code == office)).first() is None:
            keep_head(connection, office, *head(connection, office), key)


def keys_version(connection: Connection, office_code: str) -> int:
    """The version of the file of keys after its last change that was recorded; 0 if none was."""
    query = (
        select(REVISIONS.c.changes)
        .where(REVISIONS.c.office_code == office_code, REVISIONS.c.kind == KEY_SLOTS)
        .order_by(REVISIONS.c.number.desc())
        .limit(1)
    )
    changes = connection.scalar(query)
    return int(json.loads(changes)["version"][1]) if changes else 0


def first_break(connection: Connection, office_code: str, key: bytes) -> Break | None:
    """The first place where the record does not hold; None if it is whole."""
    query = select(REVISIONS).where(REVISIONS.c.office_code == office_code).order_by(REVISIONS.c.number)
    number, previous = 0, FIRST
    with connection.execute(query.execution_options(yield_per=1000)) as rows:
        for row in rows.mappings():
            revision = Revision.model_construct(**row)
            if number == 0 and revision.kind == REBUILT:
                previous = json.loads(revision.changes)["*"][0]
            number += 1
            if revision.number != number:
                return Break(number, missing=True)
            if revision.digest != chained(previous, revision, key):
                return Break(number, missing=False)
            previous = revision.digest
    end = connection.execute(select(HEADS).where(HEADS.c.office_code == office_code)).first()
    if end is None:
        return Break(number + 1, missing=True) if number else None
    return None if end.seal == sealed(number, previous, key) else Break(number + 1, missing=True)
