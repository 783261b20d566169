"""Targets typed in their table, and the year against them on the page of progress."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.services import entries, recording, target_sheet, targets
from countydesk.services.desk import Desk
from countydesk.services.targets import NewTarget
from tests.conftest import TestClock
from tests.services.test_certificates import new_desk
from tests.ui.conftest import Asked, Until
from ui.background import Background
from ui.charts.county_grid import BLOCKS
from ui.dialogs.pdf_preview import PdfPreview
from ui.failures import Failures
from ui.pages import progress as progress_page
from ui.pages import targets as targets_page
from ui.pages.progress.indicators import ALL, BEHIND
from ui.pages.progress.progress import BY_COUNTY, ProgressPage
from ui.pages.targets.table import AMOUNT, DONE_BEFORE, MODIFIER, NAME
from ui.pages.targets.targets import BY_INDICATOR, TargetsPage
from ui.session import Session

SALES, VIEWERS = "live_sales.sales_local", "live_sales.viewers_local"
HESHUI, NING = "621024", "621026"


def broadcast(desk: Desk, yuan: int, day: date) -> Entry:
    values = {"sales": yuan * 100, "viewers": 300}
    return entries.new(desk, "live_sales.broadcast", "苹果专场", day, values=values)


def shown(page: ProgressPage | TargetsPage, *what: object) -> list[str]:
    """Open a page as the window does; what the notice line says from now on."""
    said: list[str] = []
    page.session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    page.session.announcer.changed.connect(page.reload)
    page.resize(1160, 640)
    page.show()
    page.opened(*what)
    return said


@pytest.fixture
def opened(session: Session, desk: Desk, until: Until) -> ProgressPage:
    """A county that sold for 2万元 of 10 by October, 4万元 a year ago."""
    entries.record(desk, broadcast(desk, 40_000, date(2025, 9, 3)))
    entries.record(desk, broadcast(desk, 20_000, date(2026, 10, 9)))
    targets.set_(desk, NewTarget(SALES, 2026, "10"))
    page = progress_page.page(session)
    shown(page)
    until(lambda: page.seen is not None)
    return page


def rows(page: ProgressPage) -> list[list[str]]:
    table = page.indicators.view.table
    return [[str(table.index(row, column).data()) for column in range(8)] for row in range(table.rowCount())]


def test_an_indicator_stands_against_its_plan_and_the_year_before(opened: ProgressPage) -> None:
    heading, sales = rows(opened)
    assert heading[0].endswith("系列直播")
    assert sales == [
        "市、县主题直播销售农产品", "20.0%", "20.0%", "2万元", "10万元",
        "欠进度 6.3万元", "4万元", "减 50.0%",
    ]  # fmt: skip
    assert opened.subtitle() == "序时进度 83.3% · 有目标 1 项,落后 1 项"
    assert opened.tabs.isHidden()  # a county has no counties
    opened.indicators.show_kept(ALL)
    assert ["市、县主题直播线上观看", ""] in [row[:2] for row in rows(opened)]
    opened.indicators.typed.setText("直播 销售")
    opened.indicators.typed.rested.emit()
    assert len([row for row in rows(opened) if row[3]]) == 1
    opened.indicators.typed.setText("没有这一项")
    opened.indicators.typed.rested.emit()
    assert rows(opened) == []
    assert "没有找到" in opened.indicators.view.empty


def test_enter_goes_to_the_records_and_the_year_is_kept_until_something_changes(
    opened: ProgressPage, desk: Desk, until: Until, asked: Asked
) -> None:
    went: list[tuple[object, ...]] = []
    opened.session.wanted.connect(lambda where, what: went.append((where, *what)))
    opened.indicators.view.selectRow(1)
    assert opened.status[0].startswith("市、县主题直播销售农产品:完成年度计划的 20.0%")
    QTest.keyClick(opened.indicators.view, Qt.Key.Key_Return)
    assert went == [("figure", SALES, Month(2026, 1), Month(2026, 10))]
    before = opened.seen
    opened.opened()
    assert opened.seen is before
    changes = asked(entries.record, broadcast(desk, 70_000, date(2026, 10, 10)))
    opened.session.announcer.announce(changes)
    until(lambda: opened.seen is not before)
    assert rows(opened)[1][5] == "已达进度"
    opened.indicators.show_kept(BEHIND)
    assert rows(opened) == []


def test_another_month_and_stopping(opened: ProgressPage, until: Until) -> None:
    opened.until.show_month(Month(2025, 12), 2026)
    opened.until.picked.emit()
    until(lambda: opened.seen is not None and opened.seen.year.month == Month(2025, 12))
    assert opened.subtitle() == "2025年还没有设年度目标"
    opened.until.show_month(Month(2024, 12), 2026)
    opened.until.picked.emit()
    opened.stop()
    assert opened.until.month == Month(2025, 12)
    assert opened.working.isHidden()


def test_what_is_listed_goes_out_as_paper_and_workbook(
    opened: ProgressPage, until: Until, tmp_path: Path
) -> None:
    said: list[str] = []
    opened.session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    opened.export(tmp_path / "进度.xlsx")
    until(lambda: said)
    sheet = load_workbook(tmp_path / "进度.xlsx").active
    assert sheet is not None
    told = dict(zip(*([cell.value for cell in row] for row in sheet.iter_rows(max_row=2)), strict=True))
    assert (told["指标"], told["年度目标"], told["完成率(%)"]) == ("市、县主题直播销售农产品", "10", "20.0")
    opened.show_paper()
    until(lambda: opened.findChildren(PdfPreview))
    (preview,) = opened.findChildren(PdfPreview)
    assert preview.windowTitle() == "2026年目标进度"
    preview.reject()


# --- targets


@pytest.fixture
def typing(session: Session, desk: Desk, until: Until) -> TargetsPage:
    """The county's table of 2026; a year ago 4万元 were sold."""
    entries.record(desk, broadcast(desk, 40_000, date(2025, 9, 3)))
    page = targets_page.page(session)
    shown(page)
    until(lambda: page.table.rowCount())
    return page


