"""Who can open a desk: told without opening it, and without importing what a desk stands on."""

from datetime import datetime
from pathlib import Path

from countydesk.domain.problems import Refused
from countydesk.storage import attempts, key_slots
from countydesk.storage.desk_files import ATTEMPTS, DATABASE, KEYS, LOCK, SERVER
from countydesk.storage.lock import worked_here_last

__all__ = ["DATABASE", "KEYS", "LOCK", "is_desk", "key_of", "operators_of", "worked_last"]


def worked_last(folder: Path) -> str:
    """Who worked last at the desk on this computer; "" if that is not known."""
    return worked_here_last(folder / LOCK)


def is_desk(folder: Path) -> bool:
    """Whether a desk lies in this folder."""
    has_database = (folder / DATABASE).exists() or (folder / SERVER).exists()
    return has_database and (folder / KEYS).exists()


def operators_of(folder: Path) -> list[str]:
    """Who can open the desk, without opening it. Raises `Unavailable` when there is none."""
    return key_slots.operators(folder / KEYS)


def key_of(folder: Path, operator: str, passphrase: str, now: datetime) -> bytes:
    """The desk's key, out of an operator's slot.

    Raises `Refused` for a wrong passphrase, for an unknown operator, and before its time for another
    attempt after several wrong ones; `Unavailable` when there is no desk or its file of keys is damaged.
    """
    attempts.require_patience(folder / ATTEMPTS, now)
    try:
        key = key_slots.unwrap(folder / KEYS, operator, passphrase)
    except Refused as refusal:
        if any(problem.field == "passphrase" for problem in refusal.problems):
            attempts.note_wrong(folder / ATTEMPTS, now)
        raise
    attempts.forget(folder / ATTEMPTS)
    return key
