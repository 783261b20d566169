"""School life as scripts do it: events and counter-events, September, who is due, what is owed."""

from pathlib import Path

import pytest

from countydesk.services import beneficiaries
from countydesk.services.desk import open_desk
from tests.cli.conftest import Ask
from tests.conftest import PASSPHRASE, TestClock


@pytest.fixture
def who(desk_folder: Path, clock: TestClock) -> str:
    """A child's id."""
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as desk:
        return beneficiaries.listing(desk, limit=1)[0].id


def test_an_event_is_recorded_listed_and_undone(at_desk: Ask, who: str) -> None:
    code, recorded = at_desk(
        "event", who, "休学", "--reason", "住院", "--day", "2026.10.12", "--paper", "审批表"
    )
    assert code == 0 and recorded["kind"] == "paused"
    assert recorded["effect"].startswith("从2026年秋季学期起暂停发放")
    assert at_desk("event", "undo", recorded["id"], "--reason", "登记错人")[0] == 0
    listed = at_desk("event", "list", who)[1]["events"]
    assert [(one["kind"], one["undone"]) for one in listed] == [
        ("taken_over", False),
        ("paused", True),
        ("undone", False),
    ]
    assert listed[2]["undoes"] == recorded["id"]


def test_what_may_not_be_is_refused_with_what_may(at_desk: Ask, who: str) -> None:
    assert "县内转学、" in at_desk("event", who, "转学", "--reason", "搬家")[1]["error"]
    assert "请写“休学”的原因" in at_desk("event", who, "paused")[1]["error"]
    assert "不能登记“复学”" in at_desk("event", who, "resumed", "--reason", "康复")[1]["error"]
    assert at_desk("event", "undo", "没有", "--reason", "有误")[0] == 1


def test_who_is_due_and_why_and_who_is_not(at_desk: Ask, who: str) -> None:
    at_desk("event", who, "休学", "--reason", "住院")
    code, data = at_desk("due", "2026-autumn")
    assert code == 0 and data["children"] == 23 and data["day"] == "2026-10-15"
    assert all(one["sentence"].startswith("在助,") for one in data["due"])
    assert sum(one["fen"] for one in data["due"]) == data["fen"]
    assert [(one["id"], one["sentence"]) for one in data["not_due"]] == [(who, "休学。")]
    assert data["arrears"] == []


def test_what_is_owed_and_what_it_were_at_another_standard(at_desk: Ask) -> None:
    now = at_desk("owed")[1]
    assert now["fen"] == sum(year["fen"] for year in now["years"]) == now["fen_as_it_is"]
    then = at_desk("owed", "--standard", "高中=4000", "--standard", "junior=4000")[1]
    halves = sum(year["instalments"] for year in now["years"] if year["stage"] != "primary")
    assert then["fen"] - now["fen"] == halves * 20000
    assert "请写成 学段=每年元数" in at_desk("owed", "--standard", "高中")[1]["error"]


def test_september_is_previewed_done_and_undone(at_desk: Ask, clock: TestClock, tmp_path: Path) -> None:
    clock.now = clock.now.replace(year=2027, month=9, day=3)
    code, shown = at_desk("promote", "2027", "--dry-run", "--lists", str(tmp_path / "各校"))
    assert code == 0 and shown["moved"] and shown["undecided"]
    assert all(Path(path).is_file() for path in shown["lists"])
    through = next(one for one in shown["exceptions"] if one["proposed"] == "graduate")
    code, done = at_desk("promote", "2027", "--confirm", "all", "--confirm", f"{through['id']}=留级")
    assert code == 0 and done["written"]["repeat"] == 1
    assert sum(done["written"].values()) == len(shown["moved"]) + shown["undecided"]
    assert at_desk("promote", "2027", "--dry-run")[1]["undecided"] == 0
    assert at_desk("promote", "2027", "--undo") == (0, {"year": 2027, "undone": True})
    assert at_desk("promote", "2027", "--dry-run")[1]["undecided"] == shown["undecided"]
    assert "请写起始年份" in at_desk("promote", "九月")[1]["error"]
