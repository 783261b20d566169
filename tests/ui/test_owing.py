"""Due and owed on the page: everybody with a sentence, by reason; and if the standard were another."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from countydesk.domain.enrolment import EventKind
from countydesk.services import beneficiaries, school_life
from countydesk.services.desk import Desk
from tests.conftest import TestClock
from tests.ui.conftest import Asked, Until
from ui.pages.owing import page
from ui.pages.owing.owing import YEARS, OwingPage
from ui.pages.owing.term import DUE, NOT_DUE
from ui.session import Session


@pytest.fixture
def opened(session: Session, until: Until) -> OwingPage:
    made = page(session)
    session.announcer.changed.connect(made.reload)
    made.resize(1150, 600)
    made.show()
    made.opened()
    until(lambda: made.term.found is not None)
    return made


def paused(desk: Desk) -> str:
    """One child that pauses today; its name."""
    child = beneficiaries.listing(desk)[0]
    school_life.record(desk, child.id, EventKind.PAUSED, desk.today, "手术")
    return child.name


def test_everybody_stands_on_one_list_with_a_sentence(opened: OwingPage, until: Until, asked: Asked) -> None:
    assert opened.subtitle() == "2026年秋季学期 尚待列入名册 24 人 36,800.00 元 · 以2026年10月15日为准"
    assert opened.kinds.button(DUE).text() == "尚待列入名册 24"
    name = asked(paused)
    opened._ask()
    until(lambda: opened.term.counts()[NOT_DUE] == 1)
    opened.kinds.button(NOT_DUE).click()
    until(lambda: opened.term.view.table.rowCount() == 1)
    row = opened.term.view.table.held(0)
    assert row is not None and (row.name, row.sentence) == (name, "休学。")
    opened.term.reason.choose("休学")
    assert opened.term.view.table.rowCount() == 1
    went: list[tuple[object, ...]] = []
    opened.session.wanted.connect(lambda where, what: went.append((where, *what)))
    opened.term.view.opened.emit(row)
    assert went == [("child", row.id)]


def test_another_day_and_a_wrong_one(opened: OwingPage, until: Until, clock: TestClock) -> None:
    opened.term.on_day.setText("2026.9.2")
    opened.term.on_day.editingFinished.emit()
    until(lambda: opened.term.found is not None and opened.term.found.day == date(2026, 9, 2))
    assert opened.term.counts()[DUE] == 0  # they came in on 15 October
    opened.term.on_day.setText("没有的日子")
    opened.term.on_day.editingFinished.emit()
    assert "没有的日子" in opened.subtitle()


def test_if_the_standard_were_another(opened: OwingPage, until: Until, tmp_path: Path) -> None:
    opened.show_list(YEARS)
    until(lambda: opened.years.rows)
    before = sum(one.fen for one in opened.years.rows)
    assert opened.years.view.isColumnHidden(4)
    opened.years.fields[0].setText("3000")
    opened.years.fields[0].editingFinished.emit()
    until(lambda: any(one.fen != one.supposed_fen for one in opened.years.rows))
    assert not opened.years.view.isColumnHidden(4)
    assert "比现行标准多" in opened.years._told.text()
    assert sum(one.fen for one in opened.years.rows) == before
    said: list[str] = []
    opened.session.noticed.connect(lambda words, _tone: said.append(words))
    opened.export(tmp_path / "还需.xlsx")
    until(lambda: said)
    assert (tmp_path / "还需.xlsx").exists()


def test_the_lists_as_a_workbook(opened: OwingPage, until: Until, asked: Asked, tmp_path: Path) -> None:
    asked(paused)
    said: list[str] = []
    opened.session.noticed.connect(lambda words, _tone: said.append(words))
    opened.export(tmp_path / "应发.xlsx")
    until(lambda: said)
    words = list(openpyxl.load_workbook(tmp_path / "应发.xlsx").active.values)
    assert words[0] == ("姓名", "学校", "年级班级", "学期", "本期金额", "说明")
    assert len(words) == 25 and any("休学。" in row for row in words)
