"""The ledgers of the six actions as commands: one set of words for all of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from countydesk.cli.main import run
from tests.conftest import PASSPHRASE
from tests.services.test_entries import FILE

Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ask(desk_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Runs a command on a desk with a programme of its own."""
    monkeypatch.setenv("COUNTYDESK_PASSPHRASE", PASSPHRASE)
    (desk_folder / "catalogue").mkdir()
    (desk_folder / "catalogue" / "fair.toml").write_text(FILE, encoding="utf-8")

    def command(*words: str) -> tuple[int, dict[str, Any]]:
        code = run([*words, "--desk", str(desk_folder), "--json"])
        data: dict[str, Any] = json.loads(capsys.readouterr().out)
        return code, data

    return command


def test_an_activity_of_an_action_is_told_as_before(ask: Ask) -> None:
    words = ("activity", "add", "--day", "2020-10-13", "--programme", "精神扶贫", "--kind", "宣讲")
    assert ask(*words, "--people", "80")[0] == 0
    (told,) = ask("activity", "list")[1]["activities"]
    assert (told["name"], told["people"], told["programme"]) == ("宣讲", 80, "spirit_general")
    assert told["action_title"] == "精神扶贫"


def test_a_kind_of_the_catalogue_with_its_fields_and_sums(ask: Ask) -> None:
    words = ("activity", "add", "--programme", "乡村好物集市", "--day", "2020年4月中旬", "--name", "集市")
    for sales in ("1.5万", "200"):
        code, data = ask(*words, "--set", f"销售额={sales}", "--set", "tons=2.5", "--approx", "sales=余")
        assert code == 0, data
    _, told = ask("activity", "list", "--programme", "fair", "--kind", "market", "--find", "集市")
    assert told["totals"] == {"sales": 1520000, "tons": "5.00"}
    assert (told["count"], told["activities"][0]["precision"]) == (2, "ten_days")
    assert told["activities"][0]["modifiers"] == {"sales": "余"}


def test_a_person_hangs_on_an_activity_and_the_id_is_masked(ask: Ask) -> None:
    _, whole = ask("activity", "add", "--programme", "fair", "--day", "2020.5.9", "--name", "集市")
    words = ("people", "add", "--programme", "fair", "--day", "2020.5.9", "--name", "单小明")
    _, person = ask(*words, "--of", whole["id"], "--set", "身份证号=621223 2012 0101 9991")
    (told,) = ask("people", "list", "--of", whole["id"])[1]["people"]
    assert told["values"] == {"citizen_id": "6212************91"}
    assert ask("people", "reveal", person["id"], "身份证号")[1]["value"] == "621223201201019991"
    assert ask("people", "withdraw", person["id"], "--reason", "重复")[0] == 0
    assert ask("people", "list")[1]["count"] == 0
    assert ask("people", "list", "--withdrawn")[1]["people"][0]["withdrawn"] == "重复"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("activity", "add", "--programme", "登月", "--day", "今天"), "没有“登月”这个项目"),
        (("goods", "add", "--programme", "fair", "--day", "今天"), "没有记入物品发放台账的记录"),
        (("activity", "add", "--programme", "fair", "--kind", "x", "--day", "今天"), "market(集市)"),
        (("activity", "add", "--programme", "fair", "--day", "今天", "--set", "colour=红"), "sales(销售额)"),
        (("activity", "add", "--programme", "fair", "--day", "今天", "--set", "sales"), "应写成 字段=内容"),
        (("activity", "add", "--programme", "fair", "--day", "今天"), "请写活动名称"),
        (("activity", "add", "--programme", "fair", "--day", "今天", "--set", "people=3"), "不用 --set"),
        (("people", "reveal", "x", "y"), "没有这条记录"),
    ],
)
def test_what_is_wrong_is_said(ask: Ask, words: tuple[str, ...], sentence: str) -> None:
    code, data = ask(*words)
    assert code == 1
    assert sentence in data["error"]


def test_targets(ask: Ask) -> None:
    indicator = "study_general.activities"
    code, data = ask("targets", "set", indicator, "2020", "8000", "--approx", "以上", "--note", "省上下达")
    assert code == 0, data
    (told,) = ask("targets", "list", "--year", "2020")[1]["targets"]
    assert (told["indicator"], told["modifier"]) == (indicator, "以上")
    assert ask("targets", "set", "没有.这个", "2020", "1")[0] == 1
