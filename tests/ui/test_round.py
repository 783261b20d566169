"""The page of a round: its way is put in order by keys, its stops are entered or missed."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from countydesk.domain.rounds import Outcome
from countydesk.services import due_visits, rounds, visits
from countydesk.services.desk import Desk
from tests.services.test_visits import visit_to
from tests.ui.conftest import Asked, Until
from ui.pages.round import page
from ui.pages.round.round import RoundPage
from ui.pages.visit import page as visit_page
from ui.session import Session


@pytest.fixture
def number(desk: Desk) -> str:
    """A round to three children on this day."""
    some = [line.id for line in due_visits.due(desk, limit=3)]
    return rounds.plan(desk, desk.today, "李明、赵芳", some).number


@pytest.fixture
def shown(session: Session, number: str, until: Until) -> RoundPage:
    made = page(session)
    session.announcer.changed.connect(made.reload)  # as the window does
    made.resize(1150, 600)
    made.show()
    made.opened(number)
    until(lambda: made.view.table.rowCount() == 3)
    return made


@pytest.fixture
def went(session: Session) -> list[Any]:
    heard: list[Any] = []
    session.wanted.connect(lambda name, what: heard.append((name, what)))
    return heard


def names(shown: RoundPage) -> list[str]:
    return [shown.view.table.index(row, 1).data() for row in range(shown.view.table.rowCount())]


def titles(shown: RoundPage) -> list[str]:
    return [action.title for action in shown.actions()]


def test_the_way_is_put_in_order_by_keys(shown: RoundPage, until: Until, asked: Asked) -> None:
    first, second, third = names(shown)
    assert shown.subtitle().startswith("2026年10月15日 · ")
    assert shown.chips()[0][0] == "待走访 3 户"
    shown.view.selectRow(0)
    QTest.keyClick(shown, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    until(lambda: names(shown) == [second, first, third])
    until(lambda: [one.stop.name for one in shown.view.selected_rows()] == [first])
    QTest.keyClick(shown, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    until(lambda: names(shown) == [second, third, first])
    shown.move_stop(1)  # the last one goes no further
    assert [one.stop.name for one in asked(rounds.show, "2026-001").stops] == [second, third, first]


def test_who_was_missed_says_why_and_may_be_taken_up_again(shown: RoundPage, until: Until) -> None:
    assert "改日期…" in titles(shown)
    shown.view.selectRow(1)
    shown.ask_missed()
    shown.entry.submit()
    assert shown.entry.fields["missed"].problem == "请填写未遇到的原因。"
    shown.entry.fields["missed"].editor.set_raw("家中无人")
    shown.entry.submit()
    until(lambda: shown.view.table.index(1, 2).data() == "未遇到")
    assert shown.view.table.index(1, 7).data() == "家中无人"
    until(lambda: "恢复待走访" in titles(shown))
    assert "改日期…" not in titles(shown)
    shown.take_up_again()
    until(lambda: shown.view.table.index(1, 2).data() == "待走访")


def test_another_day_is_set_before_anything_is_entered(shown: RoundPage, until: Until) -> None:
    shown.ask_put_off()
    shown.entry.fields["day"].editor.set_raw("10.20")
    shown.entry.submit()
    until(lambda: shown.subtitle().startswith("2026年10月20日"))
    assert [action.title for action in shown.actions() if action.main] == ["打印"]


def test_stops_are_entered_in_the_order_of_the_paper(
    shown: RoundPage, went: list[Any], until: Until, desk: Desk, asked: Asked
) -> None:
    assert shown.shown is not None
    children = tuple(one.child.id for one in shown.shown.stops)
    asked(lambda desk: visits.record(desk, visit_to(desk, children[0])))
    shown.opened("2026-001")
    until(lambda: shown.shown is not None and len(shown.shown.left()) == 2)
    shown.work_off()
    assert went == [("visit", (children[1], children[1:]))]
    shown.view.selectRow(0)
    QTest.keyClick(shown.view, Qt.Key.Key_Return)
    assert went[1][1][2] == asked(rounds.show, "2026-001").stops[0].stop.visit_id


def test_the_visit_form_knows_the_round_and_goes_back_and_forth(
    session: Session, number: str, went: list[Any], until: Until, asked: Asked
) -> None:
    children = tuple(one.child.id for one in asked(rounds.show, number).stops)
    form = visit_page(session)
    form.show()
    form.opened(children[0], children)
    until(lambda: form.subtitle() == "走访 2026-001 第 1 户")
    assert form.form.fields["visitors"].editor.raw() == "李明、赵芳"
    assert [action.title for action in form.actions()] == ["未遇到…", "上一名", "下一名", "保存,下一名"]
    form.form.set_values({"findings": "外祖母种玉米六亩。", "risks": ["ill"]})
    form.actions()[-1].act()
    until(lambda: went)
    assert went[0] == ("visit", (children[1], children))
    form.opened(*went[0][1])
    until(lambda: form.subtitle() == "走访 2026-001 第 2 户")
    form.ask_missed()
    form.entry.fields["missed"].editor.set_raw("家中无人")
    form.entry.submit()
    until(lambda: len(went) == 2)
    assert went[1] == ("visit", (children[2], children))
    form.opened(*went[1][1])
    until(lambda: form.subtitle() == "走访 2026-001 第 3 户")
    form.opened(children[1], children)
    next(action for action in form.actions() if action.title == "上一名").act()
    seen = asked(rounds.show, number).stops
    assert [one.stop.outcome for one in seen] == [Outcome.MET, Outcome.MISSED, Outcome.PLANNED]
    assert went[2] == ("visit", (children[0], children, seen[0].stop.visit_id))
    assert asked(visits.named, seen[0].stop.visit_id).risks == ["ill"]
    form.opened(*went[2][1])
    until(lambda: form.title() == "走访记录")
    assert [action.title for action in form.actions()] == ["上一名", "下一名", "保存更正"]


def test_the_papers_of_the_round_are_printed(
    shown: RoundPage, monkeypatch: pytest.MonkeyPatch, asked: Asked
) -> None:
    made: list[Any] = []
    monkeypatch.setattr("ui.pages.round.round.preview_paper", lambda *told, **_more: made.append(told[2]))
    shown.print_papers()
    assert asked(made[0]).file_name == "走访名单-2026-001.pdf"
