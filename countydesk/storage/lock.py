"""The lock on a desk: one program at a time, and who has it."""

import json
import os
import platform
import sys
from datetime import datetime
from pathlib import Path
from typing import IO

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Refused, Unavailable


class DeskLock:
    """Held by the operating system while the program runs, so that a kill frees it.

    The first byte is what is locked; behind it stands who holds it, for the sentence.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def take(self, operator: str, now: datetime) -> None:
        """Take the lock. Raises `Refused` with a sentence naming the holder."""
        try:
            file = open(self._path, "r+b" if self._path.exists() else "w+b")  # noqa: SIM115  # held until released
        except OSError as fault:
            raise Unavailable(f"文件夹不能写入:{self._path.parent}({reason_of(fault)})。") from fault
        if not _try_lock(file):
            file.seek(1)
            holder = _described(file.read())
            file.close()
            raise Refused(f"这本台账正由{holder}打开,请先在那里关闭。")
        self._file = file
        self.note(operator, now)

    def note(self, operator: str, now: datetime) -> None:
        """Write down who holds the lock that was taken."""
        if self._file:
            facts = {"operator": operator, "computer": platform.node(), "process": os.getpid()}
            facts["since"] = now.strftime("%Y-%m-%d %H:%M")
            self._file.seek(0)
            self._file.truncate()
            self._file.write(b" " + json.dumps(facts, ensure_ascii=False).encode())
            self._file.flush()

    def release(self) -> None:
        """Give the lock back."""
        if self._file:
            _unlock(self._file)
            self._file.close()
            self._file = None


def worked_here_last(path: Path) -> str:
    """Who last held this lock on this computer, as it was written down then; "" if nobody did."""
    try:
        facts = json.loads(path.read_bytes()[1:])
    except (OSError, ValueError):
        return ""
    return str(facts["operator"]) if facts["computer"] == platform.node() else ""


def _described(content: bytes) -> str:
    try:
        facts = json.loads(content)
    except ValueError:
        return "另一个程序"
    return f"{facts['operator']}({facts['computer']},{facts['since']} 起,进程 {facts['process']})"


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
