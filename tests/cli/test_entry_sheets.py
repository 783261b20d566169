"""Whole sheets by command: a template filled in is taken in, taken out again, and told where it is wrong."""

import csv
from pathlib import Path

import pytest

from countydesk.cli.main import run
from tests.cli.conftest import Ask

HEAD = ("招聘会名称", "日期", "提供岗位", "求职人数", "带队人")
GOOD = ("春风行动招聘会", "2026.3.9", "1200余", "800", "赵芳")


def filled(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_sheet_comes_in_and_goes_out(at_desk: Ask, tmp_path: Path) -> None:
    path = filled(tmp_path / "招聘会.csv", HEAD, GOOD, ("返乡招聘会", "2026年4月", "300", "", ""))
    words = ("activity", "import", path, "--kind", "job_fair.fair")
    code, data = at_desk(*words, "--dry-run")
    assert (code, data["new"], data["written"]) == (0, 2, 0)
    assert data["notes"] == ["不认识的列,未读:带队人。"]
    code, data = at_desk(*words)
    assert (code, data["new"], data["known"], data["written"]) == (0, 2, 0, 2)
    code, data = at_desk("activity", "export", "--kind", "job_fair.fair", "--to", tmp_path / "出.xlsx")
    assert (code, data["rows"]) == (0, 2)
    code, data = at_desk("activity", "import", data["file"], "--kind", "job_fair.fair")
    assert (code, data["new"], data["known"], data["written"]) == (0, 0, 2, 0)
    assert data["known_rows"] == [2, 3]


def test_nothing_is_written_where_a_row_is_wrong(at_desk: Ask, tmp_path: Path) -> None:
    path = filled(tmp_path / "招聘会.csv", HEAD, GOOD, ("返乡招聘会", "2026.4.31", "三百", "", ""))
    code, data = at_desk("activity", "import", path, "--kind", "job_fair.fair")
    assert (code, data["written"], data["new"]) == (1, 0, 1)
    assert [(one["row"], one["column"]) for one in data["problems"]] == [(3, "日期"), (3, "提供岗位")]
    assert at_desk("activity", "list")[1]["count"] == 0


def test_people_read_the_same(
    at_desk: Ask, desk_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(tmp_path / "招聘会.csv", HEAD, ("返乡招聘会", "2026.4.31", "三百", "", ""))
    words = ("--desk", str(desk_folder), "activity", "import", str(path), "--kind", "job_fair.fair")
    assert run(words) == 1
    told = capsys.readouterr().err
    assert told.startswith("未导入,请改正后再试:工作表“招聘会”共 1 行,新增 0,已登记过 0,有误 1。")
    assert "第 3 行" not in told and "  第 2 行 提供岗位:“提供岗位”应为整数,不能是“三百”。" in told


def test_the_template_and_the_ledger_are_of_the_kind(at_desk: Ask, tmp_path: Path) -> None:
    code, data = at_desk("people", "template", "--kind", "job_fair.seeker", "--to", tmp_path)
    assert code == 0 and Path(data["file"]).exists()
    code, data = at_desk("goods", "template", "--kind", "job_fair.seeker", "--to", tmp_path)
    assert code == 1 and "物品发放台账没有“job_fair.seeker”这一种记录" in data["error"]
