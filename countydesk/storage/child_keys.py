"""A key for each child, which its part of the record of changes is sealed with.

What was written of a child cannot be taken out of a record that only grows. So it is written under a key of
the child's own, which is destroyed when the child is anonymised: the chain covers the sealed text and holds
as before, and nobody can read it any more.
"""

import base64
import json
import os
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Connection, Table, select
from sqlmodel import SQLModel

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.fields import Kind, field
from countydesk.domain.intake import ApplicationStep
from countydesk.domain.photos import Photo
from countydesk.domain.revisions import Revision
from countydesk.storage.bulk import insert, parts
from countydesk.storage.columns import keyed
from countydesk.storage.intake import APPLICATIONS
from countydesk.storage.revisions import REVISIONS
from countydesk.storage.visits import VISITS

KEYS_OF_CHILDREN = "children"  # the purpose of the key that wraps them
SEALED = "~"  # in a revision's changes: the child, and the sealed text
_BEGINS = f'{{"{SEALED}":'
NONCE = 12
SHOWN_IN = {"visit": VISITS, "application": APPLICATIONS}  # by the subject of a photograph


class ChildKey(SQLModel):
    """A child's key, wrapped with the desk's; it never leaves the desk."""

    office_code: str = field("单位代码", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    wrapped: str = field("加密的钥匙", Kind.KEY)


class ChildKeyRow(ChildKey, table=True):
    __tablename__ = "child_key"
    __table_args__ = keyed(key=("office_code", "beneficiary_id"))


CHILD_KEYS = SQLModel.metadata.tables["child_key"]


class ChildKeys:
    """The keys of an office's children, fetched when they are first needed."""

    def __init__(self, connection: Connection, office_code: str, wrapping: bytes) -> None:
        self._connection = connection
        self._office_code = office_code
        self._wrapping = AESGCM(wrapping)
        self._keys: dict[str, AESGCM] = {}

    def prepare(self, child_ids: Collection[str]) -> None:
        """Have the keys of these children at hand; whoever has none yet gets one."""
        self._fetch(child_ids)
        self._make([child for child in dict.fromkeys(child_ids) if child not in self._keys])

    def sealed(self, child: str, changes: Mapping[str, Any], reason: str) -> str:
        """What changed of a child and why, as a revision keeps it. The key was prepared."""
        return json.dumps({SEALED: [child, _sealed(self._keys[child], child, [changes, reason])]})

    def opened(self, revisions: Iterable[Revision]) -> list[Revision]:
        """The revisions with their changes and reasons to be read.

        What was sealed with a key that was destroyed is left out: only that there was something is told.
        """
        read = [(one, _sealed_part(one)) for one in revisions]
        self._fetch({part[0] for _, part in read if part})
        return [self._open(one, *part) if part else one for one, part in read]

    def _open(self, revision: Revision, child: str, sealed: str) -> Revision:
        key = self._keys.get(child)
        if key is None:
            return revision.model_copy(update={"changes": json.dumps({"*": [None, "已匿名,内容不再能读"]})})
        content = base64.b64decode(sealed)
        text = key.decrypt(content[:NONCE], content[NONCE:], child.encode())
        changes, reason = json.loads(text)
        told = json.dumps(changes, ensure_ascii=False)
        return revision.model_copy(update={"changes": told, "reason": reason})

    def _fetch(self, child_ids: Collection[str]) -> None:
        wanted = [child for child in dict.fromkeys(child_ids) if child not in self._keys]
        query = select(CHILD_KEYS.c.beneficiary_id, CHILD_KEYS.c.wrapped)
        for some in parts(wanted):
            own = (CHILD_KEYS.c.office_code == self._office_code, CHILD_KEYS.c.beneficiary_id.in_(some))
            for child, wrapped in self._connection.execute(query.where(*own)):
                content = base64.b64decode(wrapped)
                plain = self._wrapping.decrypt(content[:NONCE], content[NONCE:], child.encode())
                self._keys[child] = AESGCM(plain)

    def _make(self, child_ids: Collection[str]) -> None:
        rows = []
        for child in child_ids:
            plain = os.urandom(32)
            self._keys[child] = AESGCM(plain)
            nonce = os.urandom(NONCE)
            wrapped = base64.b64encode(nonce + self._wrapping.encrypt(nonce, plain, child.encode())).decode()
            row = ChildKey(office_code=self._office_code, beneficiary_id=child, wrapped=wrapped)
            rows.append(row.model_dump())
        if rows:
            insert(self._connection, CHILD_KEYS, rows)


def destroy(connection: Connection, office_code: str, child_ids: Collection[str]) -> None:
    """Destroy the keys of some children: what was sealed with them is gone for good."""
    for some in parts(list(child_ids)):
        own = (CHILD_KEYS.c.office_code == office_code, CHILD_KEYS.c.beneficiary_id.in_(some))
        connection.execute(CHILD_KEYS.delete().where(*own))


def child_of(connection: Connection, record: SQLModel) -> str:
    """The child that a record is of, by itself or by what it belongs to; "" if it is of none."""
    if isinstance(record, Beneficiary):
        return record.id
    if isinstance(record, ApplicationStep):
        return _named_in(connection, APPLICATIONS, record.office_code, record.application_id)
    if isinstance(record, Photo) and record.subject in SHOWN_IN:
        return _named_in(connection, SHOWN_IN[record.subject], record.office_code, record.subject_id)
    return str(getattr(record, "beneficiary_id", None) or "")


def _named_in(connection: Connection, table: Table, office_code: str, record_id: str) -> str:
    own = (table.c.office_code == office_code, table.c.id == record_id)
    return connection.scalar(select(table.c.beneficiary_id).where(*own)) or ""


def is_sealed() -> ColumnElement[bool]:
    """The condition that a revision is sealed with a child's key."""
    return REVISIONS.c.changes.startswith(_BEGINS, autoescape=True)


def _sealed(key: AESGCM, child: str, content: Any) -> str:
    nonce = os.urandom(NONCE)
    text = json.dumps(content, ensure_ascii=False, default=str).encode()
    return base64.b64encode(nonce + key.encrypt(nonce, text, child.encode())).decode()


def _sealed_part(revision: Revision) -> tuple[str, str] | None:
    if not revision.changes.startswith(_BEGINS):
        return None
    found: Mapping[str, list[str]] = json.loads(revision.changes)
    child, sealed = found[SEALED]
    return child, sealed
