"""Commands as scripts run them: JSON alone on stdout, an exit code, a passphrase in the environment."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from countydesk.cli.main import run
from countydesk.services.desk import open_desk
from tests.conftest import PASSPHRASE, TestClock

Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTYDESK_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs a command with --json; returns its exit code and what it said."""

    def command(*words: object) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, words), "--json"])
        data: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, data

    return command


@pytest.fixture
def that_day(clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands open desks on the day of the clock: 15 October 2026, unless it is moved."""
    monkeypatch.setattr(
        "countydesk.cli.opening.open_desk",
        lambda folder, passphrase, name, database: open_desk(folder, passphrase, name, clock, database),
    )


@pytest.fixture
def at_desk(ask: Ask, desk_folder: Path, that_day: None) -> Ask:
    """Runs a command at 合水县's desk on that day, by the first of its people unless told."""
    return lambda *words: ask("--desk", desk_folder, *words)
