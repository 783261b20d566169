"""Backups as files: an encrypted copy of the database, and behind it what it holds and who can open it."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from countydesk.domain.backups import Made, Occasion, superfluous
from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Refused, Unavailable
from countydesk.storage import revisions
from countydesk.storage.database import copy_proven, tally
from countydesk.storage.key_slots import derived_key
from countydesk.storage.migrations import version_of
from countydesk.storage.offices import OFFICES
from countydesk.storage.whole_files import copy_whole, write_whole, writing_whole

SUFFIX = ".backup"
GONE = "gone.json"  # among the photographs: those that the desk has no more, each with its day
PHOTOS = "photos"  # beside the backups: each file once, for all of them
# Behind the database: what it holds as JSON, the HMAC of that, the length of both, and this.
MAGIC = b"CountyDesk.bak 1"
MAC = 32
_CHUNK = 1 << 20
_DAMAGED = "备份文件不完整或已损坏:{}。请换一个备份。"


@dataclass(frozen=True)
class Facts:
    """What a backup says of itself. `number` is the act of the journal that it stands at."""

    office: str
    unit: str
    at: datetime
    occasion: Occasion
    schema: str
    number: int
    head: tuple[int, str]  # of the record of changes
    rows: dict[str, int]
    fen: dict[str, int]
    slots: str  # the file of key slots as it was
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Backup:
    """A backup that lies at `path`; what it says is to be believed once `authentic` has seen the key."""

    path: Path
    facts: Facts
    said: bytes
    mac: bytes

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(SUFFIX)

    @property
    def operators(self) -> list[str]:
        """Who could open the desk when it was made."""
        return list(json.loads(self.facts.slots)["slots"])

    @property
    def made(self) -> Made:
        return Made(self.name, self.facts.at, self.facts.occasion)


def write(engine: Engine, key: bytes, folder: Path, slots: Path, at: datetime, why: Occasion) -> Backup:
    """Make a backup in `folder` of a database, of any version; it has its name once it is proven.

    Raises `Unavailable` when the disk is full or gone, with nothing left behind.
    """
    with engine.connect() as connection:
        code = connection.scalar(select(OFFICES.c.code))
        number = connection.exec_driver_sql("PRAGMA user_version").scalar()
    path = folder / f"{code}-{at:%Y%m%d-%H%M%S}-{number}{SUFFIX}"
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        copy_proven(engine, draft, key)
        try:
            with engine.connect() as connection:
                facts = _facts(connection, draft, slots, at, why)
            with open(draft, "ab") as file:
                file.write(_trailer(facts, key))
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        except BaseException:
            with suppress(OSError):  # a stick that was pulled out takes it along
                draft.unlink(missing_ok=True)
            raise
    return read(path)


def read(path: Path) -> Backup:
    """What a backup says of itself, with its database unread. Raises `Unavailable` for what is none."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - len(MAGIC) - 8, 0))
            end = file.read()
            length = int.from_bytes(end[:8], "big")
            if end[8:] != MAGIC or not MAC < length <= size - len(end):
                raise Unavailable(_DAMAGED.format(path))
            file.seek(size - len(end) - length)
            said = file.read(length)
        facts = _read_facts(said[:-MAC])
        if facts.bytes != size - len(end) - length:
            raise ValueError
    except OSError as fault:
        raise Unavailable(f"备份读不出来:{path}({reason_of(fault)})。") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise Unavailable(_DAMAGED.format(path)) from fault
    return Backup(path, facts, said[:-MAC], said[-MAC:])


def require_authentic(backup: Backup, key: bytes) -> None:
    """Make sure that what a backup says was said by a desk with this key. Raises `Refused`."""
    if not hmac.compare_digest(_mac(backup.said, key), backup.mac):
        raise Refused(_DAMAGED.format(backup.path))


def unpack(backup: Backup, to: Path) -> None:
    """Put the database of a backup at `to`, every byte as it was written. Raises `Unavailable`."""
    digest, left = hashlib.sha256(), backup.facts.bytes
    with writing_whole(to) as file, open(backup.path, "rb") as source:
        while left and (some := source.read(min(left, _CHUNK))):
            digest.update(some)
            file.write(some)
            left -= len(some)
        if left or digest.hexdigest() != backup.facts.sha256:
            raise Unavailable(_DAMAGED.format(backup.path))


def found_in(folder: Path) -> tuple[list[Backup], list[Path]]:
    """The backups of a folder, the newest first, and the files that look like some and are none."""
    good, bad = [], []
    with _told(folder):
        paths = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    for path in paths:
        try:
            good.append(read(path))
        except Unavailable:
            bad.append(path)
    return sorted(good, key=lambda one: (one.facts.at, one.name), reverse=True), bad


