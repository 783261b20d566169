"""The page of all lists and the page of one, driven through their widgets."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from countydesk.domain.batch_path import LineState
from countydesk.domain.disbursements import BatchState
from countydesk.domain.enrolment import EventKind
from countydesk.domain.months import Term
from countydesk.services import beneficiaries, drawing, rosters, school_life
from countydesk.services.desk import Desk
from tests.ui.conftest import Asked, Until
from ui.pages.batch.batch import BatchPage
from ui.pages.disbursements.disbursements import Disbursements
from ui.parts.page import Action
from ui.session import Session

AUTUMN = Term(2026, "autumn")
Acting = Callable[[str], Desk]


@pytest.fixture
def went(session: Session) -> list[tuple[str, tuple[object, ...]]]:
    """Where pages wanted to go."""
    found: list[tuple[str, tuple[object, ...]]] = []
    session.wanted.connect(lambda page, what: found.append((page, what)))
    return found


@pytest.fixture
def batch_page(session: Session, until: Until) -> Iterator[Callable[[str], BatchPage]]:
    made: list[BatchPage] = []

    def open_page(number: str) -> BatchPage:
        page = BatchPage(session)
        session.announcer.changed.connect(page.reload)
        page.resize(1160, 640)
        page.show()
        page.opened(number)
        until(lambda: page.look is not None)
        made.append(page)
        return page

    yield open_page
    for page in made:
        page.close()
        page.deleteLater()


def main_action(page: BatchPage | Disbursements) -> Action:
    return next(action for action in page.actions() if action.main)


def press(page: BatchPage, key: Qt.Key) -> None:
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page)
    QTest.keyClick(page, key)


def select(page: BatchPage, *rows: int) -> None:
    page.lines.view.clearSelection()
    for row in rows:
        page.lines.view.selectRow(row)


def buttons(page: BatchPage) -> dict[str, QPushButton]:
    bar = page.lines._bar
    return {
        button.text().split(" ")[0]: button for button in bar.findChildren(QPushButton) if button.isEnabled()
    }


# --- the lists


def test_drawing_up_shows_first_who_is_due_and_who_not(
    session: Session,
    desk: Desk,
    asked: Asked,
    until: Until,
    went: list[tuple[str, tuple[object, ...]]],
) -> None:
    child = beneficiaries.listing(desk)[0]
    school_life.record(desk, child.id, EventKind.PAUSED, desk.today, "生病")
    page = Disbursements(session)
    page.show()
    page.opened()
    until(lambda: "还没有发放名册" in page.view.empty)
    main_action(page).act()
    until(lambda: page.drawing_up.can_draw)
    assert page.drawing_up.chooser.currentText() == "2026年秋季学期"
    assert "23 人" in page.subtitle()
    reason = page.drawing_up.left_out.findChildren(QPushButton)[0]
    assert reason.text() == "▸ 休学 1 人"
    reason.click()
    assert reason.text() == "▾ 休学 1 人"
    assert asked(rosters.listing) == []
    main_action(page).act()
    until(lambda: went)
    assert went[-1][0] == "batch"
    (row,) = asked(rosters.listing)
    assert row.children == 23 and went[-1][1] == (row.batch.number,)
    page.close()


def test_nobody_due_cannot_be_drawn_up(session: Session, desk: Desk, until: Until) -> None:
    drawing.draw(desk, AUTUMN)
    page = Disbursements(session)
    page.opened()
    page.draw_up()
    until(lambda: page.drawing_up.drawing is not None)
    assert not main_action(page).enabled
    assert "本期已列入名册" in page.drawing_up.left_out.findChildren(QPushButton)[0].text()


# --- one list


def test_the_next_step_says_who_can(
    desk: Desk, session: Session, batch_page: Callable[[str], BatchPage], until: Until
) -> None:
    page = batch_page(drawing.draw(desk, AUTUMN).number)
    action = main_action(page)
    assert action.title == "复核" and not action.enabled
    assert "没有“复核发放名册”的权限" in page.next_step.sentence
    asked: list[str] = []
    session.switch_wanted.connect(asked.append)
    links = [button for button in page.next_step.findChildren(QPushButton)]
    assert [button.text() for button in links] == ["换赵芳办理", "换王海办理"]
    links[0].click()
    assert asked == ["赵芳"]


def test_checked_and_approved_by_others(
    desk: Desk, acting: Acting, batch_page: Callable[[str], BatchPage], until: Until
) -> None:
    number = drawing.draw(desk, AUTUMN).number
    acting("赵芳")
    page = batch_page(number)
    main_action(page).act()
    until(lambda: page.look and page.look.batch.state is BatchState.CHECKED)
    acting("王海")
    page.reload(rosters.TOUCHED)
    until(lambda: main_action(page).enabled)
    main_action(page).act()
    until(lambda: page.look and page.look.batch.state is BatchState.APPROVED)
    assert page.look is not None and page.facts.money.total == page.look.sheet.fen
    main_action(page).act()
    assert page.entry.is_open and page.actions() == ()
    press(page, Qt.Key.Key_Escape)
    assert not page.entry.is_open


def test_paying_all_but_one_with_a_reason(
    paid: Desk, batch_page: Callable[[str], BatchPage], until: Until
) -> None:
    page = batch_page("HS-2026-001")
    assert page.look is not None and main_action(page).title == "登记签收…"
    select(page, 0)
    buttons(page)["未签…"].click()
    page.entry.submit()
    assert page.entry.fields["reason"].problem == "请填写原因。"
    page.entry.fields["reason"].editor.set_raw("外出就医,下月补签")
    page.entry.submit()
    assert "将登记签收 23 人" in page.next_step.sentence and "未签 1 人" in page.next_step.sentence
    main_action(page).act()
    page.entry.submit()
    until(lambda: page.look and page.look.batch.state is BatchState.SIGNED)
    first = page.look.lines[0]
    assert (first.state, first.reason) == (LineState.UNSIGNED, "外出就医,下月补签")
    assert main_action(page).title == "结清…" and main_action(page).enabled


def test_a_day_in_the_future_is_refused_in_the_bar(
    paid: Desk, batch_page: Callable[[str], BatchPage], until: Until
) -> None:
    page = batch_page("HS-2026-001")
    main_action(page).act()
    page.entry.fields["day"].editor.set_raw("2026.12.1")
    page.entry.submit()
    until(lambda: page.entry._wrong.text())
    assert "今天之后" in page.entry._wrong.text() and page.entry.act.isEnabled()
    page.entry.fields["day"].editor.set_raw("13月40日")
    page.entry.submit()
    assert "日期" in page.entry.fields["day"].problem


def test_a_proxy_is_checked_before_it_is_marked(
    paid: Desk, batch_page: Callable[[str], BatchPage], until: Until
) -> None:
    page = batch_page("HS-2026-001")
    select(page, 1)
    buttons(page)["代领…"].click()
    fields = page.entry.fields
    fields["name"].editor.set_raw("杨玉兰")
    fields["relation"].editor.set_raw("祖母")
    fields["citizen_id"].editor.set_raw("621024195001010021")
    page.entry.submit()
    until(lambda: fields["citizen_id"].problem)
    from countydesk.domain.identity import check_digit

    fields["citizen_id"].editor.set_raw("62102419500101002" + check_digit("62102419500101002"))
    page.entry.submit()
    until(lambda: page.marks)
    assert "代领 1 人" in page.next_step.sentence
    assert page.lines._note(page.look.lines[1]) == "将登记 代领 杨玉兰(祖母)"  # type: ignore[union-attr]


def test_returned_and_paid_again(paid: Desk, batch_page: Callable[[str], BatchPage], until: Until) -> None:
    page = batch_page("HS-2026-001")
    select(page, 2)
    buttons(page)["退汇…"].click()
    page.entry.fields["reason"].editor.set_raw("账户姓名不符")
    page.entry.submit()
    until(lambda: page.look and page.look.lines[2].state is LineState.RETURNED)
    page.lines.only(LineState.RETURNED)
    assert page.lines.view.table.rowCount() == 1
    select(page, 0)
    buttons(page)["重发…"].click()
    page.entry.submit()
    until(lambda: page.look and page.look.lines[2].state is LineState.REPAID)
    money = page.look.sheet.balance
    assert money.due == money.paid_out + money.returned + money.unpaid and money.returned == 0


def test_lines_are_found_by_initials(
    paid: Desk, batch_page: Callable[[str], BatchPage], until: Until
) -> None:
    page = batch_page("HS-2026-001")
    until(lambda: page.lines._words)
    line = page.look.sheet.lines[4]  # type: ignore[union-attr]
    initials = min((w for w in page.lines._words[line.id].split() if w.isascii() and w.isalpha()), key=len)
    page.lines.search.setText(initials)
    found = [page.lines.view.table.held(n) for n in range(page.lines.view.table.rowCount())]
    assert line.id in [each.line.id for each in found if each is not None]
    page.lines.search.setText("5")
    assert page.lines.view.table.rowCount() == 1


def test_keys_without_a_line_say_what_to_do_and_down_leaves_the_search(
    paid: Desk, session: Session, batch_page: Callable[[str], BatchPage], until: Until
) -> None:
    said: list[str] = []
    session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    page = batch_page("HS-2026-001")
    page.lines.view.clearSelection()
    press(page, Qt.Key.Key_F6)
    assert said == ["请先选中一行或几行。"] and not page.entry.is_open
    page.lines.search.setFocus()
    QTest.keyClick(page.lines.search, Qt.Key.Key_Down)
    assert page.lines.view.hasFocus() and len(page.lines.view.selected_rows()) == 1
    until(lambda: all(button.isVisible() for button in buttons(page).values()))
    press(page, Qt.Key.Key_F6)
    assert page.entry.is_open and len(said) == 1


def test_void_and_drawn_anew(
    desk: Desk,
    acting: Acting,
    asked: Asked,
    batch_page: Callable[[str], BatchPage],
    until: Until,
    went: list[tuple[str, tuple[object, ...]]],
) -> None:
    number = drawing.draw(desk, AUTUMN).number
    acting("王海")
    page = batch_page(number)
    next(action for action in page.actions() if action.title == "作废…").act()
    page.entry.fields["reason"].editor.set_raw("两人金额有误")
    page.entry.submit()
    until(lambda: went)
    states = {row.batch.reference: row.batch.state for row in asked(rosters.listing)}
    assert states[number] is BatchState.VOIDED
    assert went[-1][0] == "batch" and len(states) == 2


def test_the_printed_roster_is_shown_as_pages(
    paid: Desk, batch_page: Callable[[str], BatchPage], until: Until
) -> None:
    from ui.dialogs.pdf_preview import PdfPreview

    page = batch_page("HS-2026-001")
    page._preview()
    until(lambda: page.findChildren(PdfPreview))
    dialog = page.findChildren(PdfPreview)[0]
    until(lambda: dialog._list._images)
    assert "共 3 页" in dialog._place.text()
    dialog.reject()
    assert page.focusWidget() is page.lines.view
