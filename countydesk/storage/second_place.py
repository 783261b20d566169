"""The second place: a folder on a stick or a share, where backups and the journal stand once more."""

import json
import os
import threading
from collections import deque
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Unavailable
from countydesk.storage import backups, journal
from countydesk.storage.whole_files import write_whole

LETTERS = "DEFGHIJKLMNOPQRSTUVWXYZ"
NOTE = "second.json"  # beside the local backups: when the second place last had one
LAST_WORD = 10.0  # seconds that the end of the program waits for a slow stick


@dataclass(frozen=True)
class LastCopy:
    """The last backup that came to the second place, and the folder that it came to."""

    name: str
    day: date
    folder: str


def folder_name(office: str) -> str:
    """What the folder on the second place is called."""
    return f"CountyDesk备份-{office}"


def prepare(chosen: Path, office: str) -> None:
    """Make the folder on a place that was just chosen. Raises `Unavailable`."""
    try:
        (chosen / folder_name(office)).mkdir(exist_ok=True)
    except OSError as fault:
        raise Unavailable(f"第二备份位置 {chosen} 用不了:{reason_of(fault)}。") from fault


def where(chosen: str, office: str) -> Path | None:
    """The folder on the second place, if it is there now; None while the stick is somewhere else.

    It is made once, when the place is chosen: a folder made where a stick is missing would be on the
    same disk. Windows gives a stick another letter every time.
    """
    path = Path(chosen) / folder_name(office)
    letters = LETTERS if os.name == "nt" and path.drive[1:] == ":" else ""
    others = (Path(f"{letter}:{path.as_posix()[2:]}") for letter in letters)
    return next((found for found in (path, *others) if found.is_dir()), None)


def last_copy(folder: Path) -> LastCopy | None:
    """What was noted beside the local backups of the second place's last one."""
    try:
        said = json.loads((folder / NOTE).read_text("utf-8"))
        return LastCopy(said["name"], date.fromisoformat(said["day"]), said["folder"])
    except (OSError, ValueError, KeyError):
        return None


def note_copy(folder: Path, copy: LastCopy) -> None:
    """Note that the second place has a backup. Raises `Unavailable`."""
    said = {"name": copy.name, "day": copy.day.isoformat(), "folder": copy.folder}
    write_whole(folder / NOTE, json.dumps(said, ensure_ascii=False).encode())


class Shipping:
    """One thread that has the journal and new photographs on the second place too, after every act.

    `fault` says why it could not the last time; nobody waits for it, and what lacks comes later.
    """

    def __init__(self, folder: Path, photos: deque[Path]) -> None:
        self.fault = ""
        self.chosen = ""
        self.office = ""
        self._folder, self._photos = folder, photos
        self._woken, self._ended = threading.Event(), False
        self._sending = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """There is something new."""
        if self.chosen and not self._ended:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="second place", daemon=True)
                self._thread.start()
            self._woken.set()

    def close(self) -> None:
        """Send what is still to be sent, and end; a stick that hangs is not waited for."""
        self._ended = True
        if self._thread is not None:
            self._woken.set()
            self._thread.join(LAST_WORD)

    def _run(self) -> None:
        while not self._ended:
            self._woken.wait()
            self._woken.clear()
            self.send()
        self.send()  # what was written while the last was on its way

    def send(self) -> None:
        """Send now what is new, one at a time."""
        with self._sending:
            self._send()

    def _send(self) -> None:
        to = where(self.chosen, self.office)
        if to is None:
            self.fault = ""  # a stick that is not plugged in is no fault: its age tells
            return
        try:
            journal.ship(self._folder, to)
            while self._photos:
                if self._photos[0].exists():  # one of a draft that was given up is gone
                    backups.keep_photo(self._photos[0], to / backups.PHOTOS)
                self._photos.popleft()
            self.fault = ""
        except Unavailable as fault:
            self.fault = str(fault)
