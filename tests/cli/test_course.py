"""A child's course on paper and between counties, as scripts do it."""

from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from countydesk.domain.enrolment import EventKind
from countydesk.services import beneficiaries, school_life
from countydesk.services.desk import open_desk
from tests.cli.conftest import Ask
from tests.conftest import PASSPHRASE, TestClock
from tests.services.area import HESHUI, NING, OPERATOR, make


def test_papers_of_a_child(
    ask: Ask, that_day: None, desk_folder: Path, clock: TestClock, tmp_path: Path
) -> None:
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as desk:
        child = beneficiaries.listing(desk)[0]
        school_life.record(desk, child.id, EventKind.DROPPED_OUT, desk.today, "外出务工")
    for word in ("file", "dropout"):
        code, data = ask("--desk", desk_folder, word, child.id, "--to", str(tmp_path))
        assert code == 0 and Path(data["file"]).read_bytes().startswith(b"%PDF")
    assert ask("--desk", desk_folder, "university", "2026") == (
        0,
        {"year": 2026, "file": None, "children": []},
    )
    assert ask("--desk", desk_folder, "university", "去年")[0] == 1


def test_due_and_owed_as_workbooks(ask: Ask, that_day: None, desk_folder: Path, tmp_path: Path) -> None:
    code, data = ask("--desk", desk_folder, "due", "2026-autumn", "--to", str(tmp_path / "应发.xlsx"))
    assert code == 0
    assert load_workbook(tmp_path / "应发.xlsx").worksheets[0].max_row == len(data["due"]) + 1
    code, data = ask(
        "--desk", desk_folder, "owed", "--standard", "初中=4000", "--to", str(tmp_path / "还需.xlsx")
    )
    assert code == 0
    assert load_workbook(tmp_path / "还需.xlsx").worksheets[0].max_row == len(data["years"]) + 1


def test_a_transfer_from_one_desk_to_the_other(
    ask: Ask, that_day: None, clock: TestClock, tmp_path: Path
) -> None:
    clock.on(date(2026, 9, 10))
    make(tmp_path, clock, HESHUI, NING)
    clock.on(date(2026, 10, 15))
    first, second = tmp_path / HESHUI, tmp_path / NING
    assert ask("--desk", first, "transfer", "out", "张小明", "--office", "宁县")[0] == 1
    assert ask("--desk", first, "event", "张小明", "转出本县", "--reason", "随父母搬家")[0] == 0
    code, out = ask(
        "--desk", first, "transfer", "out", "张小明", "--office", "宁县", "--to", str(tmp_path / "out")
    )
    assert (code, out["encrypted"]) == (0, False)
    code, seen = ask("--desk", second, "transfer", "in", out["file"], "--dry-run")
    assert (code, seen["from"], seen["problem"]) == (0, HESHUI, "")
    code, came = ask(
        "--desk", second, "transfer", "in", out["file"], "--school", "宁县第二小学", "--by", OPERATOR
    )
    assert code == 0 and came["id"] == out["id"]
    assert ask("--desk", second, "transfer", "in", out["file"])[0] == 1
    code, admitted = ask("--desk", second, "transfer", "admit", "张小明", "--finding", "已核对户口簿")
    assert code == 0 and "恢复发放" in admitted["effect"]
