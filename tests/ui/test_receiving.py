"""The receiving page at the province, on packages of real counties; and a county taking in its receipt."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from countydesk.domain.months import Month
from countydesk.services import receipts, receiving, tasks
from countydesk.services.desk import Desk
from tests.conftest import PASSPHRASE, TestClock
from tests.services.area import CHILDREN, HESHUI, NING, Area, admit, opened
from tests.services.conftest import area_template as area_template
from tests.ui.conftest import Until
from ui import pages
from ui.background import Background
from ui.failures import Failures
from ui.finding import Finding
from ui.pages.child.child import ChildPage
from ui.pages.month.month import MonthPage
from ui.pages.receiving.receiving import AREA, BROUGHT, DISPUTED, HELD, ReceivingPage
from ui.session import Session
from ui.style import Tone
from ui.window import Window

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.fixture
def two(area_template: Path, tmp_path: Path, clock: TestClock) -> Iterator[Area]:
    """The province, 合水 and 宁县, which has one of 合水's children too."""
    clock.on(date(2026, 9, 10))
    with opened(area_template, tmp_path / "area", clock, HESHUI, NING) as made:
        admit(made[NING], CHILDREN[HESHUI][0], school="宁县第一中学")
        yield made


class Sitting:
    """Somebody at a desk, and what the notice line said."""

    def __init__(self, desk: Desk, background: Background, folder: Path) -> None:
        self.session = Session(background, Failures(folder / "reports"))
        self.session.failures.crashed.connect(lambda report, _kept: pytest.fail(report))
        self.session.seat(desk)
        self.said: list[tuple[str, Tone]] = []
        self.session.noticed.connect(lambda sentence, tone: self.said.append((sentence, tone)))

    def ask(self, until: Until, function: Callable[..., Any], *args: Any) -> Any:
        """A service on the worker, which owns the desk while a page asks it too."""
        heard: list[Any] = []
        self.session.ask(function, *args, on_done=heard.append)
        until(lambda: heard)
        return heard[0]

    def show(self, page: Any) -> None:
        self.session.announcer.changed.connect(page.reload)
        page.resize(1160, 640)
        page.show()
        page.opened()


@pytest.fixture
def province(two: Area, background: Background, tmp_path: Path) -> Sitting:
    return Sitting(two.province, background, tmp_path)


@pytest.fixture
def page(province: Sitting, until: Until) -> Iterator[ReceivingPage]:
    made = ReceivingPage(province.session)
    province.show(made)
    until(lambda: made.seen is not None)
    yield made
    made.close()
    made.deleteLater()


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def words(view: Any, column: int) -> list[str]:
    return [view.table.index(row, column).data() for row in range(view.table.rowCount())]


def act(page: ReceivingPage, begins: str) -> None:
    action = next(action for action in page.actions() if action.title.startswith(begins))
    assert action.enabled
    action.act()


def fill(page: ReceivingPage, **values: Any) -> None:
    for name, value in values.items():
        page.entry.fields[name].editor.set_value(value)
    page.entry.submit()


def test_a_folder_is_looked_through_before_it_is_merged(
    two: Area, page: ReceivingPage, province: Sitting, tmp_path: Path, until: Until
) -> None:
    folder = tmp_path / "U盘"
    folder.mkdir()
    for path in (two.reported(HESHUI, SEPTEMBER), two.reported(NING, SEPTEMBER)):
        shutil.copy(path, folder)
    (folder / "621025-坏.xlsx").write_bytes(b"PK nonsense")
    page.bring([folder])
    until(lambda: page.brought.files)
    assert page._stack.currentIndex() == BROUGHT
    assert words(page.brought.view, 4) == ["可合并", "不接收", "可合并"]
    assert words(page.brought.view, 1)[0] == "庆阳市合水县"
    assert page.seen is not None and page.seen.overview.reported == ()
    act(page, "接收 2 个")
    until(lambda: province.said)
    assert province.said[0][0].startswith("已合并 2 个同步包")
    until(lambda: page.seen is not None and len(page.seen.overview.reported) == 2)
    assert words(page.brought.view, 4) == ["已合并", "已合并"]
    until(lambda: page.seen is not None and page.seen.overview.open_conflicts == 1)


def test_one_table_of_who_has_reported_what_sorts_and_narrows(
    two: Area, page: ReceivingPage, until: Until, province: Sitting
) -> None:
    province.ask(until, receiving.receive, [two.reported(HESHUI, SEPTEMBER), two.reported(NING, SEPTEMBER)])
    province.ask(until, receiving.receive, [two.reported(NING, OCTOBER)])
    page.reload(frozenset({"received_package"}))
    until(lambda: page.seen is not None and len(page.seen.overview.reported) == 2)
    assert page.offices.view.table.rowCount() == 87
    page.offices.view._sort_by(2)
    page.offices.view._sort_by(2)  # the newest month first
    assert words(page.offices.view, 0)[:3] == ["庆阳市宁县", "庆阳市合水县", "兰州市城关区"]
    assert words(page.offices.view, 1)[:3] == ["已报", "晚 1 个月", "从未上报"]
    page.offices.states.choose("已报")
    assert words(page.offices.view, 0) == ["庆阳市宁县"]
    page.offices.months.choose("2026-09")
    assert sorted(words(page.offices.view, 0)) == ["庆阳市合水县", "庆阳市宁县"]
    assert "最新 2026年10月 · 已报 2 / 87 家" in page.subtitle()


