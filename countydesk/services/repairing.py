"""Repairing a damaged desk: what can still be read goes into a new database; the damaged one is kept."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.offices import Office
from countydesk.domain.problems import Unavailable
from countydesk.domain.revisions import Action
from countydesk.services import checking
from countydesk.services.desk import Clock, open_with_key, system_clock
from countydesk.services.keyholders import DATABASE, KEYS, LOCK
from countydesk.storage import key_slots, migrations
from countydesk.storage.bulk import parts
from countydesk.storage.database import faults_told, integrity_problems, open_database, tally
from countydesk.storage.lock import DeskLock
from countydesk.storage.offices import OFFICES, OPERATORS
from countydesk.storage.salvage import Damaged, Saved, put
from countydesk.storage.schema import KEPT, METADATA


@dataclass(frozen=True)
class Repaired:
    """What was saved by table, each with its title; where the damaged file is kept; what is still wrong."""

    tables: list[tuple[str, Saved]]
    kept: Path
    problems: list[str]


def repair(folder: Path, operator: str, passphrase: str, clock: Clock = system_clock) -> Repaired | None:
    """Save what can be read of a damaged desk; None, and nothing changed, for one whose file is whole.

    A backup with its journal is better wherever there is one: this knows nothing of what it cannot read.
    Raises `Refused` for a wrong passphrase or a desk that is open, `Unavailable` with nothing changed when
    too much is lost.
    """
    key = key_slots.unwrap(folder / KEYS, operator, passphrase)
    path, lock = folder / DATABASE, DeskLock(folder / LOCK)
    lock.take(operator, clock())
    kept = path.with_name(f"desk-损坏-{clock():%Y%m%d-%H%M%S}.db")
    draft = path.with_name(f".{DATABASE}.new")
    try:
        if _is_whole(path, key):
            return None
        _copy(path, kept)
        _copy(path.with_name(f"{DATABASE}-wal"), kept.with_name(f"{kept.name}-wal"))
        tables = _saved(kept, draft, key)
        path.with_name(f"{DATABASE}-wal").unlink(missing_ok=True)
        draft.replace(path)
    except (OSError, Unavailable) as fault:
        _drop(kept)
        if isinstance(fault, Unavailable):
            raise
        raise Unavailable(f"修复没有做成:{reason_of(fault)}。原来的文件没有动:{path}。") from fault
    finally:
        _drop(draft)
        lock.release()
    with open_with_key(folder, key, operator, clock) as desk:
        with desk.work() as work:
            work.log(Action.CHANGED, Office, desk.office.code, f"修复库文件,原文件 {kept.name}")
            work.commit()
        return Repaired(tables, kept, checking.check(desk))


def _is_whole(path: Path, key: bytes) -> bool:
    try:
        engine = open_database(path, key)
    except Unavailable:
        return False
    try:
        with faults_told(path), engine.connect() as connection:
            return not integrity_problems(connection)
    except Unavailable:
        return False
    finally:
        engine.dispose()


def _drop(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal"):
        path.with_name(name).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    if source.exists():
        shutil.copyfile(source, target)


def _saved(damaged: Path, draft: Path, key: bytes) -> list[tuple[str, Saved]]:
    """Write what can be read into a new database; returns what that was."""
    source = Damaged(damaged, key)
    try:
        if source.version != migrations.NEWEST:
            raise Unavailable("库文件由另一版本的程序写成,不能修复。请从备份恢复。")
        with faults_told(draft):
            return _written(source, open_database(draft, key))
    finally:
        source.close()


def _written(source: Damaged, engine: Engine) -> list[tuple[str, Saved]]:
    titles, found = {how.table.name: how.title for how in KEPT}, []
    try:
        migrations.upgrade(engine)
        # What was lost may be referred to: the check tells of it, and what refers to it is not lost too.
        engine.raw_connection().driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        with engine.connect() as connection:
            for name in tally(connection).rows:
                if name in METADATA.tables and name in source.tables:
                    saved = put(connection, name, source.columns(name), source.rows(name))
                    found.append((titles.get(name, name), Saved(name, saved, source.count(name))))
            if not connection.scalar(select(OFFICES.c.code)) or not connection.scalar(select(OPERATORS.c.id)):
                raise Unavailable("单位或经办人员的资料所在的页已损坏,不能修复。请从备份恢复。")
            _make_findable(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {source.number + 1}")
            connection.commit()
    finally:
        engine.dispose()
    return [(title, one) for title, one in found if one.saved or one.were != 0]


def _make_findable(connection: Connection) -> None:
    """The search indexes are made anew of what was saved."""
    for how in KEPT:
        if how.written is None:
            continue
        names = list(how.record.model_fields)
        rows = connection.execute(select(*(how.table.c[name] for name in names))).mappings().all()
        for some in parts(rows):
            how.written(connection, [how.record.model_validate(dict(row)) for row in some])
