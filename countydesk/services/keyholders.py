"""Who can open a desk: told without opening it, and without importing what a desk stands on."""

from pathlib import Path

from countydesk.storage import key_slots

DATABASE = "desk.db"
KEYS = "keys.json"


def is_desk(folder: Path) -> bool:
    """Whether a desk lies in this folder."""
    return (folder / DATABASE).exists() and (folder / KEYS).exists()


def operators_of(folder: Path) -> list[str]:
    """Who can open the desk, without opening it. Raises `Unavailable` when there is none."""
    return key_slots.operators(folder / KEYS)
