"""On the worker: what the receiving page asks for, how far it is, and that it can be stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from countydesk.domain.problems import Refused
from countydesk.domain.receiving import HeldPackage
from countydesk.services import conflicts, drafts, gate, province, receipts, receiving, trust, waiting
from countydesk.services.conflicts import Shown
from countydesk.services.desk import Desk
from countydesk.services.letting_in import Received
from countydesk.services.province import Overview
from countydesk.services.receipts import Issued, Query
from ui.forms.paths import default_folder

REMEMBERED = "receiving"  # the draft that keeps where files lay


@dataclass(frozen=True)
class Seen:
    """All that the page shows of the desk. `barred` says why nothing can be received, `believes` whether
    there is an authority to judge packages by."""

    overview: Overview
    waiting: list[HeldPackage]
    conflicts: list[Shown]
    barred: str
    believes: bool
    folder: str


@dataclass(frozen=True)
class Progress:
    """The file or receipt at hand, the how-manieth it is, and its rows that are done."""

    name: str
    number: int
    of: int
    rows: int = 0


def look(desk: Desk) -> Seen:
    """All of it."""
    barred = ""
    try:
        gate.require_receiving(desk)
    except Refused as refusal:
        barred = str(refusal)
    kept = drafts.recall(desk, REMEMBERED) or {}
    folder = str(kept.get("folder") or default_folder())
    believes = trust.trust_of(desk) is not None
    held, disputed = waiting.listing(desk), conflicts.listing(desk)
    return Seen(province.overview(desk), held, disputed, barred, believes, folder)


class _Told:
    """Hands on how far it is; raises once somebody wants it to stop."""

    def __init__(self, of: int, stop: Event, on_progress: Callable[[Progress], None], stopped: str) -> None:
        self._of, self._stop, self._tell, self._stopped = of, stop, on_progress, stopped
        self._now = Progress("", 0, of)

    def next(self, name: str) -> None:
        """The next begins."""
        self._now = Progress(name, min(self._now.number + 1, self._of), self._of)
        self._say(self._now)

    def rows(self, rows: int) -> None:
        """So many rows of it are done."""
        self._say(Progress(self._now.name, self._now.number, self._of, rows))

    def _say(self, now: Progress) -> None:
        if self._stop.is_set():
            raise Refused(self._stopped)
        self._tell(now)


def previewed(
    desk: Desk, paths: list[Path], stop: Event, on_progress: Callable[[Progress], None]
) -> list[Received]:
    """What would become of the packages in some files and folders."""
    files = receiving.files_in(paths)
    told = _Told(len(files), stop, on_progress, "已停止查看,什么也没有写入。")
    found = receiving.preview(desk, files, told.rows, lambda path: told.next(path.name))
    if paths:
        folder = paths[0] if paths[0].is_dir() else paths[0].parent
        drafts.keep(desk, REMEMBERED, {"folder": str(folder)})
    return found


def received(
    desk: Desk, files: list[Path], stop: Event, on_progress: Callable[[Progress], None]
) -> list[Received]:
    """Merge packages."""
    stopped = "已停止接收。已合并的不变,正在办的没有写入;再次选择这些文件可以接着收。"
    told = _Told(len(files), stop, on_progress, stopped)
    return receiving.receive(desk, files, told.rows, lambda path: told.next(path.name))


def issued(
    desk: Desk,
    packages: list[tuple[str, str]],
    folder: Path,
    passphrase: str,
    queries: list[Query],
    stop: Event,
    on_progress: Callable[[Progress], None],
) -> list[Issued]:
    """Write the receipts for packages, given with the names of their offices."""
    told = _Told(len(packages), stop, on_progress, "已停止。已写出的回执可以使用,其余没有出具。")
    done = []
    for name, package_id in packages:
        told.next(name)
        done.append(receipts.issue(desk, package_id, folder, passphrase, queries))
    return done
