"""The door: first start, unlocking, a desk that is open elsewhere, locking, handing over, closing."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from countydesk.services.desk import open_desk
from countydesk.services.keyholders import operators_of
from tests.conftest import PASSPHRASE
from tests.ui.conftest import Until
from ui.away import AwayWatch
from ui.background import Background
from ui.dialogs.ask_passphrase import AskPassphrase
from ui.dialogs.forgotten import Forgotten
from ui.doorway import VARIABLE, Doorway
from ui.failures import Failures
from ui.pages import entries
from ui.pages.first_start import FirstStart
from ui.session import Session
from ui.window import Window


@pytest.fixture
def window(background: Background, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.delenv(VARIABLE, raising=False)
    session = Session(background, Failures(tmp_path / "reports"))
    session.failures.crashed.connect(lambda report, _kept: pytest.fail(report))
    made = Window(session, entries())
    made.show()
    yield made
    made.close()
    made.deleteLater()


def cover(window: Window) -> AskPassphrase:
    found = [each for each in window.findChildren(AskPassphrase) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def give(window: Window, passphrase: str, operator: str = "") -> None:
    asking = cover(window)
    if operator:
        asking._operator.setCurrentText(operator)
    asking._passphrase.setText(passphrase)
    QTest.keyClick(asking._passphrase, Qt.Key.Key_Return)


def begun(window: Window, folder: Path, until: Until) -> Doorway:
    doorway = Doorway(window, folder)
    stood: list[bool] = []
    doorway.stands.connect(lambda: stood.append(True))
    doorway.opened.connect(lambda: stood.append(True))
    doorway.begin()
    until(lambda: stood)
    return doorway


def test_a_wrong_passphrase_is_told_and_the_right_one_opens(
    window: Window, desk_folder: Path, until: Until
) -> None:
    begun(window, desk_folder, until)
    assert [cover(window)._operator.itemText(n) for n in range(3)] == ["李明", "赵芳", "王海"]
    give(window, "wrong")
    until(lambda: cover(window)._wrong.text())
    assert cover(window)._wrong.text() == "口令不对,请重新输入。"
    assert cover(window)._passphrase.property("wrong") == "true"
    give(window, PASSPHRASE)
    until(lambda: window.current)
    assert window.current == "workbench" and window.session.operator == "李明"
    assert window.windowTitle() == "县级团委帮扶台账"


def test_the_passphrase_of_the_environment_opens_as_the_first_operator(
    window: Window, desk_folder: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    begun(window, desk_folder, until)
    assert window.current == "workbench" and window.session.operator == "李明"


def test_a_desk_that_is_open_elsewhere_says_who_has_it_and_can_be_tried_again(
    window: Window, desk_folder: Path, until: Until
) -> None:
    with open_desk(desk_folder, PASSPHRASE, "王海"):
        begun(window, desk_folder, until)
        give(window, PASSPHRASE)
        until(lambda: cover(window)._wrong.text())
        assert cover(window)._wrong.text().startswith("这本台账正由王海(")
        assert cover(window)._passphrase.property("wrong") == "false"
    give(window, PASSPHRASE)
    until(lambda: window.current)


def test_who_worked_last_on_this_computer_is_asked_first(
    window: Window, desk_folder: Path, until: Until
) -> None:
    open_desk(desk_folder, PASSPHRASE, "王海").close()
    begun(window, desk_folder, until)
    assert cover(window)._operator.currentText() == "王海"


def test_whoever_has_more_roles_is_shown_with_them(window: Window, desk_folder: Path, until: Until) -> None:
    begun(window, desk_folder, until)
    give(window, PASSPHRASE, "赵芳")
    until(lambda: window.current)
    assert window.top._operator.text() == "赵芳 · 录入员、审核人"


def test_a_damaged_file_of_keys_is_told_and_can_be_tried_again(
    window: Window, desk_folder: Path, until: Until
) -> None:
    keys = desk_folder / "keys.json"
    whole = keys.read_bytes()
    keys.write_text("{", encoding="utf-8")
    begun(window, desk_folder, until)
    assert window.notice.sentence.startswith("台账的钥匙文件读不出来")
    keys.write_bytes(whole)
    window.notice._link.click()
    until(lambda: [each for each in window.findChildren(AskPassphrase) if each.isVisible()])


def test_locking_closes_the_desk_and_unlocking_comes_back(
    window: Window, desk_folder: Path, until: Until
) -> None:
    doorway = begun(window, desk_folder, until)
    give(window, PASSPHRASE)
    until(lambda: window.current)
    window.go("settings")
    doorway.lock()
    assert window.session.desk is None and window.current == "" and not window.top.search.isVisible()
    closed: list[None] = []
    window.session.background.run(lambda: None, on_done=closed.append)
    until(lambda: closed)
    open_desk(desk_folder, PASSPHRASE).close()
    give(window, PASSPHRASE, "王海")
    until(lambda: window.current)
    assert window.current == "settings" and window.session.operator == "王海"


def test_a_desk_that_nobody_touches_locks_itself(window: Window, desk_folder: Path, until: Until) -> None:
    doorway = begun(window, desk_folder, until)
    give(window, PASSPHRASE)
    until(lambda: window.current)
    asking = QDialog(window)
    asking.open()
    doorway._idle.wait(0.001)
    until(lambda: window.session.desk is None)
    assert cover(window)._operator.currentText() == "李明" and not asking.isVisible()


def test_another_operator_takes_over_at_the_same_page(
    window: Window, desk_folder: Path, until: Until
) -> None:
    begun(window, desk_folder, until)
    give(window, PASSPHRASE)
    until(lambda: window.current)
    desk = window.session.desk
    window.go("manual", "发放")
    window.session.switch_operator("王海")
    assert cover(window)._operator.currentText() == "王海"
    give(window, "wrong")
    until(lambda: cover(window)._wrong.text())
    assert window.session.operator == "李明"
    give(window, PASSPHRASE)
    until(lambda: window.session.operator == "王海")
    assert window.session.desk is desk and window.where == ("manual", ("发放",))


def test_handing_over_can_be_left(window: Window, desk_folder: Path, until: Until) -> None:
    begun(window, desk_folder, until)
    give(window, PASSPHRASE)
    until(lambda: window.current)
    window.session.switch_operator("赵芳")
    window.activateWindow()
    QTest.keyClick(cover(window)._passphrase, Qt.Key.Key_Escape)
    until(lambda: window.side.isVisible())
    assert window.session.operator == "李明" and window.current == "workbench"


def test_first_start_asks_three_things_and_ends_on_the_workbench(
    window: Window, tmp_path: Path, until: Until
) -> None:
    begun(window, tmp_path / "new", until)
    start = next(each for each in window.findChildren(FirstStart) if each.isVisible())
    until(lambda: start._units)
    start._office.setFocus()
    QTest.keyClicks(start._office, "hsx")
    assert start._office.listing[0] == "合水县"
    QTest.keyClick(start._office, Qt.Key.Key_Return)
    assert start._unit.text() == "共青团合水县委员会"
    row = start._rows[0]
    for editor, words in ((row.name, "李明"), (row.passphrase, "spring-1"), (row.again, "spring-2")):
        editor.setText(words)
    start.submit()
    assert row._wrong.text() == "两次输入的口令不一样,请重新输入。"
    row.again.setText("spring-1")
    start.submit()
    until(lambda: window.current)
    assert window.current == "workbench" and "导入现有台账" in window.notice.sentence
    assert operators_of(tmp_path / "new") == ["李明"]


def test_tab_reaches_the_roles_and_goes_on_to_the_next_person(
    window: Window, tmp_path: Path, until: Until
) -> None:
    begun(window, tmp_path / "new", until)
    start = next(each for each in window.findChildren(FirstStart) if each.isVisible())
    window.activateWindow()
    first, second = start._rows[:2]
    first.again.setFocus()
    QTest.keyClick(first.again, Qt.Key.Key_Tab)
    assert first._more.hasFocus()
    QTest.keyClick(first._more, Qt.Key.Key_Tab)
    assert second.name.hasFocus()
    first._more.setFocus()
    QTest.keyClick(first._more, Qt.Key.Key_Space)
    QTest.keyClick(first._more, Qt.Key.Key_Tab)
    assert first._roles.focus_on.hasFocus()
    QTest.keyClick(first._roles.focus_on, Qt.Key.Key_Tab)
    assert second.name.hasFocus()
    first.again.setFocus()
    QTest.keyClick(first.again, Qt.Key.Key_Return)
    assert second.name.hasFocus()


def test_first_start_says_what_is_missing_where_it_is_missing(
    window: Window, tmp_path: Path, until: Until
) -> None:
    begun(window, tmp_path / "new", until)
    start = next(each for each in window.findChildren(FirstStart) if each.isVisible())
    until(lambda: start._units)
    start.submit()
    assert start._no_office.text() == "请选择县区。" and not start._wrong.text()
    start._office.setText("没有这个县")
    start.submit()
    assert "不在列表里" in start._no_office.text()
    start._office.set_value("621024")
    start.submit()
    assert not start._no_office.text()
    assert start._wrong.text() == "请至少填写一名经办人员。"
    secrets = [editor for row in start._rows for editor in (row.passphrase, row.again)]
    assert all(editor.echoMode() is QLineEdit.EchoMode.Password for editor in secrets)
    assert not (tmp_path / "new").exists()


def test_going_away_locks_and_drops_the_keys(
    window: Window, desk_folder: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.clipboard.Clearing.is_ours", True)  # without a screen nobody owns it
    doorway = begun(window, desk_folder, until)
    give(window, PASSPHRASE)
    until(lambda: window.current)
    window.go("beneficiaries")
    opened = weakref.ref(window.session.desk)
    QApplication.clipboard().setText("621223201201019991")
    watch = doorway.findChild(AwayWatch)
    assert watch is not None
    watch.told(True)
    assert window.session.desk is None and QApplication.clipboard().text() == ""
    assert window.windowTitle() == "县级团委帮扶台账"
    closed: list[None] = []
    window.session.background.run(lambda: None, on_done=closed.append)
    until(lambda: closed)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert opened() is None


def test_who_forgot_is_told_what_helps(window: Window, desk_folder: Path, until: Until) -> None:
    begun(window, desk_folder, until)
    cover(window).forgotten.emit("王海")
    forgotten = next(each for each in window.findChildren(Forgotten) if each.isVisible())
    until(lambda: forgotten._said.text())
    assert "没有给省级留备用钥匙" in forgotten._said.text() and not forgotten._request.isEnabled()
    forgotten.left.emit()
    assert cover(window)._operator.currentText() == "王海"
