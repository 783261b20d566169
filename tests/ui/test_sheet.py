"""A whole sheet in the window: typed through, pasted, read from a file, mended and saved all or none."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from countydesk.domain.entries import Entry
from countydesk.domain.problems import Problem, Refused
from countydesk.imports.spreadsheet import read_sheets
from countydesk.services import entries, entry_sheets, outside, recording
from countydesk.services.desk import Desk
from countydesk.services.entries import Wanted
from tests.ui.conftest import Asked, Until
from ui.pages.sheet import page
from ui.pages.sheet.cells import CellEditor
from ui.pages.sheet.rows import KNOWN, MOST, TOO_MANY
from ui.pages.sheet.sheet import SheetPage
from ui.session import Session

Key = Qt.Key
FAIR = "job_fair.fair"
FORM = 8  # the column of 形式: 网络 or 现场


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are read in this process."""
    monkeypatch.setattr(outside, "sheets_of", lambda data, name, on_rows=None: read_sheets(data, name))


@pytest.fixture
def sheet(session: Session, until: Until) -> SheetPage:
    made = page(session)
    made.resize(1150, 600)
    made.show()
    made.activateWindow()
    made.opened(FAIR)
    until(lambda: made.rows is not None and made.grid.currentIndex().isValid())
    return made


@pytest.fixture
def said(session: Session) -> list[str]:
    heard: list[str] = []
    session.noticed.connect(lambda sentence, _tone: heard.append(sentence) if sentence else None)
    return heard


def type_in(sheet: SheetPage, text: str, then: Key = Key.Key_Return) -> None:
    """Type into the current cell as a person does, and go on by a key."""
    sheet.grid.edit(sheet.grid.currentIndex())
    editor = sheet.grid.cells.open
    assert editor is not None
    editor.setText(text)
    QTest.keyClick(editor, then)


def pasted(sheet: SheetPage, text: str, row: int = 0, column: int = 0) -> None:
    QGuiApplication.clipboard().setText(text)
    sheet.grid.go_to(row, column)
    sheet.grid.paste()
    settled(sheet).judge_all()


def settled(sheet: SheetPage) -> Any:
    assert sheet.rows is not None
    return sheet.rows


def wrong(sheet: SheetPage) -> list[tuple[int, int]]:
    return [(row, column) for row, column, _ in settled(sheet).problems()]


def here(sheet: SheetPage) -> tuple[int, int]:
    return sheet.grid.currentIndex().row(), sheet.grid.currentIndex().column()


def recorded(desk: Desk) -> Entry:
    entry = entries.new(desk, FAIR, "春风行动", date(2026, 3, 9), values={"posts": 1200})
    entries.record(desk, entry)
    return entry


def test_cells_are_typed_one_after_the_other(sheet: SheetPage, until: Until) -> None:
    type_in(sheet, "春风行动")
    type_in(sheet, "2026.3.9", Key.Key_Tab)
    assert here(sheet) == (0, 2)
    QTest.keyClick(sheet.grid, Key.Key_Tab)
    QTest.keyClick(sheet.grid, Key.Key_Backtab)
    assert here(sheet) == (0, 2)
    sheet.grid.go_to(0, FORM)
    type_in(sheet, "现")
    assert wrong(sheet) == []
    until(lambda: wrong(sheet) == [(0, FORM)])
    sheet.grid.go_to(0, FORM)
    assert sheet.cell.sentence.text() == "“形式”没有“现”这一项,可用:网络、现场。"
    assert sheet.counts.told.text() == "已填 1 行 · 1 处有误"
    last = settled(sheet).columnCount() - 1
    sheet.grid.go_to(0, last)
    QTest.keyClick(sheet.grid, Key.Key_Return)
    assert here(sheet) == (1, 0)


def test_a_choice_is_completed(sheet: SheetPage) -> None:
    sheet.grid.go_to(0, FORM)
    sheet.grid.edit(sheet.grid.currentIndex())
    editor = sheet.grid.cells.open
    assert isinstance(editor, CellEditor)
    editor.setText("现")
    editor.completer().setCompletionPrefix("现")
    pressed = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(editor.completer().popup(), pressed)  # a popup that opens warns off-screen
    assert settled(sheet).texts(0)[FORM] == "现场"
    assert here(sheet) == (0, FORM + 1)


