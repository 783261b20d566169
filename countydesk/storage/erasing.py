"""Who a child was, taken out of every record of it that an office holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from countydesk.domain.answers import QueriedRow
from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.conflicts import Conflict
from countydesk.domain.intake import ApplicationStep
from countydesk.domain.retention import ANONYMOUS, Erasure, anonymous
from countydesk.storage import child_keys, search
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.closing import DRAFTS
from countydesk.storage.intake import APPLICATIONS
from countydesk.storage.merging import APPENDED, rewriting, write_changed
from countydesk.storage.receipts import QUERIED
from countydesk.storage.receiving import CONFLICTS
from countydesk.storage.schema import KEPT, Kept, kept
from countydesk.storage.visits import PHOTOS, VISITS

Row = tuple[Any, ...]

# Where a record names its child.
NAMED_IN = {Beneficiary: "id", ApplicationStep: "application_id"}
OF_A_CHILD: tuple[Kept, ...] = tuple(
    how
    for how in KEPT
    if how.recorded != "none"
    and how.record is not Erasure
    and (how.record in NAMED_IN or "beneficiary_id" in how.record.model_fields)
)


@dataclass(frozen=True)
class Erased:
    """Children of an office that are anonymous, and their applications; and how rows read then."""

    child_ids: frozenset[str]
    applications: frozenset[str]

    def names(self, how: Kept) -> frozenset[str]:
        """What the rows of a kind have in the field that names their child."""
        return self.applications if how.record is ApplicationStep else self.child_ids

    def read(self, how: Kept, rows: Iterable[Row]) -> Iterable[Row]:
        """Rows of a kind as they read once these children are anonymous."""
        if not self.child_ids or how not in OF_A_CHILD:
            return rows
        at = list(how.record.model_fields).index(NAMED_IN.get(how.record, "beneficiary_id"))
        among = self.names(how)
        return (_blanked(how, row) if row[at] in among else row for row in rows)


def erased(connection: Connection, office_code: str, child_ids: Collection[str]) -> Erased:
    """These children, with what is held of their applications."""
    own = (APPLICATIONS.c.office_code == office_code, APPLICATIONS.c.beneficiary_id.in_(child_ids))
    found = connection.scalars(select(APPLICATIONS.c.id).where(*own)) if child_ids else ()
    return Erased(frozenset(child_ids), frozenset(found))


def erase(connection: Connection, office_code: str, child_ids: Collection[str]) -> list[str]:
    """Take the persons out of these children's records, and destroy their keys.

    Returns the digests of pictures that nothing points to any more. The record of changes stays whole: what
    it says of them cannot be read again. Children that are anonymous already are passed over.
    """
    known = (TABLE.c.office_code == office_code, TABLE.c.id.in_(child_ids), TABLE.c.name != ANONYMOUS)
    child_ids = connection.scalars(select(TABLE.c.id).where(*known)).all()
    if not child_ids:
        return []
    these = erased(connection, office_code, child_ids)
    pictures = _drop_pictures(connection, office_code, these)
    with rewriting(connection, [how.table for how in OF_A_CHILD if how.table in APPENDED]):
        for how in OF_A_CHILD:
            whose = how.table.c[NAMED_IN.get(how.record, "beneficiary_id")]
            own = and_(how.table.c.office_code == office_code, whose.in_(these.names(how)))
            _blank(connection, how, own)
    same = or_(
        *(
            and_(CONFLICTS.c[f"{side}_office"] == office_code, CONFLICTS.c[f"{side}_child"].in_(child_ids))
            for side in ("first", "second")
        )
    )
    _blank(connection, kept(Conflict), same)
    told = and_(QUERIED.c.office_code == office_code, QUERIED.c.record_id.in_(child_ids))
    _blank(connection, kept(QueriedRow), told)
    # What is half typed may name anybody, and may be typed again.
    connection.execute(DRAFTS.delete().where(DRAFTS.c.office_code == office_code))
    search.merge(connection)
    child_keys.destroy(connection, office_code, child_ids)
    return pictures


def _blank(connection: Connection, how: Kept, these: ColumnElement[bool]) -> None:
    columns = (how.table.c[name] for name in how.record.model_fields)
    rows = connection.execute(select(*columns).where(these)).all()
    write_changed(connection, how, [_blanked(how, tuple(row)) for row in rows])


def _blanked(how: Kept, row: Row) -> Row:
    names = list(how.record.model_fields)
    values = anonymous(how.record, dict(zip(names, row, strict=True)))
    return tuple(values[name] for name in names)


def _drop_pictures(connection: Connection, office_code: str, children: Erased) -> list[str]:
    """Forget the pictures of visits and applications; the digests of those that nothing shows any more."""
    seen = _ids(VISITS, office_code, children)
    shown = _ids(APPLICATIONS, office_code, children)
    these = and_(
        PHOTOS.c.office_code == office_code,
        or_(
            and_(PHOTOS.c.subject == "visit", PHOTOS.c.subject_id.in_(seen)),
            and_(PHOTOS.c.subject == "application", PHOTOS.c.subject_id.in_(shown)),
        ),
    )
    digests = set(connection.scalars(select(PHOTOS.c.digest).where(these)))
    connection.execute(PHOTOS.delete().where(these))
    still = set(connection.scalars(select(PHOTOS.c.digest).where(PHOTOS.c.digest.in_(digests))))
    return sorted(digests - still)


def _ids(table: Table, office_code: str, children: Erased) -> Any:
    own = (table.c.office_code == office_code, table.c.beneficiary_id.in_(children.child_ids))
    return select(table.c.id).where(*own)
