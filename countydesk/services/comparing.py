"""Two states of a desk compared: what going back from one to the other would bring back and lose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Table, inspect, select, tuple_

from countydesk.storage.bulk import parts
from countydesk.storage.revisions import REVISIONS
from countydesk.storage.schema import KEPT, Kept

NAMED = ("name", "number", "day", "month")  # a record is called by the first that it has
EXAMPLES = 5
OWN_TO_A_STATE = frozenset({"revision", "draft", "claim"})  # they follow from the rest


@dataclass(frozen=True)
class Compared:
    """One kind of record: how many there are in the backup and here, how many would come back and be lost.

    `names` are some of those that would be lost.
    """

    title: str
    in_backup: int
    here: int
    back: int
    lost: int
    names: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """ "入户走访:备份 12,现有 15;恢复后失去 3(2026-10-15)"."""
        said = [f"{self.title}:备份 {self.in_backup},现有 {self.here}"]
        if self.back:
            said.append(f"恢复后找回 {self.back}")
        if self.lost:
            more = " 等" if self.lost > len(self.names) else ""
            names = f"({'、'.join(self.names)}{more})" if self.names else ""
            said.append(f"恢复后失去 {self.lost}{names}")
        return ";".join(said)


@dataclass(frozen=True)
class LastChange:
    """The last entry of a record of changes."""

    number: int
    at: datetime
    by: str


def last_change(connection: Connection) -> LastChange | None:
    """The last thing that was done at a desk, if anything was."""
    columns = (REVISIONS.c.number, REVISIONS.c.at, REVISIONS.c.by)
    row = connection.execute(select(*columns).order_by(REVISIONS.c.number.desc()).limit(1)).first()
    return LastChange(*row) if row else None


def counted(connection: Connection) -> list[Compared]:
    """What a backup holds, where there is nothing to compare it with."""
    found = [(how, _keys(connection, how)) for how in _kinds(connection)]
    return [Compared(how.title, len(keys), 0, len(keys), 0) for how, keys in found if keys]


def compared(backup: Connection, here: Connection) -> list[Compared]:
    """Every kind of record that both may hold and at least one does."""
    there = {how.table for how in _kinds(here)}
    found = []
    for how in _kinds(backup):
        old = _keys(backup, how)
        new = _keys(here, how) if how.table in there else set()
        if old or new:
            lost = new - old
            names = _names(here, how.table, sorted(lost)[-EXAMPLES:])
            found.append(Compared(how.title, len(old), len(new), len(old - new), len(lost), names))
    return found


def _kinds(connection: Connection) -> list[Kept]:
    """The kinds that a desk's database has tables for: an older one lacks some."""
    tables = set(inspect(connection).get_table_names())
    return [how for how in KEPT if how.table.name in tables and how.table.name not in OWN_TO_A_STATE]


def _keys(connection: Connection, how: Kept) -> set[Row[tuple[object, ...]]]:
    return set(connection.execute(select(*how.table.primary_key)))


def _names(connection: Connection, table: Table, keys: Iterable[Row[tuple[object, ...]]]) -> tuple[str, ...]:
    column = next((table.c[name] for name in NAMED if name in table.c), None)
    if column is None:
        return ()
    key = tuple_(*table.primary_key)
    return tuple(
        str(name)
        for some in parts([tuple(one) for one in keys])
        for name in connection.scalars(select(column).where(key.in_(some)))
    )
