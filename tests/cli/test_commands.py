"""The commands as scripts use them: JSON alone on stdout, sentences on stderr, honest exit codes."""

import json
from pathlib import Path

import pytest

from countydesk.cli.main import run
from countydesk.locations import FOLDER_VARIABLE
from tests.cli.conftest import Ask

SAMPLES = Path(__file__).parent.parent / "imports" / "samples"


def test_id_says_what_a_number_says(ask: Ask) -> None:
    assert ask("id", " 621223 20120101 9991") == (
        0,
        {
            "valid": True,
            "id": "621223201201019991",
            "birth": "2012-01-01",
            "sex": "男",
            "region": "甘肃省陇南市宕昌县",
            "reason": None,
            "warnings": [],
        },
    )
    code, data = ask("id", "621232201201019991")
    assert code == 1
    assert not data["valid"]
    assert "校验位" in data["reason"]


def test_amount_in_capitals(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["amount", "1409.50"]) == 0
    assert capsys.readouterr().out == "人民币壹仟肆佰零玖元伍角整\n"
    code, data = ask("amount", "一千")
    assert code == 1
    assert "无法识别" in data["error"]


def test_wrong_use_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import"]) == 2
    assert run(["nonsense"]) == 2
    assert run([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "用法" in said.err
    assert "还缺 文件" in said.err


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["batch", "draw", "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("用法:countydesk batch draw")
    assert "显示这份说明" in said


def test_desk_and_json_may_stand_before_or_after(
    desk_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = run(["--desk", str(desk_folder), "--json", "check"]), capsys.readouterr().out
    after = run(["check", "--json", "--desk", str(desk_folder)]), capsys.readouterr().out
    assert before == after == (0, '{"ok": true, "problems": []}\n')


def test_no_desk_is_refused(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "nowhere"))
    code, data = ask("find", "张")
    assert code == 1
    assert "这里没有台账" in data["error"]


@pytest.mark.parametrize(
    ("code", "level"), [("620000", "province"), ("621000", "city"), ("621024", "county"), ("620200", "city")]
)
def test_the_code_gives_the_level(ask: Ask, tmp_path: Path, code: str, level: str) -> None:
    words = ("new", "--office", code, "--unit", "团委", "--operator", "李明", "--operator", "王海:approver")
    status, data = ask(*words, "--desk", str(tmp_path / "desk"))
    assert (status, data["level"]) == (0, level)
    assert [(o["name"], len(o["roles"])) for o in data["operators"]] == [("李明", 4), ("王海", 1)]
    assert ask(*words, "--desk", str(tmp_path / "desk"))[0] == 1


def test_a_ledger_is_previewed_taken_in_and_then_the_same(ask: Ask, tmp_path: Path) -> None:
    desk = ("--desk", str(tmp_path / "desk"))
    ask("new", "--office", "622926", "--unit", "共青团东乡县委员会", "--operator", "李明", *desk)
    file = str(SAMPLES / "ledger-chaos.xlsx")
    code, shown = ask("import", file, "--dry-run", *desk)
    assert code == 0
    assert {row["verdict"] for row in shown["rows"]} == {"new", "refused", "duplicate"}
    assert ask("find", "", *desk)[1]["total"] == 0

    new = sum(row["verdict"] == "new" for row in shown["rows"])
    assert ask("import", file, *desk)[0] == 0
    assert ask("find", "", *desk)[1]["total"] == new
    again = ask("import", file, "--dry-run", *desk)[1]
    assert sum(row["verdict"] == "same" for row in again["rows"]) == new


def test_a_month_by_command(ask: Ask, desk_folder: Path, tmp_path: Path) -> None:
    desk = ("--desk", str(desk_folder))
    code, drawn = ask("batch", "draw", "2026-autumn", *desk, "--by", "李明")
    assert (code, drawn["children"], drawn["left_out"]) == (0, 24, [])
    number = drawn["number"]
    assert ask("batch", "check", number, *desk, "--by", "李明")[0] == 1
    assert ask("batch", "check", number, *desk, "--by", "赵芳")[1]["state"] == "checked"
    assert ask("batch", "approve", number, *desk, "--by", "王海")[1]["state"] == "approved"
    printed = ask("batch", "print", number, *desk, "--to", str(tmp_path), "--by", "李明")[1]
    assert Path(printed["roster"]).read_bytes().startswith(b"%PDF")

    number = printed["roster_number"]
    paid = ask("batch", "pay", number, *desk, "--except", "3=联系不上")[1]
    assert paid["balance"]["unpaid"] > 0
    assert 3 not in paid["paid_now"]
    assert len(paid["paid_now"]) == 23
    assert ask("batch", "return", number, "1", "--reason", "账户不符", *desk)[1]["balance"]["returned"] > 0
    assert ask("batch", "repay", number, "1", *desk)[0] == 0
    sign = ("batch", "sign", number, *desk, "--except", "2=外出", "--proxy")
    assert ask(*sign, "4=杨玉兰(祖母)")[0] == 1
    code, refused = ask(*sign, "4=杨玉兰、祖母、622926195001011234")
    assert (code, "校验位" in refused["error"]) == (1, True)
    assert ask(*sign, "4=杨玉兰、祖母、622926195001011231")[0] == 0
    money = ask("batch", "settle", number, *desk)[1]["balance"]
    assert money["due"] == money["paid_out"] + money["returned"] + money["unpaid"]
    assert [b["number"] for b in ask("batch", "list", *desk)[1]["batches"]] == [number]
    assert len(ask("batch", "show", number, *desk)[1]["lines"]) == 24

    child = ask("find", "wm", *desk)[1]["beneficiaries"] or ask("find", "", *desk)[1]["beneficiaries"]
    visit = ("visit", "add", "--child", child[0]["id"], "--day", "2026.10.12", "--visitors", "李明 赵芳")
    assert ask(*visit, "--findings", "一切都好", *desk)[0] == 0
    assert ask(*visit[:-1], "李明", "--findings", "一切都好", *desk)[0] == 1
    visits = ask("visit", "list", "--month", "2026-10", *desk)[1]["visits"]
    assert [v["visitors"] for v in visits] == ["李明、赵芳"]
    activity = ("activity", "add", "--day", "2026-10-13", "--programme", "精神扶贫", "--kind", "宣讲")
    assert ask(*activity, "--people", "80", *desk)[0] == 0
    assert ask("activity", "list", *desk)[1]["activities"][0]["people"] == 80

    assert ask("close", "2026-10", *desk, "--by", "李明")[0] == 1
    assert ask("close", "2026-10", *desk, "--by", "王海")[1]["closed"]
    sent = ask("send", "2026-10", "--to", str(tmp_path), *desk, "--by", "王海")[1]
    assert (sent["county"], sent["month"], sent["number"]) == ("621024", "2026-10", 1)
    code, verdict = ask("verify", sent["package"])
    assert (code, verdict["valid"], verdict["trusted"]) == (0, True, None)
    assert verdict["package_id"] == sent["package_id"]
    assert ask("check", *desk) == (0, {"ok": True, "problems": []})


def test_a_file_that_is_no_package(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "package.xlsx"
    path.write_bytes((SAMPLES / "ledger-plain.xlsx").read_bytes())
    code, verdict = ask("verify", str(path))
    assert (code, verdict["valid"]) == (1, False)
    assert verdict["problem"]


def test_the_demo_leaves_a_whole_month(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    code, shown = ask("demo", str(tmp_path / "demo"), "--children", "12")
    assert (code, shown["children"]) == (0, 12)
    for name in ("roster", "package", "verification"):
        assert Path(shown[name]).stat().st_size > 0
    assert ask("verify", shown["package"])[1]["valid"]
    assert ask("check", "--desk", shown["desk"])[1]["ok"]
    waiting = [one["station"] for one in ask("apply", "list", "--desk", shown["desk"])[1]["waiting"]]
    assert waiting == ["applied", "documents", "visit", "notice", "county"]
    assert json.loads(Path(shown["verification"]).read_text("utf-8"))["valid"]


def test_the_founding_report(ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """546 primary and 1370 secondary pupils, a half year each: 1916 people and 301.2 万元."""
    code, shown = ask("demo", str(tmp_path), "--founding-report")
    assert (code, shown["children"], shown["paid_fen"]) == (0, 1916, 301200000)
    run(["batch", "show", "HS-2026-001", "--desk", shown["desk"]])
    assert "人民币叁佰零壹万贰仟元整" in capsys.readouterr().out


def test_a_fault_of_our_own_is_a_report_without_what_was_typed(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_facts: object) -> None:
        raise RuntimeError("张小明 621223201201019991")

    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setattr("countydesk.cli.quick.examine", broken)
    code, data = ask("id", "621223201201019991")
    assert code == 1
    assert "这一步没有办成" in data["error"]
    (report,) = (tmp_path / "reports").iterdir()
    said = report.read_text("utf-8")
    assert "RuntimeError" in said
    assert "张小明" not in said
    assert "621223201201019991" not in said
