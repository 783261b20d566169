"""A county's desk to put promises to the proof on: made once, copied as often as it is wanted."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from countydesk.domain.operators import Role
from countydesk.export.workbook import write_table
from countydesk.services import setup, taking_in
from countydesk.services.desk import Desk, open_desk
from countydesk.services.made_up import COLUMNS, Mix, ledger_rows
from tests.conftest import PASSPHRASE, TAKEN_OVER, TestClock

PEOPLE = {"李明": (Role.RECORDER,), "赵芳": (Role.REVIEWER, Role.RECORDER), "王海": (Role.APPROVER,)}
UNIT = "共青团合水县委员会"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that goes away again."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def make(folder: Path, children: int = 12) -> Path:
    """A closed desk in `folder`/desk, its children taken over from a ledger."""
    people = [setup.NewOperator(name, PASSPHRASE, roles) for name, roles in PEOPLE.items()]
    with setup.create_desk(folder / "desk", "621024", UNIT, people, TestClock()) as desk:
        workbook = folder / "台账.xlsx"
        write_table(
            workbook, "台账", COLUMNS, ledger_rows(Mix(children // 3, children - children // 3), TAKEN_OVER)
        )
        taking_in.accept(desk, taking_in.preview(desk, workbook, as_of=TAKEN_OVER))
        workbook.unlink()
    return folder / "desk"


@contextmanager
def copy_of(made: Path, clock: TestClock, operator: str = "李明") -> Iterator[Desk]:
    """A copy of a closed desk, open."""
    with scratch() as folder:
        shutil.copytree(made, folder / "desk")
        with open_desk(folder / "desk", PASSPHRASE, operator, clock) as desk:
            yield desk
