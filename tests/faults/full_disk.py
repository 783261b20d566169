"""`python -m tests.faults.full_disk PLACE [--long]`: acts on a disk that becomes full within them.

It is run in a mount namespace of its own and lays a small file system in memory over PLACE/disk. Before each
act all of it but so many pages is filled; the act must be done whole, or refused in a sentence with all as
it was, and be done once there is room. A line of JSON on stdout tells how it came out.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from countydesk.domain.months import Month
from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import backups, checking, receiving, register, sending, taking_in
from countydesk.services.desk import Desk, open_desk
from countydesk.services.letting_in import Outcome
from tests.conftest import PASSPHRASE, TestClock
from tests.services.work import a_visit, contents, picture

PAGE = 4096
SIZE = "48m"
PASSING = (".lock", "-wal")  # they come and go with an open desk


@dataclass(frozen=True)
class Act:
    """One act on a desk that is open in `disk`; `prepare` looks what it needs before the disk is full.

    What it refuses is raised.
    """

    name: str
    desk: str
    do: Callable[[Desk, Path, object], object]
    prepare: Callable[[Desk, Path], object] = lambda desk, place: None


def save(desk: Desk, disk: Path, _ready: object) -> None:
    """A visit with its photograph."""
    a_visit(desk, picture())


def back_up(desk: Desk, disk: Path, _ready: object) -> None:
    """A backup beside the desk."""
    backups.make(desk)


def export(desk: Desk, disk: Path, _ready: object) -> None:
    """The register as a workbook."""
    register.hand_out(desk, register.Wanted(""), disk / "名单.xlsx")


def previewed(desk: Desk, place: Path) -> object:
    """The ledger of more children, compared with the desk."""
    return taking_in.preview(desk, place / "台账.xlsx")


def take_in(desk: Desk, disk: Path, ready: object) -> None:
    """What was previewed, accepted."""
    assert isinstance(ready, taking_in.Preview)
    taking_in.accept(desk, ready)


def package_of(desk: Desk, place: Path) -> object:
    """The county's package."""
    return next((place / "packages").glob("*.p7m"))


def merge(desk: Desk, disk: Path, ready: object) -> None:
    """A county's package, received at the province."""
    assert isinstance(ready, Path)
    (one,) = receiving.receive(desk, [ready])
    if one.outcome is not Outcome.MERGED:
        raise Refused(one.problem or "not merged")


def send(desk: Desk, disk: Path, _ready: object) -> None:
    """The package of a closed month."""
    sending.send(desk, Month(2026, 9), disk / "out", PASSPHRASE)


ACTS = (
    Act("登记走访", "county", save),
    Act("备份", "county", back_up),
    Act("导出名单", "county", export),
    Act("导入台账", "county", take_in, previewed),
    Act("上报", "sender", send),
    Act("接收合并", "province", merge, package_of),
)


def tried(act: Act, place: Path, pages: Iterator[int]) -> tuple[int, list[str]]:
    """Try the act with more and more room until it is done; returns how often, and what went wrong."""
    wrong, tries = [], 0
    for free in pages:
        done, problems = once(act, place, free)
        tries += 1
        wrong += [f"{act.name}({free} 页):{problem}" for problem in problems]
        if done:
            break
    return tries, wrong


def once(act: Act, place: Path, free: int) -> tuple[bool, list[str]]:
    """The act with so many pages left: whether it was done, and what went wrong."""
    disk = place / "disk"
    for path in disk.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(place / act.desk, disk / "desk")
    clock = TestClock()
    clock.on(Month(2026, 10).last_day)
    with open_desk(disk / "desk", PASSPHRASE, "王海", clock) as desk:
        ready = act.prepare(desk, place)
        before, files = contents(desk), listing(disk)
        fill(disk / "ballast", free)
        try:
            act.do(desk, disk, ready)
            return True, checking.check(desk)
        except (Refused, Unavailable) as refusal:
            wrong = [] if str(refusal).endswith("。") else [f"no sentence: {refusal}"]
        except Exception as fault:  # whatever else comes out is what is looked for
            wrong = [repr(fault)]
        if contents(desk) != before:
            wrong.append("the rows are not as they were")
        left = listing(disk) - files - {"ballast"}
        wrong += [f"left behind: {name}" for name in sorted(left)]
        (disk / "ballast").unlink()
        try:
            act.do(desk, disk, ready)
        except (Refused, Unavailable) as refusal:
            wrong.append(f"not done when there was room: {refusal}")
        return False, wrong + checking.check(desk)


def listing(disk: Path) -> set[str]:
    """The files on the disk, but for those that come and go, and those that are of use whole.

    A photograph is called by its content and taken up by the next try; a backup that was made before
    an import that failed is a backup.
    """
    found = (path.relative_to(disk) for path in disk.rglob("*") if path.is_file())
    return {str(path) for path in found if not _stays(path) and not path.name.endswith(PASSING)}


def _stays(path: Path) -> bool:
    return ("photos" in path.parts or "backups" in path.parts) and not path.name.startswith(".")


def fill(ballast: Path, free: int) -> None:
    """Fill the disk until so many pages are left."""
    room = os.statvfs(ballast.parent)
    with open(ballast, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, room.f_bavail - free) * room.f_bsize)


def main(place: Path, long: bool) -> None:
    """Lay the disk, try every act, tell."""
    disk = place / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "disk", str(disk)], check=True)
    os.environ["TMPDIR"] = str(disk)
    found = [tried(act, place, count() if long else (4**n - 1 for n in count())) for act in ACTS]
    tries, wrong = sum(number for number, _ in found), [one for _, some in found for one in some]
    print(json.dumps({"tried": tries, "wrong": wrong}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--long" in sys.argv)
