"""The commands of people, recovery and the record of changes, as scripts use them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from countydesk.cli.main import run
from countydesk.cli.words import parser
from tests.conftest import PASSPHRASE

Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, desk_folder: Path) -> Ask:
    """Runs a command on 合水县's desk as 王海."""
    monkeypatch.setenv("COUNTYDESK_PASSPHRASE", PASSPHRASE)

    def command(*words: str, by: str = "王海") -> tuple[int, dict[str, Any]]:
        code = run([*words, "--desk", str(desk_folder), "--by", by, "--json"])
        data: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, data

    return command


def test_people_are_taken_on_given_roles_and_turned_off(ask: Ask) -> None:
    code, data = ask("operator", "add", "张军", "--role", "recorder")
    assert code == 0 and data["operators"][-1] == {"name": "张军", "roles": ["recorder"], "active": True}
    code, data = ask("operator", "roles", "张军", "--role", "审核人", "--reason", "调整")
    assert code == 0 and data["operators"][-1]["roles"] == ["reviewer"]
    assert ask("operator", "off", "张军", "--reason", "调离")[1]["operators"][-1]["active"] is False
    code, data = ask("operator", "off", "赵芳", "--reason", "试试", by="李明")
    assert code == 1 and "没有“修改设置”的权限" in data["error"]
    assert len(ask("operator", "list", by="李明")[1]["operators"]) == 4


def test_the_record_is_listed_shown_and_exported(ask: Ask, tmp_path: Path) -> None:
    ask("operator", "roles", "李明", "--role", "reviewer", "--reason", "调整分工")
    code, data = ask("changes", "list", "--kind", "经办人员", "--action", "修改")
    assert code == 0 and data["total"] == 1
    (line,) = data["changes"]
    assert (line["subject"], line["sentence"], line["by"]) == ("李明", "角色:录入员 → 审核人", "王海")
    assert ask("changes", "show", str(line["number"]))[1]["reason"] == "调整分工"
    code, data = ask("changes", "export", str(tmp_path / "变动.xlsx"), "--operator", "王海")
    assert code == 0 and data["changes"] == 2 and (tmp_path / "变动.xlsx").exists()
    assert ask("changes", "list", "--kind", "没有")[0] == 1
    assert ask("changes", "list", "--words", "调整", "--from", "2026-10-15", "--until", "2099.1.1")[0] == 0


def test_a_recovery_without_a_key_at_the_province_is_refused(ask: Ask, tmp_path: Path) -> None:
    assert "没有给省级留" in ask("recovery", "request", "李明", "--to", str(tmp_path))[1]["error"]
    assert "没有等待答复" in ask("recovery", "finish", str(tmp_path / "x.json"))[1]["error"]
    assert "还没有安装省级证书" in ask("recovery", "offer")[1]["error"]
    assert "没有未加密的台账" in ask("encrypt", "--operator", "李明")[1]["error"]


def test_every_word_of_people_is_declared() -> None:
    for words in (["operator", "list"], ["changes", "show", "1"], ["recovery", "offer"]):
        assert parser().parse_args(words).does
