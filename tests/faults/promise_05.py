"""Promise 5: an interrupted migration is old or new, never between: stopped at every statement."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from countydesk.services.keyholders import DATABASE
from countydesk.storage import migrations
from countydesk.storage.database import open_database
from tests.faults import Outcome, county, older

PROMISE = "升级中断,台账要么是旧的要么是新的,不会停在中间:在每一条语句上打断都试过。"
KILLED = 9


class Stopped(Exception):
    """What interrupts a migration."""


def run(long: bool) -> Outcome:
    """Stop the migration of every released version, by a failure and by a kill, at its statements."""
    stops, failed = 0, 0
    with county.scratch() as place:
        desk = county.make(place)
        key = older.key_of(desk)
        for version in older.VERSIONS:
            old = older.make(desk, place / version, version) / DATABASE
            before = older.state_of(old, key)
            statements = _statements(_copied(old), key)
            every = [(at, stop) for at in range(1, statements + 1) for stop in (_fails, _is_killed)]
            for at, stop in every if long else ((statements // 2, _is_killed), (statements, _fails)):
                path = _copied(old)
                stop(path, key, at)
                stops += 1
                failed += older.state_of(path, key) != before or not _goes_on(path, key)
    figure = f"{len(older.VERSIONS)} 个版本,打断 {stops} 次(出错、强行中止各半),未坏 {stops - failed} 次"
    return Outcome(PROMISE, stops, failed, figure)


def _copied(old: Path) -> Path:
    path = old.with_name("copy.db")
    for beside in ("", "-wal"):
        Path(f"{path}{beside}").unlink(missing_ok=True)
    shutil.copyfile(old, path)
    return path


def _upgrade(path: Path, key: bytes, hear: Callable[[Engine], None]) -> None:
    engine = open_database(path, key)
    hear(engine)
    try:
        migrations.upgrade(engine)
    finally:
        engine.dispose()


def _each(engine: Engine, do: Callable[[], None]) -> None:
    """Have something done before every statement of an engine, and before its commit."""

    @event.listens_for(engine, "before_cursor_execute")
    def statement(*_about: Any) -> None:
        do()

    @event.listens_for(engine, "commit")
    def commit(_connection: Any) -> None:
        do()


def _statements(path: Path, key: bytes) -> int:
    """How many places there are to stop at."""
    heard: list[None] = []
    _upgrade(path, key, lambda engine: _each(engine, lambda: heard.append(None)))
    return len(heard)


def _stops(engine: Engine, at: int, how: Callable[[], None]) -> None:
    left = [at]

    def count() -> None:
        left[0] -= 1
        if not left[0]:
            how()

    _each(engine, count)


def _fails(path: Path, key: bytes, at: int) -> None:
    def fail() -> None:
        raise Stopped

    try:
        _upgrade(path, key, lambda engine: _stops(engine, at, fail))
    except Stopped:
        return
    raise RuntimeError("the migration was not stopped")


def _is_killed(path: Path, key: bytes, at: int) -> None:
    child = os.fork()
    if not child:
        try:
            _upgrade(path, key, lambda engine: _stops(engine, at, lambda: os._exit(KILLED)))
        finally:
            os._exit(1)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != KILLED:
        raise RuntimeError("the migration was not killed")


def _goes_on(path: Path, key: bytes) -> bool:
    """Whether the interrupted desk can be migrated after all."""
    _upgrade(path, key, lambda engine: None)
    engine = open_database(path, key)
    try:
        return migrations.is_newest(engine)
    finally:
        engine.dispose()
