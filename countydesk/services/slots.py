"""The keys of the people at an open desk: given under a passphrase and taken away, each on record."""

from countydesk.domain.operators import Operator
from countydesk.services.desk import Desk
from countydesk.services.keyholders import KEYS
from countydesk.storage import key_slots
from countydesk.storage.unit_of_work import Work

# Both before the commit. If it fails after a key was given, the key opens nothing without its record; after
# one was taken away, it can be given anew. A record without a key would lock somebody out.


def give(desk: Desk, work: Work, who: Operator, passphrase: str, key: bytes, reason: str = "") -> None:
    """Wrap the desk's key for an operator's passphrase, in place of an older one."""
    version = key_slots.add_slot(desk.folder / KEYS, who.name, passphrase, key)
    work.note_keys(version, who.id, f"{who.name}的口令", reason)


def take_away(desk: Desk, work: Work, who: Operator, key: bytes, reason: str) -> None:
    """Take an operator's key away."""
    version = key_slots.remove_slot(desk.folder / KEYS, who.name, key)
    work.note_keys(version, who.id, f"收回{who.name}的口令", reason)