def carry(backup: Backup, folder: Path) -> None:
    """Copy a backup to another folder, and prove the copy. Raises `Unavailable`."""
    there = folder / backup.path.name
    with _told(folder):
        if not _same(there, backup):
            copy_whole(backup.path, there)
        if not _same(there, backup) or _digest(there, backup.facts.bytes) != backup.facts.sha256:
            raise Unavailable(_DAMAGED.format(there))


def rotate(folder: Path, newest: str, beside: str) -> None:
    """Drop the backups that are kept no longer, with what has their name and the suffix `beside`.

    What a program that was killed had half written goes too.
    """
    good, _bad = found_in(folder)
    with _told(folder):
        for half in folder.glob(".*.part*"):
            half.unlink(missing_ok=True)
        for one in superfluous([backup.made for backup in good], newest):
            for suffix in (SUFFIX, beside):
                (folder / f"{one.name}{suffix}").unlink(missing_ok=True)


def keep_photos(source: Path, folder: Path) -> int:
    """Have every photograph of `source` in `folder` too; returns how many came anew.

    They never change and are encrypted, so that on one disk the same file can stand in both.
    Raises `Unavailable`.
    """
    with _told(folder):
        there, came = set(photo_names(folder)), 0
        for name in photo_names(source):
            if name not in there:
                keep_photo(source / name[:2] / name, folder)
                came += 1
    return came


def photo_names(folder: Path) -> Iterator[str]:
    """The digests of the photographs that lie in a folder."""
    for path in folder.glob("??/*"):
        if len(path.name) == 64:
            yield path.name


def forget_photos(source: Path, folder: Path, today: date) -> None:
    """Drop the photographs that `source` has no more once no backup is left of a time when it had them.

    Raises `Unavailable`.
    """
    note = folder / GONE
    gone = set(photo_names(folder)) - set(photo_names(source))
    noted = _noted(note)
    since = {name: noted.get(name, today.isoformat()) for name in sorted(gone)}
    oldest = min((one.facts.at.date() for one in found_in(folder.parent)[0]), default=today).isoformat()
    with _told(folder):
        for name in [name for name, day in since.items() if day < oldest]:
            (folder / name[:2] / name).unlink(missing_ok=True)
            del since[name]
    if since != noted:
        write_whole(note, json.dumps(since).encode())


def _noted(note: Path) -> dict[str, str]:
    """Since which day photographs are gone, as it was noted."""
    try:
        said: dict[str, str] = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said


def keep_photo(source: Path, folder: Path) -> None:
    """Have one photograph's file in a folder too. Raises `Unavailable`."""
    target = folder / source.parent.name / source.name
    link_or_copy(source, target)


def link_or_copy(source: Path, target: Path) -> None:
    """The same file under another name; a copy on another disk, or one that knows no links.

    Raises `Unavailable`.
    """
    if target.exists():
        return
    with _told(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:
            copy_whole(source, target)


def _facts(connection: Connection, draft: Path, slots: Path, at: datetime, why: Occasion) -> Facts:
    """What the copy that was just made holds."""
    office = connection.execute(select(OFFICES.c.code, OFFICES.c.unit)).one()
    held, size = tally(connection), draft.stat().st_size
    return Facts(
        office=office.code,
        unit=office.unit,
        at=at,
        occasion=why,
        schema=version_of(connection) or "",
        number=connection.exec_driver_sql("PRAGMA user_version").scalar() or 0,
        head=revisions.head(connection, office.code),
        rows=held.rows,
        fen=held.fen,
        slots=slots.read_text("utf-8"),
        bytes=size,
        sha256=_digest(draft, size),
    )


def _same(path: Path, backup: Backup) -> bool:
    """Whether a file says of itself what a backup does."""
    try:
        found = read(path)
    except Unavailable:
        return False
    return (found.said, found.mac) == (backup.said, backup.mac)


def _trailer(facts: Facts, key: bytes) -> bytes:
    said = json.dumps(asdict(facts), ensure_ascii=False, default=datetime.isoformat).encode()
    length = len(said) + MAC
    return said + _mac(said, key) + length.to_bytes(8, "big") + MAGIC


def _read_facts(said: bytes) -> Facts:
    values: dict[str, Any] = json.loads(said)
    values["at"] = datetime.fromisoformat(values["at"])
    values["occasion"] = Occasion(values["occasion"])
    values["head"] = (values["head"][0], values["head"][1])
    return Facts(**values)


def _mac(said: bytes, key: bytes) -> bytes:
    return hmac.new(derived_key(key, "backups"), said, hashlib.sha256).digest()


def _digest(path: Path, size: int) -> str:
    """The digest of the first `size` bytes of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while size and (some := file.read(min(size, _CHUNK))):
            digest.update(some)
            size -= len(some)
    return digest.hexdigest()


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise Unavailable(f"备份位置 {folder} 用不了:{reason_of(fault)}。") from fault
