"""Repair: what a damaged file still gives, told by table, with the file itself kept."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from countydesk.domain.months import Term
from countydesk.domain.problems import Unavailable
from countydesk.services import beneficiaries, drawing, repairing
from countydesk.services.desk import Desk, open_desk
from countydesk.services.keyholders import DATABASE
from tests.conftest import PASSPHRASE, TestClock
from tests.services.work import a_visit, contents

pytestmark = pytest.mark.encrypted_file
PAGE = 4096


def damage(path: Path, *pages: int) -> None:
    """A flipped bit in the middle of some pages."""
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * PAGE + PAGE // 2] ^= 1
    path.write_bytes(content)


@pytest.fixture
def worked(desk: Desk, acting: Callable[[str], Desk]) -> Desk:
    drawing.draw(desk, Term(2026, "autumn"))
    a_visit(desk)
    return desk


def test_a_whole_desk_is_left_alone(worked: Desk, clock: TestClock) -> None:
    worked.close()
    before = (worked.folder / DATABASE).read_bytes()
    assert repairing.repair(worked.folder, "王海", PASSPHRASE, clock) is None
    assert (worked.folder / DATABASE).read_bytes() == before


def test_what_other_pages_hold_is_saved_and_the_damaged_file_kept(worked: Desk, clock: TestClock) -> None:
    before, path = contents(worked), worked.folder / DATABASE
    worked.close()
    whole, chance, seen = path.read_bytes(), random.Random(7), 0
    for _ in range(5):
        path.write_bytes(whole)
        damage(path, *chance.sample(range(1, len(whole) // PAGE), 2))
        damaged = path.read_bytes()
        try:
            found = repairing.repair(worked.folder, "王海", PASSPHRASE, clock)
        except Unavailable as fault:  # the pages that say which tables there are
            assert "请从备份恢复" in str(fault)
            assert path.read_bytes() == damaged
            continue
        assert found is not None
        seen += 1
        told = {one.table: one for _title, one in found.tables}
        assert found.kept.read_bytes() == damaged
        with open_desk(worked.folder, PASSPHRASE, "李明", clock) as again:
            after = contents(again)
            children = beneficiaries.listing(again)
            assert len(children) == len(after["beneficiary"])
            if children:
                found_again = beneficiaries.listing(again, children[0].name)
                assert children[0].id in {child.id for child in found_again}
        for table, rows in before.items():
            assert set(map(repr, after[table])) <= set(map(repr, rows)) or table in ("revision",)
            if rows:
                assert told[table].saved <= len(rows)
                assert told[table].were in (None, len(rows))
    assert seen > 2


def test_nothing_is_saved_of_a_file_whose_beginning_is_gone(worked: Desk, clock: TestClock) -> None:
    worked.close()
    path = worked.folder / DATABASE
    damage(path, 0)
    damaged = path.read_bytes()
    with pytest.raises(Unavailable, match="库文件开头已损坏"):
        repairing.repair(worked.folder, "王海", PASSPHRASE, clock)
    assert path.read_bytes() == damaged
    assert not [one for one in worked.folder.iterdir() if one.name.startswith(".")]
