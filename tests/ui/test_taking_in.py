"""The import page: a workbook looked through, asked for its day, accepted, and the rest worked off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtWidgets import QLabel

from countydesk.services import register
from countydesk.services.register import Gap
from countydesk.services.taking_in import Verdict
from tests.ui.conftest import Asked, Until
from ui.pages.taking_in import page
from ui.parts.taking_in import TakingInPage
from ui.session import Session

SAMPLES = Path(__file__).parent.parent / "imports" / "samples"


@pytest.fixture
def opened(session: Session) -> Iterator[TakingInPage]:
    made = page(session)
    assert isinstance(made, TakingInPage)
    made.resize(1140, 620)
    made.show()
    made.opened()
    yield made
    made.close()
    made.deleteLater()


def read(shown: TakingInPage, path: Path, until: Until) -> None:
    shown.read(path)
    until(lambda: shown.shown and shown.shown.file_name == path.name)


def main_action(shown: TakingInPage) -> Any:
    return next(action for action in shown.actions() if action.main)


def test_nothing_is_written_before_it_is_accepted(
    opened: TakingInPage, session: Session, until: Until, asked: Asked
) -> None:
    before = asked(register.how_many)
    read(opened, SAMPLES / "ledger-merged.xlsx", until)
    assert opened.shown is not None
    toggles = [b.text() for b in opened.verdicts.group.buttons() if not b.isHidden()]
    assert toggles[0] == "全部 60" and any(words.startswith("不能导入 ") for words in toggles)
    assert asked(register.how_many) == before
    assert main_action(opened).title == f"接受导入({opened.shown.writes} 行)"
    opened.accept()
    assert opened.actions() == ()
    until(lambda: opened.shown is None)
    assert asked(register.how_many) > before
    assert opened.result.sentence.startswith("新增")
    wanted: list[tuple[str, tuple[Any, ...]]] = []
    session.wanted.connect(lambda name, what: wanted.append((name, what)))
    opened.result.findChildren(type(opened.verdicts.group.button(0)))[0].click()
    assert wanted == [("beneficiaries", (Gap.CONSENT,))]


def test_rows_are_narrowed_by_verdict_and_told_in_full_below(opened: TakingInPage, until: Until) -> None:
    read(opened, SAMPLES / "ledger-chaos.xlsx", until)
    assert opened.shown is not None
    opened.verdicts.chosen.emit(Verdict.REFUSED)
    assert opened.table.rowCount() == opened.shown.count(Verdict.REFUSED) > 0
    row = opened.table.held(0)
    assert row is not None
    assert opened.detail.text().startswith(f"第 {row.source.row} 行 {row.source.name}:")
    assert "东乡" in opened.notes.text() and opened.notes.isVisible()


def test_ids_are_masked_until_asked(opened: TakingInPage, until: Until) -> None:
    read(opened, SAMPLES / "ledger-merged.xlsx", until)
    first = opened.table.index(0, 3)
    assert "*" in opened.table.data(first)
    opened.turn_ids()
    assert "*" not in opened.table.data(first)


def test_a_sheet_without_its_day_asks_for_it(opened: TakingInPage, until: Until) -> None:
    read(opened, SAMPLES / "ledger-plain.xlsx", until)
    assert opened.shown is not None and opened.shown.asks_day and opened.entry.is_open
    assert not main_action(opened).enabled
    opened.entry.close_entry()
    assert [action.title for action in opened.actions()][1] == "补日期…"
    opened._ask_day()
    opened.entry.fields["day"].editor.set_raw("2020.3")
    opened.entry.submit()
    until(lambda: opened.shown and not opened.shown.asks_day)
    assert main_action(opened).enabled and not opened.entry.is_open
    assert "2020年3月1日" in opened.about.text()


def test_a_file_without_a_ledger_is_refused_and_what_was_shown_stays(
    opened: TakingInPage, session: Session, tmp_path: Path, until: Until
) -> None:
    said: list[str] = []
    session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    read(opened, SAMPLES / "ledger-merged.xlsx", until)
    (tmp_path / "便条.xlsx").write_bytes(b"not a workbook")
    opened.read(tmp_path / "便条.xlsx")
    until(lambda: any(said))
    assert opened.shown is not None and opened.shown.file_name == "ledger-merged.xlsx"
    assert opened.view.isVisible()
    read(opened, SAMPLES / "ledger-merged.xlsx", until)
    assert said[-1] == ""  # a good workbook takes back what was said of a bad one


def test_another_sheet_that_looks_like_a_ledger_can_be_taken(
    opened: TakingInPage, tmp_path: Path, until: Until
) -> None:
    book = Workbook()
    for number, name in enumerate(("2025秋季", "2026春季")):
        sheet = book.active if number == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        sheet.append(["姓名", "身份证号", "学校", "年级"])
        for _row in range(3 - number):
            sheet.append(["王小明", "", "县第一中学", "高一"])
    book.save(tmp_path / "两学期.xlsx")
    read(opened, tmp_path / "两学期.xlsx", until)
    assert [opened.sheets.itemText(n) for n in range(opened.sheets.count())] == ["2025秋季", "2026春季"]
    opened.sheets.setCurrentIndex(1)
    opened.sheets.activated.emit(1)
    until(lambda: opened.shown and opened.shown.ledger.sheet == "2026春季")
    assert opened.sheets.currentText() == "2026春季" and opened.sheets.count() == 2


def test_rows_that_stay_out_are_handed_out_with_their_reasons(
    opened: TakingInPage, session: Session, tmp_path: Path, until: Until
) -> None:
    said: list[str] = []
    session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    read(opened, SAMPLES / "ledger-chaos.xlsx", until)
    assert opened.shown is not None
    opened.export_left_over(opened.shown, tmp_path / "未导入.xlsx")
    until(lambda: any(said))
    sheet = load_workbook(tmp_path / "未导入.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("行", "姓名", "结果", "原因")
    left = opened.shown.count(Verdict.REFUSED) + opened.shown.count(Verdict.DUPLICATE)
    assert len(rows) == left + 1 and all(row[3] for row in rows[1:])


def test_reading_can_be_stopped(opened: TakingInPage) -> None:
    opened.read(SAMPLES / "ledger-chaos.xlsx")
    assert opened.actions() == ()
    opened.stop()
    assert opened.shown is None and main_action(opened).title == "选择文件…"
    assert any(label.text().startswith("把现有台账") for label in opened.findChildren(QLabel))
