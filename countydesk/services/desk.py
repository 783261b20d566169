"""The opened desk: its database, office, operator, settings and clock, handed in and never fetched."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from countydesk.domain.backups import Occasion
from countydesk.domain.catalogue import Catalogue
from countydesk.domain.offices import Office, Settings
from countydesk.domain.operators import Act, Operator, require
from countydesk.domain.problems import Refused, Unavailable
from countydesk.services.catalogue import Found, with_own
from countydesk.services.keyholders import KEYS, LOCK, key_of, operators_of
from countydesk.storage import backups, key_slots, migrations
from countydesk.storage.addresses import Address, address_of, remember
from countydesk.storage.child_keys import KEYS_OF_CHILDREN, ChildKeys
from countydesk.storage.database import faults_told, open_address, reading, wipe
from countydesk.storage.lock import DeskLock
from countydesk.storage.offices import OFFICES, OPERATORS, SETTINGS
from countydesk.storage.photo_files import PhotoStore
from countydesk.storage.rechaining import seal_past
from countydesk.storage.revisions import keys_version, seal_head
from countydesk.storage.safekeeping import Safekeeping
from countydesk.storage.unit_of_work import Work, new_id
from countydesk.storage.whole_files import sweep

Changes = frozenset[str]
Clock = Callable[[], datetime]

PHOTOS = "photos"
BACKUPS = "backups"


def system_clock() -> datetime:
    """Now, with the computer's own zone."""
    return datetime.now().astimezone()


class Desk:
    """A desk that is open, to one operator at a time; to one program at a time, unless it is on a server."""

    def __init__(
        self,
        folder: Path,
        address: Address,
        engine: Engine,
        key: bytes,
        lock: DeskLock,
        operator: str,
        clock: Clock,
    ) -> None:
        self.folder = folder
        self.engine = engine
        self._address = address
        self.clock = clock
        self._lock = lock
        self._key = key
        self._chain_key = key_slots.derived_key(key, "revisions")
        self._children_key = key_slots.derived_key(key, KEYS_OF_CHILDREN)
        self.signing_secret = key_slots.derived_key(key, "signing").hex()
        self.photos = PhotoStore(folder / PHOTOS, key_slots.derived_key(key, "photos"))
        self.safe = None  # a server's own backups keep what is on it
        if isinstance(address, Path):
            self.safe = Safekeeping(engine, folder / BACKUPS, key, self.photos.fresh)
        with faults_told(address), reading(engine) as connection:
            self.office = Office.model_validate(dict(connection.execute(select(OFFICES)).mappings().one()))
            self.settings = _settings(connection)
            self.operators = [
                Operator.model_validate(dict(row))
                for row in connection.execute(select(OPERATORS).order_by(OPERATORS.c.id)).mappings()
            ]
        self.operator = self.operator_named(operator)
        self._take_up_second_place()

    @property
    def today(self) -> date:
        return self.clock().date()

    @property
    def chain_key(self) -> bytes:
        """The key of the record of changes."""
        return self._chain_key

    def child_keys(self, connection: Connection) -> ChildKeys:
        """The keys of the children, which open what the record of changes says of them."""
        return ChildKeys(connection, self.office.code, self._children_key)

    @property
    def key(self) -> bytes:
        """The desk's own key, for its slots."""
        return self._key

    @cached_property
    def found_catalogue(self) -> Found:
        """The catalogue, and what is wrong with the office's own files of it, which lie inside the
        desk's folder; read when first asked for."""
        return with_own(self.folder)

    @property
    def catalogue(self) -> Catalogue:
        """The actions and programmes that the desk knows."""
        return self.found_catalogue.catalogue

    def operator_named(self, name: str) -> Operator:
        """The operator of this name. Raises `Refused` when there is none at this desk."""
        for operator in self.operators:
            if operator.name == name and operator.active:
                return operator
        known = "、".join(operator.name for operator in self.operators if operator.active)
        raise Refused(f"这本台账没有名叫“{name}”的经办人员;现有:{known}。")

    def acting(self, act: Act) -> str:
        """The name of the operator, who must be allowed to do `act`. Raises `Refused`.

        Every service that writes, hands out or shows in full asks this first; looking is asked by `read`
        and `work` themselves.
        """
        require(self.operator, act)
        return self.operator.name

    def confirm(self, passphrase: str) -> None:
        """Make sure that it is the operator who acts: the passphrase once more. Raises `Refused`."""
        key_of(self.folder, self.operator.name, passphrase, self.clock())

    def hand_over(self, operator: str, passphrase: str) -> None:
        """Let another operator go on at the open desk. Raises `Refused` for a wrong passphrase."""
        key_of(self.folder, operator, passphrase, self.clock())
        self.operator = self.operator_named(operator)
        self._lock.note(operator, self.clock())

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction; what is not committed is rolled back.

        Raises `Unavailable` for what the disk or the network does to it.
        """
        self.acting(Act.LOOK)
        with faults_told(self._address), self.engine.connect() as connection:
            who = (self.office.code, self.operator.name, self.clock())
            work = Work(connection, *who, self._chain_key, self._children_key)
            try:
                yield work
            finally:
                work.ended()
                if self.safe:
                    self.safe.settle(work.committed)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for looking only. Raises `Unavailable` for a damaged file or a lost server."""
        self.acting(Act.LOOK)
        with faults_told(self._address), reading(self.engine) as connection:
            yield connection

    def wipe(self) -> None:
        """Leave nothing of what was just erased behind the database: its log is folded in, freed pages go."""
        wipe(self.engine)

    def reload_settings(self) -> None:
        """Take up settings that were just changed."""
        with self.read() as connection:
            self.settings = _settings(connection)
        self._take_up_second_place()

    def _take_up_second_place(self) -> None:
        if self.safe:
            self.safe.shipping.chosen = self.settings.second_place
            self.safe.shipping.office = self.office.code

    def new_id(self) -> str:
        """An id for a new record."""
        return new_id()

    def close(self) -> None:
        """Close the database (which folds the WAL in), drop the keys, and free the desk for others.

        SQLCipher wipes its own key. Python's are let go of here and are overwritten when the memory is used
        again: it cannot promise more.
        """
        if self.safe:
            self.safe.close()
        self.engine.dispose()
        self._lock.release()
        self._key = self._chain_key = b""
        self.signing_secret = ""

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


