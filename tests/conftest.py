"""What every test stands on: Qt without a screen, no time limits, and a county's desk to work at."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import make_url

from countydesk.domain.months import Term
from countydesk.domain.operators import Role
from countydesk.export.workbook import write_table
from countydesk.services import disbursements, drawing, founding, setup, taking_in
from countydesk.services.desk import Desk, open_desk
from countydesk.services.made_up import COLUMNS, Mix, ledger_rows
from countydesk.storage import key_slots
from countydesk.storage.addresses import address_of, remember
from tests import server

os.environ["QT_QPA_PLATFORM"] = "offscreen"

settings.register_profile("desk", deadline=None)
settings.load_profile("desk")

# Guessing need not be slow here: passphrases of tests are known.
key_slots.MEMORY_KIB, key_slots.PASSES = 64, 1

PASSPHRASE = "春风化雨-2026"
FOUNDED = "demo"  # the passphrase of the founding province
CHINA = timezone(timedelta(hours=8))
PRIMARY, SECONDARY = 8, 16
TAKEN_OVER = date(2026, 9, 5)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is true of one kind of database alone is passed over with the other."""
    other = "encrypted_file" if server.GIVEN else "on_a_server"
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason="of the other kind of database"))


@dataclass
class TestClock:
    """A clock that stands still until it is set."""

    __test__ = False
    now: datetime = field(default_factory=lambda: datetime(2026, 10, 15, 9, 30, tzinfo=CHINA))

    def __call__(self) -> datetime:
        return self.now

    def on(self, day: date) -> None:
        """Go on to the morning of another day."""
        self.now = datetime(day.year, day.month, day.day, 9, 30, tzinfo=CHINA)


@pytest.fixture
def clock() -> TestClock:
    """15 October 2026, half past nine."""
    return TestClock()


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """合水县's desk of 15 October 2026: 8 primary and 16 secondary pupils, taken over from a ledger."""
    folder = tmp_path_factory.mktemp("template")
    people = [
        setup.NewOperator("李明", PASSPHRASE, (Role.RECORDER,)),
        setup.NewOperator("赵芳", PASSPHRASE, (Role.REVIEWER, Role.RECORDER)),
        setup.NewOperator("王海", PASSPHRASE, (Role.APPROVER,)),
    ]
    clock, unit = TestClock(), "共青团合水县委员会"
    database = server.new_database() if server.GIVEN else None
    with setup.create_desk(folder / "desk", "621024", unit, people, clock, database) as desk:
        workbook = folder / "台账.xlsx"
        write_table(workbook, "台账", COLUMNS, ledger_rows(Mix(PRIMARY, SECONDARY), TAKEN_OVER))
        taking_in.accept(desk, taking_in.preview(desk, workbook, as_of=TAKEN_OVER))
    if database:
        server.freeze(database)
    yield folder / "desk"
    if database:
        server.drop(database)


@contextmanager
def copied(template: Path, folder: Path) -> Iterator[Path]:
    """A desk's folder copied, and its database on the server if that is where it is."""
    shutil.copytree(template, folder)
    with own_database(folder):
        yield folder


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """A copy of the database that a copied desk remembers; nothing for a desk that is a file."""
    address = address_of(folder)
    if isinstance(address, Path):
        yield
        return
    copy = server.new_database(like=address.render_as_string(hide_password=False))
    remember(folder, make_url(copy))
    yield
    server.drop(copy)


@pytest.fixture
def desk_folder(desk_template: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the template that the test may change."""
    with copied(desk_template, tmp_path / "desk") as folder:
        yield folder


@pytest.fixture
def desk(desk_folder: Path, clock: TestClock) -> Iterator[Desk]:
    """The desk, opened by its recorder 李明; `acting` hands it over."""
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as opened:
        yield opened


@pytest.fixture
def acting(desk: Desk) -> Callable[[str], Desk]:
    """Hands the desk over: what follows is done by that person."""

    def hand_over(name: str) -> Desk:
        desk.operator = desk.operator_named(name)
        return desk

    return hand_over


@pytest.fixture
def paid(desk: Desk, acting: Callable[[str], Desk]) -> Desk:
    """The desk with the autumn's list HS-2026-001 paid and waiting for signatures; 李明 is at it."""
    batch = drawing.draw(desk, Term(2026, "autumn"))
    acting("赵芳")
    disbursements.check(desk, batch.number)
    acting("王海")
    disbursements.approve(desk, batch.number)
    acting("李明")
    disbursements.pay(desk, disbursements.lock_for_printing(desk, batch.number).number)
    return desk


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> founding.Made:
    """The province of the 2020 report, made once."""
    return founding.show(tmp_path_factory.mktemp("founding"), FOUNDED)