def test_an_input_method_types_into_a_cell_and_keeps_its_keys(sheet: SheetPage) -> None:
    QApplication.sendEvent(sheet.grid, QInputMethodEvent("chun", []))
    editor = sheet.grid.cells.open
    assert editor is not None  # composing has begun in the cell
    QApplication.sendEvent(editor, QInputMethodEvent("chun", []))
    for key in (Key.Key_Return, Key.Key_Tab):
        QTest.keyClick(editor, key)
    assert sheet.grid.cells.open is editor and here(sheet) == (0, 0)
    chosen = QInputMethodEvent()
    chosen.setCommitString("春风行动")
    QApplication.sendEvent(editor, chosen)
    QTest.keyClick(editor, Key.Key_Return)
    assert settled(sheet).texts(0)[0] == "春风行动" and here(sheet) == (0, 1)


def test_a_block_comes_with_its_headings(sheet: SheetPage, said: list[str]) -> None:
    head = "日期\t招聘会名称\t提供岗位(个)\t带队人\t备注"
    pasted(
        sheet, f'{head}\r\n2026.3.9\t春风行动\t近2万个\t李明\t"第一行\n第二行"\r\n4.2\t返乡\t三百\t\t\r\n', 2
    )
    assert said == ["不认识的列,没有粘贴:带队人。"]
    assert settled(sheet).texts(2)[:2] == ("春风行动", "2026.3.9")
    assert "第一行\n第二行" in settled(sheet).texts(2)
    posts = settled(sheet).texts(3).index("三百")
    assert wrong(sheet) == [(3, posts)]
    sheet.grid.undo()
    assert settled(sheet).filled == []


def test_blocks_are_filled_cleared_and_moved(sheet: SheetPage) -> None:
    pasted(sheet, "甲\t2026.3.9\n乙\n丙")
    sheet.grid.setSelection(
        sheet.grid.visualRect(settled(sheet).index(0, 1)).united(
            sheet.grid.visualRect(settled(sheet).index(2, 1))
        ),
        sheet.grid.selectionModel().SelectionFlag.ClearAndSelect,
    )
    sheet.grid.fill_down()
    assert [settled(sheet).texts(row)[1] for row in range(4)] == ["2026.3.9"] * 3 + [""]
    sheet.grid.copy()
    assert QGuiApplication.clipboard().text().split() == ["2026.3.9"] * 3
    sheet.grid.go_to(1, 0)
    sheet.grid.remove_rows()
    assert [line.texts[0] for line in settled(sheet).filled] == ["甲", "丙"]
    sheet.grid.insert_rows()
    assert [settled(sheet).texts(row)[0] for row in range(3)] == ["甲", "", "丙"]
    pasted(sheet, "2026.4.1", 1, 1)
    sheet.grid.clear_cells()
    for _ in range(4):
        sheet.grid.undo()
    assert [line.texts[:2] for line in settled(sheet).filled] == [
        ("甲", "2026.3.9"),
        ("乙", "2026.3.9"),
        ("丙", "2026.3.9"),
    ]


def test_from_one_wrong_cell_to_the_next(sheet: SheetPage, said: list[str], asked: Asked) -> None:
    pasted(sheet, "甲\t2026.13.1\n\t2026.3.9\n丙\t2026.3.9")
    assert wrong(sheet) == [(0, 1), (1, 0)]
    sheet.save()
    assert said[-1] == "还有 2 处有误,一条也没有写入。按 F8 到下一处。"
    assert here(sheet) == (0, 1)
    QTest.keySequence(sheet.grid, QKeySequence("F8"))
    assert here(sheet) == (1, 0)
    sheet.go_to_next()
    assert here(sheet) == (0, 1)
    pasted(sheet, "2026.3.1", 0, 1)
    assert said[-1] == "还有 1 处有误,一条也没有写入。按 F8 到下一处。"  # it counts down
    pasted(sheet, "乙", 1, 0)
    assert said[-1] == "有误的都已改好,还没有保存:请按 Ctrl+Enter。"
    heard = len(said)
    pasted(sheet, "2026.13.1", 2, 1)
    assert len(said) == heard  # nothing was refused since
    assert asked(entries.lines, Wanted()) == []


