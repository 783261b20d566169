"""The window as a program: it starts and ends by itself when told to, with a desk and without."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PASSPHRASE

ROOT = Path(__file__).resolve().parent.parent.parent


def started(folder: Path, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"COUNTYDESK_QUIT_AFTER_START": "1", "COUNTYDESK_HOME": str(home)} | more
    command = [sys.executable, "-m", "ui", "--desk", str(folder)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
def test_it_ends_once_it_can_be_used(desk_folder: Path, tmp_path: Path, passphrase: str | None) -> None:
    more = {"COUNTYDESK_PASSPHRASE": passphrase} if passphrase else {}
    done = started(desk_folder, tmp_path / "home", **more)
    assert (done.returncode, done.stderr) == (0, "")


def test_it_ends_where_there_is_no_desk(tmp_path: Path) -> None:
    done = started(tmp_path / "none", tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "none").exists()