def _settings(connection: Connection) -> Settings:
    rows = connection.execute(select(SETTINGS.c.key, SETTINGS.c.value))
    return Settings.model_validate({key: json.loads(value) for key, value in rows})


@contextmanager
def opening(
    folder: Path, address: Address, key: bytes, operator: str, clock: Clock
) -> Iterator[tuple[Engine, DeskLock]]:
    """The database and the lock, both given back if what follows fails.

    A file has one program at a time, so its lock is taken; a server lets several write in turn.
    """
    lock = DeskLock(folder / LOCK)
    if isinstance(address, Path):
        lock.take(operator, clock())
    engine = None
    try:
        if isinstance(address, Path) and address.with_name(f"{address.name}-wal").exists():
            sweep(folder)  # the last program did not come to closing the desk
        engine = open_address(address, key)
        yield engine, lock
    except BaseException:
        if engine:
            engine.dispose()
        lock.release()
        raise


def open_desk(
    folder: Path,
    passphrase: str,
    operator: str | None = None,
    clock: Clock = system_clock,
    database: str | None = None,
) -> Desk:
    """Open a desk as an operator (the first one when none is named).

    `database` is the URL of its server, where that is another than the one remembered. Raises
    `Refused` for a wrong passphrase, an unknown operator or a desk that is open elsewhere,
    `Unavailable` when there is no desk, its file is damaged or its server does not answer.
    """
    name = operator or operators_of(folder)[0]
    return open_with_key(folder, key_of(folder, name, passphrase, clock()), name, clock, database)


def open_with_key(
    folder: Path, key: bytes, name: str, clock: Clock = system_clock, database: str | None = None
) -> Desk:
    """Open a desk with its key, as an operator. Raises as `open_desk` does."""
    address = address_of(folder, database)
    with opening(folder, address, key, name, clock) as (engine, lock):
        if not migrations.is_newest(engine):
            if isinstance(address, Path):
                backups.write(engine, key, folder / BACKUPS, folder / KEYS, clock(), Occasion.MIGRATION)
            migrations.upgrade(engine, then=partial(_seal, key))
        desk = Desk(folder, address, engine, key, lock, name, clock)
        _require_newest_keys(desk)
        if database:
            remember(folder, address)
        return desk


def _seal(key: bytes, connection: Connection) -> None:
    """Seal what an older program left open; a kill in between must not leave it open for ever."""
    chain_key = key_slots.derived_key(key, "revisions")
    seal_head(connection, chain_key)
    seal_past(connection, chain_key, key_slots.derived_key(key, KEYS_OF_CHILDREN))


def _require_newest_keys(desk: Desk) -> None:
    """Refuse a file of keys that is older than the last change to it: it would let in who was turned off.

    One that is newer comes of a change that was cut off before it was recorded, and lets nobody else in.
    """
    with desk.read() as connection:
        recorded = keys_version(connection, desk.office.code)
    if key_slots.version(desk.folder / KEYS) < recorded:
        raise Unavailable(
            f"台账的钥匙文件被换成了以前的:{desk.folder / KEYS}。请把最近的钥匙文件放回,或从备份恢复。"
        )
