"""One figure on its page: its number and rules, its parts, who gave it, and its records."""

from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.services import entries, targets
from countydesk.services.desk import Desk
from countydesk.services.targets import NewTarget
from tests.ui.conftest import Asked, Until
from tests.ui.test_bulletin import SALES, broadcast
from ui.pages.figure import page
from ui.pages.figure.figure import GIVERS_TAB, RECORDS_TAB, RULES_TAB, FigurePage
from ui.session import Session

Key = Qt.Key
YEAR = (Month(2026, 1), Month(2026, 10))


@pytest.fixture
def sold(desk: Desk) -> list[Entry]:
    """Two broadcasts, the newer one first."""
    made = [
        broadcast(desk, 15_000, date(2026, 10, 9)),
        broadcast(desk, 9_000, date(2026, 8, 3), "黄花菜专场"),
    ]
    for each in made:
        entries.record(desk, each)
    return made


@pytest.fixture
def shown(session: Session, sold: list[Entry], until: Until) -> FigurePage:
    made = page(session)
    session.announcer.changed.connect(made.reload)
    made.resize(1150, 600)
    made.show()
    made.opened(SALES, *YEAR)
    until(lambda: made.view.table.rowCount() == 2)
    return made


@pytest.fixture
def went(session: Session) -> list[tuple[object, ...]]:
    heard: list[tuple[object, ...]] = []
    session.wanted.connect(lambda where, what: heard.append((where, *what)))
    session.back_wanted.connect(partial(heard.append, ("back",)))
    return heard


def test_it_says_what_it_is_and_how_it_is_counted(shown: FigurePage) -> None:
    assert shown.title() == "直播带货活动助力消费扶贫"
    assert shown.subtitle() == "消费扶贫 · 消费扶贫其他活动 · 2026年1—10月"
    assert shown.headline.phrase.text() == "2.4万元"
    assert shown.trace is not None
    assert dict(shown.trace.how)["怎么写"] == "单位万元,保留 1 位小数,四舍五入"
    assert shown.status[0] == "2 条记录,0 个同步包"
    shown.turn_to(RULES_TAB)
    assert shown.office.isHidden() and "Esc 返回" in shown.status[1]


def test_its_records_stand_with_what_each_gives_and_open(
    shown: FigurePage, sold: list[Entry], went: list[tuple[object, ...]]
) -> None:
    rows = [shown.view.table.held(number) for number in range(2)]
    assert [(row.what, row.gives) for row in rows if row] == [
        ("苹果专场", "15,000.00 元"),
        ("黄花菜专场", "9,000.00 元"),
    ]
    shown.view.selectRow(1)
    QTest.keyClick(shown.view, Key.Key_Return)
    assert went == [("activity", sold[1].id)]


def test_its_parts_open_and_lead_back_to_the_sum(
    shown: FigurePage, until: Until, went: list[tuple[object, ...]]
) -> None:
    local = shown.headline.parts.findChildren(QPushButton)[1]
    assert local.text() == "市、县主题直播销售农产品 2.4万元"
    local.click()
    assert went == [("figure", "live_sales.sales_local", *YEAR)]
    shown.opened("live_sales.sales_local", *YEAR)
    until(lambda: shown.trace is not None)
    assert shown.headline.parts.isHidden()
    (whole,) = shown.headline.wholes.findChildren(QPushButton)
    assert whole.text() == "直播带货活动助力消费扶贫"


def test_an_office_is_looked_at_alone(shown: FigurePage, until: Until) -> None:
    shown.tabs.chosen.emit(GIVERS_TAB)
    (giver,) = [shown.givers.table.held(0)]
    assert giver is not None
    assert (giver.name, giver.told.phrase, giver.package) == ("庆阳市合水县", "2.4万元", None)
    shown.givers.selectRow(0)
    QTest.keyClick(shown.givers, Key.Key_Return)
    assert shown.office.value == "621024"
    until(lambda: shown.view.table.rowCount() == 2)
    assert shown.office.isHidden()  # there is no other to choose


def test_children_and_payments_open_as_children(
    shown: FigurePage, until: Until, went: list[tuple[object, ...]]
) -> None:
    shown.opened("sponsorship.children", *YEAR)
    until(lambda: shown.view.table.rowCount() == 24)
    row = shown.view.table.held(0)
    assert row is not None and row.sort == "帮扶对象"
    shown.view.opened.emit(row)
    assert went == [("child", row.child_id)]


def test_a_target_opens_among_the_targets(
    shown: FigurePage, asked: Asked, until: Until, went: list[tuple[object, ...]]
) -> None:
    asked(targets.set_, NewTarget("hope.raised", 2026, "8"))
    shown.opened("hope.raised_target", *YEAR)
    until(lambda: shown.view.table.rowCount() == 1)
    assert shown.headline.phrase.text() == "8万元"
    shown.view.opened.emit(shown.view.table.held(0))
    assert went == [("targets", 2026)]


def test_what_was_shown_stays_until_something_changes(
    shown: FigurePage, session: Session, sold: list[Entry], until: Until
) -> None:
    before = shown.trace
    shown.opened(SALES, *YEAR)
    assert shown.trace is before  # come back to as it was left
    session.act(entries.withdraw, sold[1].id, "未办成")
    until(lambda: shown.view.table.rowCount() == 1)
    assert shown.headline.phrase.text() == "1.5万元"
    assert shown.tabs._group.button(RECORDS_TAB).text() == "记录 1"


def test_escape_goes_back(shown: FigurePage, went: list[tuple[object, ...]]) -> None:
    QTest.keyClick(shown, Key.Key_Escape)
    assert went == [("back",)]
