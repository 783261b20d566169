"""The receiving desk by command: a made-up area, the overview, a packet brought again, a desk rebuilt."""

from pathlib import Path

import pytest

from countydesk.domain.months import Month
from countydesk.services import closing, founding, sending
from countydesk.services.desk import Desk
from tests.cli.conftest import Ask
from tests.conftest import PASSPHRASE


def test_a_made_up_area(tmp_path: Path, ask: Ask) -> None:
    size = ("--counties", "2", "--children", "4", "--months", "2")
    code, made = ask("demo", str(tmp_path / "area"), "--province", *size)
    assert code == 0
    assert len(made["packages"]) == 4
    desk = ("--desk", made["province"])
    code, seen = ask("province", *desk)
    assert seen["totals"]["counties"] == 2
    assert seen["totals"]["children"] == 8
    assert [month["counties"] for month in seen["months"]] == [2, 2]
    assert seen["totals"]["fen"] == sum(one["fen"] for one in seen["counties"]) > 0
    code, again = ask("receive", str(tmp_path / "area" / "packages"), *desk)
    assert code == 0
    assert [one["verdict"] for one in again["packages"]] == ["already"] * 4
    assert set(again["packages"][0]) == {
        "file",
        "package_id",
        "county",
        "month",
        "number",
        "verdict",
        "new",
        "changed",
        "same",
        "conflicts",
        "problem",
    }
    assert ask("province", *desk)[1] == seen
    code, receipt = ask("receipt", made["packages"][1], "--to", str(tmp_path), *desk)
    assert code == 0
    assert (receipt["queried"], receipt["refused"], receipt["number"]) == (0, 0, 2)
    code, refused = ask("receive", receipt["receipt"], *desk)
    assert code == 1
    assert refused["packages"][0]["verdict"] == "refused"
    one_county = [path for path in made["packages"] if Path(path).name.startswith("620102")]
    folder = tmp_path / "series"
    for path in one_county:
        code, _ = ask("hand-back", path, "--to", str(folder), *desk)
        assert code == 0
    code, series = ask("verify", "--history", str(folder))
    assert (code, series["valid"], len(series["packages"])) == (0, True, 2)


def test_a_desk_rebuilt_by_command(desk: Desk, tmp_path: Path, ask: Ask) -> None:
    desk.operator = desk.operator_named("王海")
    closing.close(desk, Month(2026, 10))
    package = sending.send(desk, Month(2026, 10), tmp_path, PASSPHRASE).path
    new = str(tmp_path / "new")
    code, made = ask("rebuild", str(package), "--desk", new, "--operator", "王海")
    assert (code, made["office"], made["number"]) == (0, "621024", 1)
    code, fine = ask("check", "--desk", new)
    assert (code, fine["ok"]) == (0, True)
    code, refused = ask("receive", str(package), "--desk", new)
    assert code == 1
    assert "请先安装" in refused["error"]


def test_the_province_of_the_2020_report_answers_with_its_sums(
    tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = founding.Made(tmp_path / "province", [tmp_path / "620100.xlsx.p7m"], 1916, 301_200_000)
    monkeypatch.setattr(founding, "show", lambda folder, passphrase: made)  # it is made in test_founding
    code, told = ask("demo", str(tmp_path), "--province", "--founding-report")
    assert (code, told) == (
        0,
        {
            "province": str(made.province),
            "children": 1916,
            "paid_fen": 301_200_000,
            "packages": [str(made.packages[0])],
        },
    )
