"""Promise 1: what was saved stays: kills at random moments, and power cuts below SQLite."""

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from tests.conftest import TestClock
from tests.faults import Outcome, county, older, power, working
from tests.faults.killing import Program, Task, killed
from tests.services import area

PROMISE = "存下的就在:强行中止、突然断电之后,已确认的一条不少,重新录入不会成双,台账完好。"
KILLS, KILLS_SHORT = 500, 6
CUTS, CUTS_SHORT = 1_000, 16
AT_ONE_DESK = 4  # kills, before a new one is taken: the years go by


def run(long: bool) -> Outcome:
    """Kill the program at its work and cut the power; after each the desk is looked through."""
    chance = random.Random(10000)
    with county.scratch() as place:
        _prepare(place)
        kills = list(_kills(place, KILLS if long else KILLS_SHORT, chance))
        cuts = list(power.cuts(place, CUTS if long else CUTS_SHORT, chance)) if power.can_be_cut() else []
    wrong = [problem for problems in (*kills, *cuts) for problem in problems]
    failed = sum(bool(problems) for problems in (*kills, *cuts))
    how = f"断电 {len(cuts)} 次" if cuts else "没有 strace,断电未试"
    figure = f"强行中止 {len(kills)} 次,{how};不完好 {failed} 次" + "".join(f";{one}" for one in wrong[:5])
    return Outcome(PROMISE, len(kills) + len(cuts), failed, figure)


def _prepare(place: Path) -> None:
    """Disks with a desk each: a county's at its work, the province's, one of an older version."""
    clock = TestClock()
    clock.on(date(2026, 9, 10))
    area.make(place / "area", clock, area.HESHUI, area.NING)
    with area.opened(place / "area", place / "senders", clock, area.HESHUI, area.NING) as senders:
        for code in (area.HESHUI, area.NING):
            senders.reported(code, working.FIRST).rename(place / f"{code}.xlsx.p7m")
    for name, code in (("county", area.HESHUI), ("province", area.PROVINCE)):
        shutil.copytree(place / "area" / code, place / name / "desk")
    old = older.make(place / "county" / "desk", place / "old" / "desk", older.VERSIONS[0])
    assert old.is_dir()


def _kills(place: Path, many: int, chance: random.Random) -> Iterator[list[str]]:
    """What was wrong after each kill; it works at the months, in the window, receives, or migrates."""
    packages = sorted(place.glob("*.p7m"))
    kinds: tuple[tuple[str, Callable[[Path], Task | Program], int], ...] = (
        ("county", lambda disk: partial(working.months, disk, 1), 12),
        ("province", lambda disk: partial(working.receive, disk, packages), 2),
        ("county", lambda disk: ("tests.faults.at_the_window", str(disk), "5"), 11),
        ("county", lambda disk: partial(working.months, disk, 1), 12),
        ("old", lambda disk: partial(working.migrate, disk), 1),
    )
    for number in range(many):
        source, task, lines = kinds[number % len(kinds)]
        disk = place / "disks" / f"{source}-{number // (AT_ONE_DESK * len(kinds))}"
        if source != "county" or not disk.exists():
            shutil.rmtree(disk, ignore_errors=True)
            shutil.copytree(place / source, disk)
        told = killed(task(disk), chance, lines, seconds=0.15)
        yield list(working.wrong_after(disk, told))
