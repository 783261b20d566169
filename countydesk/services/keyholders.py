"""Who can open a desk: told without opening it, and without importing what a desk stands on."""

from pathlib import Path

from countydesk.storage import key_slots
from countydesk.storage.desk_files import DATABASE, KEYS, LOCK, SERVER
from countydesk.storage.lock import worked_here_last

__all__ = ["DATABASE", "KEYS", "LOCK", "is_desk", "operators_of", "worked_last"]


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
