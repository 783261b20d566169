"""The bulletin on its page: read, searched, opened number by number, and handed out."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.domain.reckoning import Span
from countydesk.services import bulletin_papers, entries, founding
from countydesk.services.desk import Desk, open_desk
from tests.conftest import CHINA, FOUNDED
from tests.ui.conftest import Until
from ui import pages
from ui.background import Background
from ui.failures import Failures
from ui.pages.bulletin import page
from ui.pages.bulletin.bulletin import NOT_FOUND, BulletinPage
from ui.session import Session
from ui.window import Window

Key = Qt.Key
SALES = "consumption_general.sales"


def broadcast(desk: Desk, yuan: int, day: date = date(2026, 10, 9), name: str = "苹果专场") -> Entry:
    return entries.new(desk, "live_sales.broadcast", name, day, values={"sales": yuan * 100})


@pytest.fixture
def shown(session: Session, desk: Desk, until: Until) -> BulletinPage:
    """The page of a county that sold apples for 15,000 yuan."""
    entries.record(desk, broadcast(desk, 15_000))
    made = page(session)
    session.announcer.changed.connect(made.reload)
    made.resize(1150, 600)
    made.show()
    made.activateWindow()
    made.opened()
    until(lambda: made.shown is not None)
    return made


@pytest.fixture
def went(session: Session) -> list[tuple[object, ...]]:
    heard: list[tuple[object, ...]] = []
    session.wanted.connect(lambda where, what: heard.append((where, *what)))
    return heard


@pytest.fixture
def said(session: Session) -> list[str]:
    heard: list[str] = []
    session.noticed.connect(lambda sentence, _tone: heard.append(sentence))
    return heard


def phrases(shown: BulletinPage) -> dict[str, str]:
    assert shown.shown is not None
    return {line.told.indicator.name: line.told.phrase for line in shown.shown.lines}


def test_the_year_so_far_stands_there_as_a_text(shown: BulletinPage) -> None:
    text = shown.text.toPlainText()
    assert text.startswith("庆阳市合水县“青春扶贫”行动情况报告(2026年1—10月)")
    assert "举办主题直播1场次,销售各类农产品1.5万元。" in text
    assert shown.subtitle().startswith("2026年1—10月 ")
    rows = [shown.view.table.held(n) for n in range(shown.view.table.rowCount())]
    told = {row.told.indicator.name: row.told.phrase for row in rows if row is not None}
    assert told[SALES] == "1.5万元"
    assert "contact_points.key_counties" not in told  # the document's, not the county's


def test_keys_go_from_number_to_number_and_open_one(
    shown: BulletinPage, went: list[tuple[object, ...]]
) -> None:
    shown.text.setFocus()
    QTest.keyClick(shown.text, Key.Key_Tab)
    assert "直播带货活动助力消费扶贫:1 条记录,1 个单位" in shown.status[0]
    assert shown.text.extraSelections()
    QTest.keyClick(shown.text, Key.Key_Return)
    assert went == [("figure", SALES, Month(2026, 1), Month(2026, 10))]


def test_a_row_of_the_table_opens_its_figure(
    shown: BulletinPage, until: Until, went: list[tuple[object, ...]]
) -> None:
    shown.typed.setText("主题直播 销售")
    until(lambda: shown.view.table.rowCount() == 1)
    QTest.keyClick(shown.typed, Key.Key_Return)
    shown.view.selectRow(0)
    QTest.keyClick(shown.view, Key.Key_Return)
    assert went == [("figure", "live_sales.sales_local", Month(2026, 1), Month(2026, 10))]
    shown.typed.setText("没有这个")
    until(lambda: shown.view.table.rowCount() == 0)
    assert shown.view.empty == NOT_FOUND


def test_a_county_has_no_column_for_packages(shown: BulletinPage) -> None:
    hidden = [n for n in range(shown.view.table.columnCount()) if shown.view.isColumnHidden(n)]
    assert [shown.view.table.columns[n].title for n in hidden] == ["同步包"]


def test_all_figures_are_listed_when_asked_for(shown: BulletinPage) -> None:
    shown.all.click()
    assert shown.shown is not None
    assert shown.view.table.rowCount() == len(shown.shown.lines)


def test_an_activity_moves_its_figure_and_the_sums_above_it_and_back(
    shown: BulletinPage, session: Session, desk: Desk, until: Until
) -> None:
    before, new = phrases(shown), broadcast(desk, 30_000, name="黄花菜专场")
    session.act(entries.record, new)
    until(lambda: phrases(shown) != before)
    changed = {name for name, phrase in phrases(shown).items() if phrase != before[name]}
    assert changed == {SALES, "live_sales.sales_local", "live_sales.broadcasts_local"}
    assert "直播带货助力消费扶贫4.5万元" in shown.text.toPlainText()
    session.act(entries.withdraw, new.id, "登记重复")
    until(lambda: phrases(shown) == before)
    assert "直播带货助力消费扶贫1.5万元" in shown.text.toPlainText()


def test_nothing_is_reckoned_twice_while_nothing_changed(
    shown: BulletinPage, session: Session, desk: Desk, until: Until
) -> None:
    first = shown.shown
    shown.period.usual._group.button(0).click()
    until(lambda: shown.shown is not first)
    shown.period.usual._group.button(1).click()
    assert shown.shown is first  # at once
    shown.hide()
    session.act(entries.record, broadcast(desk, 10))
    until(lambda: not shown._kept)
    assert shown.shown is first  # nobody looks at it
    shown.opened()
    until(lambda: shown.shown is not first)


def test_other_months_are_typed(shown: BulletinPage, until: Until, said: list[str]) -> None:
    shown.period.first.setText("2026.9")
    shown.period.first.editingFinished.emit()
    until(lambda: shown.shown is not None and shown.shown.span == Span(Month(2026, 9), Month(2026, 10)))
    shown.period.last.setText("2026年8月")
    shown.period.last.editingFinished.emit()
    assert said == ["截止月份2026年8月早于起始月份2026年9月,请核对。"]
    shown.period.first.setText("202611")
    shown.period.first.editingFinished.emit()
    assert shown.period.span == Span(Month(2026, 11), Month(2026, 11))
    until(lambda: shown.shown is not None and shown.shown.span == shown.period.span)


def test_months_without_a_record_say_so(shown: BulletinPage, until: Until) -> None:
    shown.opened(Month(2019, 1), Month(2019, 12))
    until(lambda: shown.shown is not None and shown.shown.span.last == Month(2019, 12))
    assert "这一期间还没有可以通报的记录" in shown.text.toPlainText()
    assert not any(action.enabled for action in shown.actions())


def test_reckoning_can_be_stopped(shown: BulletinPage, said: list[str]) -> None:
    before = shown.shown
    shown.period.usual._group.button(2).click()
    shown.progress.stopped.emit()
    assert said == ["已停止汇总。"]
    assert shown.shown is before and before is not None
    assert shown.period.span == before.span


def test_it_is_handed_out_and_copied(
    shown: BulletinPage, until: Until, said: list[str], tmp_path: Path
) -> None:
    shown.copy()
    assert "销售各类农产品1.5万元" in QGuiApplication.clipboard().text()
    for number, (name, write) in enumerate(
        (("通报.docx", bulletin_papers.letter), ("数据.xlsx", bulletin_papers.workbook)), 2
    ):
        shown.save(write, tmp_path / name)
        until(lambda number=number: len(said) == number)  # type: ignore[misc]
    assert said[1:] == ["已另存到“通报.docx”。", "已另存到“数据.xlsx”。"]
    rows: Any = load_workbook(tmp_path / "数据.xlsx").active
    assert ("消费扶贫", "1.5") in {(row[0], row[3]) for row in rows.values}


@pytest.fixture
def province(founded: founding.Made, background: Background, tmp_path: Path) -> Iterator[Window]:
    """The window of the province of the 2020 report."""
    folder = tmp_path / "province"
    shutil.copytree(founded.province, folder)
    with open_desk(folder, FOUNDED, clock=lambda: datetime(2020, 9, 4, 9, 0, tzinfo=CHINA)) as desk:
        session = Session(background, Failures(tmp_path / "reports"))
        session.failures.crashed.connect(lambda report, _kept: pytest.fail(report))
        session.seat(desk)
        window = Window(session, pages.entries())
        window.leave_out(pages.left_out("province"))
        window.show()
        yield window
        background.shutdown()
        window.close()
        window.deleteLater()


def test_the_founding_province_reads_its_report(province: Window, until: Until) -> None:
    province.go("bulletin")  # it is September: the newest packages are of August
    shown = province.page("bulletin")
    assert isinstance(shown, BulletinPage)
    until(lambda: shown.shown is not None)
    text = shown.text.toPlainText()
    for phrase in ("面向社会筹资7414.2万元", "就业岗位37.4万个", "完成年度计划的92.7%", "全部58个贫困县"):
        assert phrase in text
    assert "110 项指标有数" in shown.subtitle()
    shown.text.opened.emit("hope.raised")
    assert province.where == ("figure", ("hope.raised", Month(2020, 1), Month(2020, 8)))
    province.back()
    assert province.current == "bulletin"
    assert text == shown.text.toPlainText()
