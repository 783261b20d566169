"""The page of visits: its three lists, what is found in them, and what is done with their rows."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from countydesk.domain.visits import Visit
from countydesk.services import beneficiaries, due_visits, visits
from countydesk.services.desk import Desk
from tests.conftest import TestClock
from tests.ui.conftest import Asked, Until
from ui.pages.visits import page
from ui.pages.visits.lists import tone_of
from ui.pages.visits.visits import VisitsPage
from ui.session import Session
from ui.style import Tone


@pytest.fixture
def three(desk: Desk, clock: TestClock) -> list[Visit]:
    """One visit with nothing to follow, one overdue by four days, one due later."""
    made = []
    today = desk.today
    for days, child in zip((None, -4, 9), beneficiaries.listing(desk, limit=3), strict=True):
        visit = Visit(
            office_code=desk.office.code,
            id=desk.new_id(),
            beneficiary_id=child.id,
            day=today - timedelta(days=6),
            visitors="李明、赵芳",
            findings="住校,\n周末回家。",
            follow_up="配镜" if days else "",
            follow_up_due=today + timedelta(days=days) if days else None,
        )
        visits.record(desk, visit)
        made.append(visit)
    return made


@pytest.fixture
def listed(session: Session, three: list[Visit], until: Until) -> VisitsPage:
    made = page(session)
    session.announcer.changed.connect(made.reload)  # as the window does
    made.resize(1150, 600)
    made.show()
    made.opened()
    until(lambda: made.view.table.rowCount() == 3)
    return made


def words(shown: VisitsPage, column: int) -> list[str]:
    table = shown.view.table
    return [table.index(row, column).data() for row in range(table.rowCount())]


def test_the_months_visits_are_listed_and_counted(listed: VisitsPage, until: Until) -> None:
    until(lambda: listed.subtitle())
    assert listed.subtitle() == "2026年10月走访 3 次、3 人;待跟进 2 件,其中逾期 1 件"
    assert set(words(listed, 6)) == {"住校, 周末回家。"}
    assert tone_of("逾期 4 天") is Tone.RED


def test_what_is_to_follow_comes_by_its_day_and_is_finished(
    listed: VisitsPage, until: Until, asked: Asked
) -> None:
    listed.show_list(1)
    until(lambda: listed.view.table.rowCount() == 2)
    assert words(listed, 1) == ["逾期 4 天", "待跟进"]
    assert not listed.actions()[0].enabled
    listed.view.selectRow(0)
    assert listed.actions()[0].enabled
    listed.ask_finish()
    listed.entry.fields["follow_up_how"].editor.set_raw("已陪同配镜")
    listed.entry.submit()
    until(lambda: listed.view.table.rowCount() == 1)
    until(lambda: not listed.entry.is_open)
    assert asked(visits.summary, None).open == 1
    done = next(line for line in asked(visits.listing) if line.visit.follow_up_done)
    assert (done.visit.follow_up_how, done.visit.follow_up_by) == ("已陪同配镜", "李明")


def test_search_finds_by_name_and_words(listed: VisitsPage, until: Until, asked: Asked) -> None:
    name = asked(beneficiaries.listing)[0].name
    listed.typed.setText(name)
    until(lambda: words(listed, 1) == [name])
    listed.typed.setText("没有这样的话")
    until(lambda: listed.view.table.rowCount() == 0)
    assert listed.view.empty.startswith("没有找到")


def test_children_who_are_due_are_worked_off_one_by_one(
    listed: VisitsPage, until: Until, session: Session
) -> None:
    went: list[Any] = []
    session.wanted.connect(lambda name, what: went.append((name, what)))
    listed.opened("children")
    until(lambda: listed.view.table.rowCount() == 21)
    until(lambda: listed.subtitle() == "应走访 21 人")
    assert "2027年1月31日前" in words(listed, 3)
    assert set(words(listed, 4)) == {"每学期一次", "无人照看,每90天一次"}
    listed.view.selectRow(0)
    listed.work_off()
    assert went[0][0] == "visit" and went[0][1][1] == (went[0][1][0],)


def test_the_due_are_narrowed_to_a_township_and_planned_as_a_round(
    listed: VisitsPage, until: Until, session: Session, asked: Asked
) -> None:
    went: list[Any] = []
    session.wanted.connect(lambda name, what: went.append((name, what)))
    listed.opened("children")
    until(lambda: listed.subtitle().startswith("应走访"))
    town = asked(due_visits.by_township)[0]
    listed.township.choose(town.township)
    until(lambda: listed.view.table.rowCount() == town.due)
    assert set(words(listed, 0)) == {town.township}
    listed.view.selectAll()
    listed.ask_plan()
    until(lambda: listed.entry.is_open)
    listed.entry.submit()
    assert listed.entry.fields["day"].problem == "请填写走访日期。"
    listed.entry.fields["day"].editor.set_raw("10.16")
    listed.entry.fields["visitors"].editor.set_raw("李明")
    listed.entry.submit()
    until(lambda: listed.entry.fields["visitors"].problem)
    assert "至少两人" in listed.entry.fields["visitors"].problem
    listed.entry.fields["visitors"].editor.set_raw("李明 赵芳")
    listed.entry.submit()
    until(lambda: went)
    assert went == [("round", ("2026-001",))]
    until(lambda: set(words(listed, 7)) == {"2026-001"})
    listed.which.choose("free")
    until(lambda: listed.view.table.rowCount() == 0)
    listed.show_list(3)
    until(lambda: words(listed, 0) == ["2026-001"])
    assert words(listed, 5) == [f"待走访 {town.due} 户"]
    listed.view.selectRow(0)
    QTest.keyClick(listed.view, Qt.Key.Key_Return)
    assert went[1] == ("round", ("2026-001",))


def test_enter_opens_a_recorded_visit(listed: VisitsPage, session: Session) -> None:
    went: list[Any] = []
    session.wanted.connect(lambda name, what: went.append((name, what)))
    listed.view.selectRow(1)
    QTest.keyClick(listed.view, Qt.Key.Key_Return)
    assert went == [("visit", ("", (), listed.view.selected_rows()[0].visit.id))]


def test_forms_for_the_selected_children_are_made_once_each(
    listed: VisitsPage, monkeypatch: pytest.MonkeyPatch, asked: Asked
) -> None:
    made: list[Any] = []
    monkeypatch.setattr("ui.pages.visits.visits.preview_paper", lambda *asked, **_more: made.append(asked[2]))
    listed.view.selectAll()
    listed.print_forms()
    assert asked(lambda desk: made[0](desk)).file_name == "入户走访记录表-3份.pdf"
