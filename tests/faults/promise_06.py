"""Promise 6: the merge is exactly once, however often the province is killed while it receives."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from countydesk.domain.months import Month, Term
from countydesk.services import authority, checking, closing, demo_province, receiving, sending, setup
from countydesk.services.desk import open_desk
from countydesk.services.made_up import Mix
from countydesk.services.places import regions
from tests.conftest import PASSPHRASE, TestClock
from tests.faults import Outcome, county
from tests.faults.killing import Tell, killed
from tests.services.work import contents

PROMISE = "省级合并不重不漏:接收时强行中止多少次,行数和金额都分毫不差。"
COUNTIES, COUNTIES_SHORT = 86, 3
MIX = Mix(1, 2)
RUNS, RUNS_SHORT = 50, 1
KILLS, KILLS_SHORT = 20, 3
SEPTEMBER = Month(2026, 9)
WHEN = ("revision", "received_package")  # they tell when it was; the packages are compared by their ids


def run(long: bool) -> Outcome:
    """Receive all packages undisturbed once, and then killed again and again: the same rows come of it."""
    chance, runs, kills = random.Random(60000), RUNS if long else RUNS_SHORT, 0
    with county.scratch() as place:
        packages = list(_made(place, COUNTIES if long else COUNTIES_SHORT))
        shutil.copytree(place / "province", place / "once")
        _receive(place / "once", packages, lambda line: None)
        wanted = _held(place / "once")
        wrong = []
        for number in range(runs):
            desk = place / f"run-{number}"
            shutil.copytree(place / "province", desk)
            kills += _disturbed(desk, packages, chance, KILLS if long else KILLS_SHORT)
            wrong.append(_held(desk) != wanted)
            shutil.rmtree(desk)
    rows = sum(len(each) for each in wanted.values())
    figure = f"{len(packages)} 个包,{rows} 行,合并 {runs} 遍,强行中止 {kills} 次,不符 {wrong.count(True)} 遍"
    return Outcome(PROMISE, runs, wrong.count(True), figure)


def _made(place: Path, counties: int) -> Iterator[Path]:
    """The province's closed desk in `place`/province, and a month's package of each county."""
    clock, ca = demo_province.AreaClock(SEPTEMBER), place / "ca.p12"
    people = [setup.NewOperator(demo_province.OFFICER, PASSPHRASE)]
    codes = sorted(regions().counties())[:counties]
    with setup.create_desk(place / "province", demo_province.PROVINCE, "团省委", people, clock) as province:
        authority.create(province, ca, PASSPHRASE)
        for number, code in enumerate(codes):
            clock.on(SEPTEMBER, 5)
            folder = place / code
            with demo_province.county_desk(folder, code, PASSPHRASE, clock) as desk:
                demo_province.certify(province, desk, ca, PASSPHRASE, folder)
                demo_province.take_in(desk, folder / "台账.xlsx", MIX, number)
                demo_province.pay(desk, Term(2026, "autumn"))
                clock.on(SEPTEMBER, 28)
                demo_province.hand_over(desk, demo_province.APPROVER)
                closing.close(desk, SEPTEMBER)
                yield sending.send(desk, SEPTEMBER, place / "packages", PASSPHRASE).path


def _receive(folder: Path, packages: list[Path], tell: Tell) -> None:
    """Receive them all, as an officer who was disturbed does again from the first."""
    with open_desk(folder, PASSPHRASE, demo_province.OFFICER, TestClock()) as desk:
        tell("open")
        for package in packages:
            (one,) = receiving.receive(desk, [package], on_progress=lambda rows: tell(f"rows {rows}"))
            tell(f"done {one.outcome.value}")


def _disturbed(desk: Path, packages: list[Path], chance: random.Random, kills: int) -> int:
    """Receive and be killed so many times, then once to the end; returns the kills that came in time."""
    lines = max(2, 3 * len(packages) // kills)
    told = [
        killed(lambda tell: _receive(desk, packages, tell), chance, lines, seconds=0.05) for _ in range(kills)
    ]
    _receive(desk, packages, lambda line: None)
    return sum(heard[-1:] != ["end"] for heard in told)


def _held(folder: Path) -> dict[str, Any]:
    """Every row that came of the packages, each package that was received, and what a check finds."""
    with open_desk(folder, PASSPHRASE, demo_province.OFFICER, TestClock()) as desk:
        rows = {name: found for name, found in contents(desk).items() if name not in WHEN}
        with desk.read() as connection:
            query = "SELECT office_code, package_id, place FROM received_package ORDER BY 1, 2"
            received = connection.exec_driver_sql(query).all()
        return rows | {"packages": [tuple(row) for row in received], "damage": checking.check(desk)}
