"""The catalogue as scripts read it."""

import json
from pathlib import Path

import pytest

from countydesk.cli.main import run
from tests.domain.test_catalogue import ROWS, SHEEP


def test_every_row_of_the_report_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "--json", "--desk", str(tmp_path / "no-desk-here")]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["programmes"]
    assert {row for programme in data["programmes"] for row in programme["answers"]} == set(ROWS)
    fair = next(programme for programme in data["programmes"] if programme["key"] == "job_fair")
    assert list(fair) == ["key", "title", "action", "kinds", "indicators", "answers"]
    assert (fair["title"], fair["action"]) == ("青春(网络)招聘会", "jobs")
    assert fair["kinds"] == ["fair", "seeker"]
    assert "job_fair.posts_province" in fair["indicators"]


def test_a_faulty_file_of_the_desk_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "sheep.toml").write_text(SHEEP.replace('unit = "只"', "unit = 5"), "utf-8")
    assert run(["catalogue", "--desk", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "sheep.toml 第 19 行:unit 应是文字" in said.err