def test_what_stands_there_already_is_told_and_passed_over(
    session: Session, sheet: SheetPage, said: list[str], until: Until, asked: Asked
) -> None:
    asked(recorded)
    pasted(sheet, "招聘会名称\t日期\t提供岗位\n春风行动\t2026.3.9\t1200\n春风行动\t2026.3.9\t1300")
    until(lambda: settled(sheet).filled[0].known)
    assert sheet.counts.told.text() == "已填 2 行 · 1 行已登记过,保存时略过"
    assert settled(sheet).sentence(0, 3) == KNOWN and not settled(sheet).filled[1].known
    assert sheet.actions()[-1].title == "保存全部(1 条)"
    sheet.save()
    assert not sheet.may_leave() and not sheet.grid.isEnabled()
    assert said.pop() == "正在保存,请稍候。"
    until(lambda: said)
    assert said == ["已保存 1 条招聘会,1 条已登记过,没有重复写入。"]
    assert len(asked(entries.lines, Wanted())) == 2
    assert settled(sheet).filled == []
    assert asked(recording.draft_of, entry_sheets.form_of(FAIR)) is None


def test_what_the_desk_refuses_is_shown_and_nothing_is_lost(
    sheet: SheetPage, until: Until, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_asked: object) -> None:
        raise Refused(Problem("这一行不行。", "first_day", 2))

    monkeypatch.setattr(entry_sheets, "record", refused)
    pasted(sheet, "甲\t2026.3.9\n\n丙\t2026.3.9")
    sheet.save()
    until(lambda: wrong(sheet))
    assert wrong(sheet) == [(2, 1)] and here(sheet) == (2, 1)
    assert [line.texts[0] for line in settled(sheet).filled] == ["甲", "丙"]


def test_a_sheet_left_behind_is_there_again(
    session: Session, sheet: SheetPage, said: list[str], until: Until
) -> None:
    type_in(sheet, "春风行动")
    assert sheet.may_leave()
    other = page(session)
    other.opened(FAIR)
    until(lambda: other.rows is not None)
    assert [line.texts[0] for line in settled(other).filled] == ["春风行动"]
    assert said[-1] == "已恢复未保存的内容,可接着填写;不要了请按“清空”。"
    other.clear()
    assert settled(other).filled == []
    other.grid.undo()
    assert len(settled(other).filled) == 1


def test_a_file_is_a_filled_sheet(
    session: Session, sheet: SheetPage, said: list[str], until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "招聘会.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = (
            ["序号", "招聘会名称", "日期", "带队人"],
            ["1", "春风行动", "2026.3.9", "李明"],
            ["合计", "1"],
        )
        csv.writer(file).writerows(rows)
    pasted(sheet, "先填的一场\t2026.2.1")
    sheet.opened(FAIR, str(path))
    until(lambda: said)
    notes = "不认识的列,未读:带队人。第 3 行是合计或签名,未读。"
    assert said == [f"已从“招聘会.csv”读入 1 行,接在原有 1 行后面,尚未保存。{notes}"]
    assert [line.texts[0] for line in settled(sheet).filled] == ["先填的一场", "春风行动"]
    sheet.may_leave()
    again = page(session)
    again.opened(FAIR, str(path))  # coming back does not read it twice
    until(lambda: again.rows is not None)
    assert len(settled(again).filled) == 2


def test_a_file_of_something_else_is_refused(
    sheet: SheetPage, said: list[str], until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("姓名,年龄\n张三,9\n", encoding="utf-8")
    sheet.read(path)
    assert sheet.actions() == ()
    until(lambda: said)
    assert said[-1].startswith("没有找到“招聘会名称”这一列")
    assert sheet.actions()[-1].title == "保存全部(0 条)"


def test_more_than_can_be_looked_through_is_not_taken(
    sheet: SheetPage, said: list[str], until: Until, tmp_path: Path
) -> None:
    rows = "\n".join("甲,2026.3.9" for _ in range(MOST + 1))
    pasted(sheet, rows.replace(",", "\t"))
    path = tmp_path / "太多.csv"
    path.write_text(f"招聘会名称,日期\n{rows}", encoding="utf-8")
    sheet.read(path)
    until(lambda: len(said) == 2)
    assert said == [TOO_MANY] * 2 and settled(sheet).filled == []
