"""Promise 4: a full disk or a stick pulled out at any write leaves the old state, and a sentence."""

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from countydesk.domain.months import Month
from countydesk.export.workbook import write_table
from countydesk.services import backups, checking, closing, sending
from countydesk.services.desk import open_desk
from countydesk.services.made_up import COLUMNS, Mix, ledger_rows
from countydesk.storage import second_place
from tests.conftest import PASSPHRASE, TAKEN_OVER, TestClock
from tests.faults import Outcome, county
from tests.services import area
from tests.services.work import a_visit, contents, picture

PROMISE = "磁盘写满或拔掉 U 盘,旧内容都在,给一句话,不留残余,腾出空间后接着办。"
SEPTEMBER = Month(2026, 9)
OWN_MOUNTS = ("unshare", "--user", "--mount", "--map-root-user")
NAMES = ("open", "os.rename", "os.link", "os.mkdir", "os.remove")  # what Python tells of, with a path


def run(long: bool) -> Outcome:
    """Acts on a disk that becomes full within them; backups to a stick that is pulled out within them."""
    with county.scratch() as place:
        _prepare(place)
        full, wrong = _full_disks(place, long)
        pulled, torn = _pulled_sticks(place, long)
    figure = f"磁盘写满 {full} 次,U 盘拔出 {pulled} 次" + "".join(f";{one}" for one in [*wrong, *torn][:5])
    return Outcome(PROMISE, full + pulled, len(wrong) + len(torn), figure)


def _prepare(place: Path) -> None:
    """Closed desks: a county's, one that has a month to send, the province's; a package; a ledger."""
    county.make(place).rename(place / "county")
    write_table(place / "台账.xlsx", "台账", COLUMNS, ledger_rows(Mix(20, 40), TAKEN_OVER))
    clock = TestClock()
    clock.on(date(2026, 9, 10))
    area.make(place / "area", clock, area.HESHUI)
    clock.on(SEPTEMBER.last_day)
    with open_desk(place / "area" / area.HESHUI, PASSPHRASE, area.OPERATOR, clock) as desk:
        closing.close(desk, SEPTEMBER)
    shutil.copytree(place / "area" / area.HESHUI, place / "sender")
    with open_desk(place / "area" / area.HESHUI, PASSPHRASE, area.OPERATOR, clock) as desk:
        sending.send(desk, SEPTEMBER, place / "packages", PASSPHRASE)
    shutil.copytree(place / "area" / area.PROVINCE, place / "province")


def _full_disks(place: Path, long: bool) -> tuple[int, list[str]]:
    """The acts of `full_disk`, in a mount namespace of their own; none where that is not allowed."""
    if shutil.which("unshare") is None or subprocess.run([*OWN_MOUNTS, "true"], check=False).returncode:
        return 0, []
    command = [*OWN_MOUNTS, sys.executable, "-m", "tests.faults.full_disk", str(place), *["--long"] * long]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return told["tried"], told["wrong"]


class Stick:
    """A stick that is pulled out at the n-th thing that Python does on it, and is dead from then on."""

    def __init__(self) -> None:
        self._folder, self._left = "", 0
        sys.addaudithook(self._hear)

    @contextmanager
    def pulled(self, folder: Path, at: int) -> Iterator[None]:
        """Within this the stick at `folder` lasts for so many things."""
        self._folder, self._left = str(folder), at
        try:
            yield
        finally:
            self._folder = ""

    @property
    def is_out(self) -> bool:
        return self._left <= 0

    def _hear(self, name: str, about: tuple[Any, ...]) -> None:
        if self._folder and name in NAMES and any(str(one).startswith(self._folder) for one in about[:2]):
            self._left -= 1
            if self._left <= 0:
                raise OSError(errno.EIO, "Input/output error")


def _pulled_sticks(place: Path, long: bool) -> tuple[int, list[str]]:
    """Back up to a stick that is pulled out at every thing done on it, then put it in again."""
    wrong, tries, watched = [], 0, Stick()
    step = 1 if long else 5
    for at in count(1, step):
        desk, stick = place / f"desk-{at}", place / f"stick-{at}"
        shutil.copytree(place / "county", desk)
        stick.mkdir()
        with open_desk(desk, PASSPHRASE, "王海", TestClock()) as opened:
            backups.choose_place(opened, stick)
            a_visit(opened, picture())
            before = contents(opened)
            with watched.pulled(stick, at):
                standing = backups.make(opened)
                out = watched.is_out
            tries += 1
            there = stick / second_place.folder_name("621024")
            if not standing.fault.endswith("。") and not backups.listing([there])[0]:
                wrong.append(f"第 {at} 步拔出,没有备份也没有说明:{standing.fault}")
            if contents(opened) != before or checking.check(opened):
                wrong.append(f"第 {at} 步拔出,台账变了")
            standing = backups.make(opened)
            found, damaged = backups.listing([there])
            if standing.fault or not found or damaged:
                wrong.append(f"第 {at} 步拔出,插回后没有补上:{standing.fault}")
            if [one for one in stick.rglob(".*") if one.name.endswith(".part")]:
                wrong.append(f"第 {at} 步拔出,插回后还有残余")
        shutil.rmtree(desk)
        if not out:
            return tries, wrong
    raise AssertionError
