"""Refusals are said, faults of ours are reported without what was typed."""

from pathlib import Path

from countydesk.domain.problems import Refused, Unavailable
from ui.failures import Failures


def test_a_refusal_and_a_fault_of_the_computer_are_said_in_their_sentence(tmp_path: Path) -> None:
    failures, said = Failures(tmp_path), []
    failures.noticed.connect(lambda sentence, _tone: said.append(sentence))
    failures.show(Refused("请填写原因。"))
    failures.show(Unavailable("U 盘已拔出,没有写完。"))
    assert said == ["请填写原因。", "U 盘已拔出,没有写完。"]
    assert list(tmp_path.iterdir()) == []


def test_a_crash_report_names_lines_and_no_child(tmp_path: Path) -> None:
    failures, told = Failures(tmp_path / "reports"), []
    failures.crashed.connect(lambda report, kept: told.append((report, kept)))
    try:
        try:
            {"王雪梅": 1}["621024201003150028"]
        except KeyError as first:
            raise RuntimeError("王雪梅 621024201003150028") from first
    except RuntimeError as failure:
        failures.show(failure)
    report, kept = told[0]
    assert kept.read_text(encoding="utf-8") == report
    assert "builtins.RuntimeError" in report and "builtins.KeyError" in report
    assert "test_failures.py:" in report
    assert "王雪梅" not in report and "621024" not in report
    assert str(Path.home()) + "/" not in report


def test_a_full_disk_does_not_lose_the_report(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failures, told = Failures(tmp_path / "file"), []
    failures.crashed.connect(lambda report, kept: told.append((report, kept)))
    failures.show(ZeroDivisionError())
    assert told[0][1] is None and "ZeroDivisionError" in told[0][0]
