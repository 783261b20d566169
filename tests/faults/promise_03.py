"""Promise 3: every backup restores, of every released version; damaged ones are refused in a sentence."""

import random
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from countydesk.domain.backups import Occasion
from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import backups, checking, restoring
from countydesk.services.desk import Desk, open_desk
from countydesk.services.keyholders import DATABASE
from tests.conftest import PASSPHRASE, TestClock
from tests.faults import Outcome, county, older
from tests.services.work import a_visit, contents, picture

PROMISE = "每个备份都能恢复:各版本的台账都能打开并升级;损坏的备份都用一句话拒绝,现有台账不受影响。"
DAYS, DAYS_SHORT = 60, 4
DAMAGED, DAMAGED_SHORT = 100, 15
SENTENCE = re.compile(r"[一-鿿].*。$", re.DOTALL)


def run(long: bool) -> Outcome:
    """Back up day by day and restore every backup; damage backups; open every older desk."""
    with county.scratch() as place:
        desk = county.make(place)
        olds = list(_older(desk, place))
        kept = list(_kept(desk, DAYS if long else DAYS_SHORT, place))
        damaged = list(_damaged(desk, DAMAGED if long else DAMAGED_SHORT, place))
    tried = [*olds, *kept, *damaged]
    figure = (
        f"{len(olds)} 个旧版本打开并升级,{len(kept)} 次恢复(含补记日志)与原样一致,"
        f"{len(damaged)} 个损坏的备份被拒绝"
    )
    return Outcome(PROMISE, len(tried), tried.count(False), figure)


def _older(desk: Path, place: Path) -> Iterator[bool]:
    """Each older desk opens; the backup made before its migration restores, and that is migrated again."""
    for version in older.VERSIONS:
        old = older.make(desk, place / version, version)
        good = older.problems_after_opening(old) == []
        (made,), bad = backups.listing([old / "backups"])
        good = good and made.made.occasion is Occasion.MIGRATION and not bad
        with _restored(made.path, place / f"{version}-again") as again:
            yield good and checking.check(again) == []


def _kept(desk: Path, days: int, place: Path) -> Iterator[bool]:
    """Days of work, each with its backup; in the end each that is kept is restored, with the journal too."""
    clock, states = TestClock(), {}
    with open_desk(desk, PASSPHRASE, "王海", clock) as opened:
        for _ in range(days):
            clock.on(clock().date() + timedelta(days=1))
            backups.daily(opened)
            states[clock().date()] = contents(opened)
            a_visit(opened, picture(), findings=f"{clock():%m月%d日}走访")
        last = contents(opened)
    found, _bad = backups.listing([desk / "backups"])
    for number, one in enumerate(found):
        with _restored(one.path, place / f"day-{number}") as again:
            yield _same(again, states[one.made.at.date()])
    with _restored(found[0].path, place / "last", with_journal=True) as again:
        yield _same(again, last) and checking.check(again) == []


def _same(again: Desk, wanted: dict[str, list[object]]) -> bool:
    """The same rows, but for the entry that says that the desk was restored."""
    found = contents(again)
    found["revision"].pop()
    return found == wanted


def _restored(path: Path, folder: Path, with_journal: bool = False) -> Desk:
    clock = TestClock()
    clock.on(clock().date() + timedelta(days=400))
    return restoring.restore(path, folder, "王海", PASSPHRASE, with_journal, clock).desk


def _damaged(desk: Path, many: int, place: Path) -> Iterator[bool]:
    """Backups flipped, cut, lengthened, put together of two: refused, with the desk untouched."""
    chance = random.Random(30000)
    found, _bad = backups.listing([desk / "backups"])
    whole, other = found[0].path.read_bytes(), found[-1].path.read_bytes()
    key, before = older.key_of(desk), older.state_of(desk / DATABASE, older.key_of(desk))
    for number in range(many):
        path = place / f"{number}.backup"
        path.write_bytes(_mutant(whole, other, chance))
        try:
            restoring.restore(path, desk, "王海", PASSPHRASE, False, TestClock()).desk.close()
            yield False
        except (Refused, Unavailable) as refusal:
            yield bool(SENTENCE.search(str(refusal))) and older.state_of(desk / DATABASE, key) == before
        path.unlink()
    shutil.rmtree(desk)


def _mutant(whole: bytes, other: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(whole))
    match chance.randrange(5):
        case 0:
            return whole[:place]
        case 1:
            return whole + whole[place:]
        case 2:  # the database of one backup, what another says
            return other[: len(other) // 2] + whole[len(whole) // 2 :]
        case 3:
            return whole[:place] + bytes(len(whole[place : place + 4096])) + whole[place + 4096 :]
        case _:
            return whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
