"""A desk that lies in the clear is moved under keys: nothing is lost, nothing stays readable unsaid."""

import os
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import beneficiaries, checking, encrypting, revisions, setup
from countydesk.services.desk import open_desk
from countydesk.services.keyholders import KEYS, key_of
from countydesk.services.setup import NewOperator
from countydesk.storage.encrypting import is_plain
from tests.conftest import PASSPHRASE, TestClock

pytestmark = pytest.mark.encrypted_file
PEOPLE = [NewOperator("王海", PASSPHRASE), NewOperator("李明", PASSPHRASE)]


@pytest.fixture
def plain(desk_folder: Path, clock: TestClock) -> Path:
    """合水县's desk as if it came from a program that did not encrypt."""
    key = key_of(desk_folder, "李明", PASSPHRASE, clock())
    connection = dbapi2.connect(str(desk_folder / "desk.db"))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(desk_folder / "plain.db"),))
    connection.execute("SELECT sqlcipher_export('plain')")
    connection.close()
    os.replace(desk_folder / "plain.db", desk_folder / "desk.db")
    (desk_folder / KEYS).unlink()
    assert is_plain(desk_folder / "desk.db")
    return desk_folder


def test_it_is_one_step_with_a_copy_kept(plain: Path, clock: TestClock) -> None:
    moved = encrypting.move(plain, PEOPLE, clock)
    assert moved.copy is not None and is_plain(moved.copy) and not is_plain(plain / "desk.db")
    with open_desk(plain, PASSPHRASE, "王海", clock) as desk:
        assert checking.check(desk) == []
        assert beneficiaries.how_many(desk) == 24
        assert "由未加密改为加密" in revisions.listing(desk, revisions.Wanted(), limit=1)[0].sentence
    open_desk(plain, PASSPHRASE, "李明", clock).close()
    assert sorted(path.name for path in plain.glob("*.db*")) == ["desk.db", moved.copy.name]


def test_the_copy_is_taken_away_when_that_is_wanted(plain: Path, clock: TestClock) -> None:
    assert encrypting.move(plain, PEOPLE, clock, keep_copy=False).copy is None
    assert not any(is_plain(path) for path in plain.rglob("*"))


def test_what_is_refused_changes_nothing(plain: Path, clock: TestClock) -> None:
    before = (plain / "desk.db").read_bytes()
    with pytest.raises(Refused, match="在岗的经办人员是:李明、王海、赵芳"):
        encrypting.move(plain, [NewOperator("外人", PASSPHRASE)], clock)
    with pytest.raises(Refused, match="未加密的台账"):
        setup.create_desk(plain, "621024", "共青团合水县委员会", PEOPLE, clock)
    (plain / "desk.db").write_bytes(before[:50_000])
    with pytest.raises(Unavailable, match="原文件没有改动"):
        encrypting.move(plain, PEOPLE, clock)
    assert (plain / "desk.db").read_bytes() == before[:50_000]
    assert not list(plain.glob(".desk.db*")) and not (plain / KEYS).exists()


def test_an_encrypted_desk_is_left_alone(desk_folder: Path, clock: TestClock) -> None:
    with pytest.raises(Refused, match="没有未加密的台账"):
        encrypting.move(desk_folder, PEOPLE, clock)
