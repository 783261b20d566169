"""The settings page: facts, people, rules with a reason, and whether the desk is whole."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from countydesk.domain.enrolment import EventKind
from countydesk.domain.operators import Role
from countydesk.services import beneficiaries, retention, school_life
from countydesk.services.desk import Desk
from countydesk.services.keyholders import operators_of
from tests.conftest import PASSPHRASE, TestClock
from tests.ui.conftest import Asked, Until
from ui.forms.editors import TogglesEditor
from ui.pages.settings import page
from ui.pages.settings.settings import SettingsPage
from ui.parts.operator_row import OperatorRow
from ui.session import Session
from ui.style import Tone


@pytest.fixture
def said(session: Session) -> list[tuple[str, Tone]]:
    heard: list[tuple[str, Tone]] = []
    session.noticed.connect(lambda sentence, tone: heard.append((sentence, tone)))
    return heard


@pytest.fixture
def settings(session: Session, until: Until, acting: Callable[[str], Desk]) -> SettingsPage:
    session.seat(acting("王海"))
    made = page(session)
    session.announcer.changed.connect(made.reload)
    made.opened()
    until(lambda: made._rules._kept)
    return made


def texts(settings: SettingsPage) -> str:
    return "\n".join(label.text() for label in settings.findChildren(QLabel))


def press(settings: SettingsPage, words: str) -> None:
    next(button for button in settings.findChildren(QPushButton) if button.text() == words).click()


def test_it_shows_the_office_and_who_works_there(settings: SettingsPage) -> None:
    shown = texts(settings)
    for words in ("共青团合水县委员会", "甘肃省庆阳市合水县(621024)", "李明", "录入员、审核人"):
        assert words in shown


def test_a_rule_is_saved_with_its_reason_only(
    settings: SettingsPage, session: Session, until: Until, said: list[tuple[str, Tone]]
) -> None:
    rules = settings._rules
    session.desk.operators = [session.desk.operator]  # an office of one
    rules._choices["four_eyes"].setCurrentIndex(1)
    assert not rules._below.isHidden() and rules.changes == {"four_eyes": False}
    rules.save()
    assert said.pop() == ("请写明改动原因。", Tone.RED)
    rules._reason.setText("本单位只有一名经办人")
    rules.save()
    until(lambda: said)
    assert said[0][0].startswith("已改为一人可办") and said[0][1] is Tone.AMBER
    until(lambda: rules._below.isHidden())
    assert session.desk.settings.four_eyes is False


def test_what_is_not_saved_is_put_back(settings: SettingsPage) -> None:
    rules = settings._rules
    rules._choices["instalments"].setCurrentIndex(1)
    press(settings, "不改了 Esc")
    assert rules.changes == {} and rules._below.isHidden()


def test_somebody_is_taken_on(
    settings: SettingsPage, session: Session, until: Until, said: list[tuple[str, Tone]]
) -> None:
    press(settings, "增加经办人员")
    row = settings.findChildren(OperatorRow)[0]
    row.name.setText("张军")
    row.passphrase.setText("grain-26")
    row.again.setText("grain-2")
    press(settings, "保存 Enter")
    assert "两次输入的口令不一样" in texts(settings) and not said
    row.again.setText("grain-26")
    row._roles.set_value([Role.RECORDER])
    own = next(e for e in settings.findChildren(QLineEdit) if e.accessibleName() == "您自己的口令")
    own.setText(PASSPHRASE)
    press(settings, "保存 Enter")
    until(lambda: said and "张军" in texts(settings))
    assert said[0][0] == "张军已加入,可以用自己的口令解锁。"
    assert operators_of(session.desk.folder)[-1] == "张军"


def test_escape_closes_the_form_it_stands_in(settings: SettingsPage, until: Until) -> None:
    settings.show()
    settings.activateWindow()
    settings._rules._choices["instalments"].setCurrentIndex(1)
    press(settings, "增加经办人员")
    row = settings.findChildren(OperatorRow)[0]
    row.name.setFocus()
    until(row.name.hasFocus)
    QTest.keyClick(row.name, Qt.Key.Key_Escape)
    until(lambda: settings._people._form is None)
    assert settings._rules.changes == {"instalments": 1}
    settings._rules._reason.setFocus()
    QTest.keyClick(settings._rules._reason, Qt.Key.Key_Escape)
    assert settings._rules.changes == {}


def test_checking_says_that_all_is_well(
    settings: SettingsPage, until: Until, said: list[tuple[str, Tone]]
) -> None:
    settings.actions()[-1].act()
    assert not settings.actions()[-1].enabled
    until(lambda: said)
    assert said[0][0].startswith("台账完好") and settings.actions()[-1].enabled


def test_who_may_not_change_anything_is_told_why(
    settings: SettingsPage, session: Session, until: Until, acting: Callable[[str], Desk]
) -> None:
    session.seat(acting("李明"))
    settings.opened()
    until(lambda: settings._rules._barred.text())
    assert settings._rules._barred.text() == "李明没有“修改设置”的权限,请由负责人或省级经办人办理。"
    assert not settings._rules._choices["year"].isEnabled() and not settings._people._add.isEnabled()
    press(settings, "修改我的口令")
    assert len(settings.findChildren(QLineEdit)) > 3


def test_roles_are_changed_and_somebody_is_turned_off(
    settings: SettingsPage, session: Session, until: Until, said: list[tuple[str, Tone]]
) -> None:
    press_named(settings, "李明:角色…")
    toggles = settings.findChildren(TogglesEditor)[-1]
    assert toggles.value() == [Role.RECORDER]
    toggles.set_value([Role.REVIEWER])
    save(settings)
    until(lambda: said)
    assert said.pop() == ("请写改动原因。", Tone.RED)
    type_reason(settings, "调整分工")
    save(settings)
    until(lambda: said)
    assert said.pop()[0] == "李明的角色已更改,立即生效。"
    press_named(settings, "李明:停用…")
    type_reason(settings, "调离")
    save(settings)
    until(lambda: said)
    assert said[0][0].startswith("李明已停用") and operators_of(session.desk.folder) == ["赵芳", "王海"]
    until(lambda: "审核人 · 已停用" in texts(settings))


def press_named(settings: SettingsPage, name: str) -> None:
    next(button for button in settings.findChildren(QPushButton) if button.accessibleName() == name).click()


def type_reason(settings: SettingsPage, words: str) -> None:
    lines = [line for line in settings._people.findChildren(QLineEdit) if line.accessibleName() == "原因"]
    lines[-1].setText(words)


def save(settings: SettingsPage) -> None:
    """The last form's: those before it go away with the next events."""
    [button for button in settings.findChildren(QPushButton) if button.text() == "保存 Enter"][-1].click()