def test_what_waits_is_accepted_with_a_reason_only(
    two: Area, page: ReceivingPage, province: Sitting, until: Until
) -> None:
    two.reported(HESHUI, SEPTEMBER)
    province.ask(until, receiving.receive, [two.reported(HESHUI, OCTOBER)])
    page.opened("waiting")
    until(lambda: page.seen is not None and page.seen.waiting)
    assert page._stack.currentIndex() == HELD and "缺第 1 号" in page.waiting.detail.text()
    act(page, "接收…")
    page.entry.submit()
    assert "请填写接收理由" in texts(page.entry)
    fill(page, reason="县里电脑送修,先收这个月")
    until(lambda: province.said)
    assert province.said[0][0].startswith("已接收:新增")
    until(lambda: page.seen is not None and not page.seen.waiting)


def test_what_waits_is_turned_away(two: Area, page: ReceivingPage, province: Sitting, until: Until) -> None:
    two.reported(HESHUI, SEPTEMBER)
    province.ask(until, receiving.receive, [two.reported(HESHUI, OCTOBER)])
    page.opened("waiting")
    until(lambda: page.seen is not None and page.seen.waiting)
    act(page, "不接收…")
    fill(page, reason="请县里重新上报")
    until(lambda: province.said)
    until(lambda: page.seen is not None and not page.seen.waiting)
    assert page.seen is not None and page.seen.overview.reported == ()


def test_a_conflict_shows_both_sides_and_is_settled(
    two: Area, page: ReceivingPage, province: Sitting, until: Until
) -> None:
    province.ask(until, receiving.receive, [two.reported(HESHUI, SEPTEMBER), two.reported(NING, SEPTEMBER)])
    page.opened("conflicts")
    until(lambda: page.seen is not None and page.seen.conflicts)
    assert page._stack.currentIndex() == DISPUTED
    shown = texts(page.disputed.sides)
    assert "县第一中学 小学" in shown and "宁县第一中学 小学" in shown
    page.ask_to_settle(0)
    fill(page, note="孩子在合水就读")
    until(lambda: province.said)
    until(lambda: page.seen is not None and page.seen.overview.open_conflicts == 0)
    until(lambda: "孩子在合水就读" in texts(page.disputed.sides))


def test_receipts_are_written_for_what_is_selected_and_answered_at_the_county(
    two: Area, page: ReceivingPage, province: Sitting, background: Background, tmp_path: Path, until: Until
) -> None:
    province.ask(until, receiving.receive, [two.reported(HESHUI, SEPTEMBER), two.reported(NING, SEPTEMBER)])
    page.opened(HESHUI)
    until(lambda: page.offices.view.selected_rows() and page.actions()[0].enabled)
    assert page._stack.currentIndex() == AREA
    act(page, "出具回执…")
    out = tmp_path / "回执"
    fill(page, folder=out, passphrase=PASSPHRASE, queries="李芳")
    assert "请写成“姓名或身份证号=要核实的事”" in texts(page.entry)
    fill(page, queries="李芳=年级与学校不符")
    until(lambda: province.said)
    assert "请核实 2 行" in province.said[0][0]
    (receipt,) = out.iterdir()

    county = Sitting(two[HESHUI], background, tmp_path)
    month = MonthPage(county.session)
    county.show(month)
    until(lambda: month.look is not None)
    assert "加密给" in texts(month.package)
    month.take_in(str(receipt))
    until(lambda: county.said and month.look is not None and len(month.look.to_answer) == 2)
    assert "李芳:年级与学校不符" in texts(month.queries)
    assert "质询 2 · 待复 2" in month.view.table.index(0, 1).data()
    task = county.ask(until, tasks.standing).tasks[0]
    assert (task.word, task.page, task.count) == ("质询", "month", 2)

    child = ChildPage(county.session)
    assert month.look is not None
    asked_about = next(row.row.record_id for row in month.look.to_answer if row.name == "李芳")
    child.opened(asked_about)
    until(lambda: "年级与学校不符" in child.asked.sentence and not child.asked.isHidden())
    child.deleteLater()

    def waits(count: int) -> bool:
        return month.look is not None and len(month.look.to_answer) == count

    for left in (1, 0):
        assert month.look is not None
        month.queries.wanted.emit(month.look.to_answer[0])
        month.entry.fields["answer"].editor.set_value("已核实,无误")
        month.entry.submit()
        until(partial(waits, left))
    assert month.queries.isHidden()
    assert county.ask(until, receipts.to_answer) == []
    month.close()
    month.deleteLater()


def test_without_an_authority_the_way_to_it_is_shown(
    desk: Desk, background: Background, tmp_path: Path, until: Until
) -> None:
    made = ReceivingPage(Sitting(desk, background, tmp_path).session)
    made.opened()
    until(lambda: made.seen is not None)
    assert "没有“接收汇总”的权限" in made.next_line.sentence
    assert not any(action.enabled for action in made.actions())


def test_the_province_has_its_own_pages_and_finds_children_everywhere(
    two: Area, province: Sitting, until: Until
) -> None:
    province.ask(until, receiving.receive, [two.reported(NING, SEPTEMBER)])
    window = Window(province.session, pages.entries())
    window.leave_out(pages.left_out("province"))
    window.show()
    window.go("beneficiaries")
    assert window.current == ""
    window.go(pages.first("province"))
    assert window.current == "receiving"
    finding = Finding(window.top, province.session)
    window.top.typed.emit("wl")
    until(lambda: finding.listed)
    assert "庆阳市宁县" in finding.listed[0]
    finding._open()
    assert window.where == ("receiving", (NING,))
    shown = window.page("receiving")
    assert isinstance(shown, ReceivingPage)
    until(lambda: [row.office.code for row in shown.offices.view.selected_rows()] == [NING])
    window.close()
    window.deleteLater()
    assert pages.first("county") == pages.first("city") == "workbench"
