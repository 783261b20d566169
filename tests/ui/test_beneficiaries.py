"""The register's page: found as one types, narrowed, sorted, worked on, handed out."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from countydesk.domain.enrolment import EventKind, State
from countydesk.domain.grades import Stage
from countydesk.services import beneficiaries, register, school_life
from countydesk.services.desk import Desk
from countydesk.services.register import Gap, Wanted
from tests.ui.conftest import Asked, Until
from ui.pages.beneficiaries import page
from ui.pages.beneficiaries.listed import short_day
from ui.pages.beneficiaries.register import RegisterPage
from ui.session import Session
from ui.tables.walk import Walk

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CHILDREN = 24


@pytest.fixture
def opened(session: Session, until: Until) -> Iterator[RegisterPage]:
    made = page(session)
    assert isinstance(made, RegisterPage)
    made.resize(1140, 600)
    made.show()
    session.announcer.changed.connect(made.reload)
    made.opened()
    until(lambda: made.subtitle() == f"{CHILDREN} 名")
    yield made
    made.close()
    made.deleteLater()


def names(shown: RegisterPage) -> list[str]:
    rows = [shown.table.held(number) for number in range(shown.table.rowCount())]
    return [row.child.name for row in rows if row is not None]


def heard(session: Session) -> list[tuple[str, tuple[Any, ...]]]:
    wanted: list[tuple[str, tuple[Any, ...]]] = []
    session.wanted.connect(lambda name, what: wanted.append((name, what)))
    return wanted


def test_typing_finds_and_enter_opens_who_is_found_alone(
    opened: RegisterPage, session: Session, until: Until, asked: Asked
) -> None:
    child = asked(register.listing)[3]
    born = asked(register.listing, child.name)[0]
    full = asked(beneficiaries.reveal, born.id, "citizen_id")
    wanted = heard(session)
    QTest.keyClicks(opened.typed, full[-12:])
    until(lambda: opened.table.rowCount() == 1)
    assert names(opened) == [child.name] and opened.subtitle() == f"1 / {CHILDREN} 名"
    QTest.keyClick(opened.typed, Key.Key_Return)
    (name, what) = wanted[0]
    assert name == "child" and what[0] == child.id
    QTest.keyClick(opened.typed, Key.Key_Escape)
    until(lambda: opened.table.rowCount() == CHILDREN)


def test_nobody_found_says_what_to_try(opened: RegisterPage, until: Until) -> None:
    opened.typed.setText("没有这个人")
    until(lambda: opened.table.rowCount() == 0)
    assert "拼音首字母" in opened.view.empty
    assert not opened.actions()[1].enabled


def test_chips_narrow_and_let_go(opened: RegisterPage, until: Until, asked: Asked) -> None:
    opened.stage.choose(Stage.PRIMARY)
    until(lambda: opened.table.rowCount() == 8)
    assert opened.stage.text() == "小学 ✕" and opened.stage.isChecked()
    town = asked(register.townships)[0]
    opened.stage.click()
    living_there = asked(register.how_many, Wanted(township=town))
    opened.township.choose(town)
    until(lambda: opened.table.rowCount() == living_there)
    QTest.keyClick(opened.township, Key.Key_Delete)
    until(lambda: opened.table.rowCount() == CHILDREN)
    assert opened.township.text() == "乡镇 全部"


def test_a_gap_lists_who_lacks_it_until_it_is_mended(
    opened: RegisterPage, until: Until, asked: Asked
) -> None:
    opened.opened("consent")
    assert opened.gap.value is Gap.CONSENT
    until(lambda: opened.table.rowCount() == CHILDREN)
    opened.view.selectAll()
    opened.ask_consent()
    assert f"已选 {CHILDREN} 名" in opened.entry.accessibleName()
    opened.entry.fields["day"].editor.set_raw("10.9")
    QTest.keyClick(opened.entry.fields["day"].editor.focus_on, Key.Key_Return)
    until(lambda: opened.table.rowCount() == 0)
    assert not opened.entry.is_open
    file = asked(beneficiaries.open_child, asked(register.listing)[0].id)
    assert str(file.child.consent_on) == "2026-10-09"


def test_headings_sort_in_the_database(opened: RegisterPage, until: Until, asked: Asked) -> None:
    opened.view._sort_by(1)
    opened.view._sort_by(1)
    last = asked(partial(register.listing, descending=True))
    until(lambda: names(opened)[0] == last[0].name)
    assert names(opened) == [child.name for child in last]


def test_what_is_selected_is_summed_and_copied_masked(opened: RegisterPage, until: Until) -> None:
    opened.stage.choose(Stage.PRIMARY)
    until(lambda: opened.table.rowCount() == 8)
    opened.view.selectAll()
    until(lambda: opened.status[0])
    assert opened.status[0] == "已选 8 名  本期合计 8,000.00 元"
    QTest.keyClick(opened.view, Key.Key_C, Modifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 9 and "****" in copied[1]


def test_a_child_is_opened_with_the_way_along_the_list(
    opened: RegisterPage, session: Session, asked: Asked
) -> None:
    wanted = heard(session)
    opened.view.selectRow(1)
    QTest.keyClick(opened.view, Key.Key_Return)
    listed = asked(register.listing)
    name, (child_id, walk) = wanted[0]
    assert name == "child" and child_id == listed[1].id and isinstance(walk, Walk)
    assert walk.has(-1) and not walk.has(-2)
    found = walk.step(1)
    assert found is not None and found[0] == listed[2].id and found[1].position == 2


def test_the_list_is_handed_out_as_it_is_narrowed_and_that_is_recorded(
    opened: RegisterPage, desk: Desk, session: Session, tmp_path: Path, until: Until
) -> None:
    said: list[str] = []
    session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    opened.stage.choose(Stage.PRIMARY)
    until(lambda: opened.table.rowCount() == 8)
    opened.export(tmp_path / "名单.xlsx")
    until(lambda: any("已导出 8 名" in sentence for sentence in said))
    sheet = load_workbook(tmp_path / "名单.xlsx").active
    assert sheet is not None
    heading = [cell.value for cell in next(iter(sheet.iter_rows()))]
    assert sheet.max_row == 9 and {"姓名", "身份证号", "年级", "监护人", "监护人电话"} <= set(heading)
    with desk.read() as connection:
        last = connection.exec_driver_sql(
            "SELECT action, by, changes FROM revision ORDER BY number DESC LIMIT 1"
        ).one()
    assert (last.action, last.by) == ("sent_out", "李明") and "导出名单 8 人" in last.changes


def test_the_list_follows_what_changes(
    opened: RegisterPage, desk: Desk, session: Session, until: Until, asked: Asked
) -> None:
    child = asked(register.listing)[0]
    session.act(school_life.record, child.id, EventKind.PAUSED, desk.today, "住院")
    opened.state.choose(State.PAUSED)
    until(lambda: names(opened) == [child.name])
    row = opened.table.held(0)
    assert row is not None and row.child.fen is None


def test_a_day_in_a_narrow_column_says_its_year_only_where_it_is_another(desk: Desk) -> None:
    assert short_day(None, 2026) == "—"
    assert short_day(desk.today, 2026) == "10月15日"
    assert short_day(desk.today, 2027) == "2026年10月"


def test_coming_back_finds_the_list_as_it_was_left(
    opened: RegisterPage, desk: Desk, session: Session, until: Until, asked: Asked
) -> None:
    opened.resize(1140, 300)
    opened.view.selectRow(15)
    opened.view.verticalScrollBar().setValue(12)
    opened.opened()
    assert opened.view.currentIndex().row() == 15
    assert opened.view.verticalScrollBar().value() == 12
    loads: list[int] = []
    opened.table.loaded.connect(loads.append)
    session.act(beneficiaries.consent, [asked(register.listing)[0].id], desk.today)
    until(lambda: loads)
    assert (opened.view.currentIndex().row(), opened.view.verticalScrollBar().value()) == (15, 12)