def test_a_day_of_the_calendar_is_changed_and_comes_back(
    settings: SettingsPage, until: Until, said: list[tuple[str, Tone]]
) -> None:
    assert "2026年放假" in texts(settings) and "10月1日–7日" in texts(settings)
    press(settings, "改一天…")
    fields = settings.entry.fields
    fields["day"].editor.set_raw("10.16")
    fields["works"].editor.set_raw("False")
    settings.entry.submit()
    assert fields["reason"].problem == "请填写原因(会记入变动记录)。"
    fields["reason"].editor.set_raw("县庆")
    settings.entry.submit()
    until(lambda: "2026年10月16日放假" in texts(settings))
    assert said[-1][0] == "2026年10月16日放假。"
    press(settings, "恢复")
    settings.entry.fields["reason"].editor.set_raw("县庆改期")
    settings.entry.submit()
    until(lambda: "恢复" not in [button.text() for button in settings.findChildren(QPushButton)])


def test_who_leaves_hands_the_desk_over_and_it_locks(
    settings: SettingsPage, session: Session, until: Until
) -> None:
    locked: list[bool] = []
    session.lock_wanted.connect(lambda: locked.append(True))
    desk = session.desk
    press(settings, "工作交接…")
    form = settings._people._form
    assert form is not None
    typed = ("周敏", "合水 2026 秋天接班", PASSPHRASE, "调动")
    for editor, words in zip(form.findChildren(QLineEdit), typed, strict=True):
        editor.setText(words)
    press(settings, "交接 Enter")
    until(lambda: locked)
    assert operators_of(desk.folder) == ["李明", "赵芳", "周敏"]


def test_whose_time_is_over_is_forgotten_by_two(
    settings: SettingsPage,
    session: Session,
    until: Until,
    asked: Asked,
    clock: TestClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = session.desk
    [child] = asked(lambda desk: beneficiaries.listing(desk, limit=1))
    asked(lambda desk: school_life.record(desk, child.id, EventKind.DISQUALIFIED, desk.today, "好转"))
    card = settings._retention
    assert card.isHidden()
    clock.on(date(2032, 3, 1))
    settings.opened()
    until(lambda: not card.isHidden())
    assert child.name in texts(settings) and card.confirm.isHidden()
    monkeypatch.setattr("ui.pages.settings.retention.confirmed", lambda *asked: True)
    press(settings, "提出…")
    until(lambda: not card.confirm.isHidden())
    assert "王海已提出,待另一人确认" in texts(settings)
    desk.operator = desk.operator_named("李明")
    settings.opened()
    until(lambda: "李明没有“期满匿名化”的权限" in texts(settings))
    assert card.confirm.isHidden()
    desk.operator = desk.operator_named("赵芳")
    settings.opened()
    until(lambda: not card.confirm.isHidden())
    press(settings, "确认…")
    until(card.isHidden)
    assert len(asked(retention.done)) == 1
