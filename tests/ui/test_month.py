"""The page of the month: closed with a confirmation, exported with progress, stopped, examined."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.months import Month
from countydesk.services import closing, drafts, sending
from countydesk.services.desk import Desk
from tests.conftest import PASSPHRASE, TestClock
from tests.ui.conftest import Asked, Until
from ui.pages.month.month import REMEMBERED, MonthPage
from ui.parts.page import Action
from ui.session import Session
from ui.style import Tone

OCTOBER = Month(2026, 10)
Acting = Callable[[str], Desk]


@pytest.fixture
def page(session: Session, acting: Acting, until: Until) -> Iterator[MonthPage]:
    acting("王海")
    made = MonthPage(session)
    session.announcer.changed.connect(made.reload)
    made.resize(1160, 640)
    made.show()
    made.opened()
    until(lambda: made.look is not None)
    yield made
    made.close()
    made.deleteLater()


def main_action(page: MonthPage) -> Action:
    return next(action for action in page.actions() if action.main)


def ask_to_send(page: MonthPage, folder: Path, passphrase: str = PASSPHRASE) -> None:
    main_action(page).act()
    page.entry.fields["folder"].editor.set_raw(str(folder))
    page.entry.fields["passphrase"].editor.set_raw(passphrase)
    page.entry.submit()


def test_the_recorder_is_told_who_closes(session: Session, until: Until) -> None:
    made = MonthPage(session)
    made.opened()
    until(lambda: made.look is not None)
    assert not main_action(made).enabled
    assert "请由负责人办理" in made.next_line.sentence


def test_closing_says_that_it_locks_and_asks_once_more(page: MonthPage, asked: Asked, until: Until) -> None:
    main_action(page).act()
    assert page.entry.is_open and "锁定" in page.entry._sentence.text()
    assert "还有 16 天" in page.entry._sentence.text()
    page.entry.close_entry()
    assert asked(closing.state_of, OCTOBER).closed is None
    assert page.look is not None and any(check.link for check in page._checks(page.look))
    main_action(page).act()
    page.entry.submit()
    until(lambda: page.look and page.look.state.closed)
    assert main_action(page).title == "签名导出…"
    assert not any(check.link for check in page._checks(page.look))


def test_exported_and_remembered_where(
    page: MonthPage, asked: Asked, clock: TestClock, tmp_path: Path, until: Until
) -> None:
    asked(closing.close, OCTOBER)
    clock.on(date(2026, 11, 2))
    page.reload(frozenset({"month_close"}))
    until(lambda: page.look and page.look.state.closed)
    stick = tmp_path / "U盘"
    ask_to_send(page, stick)
    until(lambda: page.look and page.look.past[0].package)
    assert os.listdir(stick) == ["621024-2026-10-001.xlsx"]
    assert asked(drafts.recall, REMEMBERED) == {"folder": str(stick)}
    assert page.look is not None and page.look.month == Month(2026, 11)
    page.examine(str(stick / "621024-2026-10-001.xlsx"))
    until(lambda: page.verdict.sentence)
    assert "签名有效:2026年10月 第 001 号" in page.verdict.sentence


def test_a_wrong_passphrase_leaves_nothing(
    page: MonthPage, asked: Asked, tmp_path: Path, until: Until
) -> None:
    asked(closing.close, OCTOBER)
    page.reload(frozenset({"month_close"}))
    until(lambda: page.look and page.look.state.closed)
    ask_to_send(page, tmp_path / "out", "wrong")
    passphrase = page.entry.fields["passphrase"]
    until(lambda: passphrase.problem)
    assert passphrase.problem == "口令不对,请重新输入。" and page.entry.is_open
    assert not page.entry._wrong.text() and not page.entry.fields["folder"].problem
    assert not (tmp_path / "out").exists() and asked(sending.fingerprint_of) == ""


def test_a_stopped_export_leaves_nothing(
    page: MonthPage, session: Session, asked: Asked, tmp_path: Path, until: Until
) -> None:
    asked(closing.close, OCTOBER)
    page.reload(frozenset({"month_close"}))
    until(lambda: page.look and page.look.state.closed)
    said: list[tuple[str, Tone]] = []
    session.noticed.connect(lambda sentence, tone: said.append((sentence, tone)))
    ask_to_send(page, tmp_path / "out")
    page.package.cancelled.emit()
    until(lambda: said or page.entry._wrong.text())
    told = said[0][0] if said else page.entry._wrong.text()
    assert told == "已取消导出,没有留下文件。"
    assert os.listdir(tmp_path / "out") == []
    assert asked(closing.state_of, OCTOBER).sent == []
    until(lambda: main_action(page).enabled if not page.entry.is_open else True)


def test_a_file_that_is_no_package_is_said_to_be_none(page: MonthPage, tmp_path: Path, until: Until) -> None:
    wrong = tmp_path / "台账.xlsx"
    wrong.write_bytes(b"not a package")
    page.examine(str(wrong))
    until(lambda: page.verdict.sentence)
    assert not page.verdict.isHidden() and page.verdict.sentence.endswith("。")


def test_a_month_that_has_not_begun_is_not_offered(
    page: MonthPage, asked: Asked, tmp_path: Path, until: Until
) -> None:
    asked(closing.close, OCTOBER)
    asked(sending.send, OCTOBER, tmp_path, PASSPHRASE)
    page.reload(frozenset({"sent_package"}))
    until(lambda: page.look and page.look.month == Month(2026, 11))
    assert not main_action(page).enabled and "还没有到" in page.next_line.sentence
