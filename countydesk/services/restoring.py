"""Restoring a backup: the desk as it was, in the place of the present one, which is kept beside."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from countydesk.domain.days import show_moment
from countydesk.domain.disk_faults import reason_of
from countydesk.domain.offices import Office
from countydesk.domain.operators import Act, Operator, require
from countydesk.domain.problems import Refused, Unavailable
from countydesk.domain.revisions import Action
from countydesk.services import backups as keeping
from countydesk.services.comparing import Compared, LastChange, compared, counted, last_change
from countydesk.services.desk import BACKUPS, PHOTOS, Clock, Desk, open_with_key, system_clock
from countydesk.services.keyholders import DATABASE, KEYS, LOCK
from countydesk.storage import backups, journal, key_slots
from countydesk.storage.backups import Backup
from countydesk.storage.database import faults_told, integrity_problems, open_database
from countydesk.storage.desk_files import SERVER
from countydesk.storage.lock import DeskLock
from countydesk.storage.offices import OPERATORS
from countydesk.storage.second_place import last_copy
from countydesk.storage.visits import PHOTOS as PHOTO_TABLE
from countydesk.storage.whole_files import write_whole


@dataclass(frozen=True)
class Preview:
    """What restoring would do, compared with the desk that is there unless `not_compared` says why not.

    `acts` of the journal would be done again; `problem` says what of it cannot be used.
    """

    unit: str
    at: datetime
    last: LastChange | None
    last_here: LastChange | None
    kinds: list[Compared]
    not_compared: str
    acts: int
    problem: str
    lost_photos: int

    @property
    def lines(self) -> list[str]:
        """What it says, for a person to read before deciding."""
        told = [f"{self.unit},{show_moment(self.at)} 的备份。"]
        changed = [kind.sentence for kind in self.kinds if self.not_compared or kind.back or kind.lost]
        told += [self.not_compared] if self.not_compared else []
        told += changed or ["记录的条数与现有台账一样。"]
        if self.last and self.last_here:
            told.append(f"变动记录:备份到第 {self.last.number} 条,现有到第 {self.last_here.number} 条。")
        return [*told, *_remarks(self.acts, self.problem, self.lost_photos)]


@dataclass(frozen=True)
class Restored:
    """The desk as it was, open; and where the one that was there before is kept, if there was one."""

    desk: Desk
    kept: Path | None
    acts: int
    problem: str
    lost_photos: int

    @property
    def sentence(self) -> str:
        """What was done, and where the desk of before is."""
        kept = f"原来的台账保留在 {self.kept}。" if self.kept else ""
        remarks = _remarks(self.acts, self.problem, self.lost_photos)
        return "".join([f"已恢复到 {self.desk.folder}。", kept, *remarks])


def _remarks(acts: int, problem: str, lost_photos: int) -> list[str]:
    said = [f"由随记日志补上 {acts} 笔操作。"] if acts else []
    said += [problem] if problem else []
    return said + ([f"有 {lost_photos} 张照片不在备份旁边,恢复不了。"] if lost_photos else [])


@dataclass
class _Draft:
    """The desk that comes out of a backup, in a folder of its own until it is complete."""

    folder: Path
    backup: Backup
    key: bytes
    acts: int = 0
    problem: str = ""
    lost_photos: int = 0


def places(folder: Path) -> list[Path]:
    """Where backups of the desk in `folder` lie, without opening it: beside it, and where the last went."""
    own = folder / BACKUPS
    noted = last_copy(own)
    there = Path(noted.folder) if noted else None
    return [own, *([there] if there and there.is_dir() else [])]


def operators_of(path: Path) -> list[str]:
    """Who can open a backup. Raises `Unavailable` for a file that is none."""
    return backups.read(path).operators


def preview(
    path: Path,
    folder: Path,
    operator: str,
    passphrase: str,
    with_journal: bool = False,
    clock: Clock = system_clock,
) -> Preview:
    """What restoring the backup at `path` to `folder` would bring back and lose; nothing is changed.

    Raises `Refused` for a wrong passphrase or a desk that is open elsewhere, `Unavailable` for a backup
    that is damaged.
    """
    with _alone(folder, operator, clock), _drafted(path, folder, operator, passphrase, with_journal) as draft:
        with _opened(draft.folder, draft.key) as old:
            last, kinds, last_here, why = last_change(old), counted(old), None, "这里还没有台账。"
            if (folder / DATABASE).exists():
                try:
                    with _opened(folder, key_slots.unwrap(folder / KEYS, operator, passphrase)) as here:
                        kinds, last_here, why = compared(old, here), last_change(here), ""
                except (Refused, Unavailable) as fault:
                    why = f"现有台账打不开,无法比较:{fault}"
        facts = draft.backup.facts
        return Preview(
            unit=facts.unit,
            at=facts.at,
            last=last,
            last_here=last_here,
            kinds=kinds,
            not_compared=why,
            acts=draft.acts,
            problem=draft.problem,
            lost_photos=draft.lost_photos,
        )


def restore(
    path: Path,
    folder: Path,
    operator: str,
    passphrase: str,
    with_journal: bool = False,
    clock: Clock = system_clock,
) -> Restored:
    """Put the desk of the backup at `path` into `folder` and open it.

    The desk that is there is kept in a folder beside it, and is what it was if anything fails. With the
    journal what was done after the backup is done again. Raises as `preview` does, and `Refused` for
    somebody who may not do this to the desk that is there.
    """
    with _drafted(path, folder, operator, passphrase, with_journal) as draft:
        with _alone(folder, operator, clock):
            _require_may(folder, draft, operator, passphrase)
            with open_with_key(draft.folder, draft.key, operator, clock) as desk, desk.work() as work:
                said = f"从备份恢复:{path.name}" + (f",补记 {draft.acts} 笔" if draft.acts else "")
                work.log(Action.CHANGED, Office, desk.office.code, said)
                work.commit()
            _take_backups_along(folder / BACKUPS, draft.folder / BACKUPS)
        kept = _exchange(draft.folder, folder, clock())
        desk = open_with_key(folder, draft.key, operator, clock)
        keeping.daily(desk)
        return Restored(desk, kept, draft.acts, draft.problem, draft.lost_photos)


@contextmanager
def _drafted(
    path: Path, folder: Path, operator: str, passphrase: str, with_journal: bool
) -> Iterator[_Draft]:
    """A backup unpacked beside the folder that it is for; whatever is left of it goes at the end."""
    if (folder / SERVER).exists():
        raise Refused("这个文件夹里的台账在数据库服务器上,不能恢复到这里。请换一个文件夹。")
    backup = backups.read(path)
    place = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    try:
        for left in place.parent.glob(f".{folder.name}.????????"):  # of a program that was killed
            shutil.rmtree(left, ignore_errors=True)
        place.mkdir(parents=True)
        key = _key_of(backup, place / KEYS, folder, operator, passphrase)
        backups.unpack(backup, place / DATABASE)
        draft = _Draft(place, backup, key)
        with _opened(place, key) as connection:
            damage = integrity_problems(connection)
        if damage:
            raise Unavailable(f"备份已损坏({damage[0]}),请换一个备份。")
        if with_journal:
            _redo(draft)
        _bring_photos(draft, folder)
        yield draft
    except OSError as fault:
        raise Unavailable(f"不能在 {folder.parent} 恢复台账:{reason_of(fault)}。") from fault
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _key_of(backup: Backup, slots: Path, folder: Path, operator: str, passphrase: str) -> bytes:
    """The desk's key, out of the newest slots that there are: a passphrase may have been changed since."""
    newer = (path for path in (folder / KEYS, backup.path.parent / KEYS) if path.exists())
    for content in [*(path.read_bytes() for path in newer), backup.facts.slots.encode()]:
        write_whole(slots, content)
        try:
            key = key_slots.unwrap(slots, operator, passphrase)
            backups.require_authentic(backup, key)
        except (Refused, Unavailable) as failure:
            refusal = failure
        else:
            return key
    raise refusal


