"""What surrounds the desk is not as it should be: its folder, the clock, a path longer than systems like."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.problems import Unavailable
from countydesk.services import backups, checking
from countydesk.services.desk import open_desk
from countydesk.services.keyholders import LOCK
from tests.conftest import PASSPHRASE, TestClock
from tests.services.work import a_visit, contents, picture

pytestmark = pytest.mark.encrypted_file


def test_a_folder_that_cannot_be_written_to(desk_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.open", _refusing(desk_folder / LOCK))
    with pytest.raises(Unavailable, match="文件夹不能写入"):
        open_desk(desk_folder, PASSPHRASE, "李明", TestClock())


def _refusing(path: Path) -> object:
    """`open`, with a disk that is read-only where `path` lies: an administrator may write anywhere."""
    really = open

    def refuse(name: object, *words: object, **more: object) -> object:
        if name == path:
            raise PermissionError(13, os.strerror(13), str(path))
        return really(name, *words, **more)  # type: ignore[call-overload]

    return refuse


def test_a_clock_that_was_set_back(desk_folder: Path) -> None:
    clock = TestClock()
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as desk:
        a_visit(desk, picture())
        clock.on(date(2026, 10, 2))
        a_visit(desk, picture("red"))
        backups.make(desk)
        before = contents(desk)
        assert checking.check(desk) == []
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as desk:
        assert contents(desk) == before
        assert backups.listing([desk_folder / "backups"])[1] == []


def test_a_long_chinese_path(desk_folder: Path, tmp_path: Path) -> None:
    long = tmp_path.joinpath(*["困境青少年助养台账"] * 8) / "台账 🙂"
    shutil.copytree(desk_folder, long)
    with open_desk(long, PASSPHRASE, "王海", TestClock()) as desk:
        a_visit(desk, picture())
        backups.make(desk)
        assert checking.check(desk) == []


def test_a_path_that_is_too_long(desk_folder: Path, tmp_path: Path) -> None:
    long = tmp_path.joinpath(*["困境青少年助养台账"] * 20)
    shutil.copytree(desk_folder, long)
    with pytest.raises(Unavailable, match="路径太长"):
        open_desk(long, PASSPHRASE, "王海", TestClock())