def row_of(page: TargetsPage, name: str) -> int:
    table = page.table
    return next(row for row in range(table.rowCount()) if table._cell(row, NAME).text() == name)


def put(page: TargetsPage, name: str, amount: str, modifier: str = "") -> None:
    page.table._cell(row_of(page, name), AMOUNT).setText(amount)
    page.table._cell(row_of(page, name), MODIFIER).setText(modifier)


def test_a_table_is_typed_and_saved_in_one_go(typing: TargetsPage, until: Until, asked: Asked) -> None:
    sales = row_of(typing, "市、县主题直播销售农产品")
    assert typing.table._cell(sales, DONE_BEFORE).text() == "4万元"
    assert typing.ways.isHidden()
    put(typing, "市、县主题直播销售农产品", "十万")
    put(typing, "市、县主题直播线上观看", "15000", "大约")
    assert typing.subtitle() == "改了 2 项,还没有保存"
    typing.save()
    until(lambda: typing._wrong.text())
    assert "市、县主题直播销售农产品" in typing._wrong.text() and "大约" in typing._wrong.text()
    assert asked(targets.listing) == []
    put(typing, "市、县主题直播销售农产品", "10")
    put(typing, "市、县主题直播线上观看", "15000", "以上")
    typing.save()
    until(lambda: not typing.subtitle().startswith("改了"))
    assert {(t.indicator, t.amount, t.modifier) for t in asked(targets.listing)} == {
        (SALES, "10000000", ""),
        (VIEWERS, "15000", "以上"),
    }


def test_a_set_target_changes_with_a_reason(typing: TargetsPage, until: Until, asked: Asked) -> None:
    asked(targets.set_, NewTarget(SALES, 2026, "10"))
    typing.session.announcer.announce(frozenset({"target"}))
    until(lambda: typing.table._cell(row_of(typing, "市、县主题直播销售农产品"), AMOUNT).text() == "10")
    put(typing, "市、县主题直播销售农产品", "")
    typing.save()
    until(lambda: typing.entry.is_open)
    typing.entry.submit()
    assert typing.entry.is_open  # without a reason nothing is written
    typing.entry.fields["reason"].editor.set_value("指标取消")
    typing.entry.submit()
    until(lambda: not typing.subtitle().startswith("改了"))
    assert asked(targets.listing) == []