def _redo(draft: _Draft) -> None:
    """Do again what the journal beside the backup has, as far as it holds."""
    engine, number = open_database(draft.folder / DATABASE, draft.key), draft.backup.facts.number
    try:
        for found in journal.following(draft.backup.path.parent, draft.backup.name, draft.key):
            if found.begun.number != number + draft.acts or found.begun.schema != draft.backup.facts.schema:
                draft.problem = f"日志 {found.path.name} 与备份接不上,没有使用。"
                break
            for act in found.acts():
                with engine.connect() as connection:
                    journal.replay(connection, act, number + draft.acts + 1)
                    connection.commit()
                draft.acts += 1
            draft.problem = found.problem
    finally:
        engine.dispose()


def _bring_photos(draft: _Draft, folder: Path) -> None:
    """The photographs that the records name, from beside the backup or out of the desk that is there."""
    sources = (draft.backup.path.parent / backups.PHOTOS, folder / PHOTOS)
    with _opened(draft.folder, draft.key) as connection:
        for digest in connection.scalars(select(PHOTO_TABLE.c.digest).distinct()):
            found = next((at for one in sources if (at := one / digest[:2] / digest).exists()), None)
            if found is None:
                draft.lost_photos += 1
            else:
                backups.keep_photo(found, draft.folder / PHOTOS)


def _require_may(folder: Path, draft: _Draft, operator: str, passphrase: str) -> None:
    """Refuse whoever may not change the desk that is there; where there is none, the passphrase is enough."""
    if not (folder / DATABASE).exists():
        return
    try:
        key = key_slots.unwrap(folder / KEYS, operator, passphrase)
        with _opened(folder, key) as here:
            person = _operator(here, operator)
    except Unavailable:  # a damaged desk knows nobody: the backup does
        with _opened(draft.folder, draft.key) as old:
            person = _operator(old, operator)
    require(person, Act.SET_UP)


def _operator(connection: Connection, name: str) -> Operator:
    row = connection.execute(select(OPERATORS).where(OPERATORS.c.name == name)).mappings().first()
    if row is None:
        raise Refused(f"这本台账没有名叫“{name}”的经办人员,请核对姓名。")
    return Operator.model_validate(dict(row))


@contextmanager
def _alone(folder: Path, operator: str, clock: Clock) -> Iterator[None]:
    """Nobody else has the desk of this folder open meanwhile. Raises `Refused` if somebody has."""
    lock = DeskLock(folder / LOCK)
    if (folder / DATABASE).exists():
        lock.take(operator, clock())
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _opened(folder: Path, key: bytes) -> Iterator[Connection]:
    path = folder / DATABASE
    engine = open_database(path, key)
    try:
        with faults_told(path), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _take_backups_along(source: Path, target: Path) -> None:
    """The older backups stay to choose from. The journals do not: from here on it is another story."""
    for one in backups.found_in(source)[0]:
        backups.link_or_copy(one.path, target / one.path.name)


def _exchange(draft: Path, folder: Path, now: datetime) -> Path | None:
    """Give the folder's name to the draft; what was there gets a name that says so, and is returned."""
    kept = None
    if folder.exists() and any(folder.iterdir()):
        kept = folder.with_name(f"{folder.name}-恢复前-{now:%Y%m%d-%H%M%S}")
        os.rename(folder, kept)
    elif folder.exists():
        folder.rmdir()
    try:
        os.rename(draft, folder)
    except OSError:
        if kept:
            os.rename(kept, folder)
        raise
    return kept
