"""A child's course on paper and between counties, as scripts do it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from countydesk.cli.main import run
from countydesk.domain.enrolment import EventKind
from countydesk.services import beneficiaries, school_life
from countydesk.services.desk import open_desk
from tests.conftest import PASSPHRASE, TestClock
from tests.services.area import HESHUI, NING, OPERATOR, make

Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ask(clock: TestClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs a command with --json on the desk in a folder, on 15 October 2026."""
    monkeypatch.setenv("COUNTYDESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(
        "countydesk.cli.opening.open_desk",
        lambda folder, passphrase, name, database: open_desk(folder, passphrase, name, clock, database),
    )

    def command(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
        code = run(["--desk", str(folder), *words, "--json"])
        data: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, data

    return command


def test_papers_of_a_child(ask: Ask, desk_folder: Path, clock: TestClock, tmp_path: Path) -> None:
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as desk:
        child = beneficiaries.listing(desk)[0]
        school_life.record(desk, child.id, EventKind.DROPPED_OUT, desk.today, "外出务工")
    for word in ("file", "dropout"):
        code, data = ask(desk_folder, word, child.id, "--to", str(tmp_path))
        assert code == 0 and Path(data["file"]).read_bytes().startswith(b"%PDF")
    assert ask(desk_folder, "university", "2026") == (0, {"year": 2026, "file": None, "children": []})
    assert ask(desk_folder, "university", "去年")[0] == 1


def test_due_and_owed_as_workbooks(ask: Ask, desk_folder: Path, tmp_path: Path) -> None:
    code, data = ask(desk_folder, "due", "2026-autumn", "--to", str(tmp_path / "应发.xlsx"))
    assert code == 0
    assert load_workbook(tmp_path / "应发.xlsx").worksheets[0].max_row == len(data["due"]) + 1
    code, data = ask(desk_folder, "owed", "--standard", "初中=4000", "--to", str(tmp_path / "还需.xlsx"))
    assert code == 0
    assert load_workbook(tmp_path / "还需.xlsx").worksheets[0].max_row == len(data["years"]) + 1


def test_a_transfer_from_one_desk_to_the_other(ask: Ask, clock: TestClock, tmp_path: Path) -> None:
    clock.on(date(2026, 9, 10))
    make(tmp_path, clock, HESHUI, NING)
    clock.on(date(2026, 10, 15))
    first, second = tmp_path / HESHUI, tmp_path / NING
    assert ask(first, "transfer", "out", "张小明", "--office", "宁县")[0] == 1
    assert ask(first, "event", "张小明", "转出本县", "--reason", "随父母搬家")[0] == 0
    code, out = ask(first, "transfer", "out", "张小明", "--office", "宁县", "--to", str(tmp_path / "out"))
    assert (code, out["encrypted"]) == (0, False)
    code, seen = ask(second, "transfer", "in", out["file"], "--dry-run")
    assert (code, seen["from"], seen["problem"]) == (0, HESHUI, "")
    code, came = ask(second, "transfer", "in", out["file"], "--school", "宁县第二小学", "--by", OPERATOR)
    assert code == 0 and came["id"] == out["id"]
    assert ask(second, "transfer", "in", out["file"])[0] == 1
    code, admitted = ask(second, "transfer", "admit", "张小明", "--finding", "已核对户口簿")
    assert code == 0 and "恢复发放" in admitted["effect"]
