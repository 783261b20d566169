"""Backups: made by themselves and when asked for, kept on this computer and on a second place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from countydesk.domain.backups import Made, Occasion, age_in_words, is_old
from countydesk.domain.days import show_moment
from countydesk.domain.offices import Office
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused, Unavailable
from countydesk.domain.revisions import Action
from countydesk.services.desk import PHOTOS, Changes, Desk
from countydesk.services.keyholders import KEYS
from countydesk.services.setup import change_settings
from countydesk.storage import backups, second_place
from countydesk.storage.backups import Backup
from countydesk.storage.journal import SUFFIX as JOURNAL
from countydesk.storage.safekeeping import Safekeeping
from countydesk.storage.second_place import LastCopy
from countydesk.storage.whole_files import copy_whole

ON_A_SERVER = "台账在数据库服务器上,由服务器备份,请联系管理员。"


@dataclass(frozen=True)
class Standing:
    """How the backups stand. `last` is the newest on this computer, `copied` the day of the second place's.

    `chosen` is the second place, "" for none; `is_there` whether it can be reached now; `fault` why
    the last backup, or the last line of the journal, could not be written.
    """

    last: datetime | None
    chosen: str
    is_there: bool
    copied: date | None
    fault: str
    today: date

    @property
    def is_old(self) -> bool:
        """Whether the second place, if one is chosen, was without a backup for too long."""
        return bool(self.chosen) and is_old(self.copied, self.today)

    @property
    def here(self) -> str:
        """ "今天 09:30": the newest backup on this computer."""
        if self.last is None:
            return age_in_words(None, self.today)
        return f"{age_in_words(self.last.date(), self.today)} {self.last:%H:%M}"

    @property
    def there(self) -> str:
        """ "3 天前": the newest backup on the second place."""
        return age_in_words(self.copied, self.today) if self.chosen else "未选择"


@dataclass(frozen=True)
class Listed:
    """A backup to choose from, in the words of a list."""

    path: Path
    made: Made
    office: str
    unit: str
    children: int
    bytes: int


def make(desk: Desk, occasion: Occasion = Occasion.ASKED) -> Standing:
    """Make a backup, and have it on the second place too where that can be reached.

    Raises `Refused` for a desk on a server, `Unavailable` when this computer's disk refuses; what the
    second place refuses stands in the answer's `fault`.
    """
    safe = _safe(desk)
    backup = backups.write(desk.engine, desk.key, safe.folder, desk.folder / KEYS, desk.clock(), occasion)
    backups.keep_photos(desk.folder / PHOTOS, safe.folder / backups.PHOTOS)
    safe.journal.begin(backup.name, backup.facts.number)
    _tidy(desk, safe.folder, backup)
    safe.made = backups.found_in(safe.folder)[0]
    safe.fault = ""
    _carry(desk, safe, backup)
    return _standing(desk, safe)


def before(desk: Desk, occasion: Occasion) -> None:
    """Make a backup before something that one may want to undo; one that cannot be made stops nothing.

    None is made of a desk where nothing was done yet, or nothing since the newest one.
    """
    if desk.safe is not None and desk.safe.journal.number and not _has_all(desk.safe):
        _try(desk, occasion)


def daily(desk: Desk) -> Standing | None:
    """Do what is due today: a backup, or its copy to a second place that is there again.

    Returns how the backups stand, None for a desk on a server.
    """
    safe = desk.safe
    if safe is None:
        return None
    today = [one for one in safe.made if one.facts.at.date() == desk.today]
    if not today or not safe.journal.goes_on:
        _try(desk, Occasion.DAY)
    elif safe.last_copy is None or safe.last_copy.day != desk.today:
        _carry(desk, safe, safe.made[0])
    return _standing(desk, safe)


def at_closing(desk: Desk) -> None:
    """Make a last backup if anything changed since the one before."""
    before(desk, Occasion.CLOSING)


def copy_to(desk: Desk, folder: Path) -> Path:
    """Make a backup in a folder of one's own choice; that it left the desk is recorded.

    Returns its file. Raises `Refused`, and `Unavailable` when the disk refuses.
    """
    desk.acting(Act.HAND_OUT)
    _safe(desk)
    backup = backups.write(desk.engine, desk.key, folder, desk.folder / KEYS, desk.clock(), Occasion.ASKED)
    backups.keep_photos(desk.folder / PHOTOS, folder / backups.PHOTOS)
    with desk.work() as work:
        work.hands_out(backup.path)
        work.log(Action.SENT_OUT, Office, desk.office.code, f"备份 {backup.path.name}")
        work.commit()
    return backup.path


def choose_place(desk: Desk, folder: Path | None) -> Changes:
    """Choose the second place, or none any more; the choice is recorded. The next backup goes there.

    Raises `Refused`, `Unavailable` when the folder cannot be written to.
    """
    desk.acting(Act.SET_UP)
    safe = _safe(desk)
    if folder is not None:
        folder = folder.absolute()
        if desk.folder == folder or desk.folder in folder.parents:
            raise Refused("第二备份位置不能在台账文件夹里,请选 U 盘或共享文件夹。")
        second_place.prepare(folder, desk.office.code)
    done = change_settings(desk, "选择第二备份位置", second_place=str(folder or ""))
    safe.last_copy = None
    return done


def standing(desk: Desk) -> Standing | None:
    """How the backups stand; None for a desk on a server, which has its own."""
    return _standing(desk, desk.safe) if desk.safe else None


def _standing(desk: Desk, safe: Safekeeping) -> Standing:
    chosen = desk.settings.second_place
    return Standing(
        last=safe.made[0].facts.at if safe.made else None,
        chosen=chosen,
        is_there=bool(chosen) and second_place.where(chosen, desk.office.code) is not None,
        copied=safe.last_copy.day if safe.last_copy else None,
        fault=safe.fault or safe.shipping.fault,
        today=desk.today,
    )


def places_of(desk: Desk) -> list[Path]:
    """The folders that have backups of a desk: this computer's, and the second place's if it is there."""
    there = second_place.where(desk.settings.second_place, desk.office.code)
    return [_safe(desk).folder, *([there] if desk.settings.second_place and there else [])]


def listing(folders: Sequence[Path]) -> tuple[list[Listed], list[Path]]:
    """The backups that lie in some folders, newest first, and the files that cannot be read as one."""
    good: list[Listed] = []
    bad: list[Path] = []
    for folder in folders:
        found, damaged = backups.found_in(folder)
        good += [_listed(one) for one in found]
        bad += damaged
    return sorted(good, key=lambda one: one.made.at, reverse=True), bad


def in_words(one: Listed) -> str:
    """ "2026年10月15日 09:30 每日,24 人"."""
    at = one.made.at
    return f"{show_moment(at)} {one.made.occasion.title},{one.children} 人"


def _listed(one: Backup) -> Listed:
    facts = one.facts
    children = facts.rows.get("beneficiary", 0)
    return Listed(one.path, one.made, facts.office, facts.unit, children, one.path.stat().st_size)


def _safe(desk: Desk) -> Safekeeping:
    if desk.safe is None:
        raise Refused(ON_A_SERVER)
    return desk.safe


def _has_all(safe: Safekeeping) -> bool:
    """Whether the newest backup has everything that was ever done at the desk."""
    return safe.journal.goes_on and bool(safe.made) and safe.made[0].facts.number == safe.journal.number


def _try(desk: Desk, occasion: Occasion) -> None:
    try:
        make(desk, occasion)
    except Unavailable as fault:
        if desk.safe:
            desk.safe.fault = f"备份没有做成:{fault}"


def _tidy(desk: Desk, folder: Path, newest: Backup) -> None:
    """Drop what a place need not keep any longer."""
    backups.rotate(folder, newest.name, JOURNAL)
    backups.forget_photos(desk.folder / PHOTOS, folder / backups.PHOTOS, desk.today)


def _carry(desk: Desk, safe: Safekeeping, backup: Backup) -> None:
    """Have a backup, its journal and the photographs on the second place, if that is there."""
    chosen = desk.settings.second_place
    to = second_place.where(chosen, desk.office.code) if chosen else None
    if to is None:
        return
    try:
        backups.keep_photos(desk.folder / PHOTOS, to / backups.PHOTOS)
        copy_whole(desk.folder / KEYS, to / KEYS)
        backups.carry(backup, to)
        safe.shipping.send()
        _tidy(desk, to, backup)
        safe.last_copy = LastCopy(backup.name, desk.today, str(to))
        second_place.note_copy(safe.folder, safe.last_copy)
    except Unavailable as fault:
        safe.fault = f"第二备份位置没有备份成:{fault}"
