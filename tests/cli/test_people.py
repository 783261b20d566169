"""The commands of people, recovery and the record of changes, as scripts use them."""

from pathlib import Path

import pytest

from countydesk.cli.words import parser
from tests.cli.conftest import Ask


@pytest.fixture
def by(at_desk: Ask) -> Ask:
    """Runs a command at the desk as 王海, or as another."""
    return lambda *words, by="王海": at_desk(*words, "--by", by)


def test_people_are_taken_on_given_roles_and_turned_off(by: Ask) -> None:
    code, data = by("operator", "add", "张军", "--role", "recorder")
    assert code == 0 and data["operators"][-1] == {"name": "张军", "roles": ["recorder"], "active": True}
    code, data = by("operator", "roles", "张军", "--role", "审核人", "--reason", "调整")
    assert code == 0 and data["operators"][-1]["roles"] == ["reviewer"]
    assert by("operator", "off", "张军", "--reason", "调离")[1]["operators"][-1]["active"] is False
    code, data = by("operator", "off", "赵芳", "--reason", "试试", by="李明")
    assert code == 1 and "没有“修改设置”的权限" in data["error"]
    assert len(by("operator", "list", by="李明")[1]["operators"]) == 4


def test_the_record_is_listed_shown_and_exported(by: Ask, tmp_path: Path) -> None:
    by("operator", "roles", "李明", "--role", "reviewer", "--reason", "调整分工")
    code, data = by("changes", "list", "--kind", "经办人员", "--action", "修改")
    assert code == 0 and data["total"] == 1
    (line,) = data["changes"]
    assert (line["subject"], line["sentence"], line["by"]) == ("李明", "角色:录入员 → 审核人", "王海")
    assert by("changes", "show", str(line["number"]))[1]["reason"] == "调整分工"
    code, data = by("changes", "export", str(tmp_path / "变动.xlsx"), "--operator", "王海")
    assert code == 0 and data["changes"] == 2 and (tmp_path / "变动.xlsx").exists()
    assert by("changes", "list", "--kind", "没有")[0] == 1
    assert by("changes", "list", "--words", "调整", "--from", "2026-10-15", "--until", "2099.1.1")[0] == 0


def test_a_recovery_without_a_key_at_the_province_is_refused(by: Ask, tmp_path: Path) -> None:
    assert "没有给省级留" in by("recovery", "request", "李明", "--to", str(tmp_path))[1]["error"]
    assert "没有等待答复" in by("recovery", "finish", str(tmp_path / "x.json"))[1]["error"]
    assert "还没有安装省级证书" in by("recovery", "offer")[1]["error"]
    assert "没有未加密的台账" in by("encrypt", "--operator", "李明")[1]["error"]


def test_every_word_of_people_is_declared() -> None:
    for words in (["operator", "list"], ["changes", "show", "1"], ["recovery", "offer"]):
        assert parser().parse_args(words).does
