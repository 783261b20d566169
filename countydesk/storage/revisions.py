"""The record of changes as a table, and its check from the first link to the head."""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, Index, select
from sqlmodel import SQLModel

from countydesk.domain.revisions import FIRST, Revision, chained
from countydesk.storage.append_only import append_only
from countydesk.storage.columns import keyed
from countydesk.storage.partitions import partitioned


class RevisionRow(Revision, table=True):
    __tablename__ = "revision"
    __table_args__ = keyed(Index(None, "office_code", "kind", "record_id"), key=("office_code", "number"))


# The kind of the first revision of a desk rebuilt from a package: it goes on from the head that the
# package told, which stands in its changes.
REBUILT = "rebuilt"

REVISIONS = SQLModel.metadata.tables["revision"]
partitioned(REVISIONS)
append_only(REVISIONS)


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


def breaks(connection: Connection, office_code: str, key: bytes) -> Iterator[int]:
    """The numbers of revisions that do not follow on the one before, first to last."""
    query = select(REVISIONS).where(REVISIONS.c.office_code == office_code).order_by(REVISIONS.c.number)
    expected, previous = 1, FIRST
    for row in connection.execute(query).mappings():
        revision = Revision.model_construct(**row)
        if expected == 1 and revision.kind == REBUILT:
            previous = json.loads(revision.changes)["*"][0]
        if revision.number != expected or revision.digest != chained(previous, revision, key):
            yield revision.number
        expected, previous = revision.number + 1, revision.digest
