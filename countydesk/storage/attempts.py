"""How often a passphrase was wrong in a row, noted beside the desk: whoever goes on guessing waits longer.

This slows the window and the commands, and nobody else: who copies the folder away meets Argon2 alone, which
is why that is slow. Taking the note away takes the waiting away, not the passphrase.
"""

import json
from datetime import datetime
from pathlib import Path

from countydesk.domain.problems import Problem, Refused
from countydesk.storage.whole_files import write_whole

FREE = 3  # wrong ones before the first wait
FIRST_WAIT, LONGEST_WAIT = 5, 60  # seconds; each wrong one more doubles it


def require_patience(path: Path, now: datetime) -> None:
    """Refuse another attempt before its time has come. Raises `Refused`."""
    wrong, last = _noted(path)
    if wrong < FREE or last is None:
        return
    wait = min(FIRST_WAIT << min(wrong - FREE, 8), LONGEST_WAIT)
    # A clock that was set back makes nobody wait longer than this.
    left = min(wait - (now - last).total_seconds(), wait)
    if left > 0:
        sentence = f"口令已连续输错 {wrong} 次,请等 {int(left) + 1} 秒再试。"
        raise Refused(Problem(sentence, field="passphrase"))


def note_wrong(path: Path, now: datetime) -> None:
    """One more was wrong."""
    wrong, _ = _noted(path)
    write_whole(path, json.dumps({"wrong": wrong + 1, "last": now.isoformat()}).encode())


def forget(path: Path) -> None:
    """The passphrase was right."""
    path.unlink(missing_ok=True)


def _noted(path: Path) -> tuple[int, datetime | None]:
    try:
        noted = json.loads(path.read_bytes())
        return int(noted["wrong"]), datetime.fromisoformat(noted["last"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, None
