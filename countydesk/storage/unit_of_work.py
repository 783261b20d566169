"""One transaction: what is written in it, who wrote it, and its entry in the record of changes."""

import hashlib
import json
import secrets
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, Select, and_, bindparam, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action, Revision, chained, need_reason
from countydesk.storage import revisions
from countydesk.storage.bulk import insert, parts
from countydesk.storage.child_keys import ChildKeys, child_of
from countydesk.storage.database import is_taken, wait_for_turn
from countydesk.storage.schema import Kept, kept

Record = TypeVar("Record", bound=SQLModel)


def new_id() -> str:
    """A time-ordered UUID (version 7): records of one day lie together, and those of this program
    sort in the order in which they were made, within a millisecond too."""
    with _ids:
        _last[0] = max(time.time_ns() // 1_000_000 << 74 | secrets.randbits(62), _last[0] + 1)
        value = _last[0]
    stamp, rest = value >> 74, value & ((1 << 74) - 1)
    return str(uuid.UUID(int=stamp << 80 | 0x7 << 76 | rest >> 62 << 64 | 0x2 << 62 | rest & ((1 << 62) - 1)))


_ids = threading.Lock()
_last = [0]


class Work:
    """A transaction of one operator; rolled back unless `commit` is called."""

    def __init__(
        self,
        connection: Connection,
        office_code: str,
        operator: str,
        now: datetime,
        chain_key: bytes,
        children_key: bytes,
    ) -> None:
        self.connection = connection
        self.office_code = office_code
        self.operator = operator
        self.now = now
        self.committed = False
        self._chain_key = chain_key
        self.child_keys = ChildKeys(connection, office_code, children_key)
        self._head: tuple[int, str] | None = None
        self._changes: set[str] = set()
        self._files: list[Path] = []
        wait_for_turn(connection, office_code)

    def get(self, record: type[Record], *key: object) -> Record | None:
        """The record with this primary key (office code first), or None."""
        how = kept(record)
        row = self.connection.execute(_by_key(how, dict(zip(how.key, key, strict=True)))).mappings().first()
        return record.model_validate(_own(record, row)) if row else None

    def all(self, record: type[Record], *conditions: Any, order: Sequence[Any] = ()) -> list[Record]:
        """The office's records of a class that meet some conditions on its table."""
        table = kept(record).table
        query = select(table).where(*conditions).order_by(*order)
        if "office_code" in table.c:
            query = query.where(table.c.office_code == self.office_code)
        rows = self.connection.execute(query).mappings()
        return [record.model_validate(_own(record, row)) for row in rows]

    def add(self, *records: SQLModel, reason: str = "") -> None:
        """Write new records of one class.

        A record that is there already, the same in every field, is passed over: a form that was
        saved and not acknowledged may be sent again. Raises `Refused` if it differs, and for
        what may be there only once.
        """
        if not records:
            return
        how = kept(type(records[0]))
        fresh = self._fresh(how, records)
        if not fresh:
            return
        try:
            insert(self.connection, how.table, [_values(how, record) for record in fresh])
        except IntegrityError as fault:
            if is_taken(fault):
                raise Refused(how.taken or f"这条{how.title}记录与已有的重复,请核对后再保存。") from fault
            raise
        if how.written:
            how.written(self.connection, fresh)
        self._record(how, Action.ADDED, [(record, _all_new(record)) for record in fresh], reason)

    def change(self, record: SQLModel, reason: str = "") -> bool:
        """Write a changed record; returns whether anything differed from what is kept.

        Raises `Refused` without a reason where identity, a bank card or money is touched.
        """
        return self.change_all([record], reason) > 0

    def change_all(self, records: Sequence[SQLModel], reason: str = "") -> int:
        """Write changed records of one class in one go; returns how many differed. Raises as `change`."""
        if not records:
            return 0
        record_class = type(records[0])
        how, differing = kept(record_class), list[tuple[SQLModel, Mapping[str, Any]]]()
        there = self._there(how, records)
        for record in records:
            old = record_class.model_validate(_own(record_class, there[_key(how, record)]))
            changes = {name: [before, now] for name, before, now in _pairs(old, record) if before != now}
            if changes and not reason.strip() and (touched := need_reason(record_class, changes)):
                raise Refused(f"改动{'、'.join(touched)}须写明原因,原因会记入变动记录。")
            if changes:
                differing.append((record, changes))
        if differing:
            changed = [record for record, _ in differing]
            self._update(how, changed)
            if how.written:
                how.written(self.connection, changed)
            self._record(how, Action.CHANGED, differing, reason)
        return len(differing)

    def _update(self, how: Kept, records: Sequence[SQLModel]) -> None:
        rows = [_values(how, record) for record in records]
        same_key = and_(*(how.table.c[name] == bindparam(f"key_{name}") for name in how.key))
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name not in how.key}
        given = [row | {f"key_{name}": row[name] for name in how.key} for row in rows]
        self.connection.execute(how.table.update().where(same_key).values(columns), given)

    def remove(self, record: SQLModel, reason: str = "") -> None:
        """Take a record away (drafts, claims, photographs of a draft; tables of money refuse it)."""
        how = kept(type(record))
        values = _values(how, record)
        self.connection.execute(
            how.table.delete().where(*(how.table.c[name] == values[name] for name in how.key))
        )
        self._record(how, Action.REMOVED, [(record, _all_new(record))], reason)

    def log(self, action: Action, record: type[SQLModel], record_id: str, what: str) -> None:
        """Record that something was seen in full or left the desk."""
        one = record is Beneficiary and record_id != self.office_code  # not of all of them
        child = record_id if one else ""
        self._append(action, kept(record).table.name, [(record_id, {"*": [None, what]}, child)], "")

    def note_keys(self, version: int, operator_id: str, what: str, reason: str = "") -> None:
        """Record a change to the file of keys, which has this version from now on."""
        told = {"*": [None, what], "version": [None, version]}
        self._append(Action.CHANGED, revisions.KEY_SLOTS, [(operator_id, told, "")], reason)

    def hands_out(self, *files: Path) -> None:
        """These files were just written for somebody: they go away again unless this lasts.

        What leaves the desk is on record, on a full disk too.
        """
        self._files += files

    def ended(self) -> None:
        """The transaction is over, whether it lasted or not."""
        for path in self._files if not self.committed else ():
            with suppress(OSError):  # a stick that was pulled out took it along
                path.unlink(missing_ok=True)

    def go_on_from(self, head: str, package_id: str) -> None:
        """Begin the record of changes where the desk that sent a package had come to."""
        self._head = (0, head)
        told = {"*": [head, package_id]}
        self._append(Action.ADDED, revisions.REBUILT, [(package_id, told, "")], "由同步包重建")

    def touched(self, *kinds: str) -> None:
        """Say that rows of these kinds were written past this door: many at a time, for another office."""
        self._changes.update(kinds)

    def commit(self) -> frozenset[str]:
        """Make it last; returns the kinds of record that were touched."""
        if self._head:
            revisions.keep_head(self.connection, self.office_code, *self._head, self._chain_key)
        self.connection.commit()
        self.committed = True
        return frozenset(self._changes)

    def _fresh(self, how: Kept, records: Sequence[SQLModel]) -> list[SQLModel]:
        """Those that are not there yet, asked for many at a time. Raises `Refused` if one differs."""
        there = self._there(how, records)
        fresh = []
        for record in records:
            row = there.get(_key(how, record))
            if row is None:
                fresh.append(record)
            elif type(record).model_validate(_own(type(record), row)).model_dump() != record.model_dump():
                raise Refused(f"这条{how.title}记录已保存过,内容与现在不同,请重新打开后修改。")
        return fresh

    def _there(self, how: Kept, records: Sequence[SQLModel]) -> dict[tuple[Any, ...], RowMapping]:
        """The rows that have one of the records' keys, by key."""
        columns = tuple_(*how.table.primary_key)
        keys = [_key(how, record) for record in records]
        rows: dict[tuple[Any, ...], RowMapping] = {}
        for some in parts(keys):
            found = self.connection.execute(select(how.table).where(columns.in_(some))).mappings()
            rows |= {tuple(row[name] for name in how.key): row for row in found}
        return rows

    def _record(
        self, how: Kept, action: Action, writes: Sequence[tuple[SQLModel, Mapping[str, Any]]], reason: str
    ) -> None:
        self._changes.add(how.table.name)
        if how.recorded == "none":
            return
        digest = how.recorded == "digest"
        whats = (({"*": [None, _digest(changes)]} if digest else changes) for _, changes in writes)
        ids = [str(getattr(record, how.key[-1])) for record, _ in writes]
        whose = [child_of(self.connection, record) for record, _ in writes]
        self._append(action, how.table.name, list(zip(ids, whats, whose, strict=True)), reason)

    def _append(
        self, action: Action, kind: str, changed: Sequence[tuple[str, Mapping[str, Any], str]], reason: str
    ) -> None:
        """Append a revision for each record id, its changes and the child that they are of ("" of none),
        chained one to the next. What is of a child is sealed with the child's key, the reason too."""
        number, previous = self._head or revisions.head(self.connection, self.office_code)
        rows = []
        self.child_keys.prepare([child for _, _, child in changed if child])
        for record_id, changes, child in changed:
            number += 1
            revision = Revision(
                office_code=self.office_code,
                number=number,
                at=self.now,
                by=self.operator,
                action=action,
                kind=kind,
                record_id=record_id,
                changes=self.child_keys.sealed(child, changes, reason) if child else _text(changes),
                reason="" if child else reason,
            )
            revision.digest = previous = chained(previous, revision, self._chain_key)
            rows.append(revision.model_dump())
        insert(self.connection, revisions.REVISIONS, rows)
        self._head = (number, previous)


def _by_key(how: Kept, values: Mapping[str, Any]) -> Select[Any]:
    return select(how.table).where(*(how.table.c[name] == values[name] for name in how.key))


def _key(how: Kept, record: SQLModel) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in how.key)


def _own(record: type[SQLModel], row: Mapping[Any, Any]) -> dict[str, Any]:
    """The record's own fields of a row; columns that follow from them stay in storage."""
    return {name: row[name] for name in record.model_fields}


def _values(how: Kept, record: SQLModel) -> dict[str, Any]:
    return record.model_dump() | (how.derived(record) if how.derived else {})


def _pairs(old: SQLModel, new: SQLModel) -> list[tuple[str, Any, Any]]:
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return [(name, before[name], after[name]) for name in before]


def _all_new(record: SQLModel) -> dict[str, Any]:
    return {name: [None, value] for name, value in record.model_dump(mode="json").items() if value}


def _text(changes: Mapping[str, Any]) -> str:
    return json.dumps(changes, ensure_ascii=False, default=str)


def _digest(changes: Mapping[str, Any]) -> str:
    text = json.dumps(changes, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
