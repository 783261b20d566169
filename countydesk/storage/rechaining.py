"""The record of changes of an earlier program brought to what this one keeps, and chained anew."""

import json

from sqlalchemy import Connection, select

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.revisions import FIRST, Revision, chained
from countydesk.storage.child_keys import ChildKeys, is_sealed
from countydesk.storage.merging import rewriting
from countydesk.storage.revisions import REBUILT, REVISIONS, keep_head
from countydesk.storage.schema import KEPT, Kept


def seal_past(connection: Connection, chain_key: bytes, children_key: bytes) -> None:
    """Seal what the record says of children with their keys, where it was written in the clear.

    The chain's later links change with it. Done again it changes nothing.
    """
    for office in connection.scalars(select(REVISIONS.c.office_code).distinct()).all():
        clear = [each for how in KEPT for each in _clear(connection, how, office)]
        if clear:
            keys = ChildKeys(connection, office, children_key)
            keys.prepare([child for _, child in clear])
            with rewriting(connection, [REVISIONS]):
                for revision, child in clear:
                    told = keys.sealed(child, json.loads(revision.changes), revision.reason)
                    own = (REVISIONS.c.office_code == office, REVISIONS.c.number == revision.number)
                    connection.execute(REVISIONS.update().where(*own).values(changes=told, reason=""))
            chain_anew(connection, office, chain_key)


def _clear(connection: Connection, how: Kept, office_code: str) -> list[tuple[Revision, str]]:
    """The revisions of a kind that are about one child and in the clear, with the child."""
    row, table = REVISIONS.c, how.table
    if how.record is not Beneficiary and "beneficiary_id" not in how.record.model_fields:
        return []
    whose = table.c.id if how.record is Beneficiary else table.c.beneficiary_id
    query = (
        select(REVISIONS, whose.label("child"))
        .join(table, (table.c.office_code == row.office_code) & (table.c[how.key[-1]] == row.record_id))
        .where(row.office_code == office_code, row.kind == table.name, whose.is_not(None), ~is_sealed())
    )
    rows = connection.execute(query).mappings().all()
    return [(Revision.model_construct(**one), one["child"]) for one in rows]


def chain_anew(connection: Connection, office_code: str, key: bytes) -> None:
    """Chain and seal the whole record of changes, its content as it is."""
    number, previous = 0, FIRST
    query = REVISIONS.select().where(REVISIONS.c.office_code == office_code).order_by(REVISIONS.c.number)
    with rewriting(connection, [REVISIONS]):
        for row in connection.execute(query).mappings().all():
            revision = Revision.model_construct(**row)
            if number == 0 and revision.kind == REBUILT:
                previous = json.loads(revision.changes)["*"][0]
            number, previous = revision.number, chained(previous, revision, key)
            own = (REVISIONS.c.office_code == office_code, REVISIONS.c.number == number)
            connection.execute(REVISIONS.update().where(*own).values(digest=previous))
    keep_head(connection, office_code, number, previous, key)
