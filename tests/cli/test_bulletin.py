"""The commands of the report, of progress and of dispatching, as a script runs them."""

from pathlib import Path

from countydesk.cli.main import run
from tests.cli.conftest import Ask
from tests.domain.test_catalogue import FIGURES


def test_the_bulletin_has_every_row_and_its_files(at_desk: Ask, tmp_path: Path) -> None:
    words = ("--day", "2026.10.9", "--programme", "live_sales", "--kind", "broadcast", "--name", "苹果专场")
    assert at_desk("activity", "add", *words, "--set", "销售农产品=1.5万")[0] == 0
    months = ("--from", "2026-10", "--to", "2026-12")
    code, told = at_desk("bulletin", *months, "--to-file", str(tmp_path))
    assert code == 0
    assert set(FIGURES) <= told["figures"].keys()
    sales = told["figures"]["A05"]
    assert (sales["value"], sales["modifier"], sales["unit"], sales["records"]) == ("1.5", "", "万元", 1)
    assert told["indicators"]["live_sales.sales_local"]["value"] == "1.5"
    assert "37.5" in told["figures"]["A02"]["note"]
    assert "直播带货助力消费扶贫1.5万元" in told["text"]
    assert [Path(file).suffix for file in told["files"]] == [".pdf", ".docx", ".xlsx"]
    assert all(Path(file).exists() for file in told["files"])


def test_wrong_months_are_refused(at_desk: Ask) -> None:
    code, told = at_desk("bulletin", "--from", "2026-10", "--to", "2026-09")
    assert (code, told["error"]) == (1, "截止月份2026年9月早于起始月份2026年10月,请核对。")
    assert run(["bulletin", "--from", "2026-10"]) == 2


def test_progress_stands_against_the_target(at_desk: Ask) -> None:
    assert at_desk("targets", "set", "live_sales.sales_local", "2026", "10")[0] == 0
    code, told = at_desk("progress", "--month", "2026-10")
    assert code == 0
    (sales,) = [each for each in told["progress"] if each["indicator"] == "live_sales.sales_local"]
    assert (sales["planned"], sales["percent"], sales["due"], sales["behind"]) == ("10", 0.0, 83.3, True)
    code, told = at_desk("progress", "--month", "2026-10", "--indicator", "I07")
    assert (code, [place["name"] for place in told["places"]]) == (0, ["合水县"])


def test_progress_goes_to_files(at_desk: Ask, tmp_path: Path) -> None:
    folder = ("--to-file", str(tmp_path))
    code, told = at_desk("progress", "--month", "2026-10", *folder)
    assert (code, [Path(file).name for file in told["files"]]) == (
        0,
        ["目标进度-2026-10.pdf", "目标进度-2026-10.xlsx"],
    )
    code, told = at_desk("progress", "--month", "2026-10", "--indicator", "I07", *folder)
    assert code == 0 and all(Path(file).exists() for file in told["files"])


def test_a_county_dispatches_nobody(at_desk: Ask) -> None:
    code, told = at_desk("dispatch", "--month", "2026-10")
    assert (code, told["error"]) == (1, "县级台账没有下级单位可调度。")
