"""A desk of which the database lies in the clear, moved under keys in one step, with a copy kept."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import delete, select

from countydesk.domain.names import clean_name
from countydesk.domain.operators import Operator
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.services.desk import Clock, open_with_key, system_clock
from countydesk.services.keyholders import DATABASE, KEYS, is_desk
from countydesk.services.setup import NewOperator, require_good_passphrase
from countydesk.storage import key_slots, migrations
from countydesk.storage.child_keys import KEYS_OF_CHILDREN
from countydesk.storage.closing import KEYS as SIGNING_KEYS
from countydesk.storage.database import open_database
from countydesk.storage.encrypting import encrypt, is_plain
from countydesk.storage.offices import OFFICES, OPERATORS
from countydesk.storage.rechaining import chain_anew, seal_past
from countydesk.storage.trust import DECRYPTION_KEYS, REQUESTS


@dataclass(frozen=True)
class Encrypted:
    """The desk that was moved, and where its copy in the clear lies ("" once it is taken away)."""

    folder: Path
    copy: Path | None


def move(
    folder: Path, people: Sequence[NewOperator], clock: Clock = system_clock, keep_copy: bool = True
) -> Encrypted:
    """Encrypt the desk in a folder; `people` are operators of it, who get a passphrase each.

    Its past is chained anew under the new key; keys to sign with cannot be taken along, the next package
    is signed with a new one. The plain file stays beside it under another name until everything is proved
    by opening, and for good with `keep_copy`. Raises `Refused` where there is no plain desk, or for
    somebody whom it does not know; `Unavailable` when the disk fails: the old file is as it was then.
    """
    plain = folder / DATABASE
    if is_desk(folder) or not is_plain(plain):
        raise Refused(f"这里没有未加密的台账:{folder}。")
    for person in people:
        require_good_passphrase(person.passphrase, person.any_passphrase)
    named = [replace(person, name=clean_name(person.name)) for person in people]
    key, draft = key_slots.new_key(), folder / f".{DATABASE}.part"
    copy = folder / f"明文副本-{clock():%Y%m%d-%H%M%S}.db"
    try:
        encrypt(plain, draft, key)
        _settle(draft, key, named)
        os.replace(plain, copy)
        os.replace(draft, plain)
    finally:
        for name in (draft.name, f"{draft.name}-wal", f"{DATABASE}-wal", f"{DATABASE}-shm"):
            (folder / name).unlink(missing_ok=True)
    for person in named:
        key_slots.add_slot(folder / KEYS, person.name, person.passphrase, key)
    with open_with_key(folder, key, named[0].name, clock) as desk, desk.work() as work:
        work.log(Action.CHANGED, Operator, desk.operator.id, "台账由未加密改为加密,变动记录按原样重新加封")
        work.commit()
    if not keep_copy:
        copy.unlink()
    return Encrypted(folder, copy if keep_copy else None)


def _settle(draft: Path, key: bytes, people: Sequence[NewOperator]) -> None:
    """Bring the encrypted draft up to date: its schema, its chain, and without what another key sealed."""
    engine, chain_key = open_database(draft, key), key_slots.derived_key(key, "revisions")
    try:
        if not migrations.is_newest(engine):
            migrations.upgrade(engine)
        with engine.begin() as connection:
            known = set(connection.scalars(select(OPERATORS.c.name).where(OPERATORS.c.active)))
            strangers = [person.name for person in people if person.name not in known]
            if strangers or not people:
                raise Refused(f"台账中在岗的经办人员是:{'、'.join(sorted(known))}。请用他们的姓名。")
            for table in (SIGNING_KEYS, DECRYPTION_KEYS, REQUESTS):
                connection.execute(delete(table))
            office = connection.scalars(select(OFFICES.c.code)).one()
            chain_anew(connection, office, chain_key)
            seal_past(connection, chain_key, key_slots.derived_key(key, KEYS_OF_CHILDREN))
    finally:
        engine.dispose()
