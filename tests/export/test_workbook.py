"""The lists that people take out: text stays text, money keeps its fen, nothing is spilled or run."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet._writer import create_temporary_file
from openpyxl.worksheet.worksheet import Worksheet

from countydesk.domain.fields import Choice, FieldSpec, Kind
from countydesk.domain.problems import Refused, Unavailable
from countydesk.export import workbook
from countydesk.export.workbook import write_table


class Hardship(Choice):
    ORPHAN = "orphan", "孤儿"
    SINGLE = "single", "单亲"


def spec(title: str, kind: Kind, choices: type[Choice] | None = None) -> FieldSpec:
    return FieldSpec(kind.value, title, kind, False, choices, False, "")


def written(fields: list[FieldSpec], *rows: list[object], title: str = "帮扶对象") -> Worksheet:
    stream = BytesIO()
    assert write_table(stream, title, fields, rows) == len(rows)
    return load_workbook(stream).worksheets[0]


def test_values_stand_as_people_read_them() -> None:
    fields = [
        spec("编号", Kind.KEY),
        spec("姓名", Kind.NAME),
        spec("身份证号", Kind.CITIZEN_ID),
        spec("金额", Kind.MONEY),
        spec("日期", Kind.DAY),
        spec("时间", Kind.INSTANT),
        spec("同意", Kind.YES_NO),
        spec("主要类型", Kind.CHOICE, Hardship),
        spec("家庭类型", Kind.CHOICES, Hardship),
        spec("人数", Kind.NUMBER),
        spec("备注", Kind.TEXT),
    ]
    instant = datetime(2026, 10, 31, 1, 30, tzinfo=UTC)
    row: list[object] = ["0192", "马䶮·吐尔逊", "621223201201019991", 180005, date(2026, 9, 1), instant]
    sheet = written(fields, [*row, True, "orphan", ["orphan", "single"], 3, None])
    head, values = sheet.iter_rows(values_only=True)
    assert head == (
        "姓名",
        "身份证号",
        "金额",
        "日期",
        "时间",
        "同意",
        "主要类型",
        "家庭类型",
        "人数",
        "备注",
    )
    day = datetime(2026, 9, 1)
    told = ("马䶮·吐尔逊", "621223201201019991", 1800.05, day, "2026-10-31 09:30", "是", "孤儿")
    assert values == (*told, "孤儿、单亲", 3, None)
    assert sheet["B2"].number_format == "@"
    assert sheet["C2"].number_format == "#,##0.00"
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("A2", "$1:$1", "A1:J2")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_a_text_never_comes_to_life(text: str) -> None:
    cell = written([spec("备注", Kind.TEXT)], [text])["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_decimal_is_a_number_that_adds_up() -> None:
    cell = written([spec("面积", Kind.DECIMAL)], [Decimal("12.50")])["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (12.5, "n", "General")


@pytest.mark.parametrize("text", ['a<b>&"c"', "第一行\n第二行", "  前后空格  ", "𬸚𠮷㛃"])
def test_any_text_comes_back(text: str) -> None:
    assert written([spec("备注", Kind.LONG_TEXT)], [text])["A2"].value == text


def test_the_sheet_takes_a_title_that_excel_refuses() -> None:
    assert written([spec("姓名", Kind.NAME)], ["张"], title="帮扶[2026]:甲/乙" + "长" * 40).title
    assert written([spec("姓名", Kind.NAME)], ["张"], title="//").title == "清单"


def test_what_excel_would_cut_is_refused() -> None:
    with pytest.raises(Refused, match="第 2 行“备注”"):
        written([spec("备注", Kind.LONG_TEXT)], ["长" * 32768])


def test_no_name_reaches_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spilled: list[Path] = []

    def watched(suffix: str = "") -> str:
        spilled.append(Path(create_temporary_file(suffix)))
        return str(spilled[-1])

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", watched)
    monkeypatch.setattr("openpyxl.worksheet._writer.os.remove", keep_a_copy(tmp_path))
    written([spec("姓名", Kind.NAME)], ["张小明"])
    kept = [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()]
    assert len(kept) == len(spilled) > 0
    assert not any("张小明" in content for content in kept)


def keep_a_copy(folder: Path) -> Callable[[str], None]:
    real = os.remove

    def remove(path: str) -> None:
        (folder / Path(path).name).write_bytes(Path(path).read_bytes())
        real(path)

    return remove


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workbook.os, "fsync", full)
    with pytest.raises(Unavailable, match=r"名单\.xlsx”:磁盘已满"):
        write_table(path, "名单", [spec("姓名", Kind.NAME)], [["张"]])
    assert [file.name for file in tmp_path.iterdir()] == ["名单.xlsx"]
    assert path.read_bytes() == b"old"
    monkeypatch.undo()
    assert write_table(path, "名单", [spec("姓名", Kind.NAME)], [["张"]]) == 1
    assert load_workbook(path).worksheets[0]["A2"].value == "张"