def test_targets_left_behind_are_there_again(typing: TargetsPage, until: Until, asked: Asked) -> None:
    put(typing, "市、县主题直播销售农产品", "10")
    assert typing.may_leave()
    other = targets_page.page(typing.session)
    shown(other, 2025)  # the draft is of 2026
    until(lambda: other.subtitle() == "改了 1 项,还没有保存" and other.table.rowCount())
    assert other.table.typed_in((SALES, "")) == ("10", "")
    other.save()
    until(lambda: asked(targets.listing))
    assert [target.year for target in asked(targets.listing)] == [2026]
    until(lambda: asked(recording.draft_of, target_sheet.FORM) is None)


def test_cells_are_pasted_by_name_or_from_the_cursor_on(typing: TargetsPage) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("市、县主题直播线上观看\t3\t以上\r\n市、县主题直播销售农产品\t12\r\n")
    QTest.keyClick(typing.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert typing.table.typed_in((SALES, "")) == ("12", "")
    assert typing.table.typed_in((VIEWERS, "")) == ("3", "以上")
    said: list[str] = []
    typing.session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    clipboard.setText("市、县主题直播线上观看\t4\r\n别的什么\t12\r\n")
    QTest.keyClick(typing.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert said == ["表里没有“别的什么”,这 1 行没有填入;其他行已填。"]
    typing.give_up()
    assert typing.table.typed_in((SALES, "")) == ("", "")
    typing.table.setCurrentCell(0, AMOUNT)
    clipboard.setText("7\n8\n")
    QTest.keyClick(typing.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [typing.table._cell(row, AMOUNT).text() for row in range(3)] == ["7", "8", ""]


# --- the province


@pytest.fixture
def province(tmp_path: Path, clock: TestClock, background: Background) -> Iterator[Session]:
    """The province, at which nobody has reported; 合水 and 宁县 have a target each."""
    with new_desk(tmp_path / "province", "620000", "共青团甘肃省委员会", clock) as desk:
        targets.set_all(desk, [NewTarget(SALES, 2026, "10", code) for code in (HESHUI, NING)])
        entries.record(desk, broadcast(desk, 20_000, date(2026, 10, 9)))
        session = Session(background, Failures(tmp_path / "reports"))
        session.failures.crashed.connect(lambda report, _kept: pytest.fail(report))
        session.seat(desk)
        yield session
        background.shutdown()  # before the desk is closed: the worker may be at it


@pytest.fixture
def by_county(province: Session, until: Until) -> ProgressPage:
    page = progress_page.page(province)
    shown(page)
    until(lambda: page.seen is not None)
    page.turn_to(BY_COUNTY)
    return page


def test_counties_stand_by_what_they_lag_behind_with(by_county: ProgressPage, until: Until) -> None:
    counties = by_county.counties
    first = counties.view.table.held(0)
    assert first is not None and (first.code, first.behind) == (HESHUI, 1)
    assert len(counties.grid.boxes()) == 87
    assert counties.grid.current == HESHUI
    assert "有 1 项指标还没有登记:市、县主题直播销售农产品。" in counties.card.words.text()
    counties.choose(SALES)
    until(lambda: counties.lines)
    assert by_county.status[0].startswith("合水县:市、县主题直播销售农产品 0万元,年度目标 10万元,")
    assert counties.view.table.rowCount() == 87
    counties.levels.chosen.emit(1)
    until(lambda: len(counties.lines) == 14)
    assert set(counties.grid.boxes()) == {f"{city}00" for city in BLOCKS}


def test_the_grid_is_gone_through_by_keys_and_clicks(by_county: ProgressPage) -> None:
    counties, grid = by_county.counties, by_county.counties.grid
    grid.resize(480, 320)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.current == "621025"  # 正宁县 lies beside 合水县
    (row,) = counties.view.selected_rows()
    assert row.code == "621025"
    box = grid.boxes()[NING]
    QTest.mouseClick(
        grid, Qt.MouseButton.LeftButton, pos=QPoint(int(box.center().x()), int(box.center().y()))
    )
    (row,) = counties.view.selected_rows()
    assert row.code == NING
    assert grid.accessibleDescription() == "宁县:设有目标 1 项,落后 1 项,还没登记 1 项"
    counties.view.selectRow(0)
    assert grid.current == HESHUI
    boxes = list(grid.boxes().values())
    assert all(not one.intersects(other) for one in boxes for other in boxes if one is not other)


def test_a_notice_and_the_circular_go_out(by_county: ProgressPage, until: Until) -> None:
    said: list[str] = []
    by_county.session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    for show, title in (
        (by_county.counties.card.show_notice, "督办通知 合水县"),
        (by_county.counties.show_circular, "2026年10月进度通报"),
    ):
        show()
        until(lambda title=title: [p for p in by_county.findChildren(PdfPreview) if p.windowTitle() == title])  # type: ignore[misc]
        for preview in by_county.findChildren(PdfPreview):
            preview.reject()
    by_county.counties.card.copy.click()
    until(lambda: said)
    assert QGuiApplication.clipboard().text().startswith("共青团合水县委员会\uff1a")


def test_the_places_go_out_as_a_workbook(by_county: ProgressPage, until: Until, tmp_path: Path) -> None:
    said: list[str] = []
    by_county.session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    by_county.export(tmp_path / "落后.xlsx")
    until(lambda: said)
    assert said == ["已导出 2 行到“落后.xlsx”。"]
    by_county.counties.choose(SALES)
    until(lambda: by_county.counties.lines)
    by_county.export(tmp_path / "各县区.xlsx")
    until(lambda: len(said) == 2)
    assert said[1].startswith("已导出 87 行")


def test_the_province_sets_targets_of_every_county(province: Session, until: Until) -> None:
    page = targets_page.page(province)
    shown(page, 2026)
    until(lambda: page.table.rowCount())
    page.turn_to(BY_INDICATOR)
    page.what.choose(SALES)
    page.what.picked.emit()
    until(lambda: page.table.rowCount() == 101)  # the province, 14 cities, 86 counties
    assert page.table.typed_in((SALES, HESHUI)) == ("10", "")
    put(page, "环县", "30")
    page.save()
    until(lambda: not page.subtitle().startswith("改了"))
    page.search.setText("庆阳市")
    page.search.rested.emit()
    assert page.table.rowCount() == 9


def test_a_city_looks_at_its_own_counties(
    tmp_path: Path, clock: TestClock, background: Background, until: Until
) -> None:
    with new_desk(tmp_path / "city", "621000", "共青团庆阳市委员会", clock) as desk:
        targets.set_(desk, NewTarget(SALES, 2026, "10", NING))
        session = Session(background, Failures(tmp_path / "reports"))
        session.seat(desk)
        page = progress_page.page(session)
        shown(page)
        until(lambda: page.seen is not None)
        page.turn_to(BY_COUNTY)
        assert len(page.counties.grid.boxes()) == 8
        assert page.counties.levels.isHidden()
        assert page.counties.grid.current == NING
        background.shutdown()


def test_without_targets_counties_stand_beside_the_one_with_most(
    by_county: ProgressPage, until: Until
) -> None:
    counties = by_county.counties
    assert counties.seen is not None
    name = next(each.told.indicator.name for each in counties.seen.lines if not each.planned)
    counties.choose(name)
    until(lambda: counties.lines)
    shown_as = {HESHUI: 600, NING: 150}
    lines = [
        replace(line, progress=replace(told, told=replace(told.told, amount=shown_as.get(line.code, 0))))
        for line in counties.lines
        for told in [line.progress]
    ]
    counties._show_one((counties.seen, name, Level.COUNTY), lines)
    shares = {code: cell.percent for code, cell in counties.grid._cells.items() if cell.percent is not None}
    assert shares == {HESHUI: 100, NING: 25}
