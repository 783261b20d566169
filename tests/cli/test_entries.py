"""The ledgers of the six actions as commands: one set of words for all of them."""

from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.services.test_entries import FILE


@pytest.fixture(autouse=True)
def own_programme(desk_folder: Path) -> None:
    (desk_folder / "catalogue").mkdir()
    (desk_folder / "catalogue" / "fair.toml").write_text(FILE, encoding="utf-8")


def test_an_activity_of_an_action_is_told_as_before(at_desk: Ask) -> None:
    words = ("activity", "add", "--day", "2020-10-13", "--programme", "精神扶贫", "--kind", "宣讲")
    assert at_desk(*words, "--people", "80")[0] == 0
    (told,) = at_desk("activity", "list")[1]["activities"]
    assert (told["name"], told["people"], told["programme"]) == ("宣讲", 80, "spirit_general")
    assert told["action_title"] == "精神扶贫"


def test_a_kind_of_the_catalogue_with_its_fields_and_sums(at_desk: Ask) -> None:
    words = ("activity", "add", "--programme", "乡村好物集市", "--day", "2020年4月中旬", "--name", "集市")
    for sales in ("1.5万", "200"):
        code, data = at_desk(*words, "--set", f"销售额={sales}", "--set", "tons=2.5", "--approx", "sales=余")
        assert code == 0, data
    _, told = at_desk("activity", "list", "--programme", "fair", "--kind", "market", "--find", "集市")
    assert told["totals"] == {"sales": 1520000, "tons": "5.00"}
    assert (told["count"], told["activities"][0]["precision"]) == (2, "ten_days")
    assert told["activities"][0]["modifiers"] == {"sales": "余"}


def test_a_person_hangs_on_an_activity_and_the_id_is_masked(at_desk: Ask) -> None:
    _, whole = at_desk("activity", "add", "--programme", "fair", "--day", "2020.5.9", "--name", "集市")
    words = ("people", "add", "--programme", "fair", "--day", "2020.5.9", "--name", "单小明")
    _, person = at_desk(*words, "--of", whole["id"], "--set", "身份证号=621223 2012 0101 9991")
    (told,) = at_desk("people", "list", "--of", whole["id"])[1]["people"]
    assert told["values"] == {"citizen_id": "6212************91"}
    assert at_desk("people", "reveal", person["id"], "身份证号")[1]["value"] == "621223201201019991"
    assert at_desk("people", "withdraw", person["id"], "--reason", "重复")[0] == 0
    assert at_desk("people", "list")[1]["count"] == 0
    assert at_desk("people", "list", "--withdrawn")[1]["people"][0]["withdrawn"] == "重复"


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
def test_what_is_wrong_is_said(at_desk: Ask, words: tuple[str, ...], sentence: str) -> None:
    code, data = at_desk(*words)
    assert code == 1
    assert sentence in data["error"]


def test_targets(at_desk: Ask) -> None:
    indicator = "study_general.activities"
    code, data = at_desk(
        "targets", "set", indicator, "2020", "8000", "--approx", "以上", "--note", "省上下达"
    )
    assert code == 0, data
    (told,) = at_desk("targets", "list", "--year", "2020")[1]["targets"]
    assert (told["indicator"], told["modifier"]) == (indicator, "以上")
    assert at_desk("targets", "set", "没有.这个", "2020", "1")[0] == 1
