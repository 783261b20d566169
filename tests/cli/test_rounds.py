"""Rounds as scripts do them: who is due, a round planned and printed, missed stops, follow-ups done."""

from pathlib import Path

from tests.cli.conftest import Ask


def test_who_is_due_is_told_by_township_and_why(at_desk: Ask) -> None:
    code, found = at_desk("rounds")
    assert (code, found["count"], found["overdue"]) == (0, 24, 0)
    assert sum(town["due"] for town in found["townships"]) == 24
    first = found["due"][0]
    assert first["sentence"] == "从未走访;每学期一次" and first["round"] is None
    assert {
        one["township"] for one in at_desk("rounds", "due", "--township", first["township"])[1]["due"]
    } == {first["township"]}


def test_a_round_is_planned_printed_and_what_came_of_it_entered(at_desk: Ask, tmp_path: Path) -> None:
    towns = at_desk("rounds")[1]["townships"]
    town = max(towns, key=lambda one: one["due"])["township"]
    told = ("--township", town, "--limit", "3", "--visitors", "李明 赵芳", "--print", str(tmp_path))
    code, planned = at_desk("rounds", "plan", "--day", "10.15", *told)
    assert code == 0 and planned["number"] == "2026-001" and planned["townships"] == town
    assert Path(planned["paper"]).read_bytes().startswith(b"%PDF")
    first, second, third = (stop["child"] for stop in planned["stops"])
    visited = ("--day", "10.15", "--visitors", "李明 赵芳", "--findings", "祖母身体尚好")
    later = ("--follow-up", "联系学校", "--due", "11.1")
    assert at_desk("visit", "add", "--child", first, *visited, *later)[0] == 0
    assert at_desk("rounds", "missed", "2026-001", "--child", second, "--reason", "家中无人")[0] == 0
    shown = at_desk("rounds", "show", "2026-001")[1]
    assert [stop["outcome"] for stop in shown["stops"]] == ["met", "missed", "planned"]
    assert at_desk("rounds", "list")[1]["rounds"][0]["state"] == "待走访 1 户"
    assert at_desk("rounds")[1]["count"] == 23
    assert at_desk("rounds", "missed", "2026-001", "--child", third)[1]["error"].startswith(
        "请写未遇到的原因"
    )


def test_a_follow_up_is_done_with_how_and_by_whom(at_desk: Ask) -> None:
    child = at_desk("rounds")[1]["due"][0]["id"]
    told = ("--visitors", "李明 赵芳", "--findings", "近视", "--follow-up", "配镜", "--due", "10.9")
    at_desk("visit", "add", "--child", child, "--day", "10.2", *told)
    (open_,) = at_desk("rounds", "follow-ups")[1]["follow_ups"]
    assert (open_["standing"], open_["overdue"]) == ("逾期 6 天", True)
    assert "请写明怎么办的" in at_desk("rounds", "done", open_["visit"])[1]["error"]
    code, done = at_desk("rounds", "done", open_["visit"], "--how", "陪同配镜", "--who", "赵芳")
    assert (code, done["how"], done["by"]) == (0, "陪同配镜", "赵芳")
    assert at_desk("rounds", "follow-ups")[1]["follow_ups"] == []


def test_a_round_without_its_day_or_visitors_is_refused(at_desk: Ask) -> None:
    assert at_desk("rounds", "plan", "--visitors", "李明 赵芳") == (1, {"error": "请用 --day 写走访日期。"})
    code, refused = at_desk("rounds", "plan", "--day", "10.14", "--visitors", "李明", "--limit", "2")
    assert code == 1 and "已经过去" in refused["error"] and "至少两人" in refused["error"]
