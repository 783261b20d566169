"""The activities: listed with their people, recorded, begun from the last one, looked at again."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from countydesk.domain.catalogue import Ledger
from countydesk.domain.entries import Entry
from countydesk.services import entries
from countydesk.services.desk import Desk
from countydesk.services.entries import Wanted
from tests.ui.conftest import Asked, Until
from ui.pages.activities import page as list_page
from ui.pages.activities.activities import ActivitiesPage
from ui.pages.activity import page
from ui.pages.activity.activity import ActivityPage
from ui.session import Session

Key = Qt.Key


@pytest.fixture
def two(desk: Desk) -> list[Entry]:
    made = []
    for day, programme, name, people in (
        (date(2026, 10, 3), "spirit_general", "理想信念宣讲", 180),
        (date(2026, 10, 9), "study_general", "圆梦助学", 25),
    ):
        made.append(
            Entry(
                office_code=desk.office.code,
                id=desk.new_id(),
                ledger=Ledger.ACTIVITY,
                programme=programme,
                kind="activity",
                name=name,
                level=desk.office.level,
                first_day=day,
                place="县第一中学",
                people=people,
            )
        )
        entries.record(desk, made[-1])
    return made


@pytest.fixture
def listed(session: Session, two: list[Entry], until: Until) -> ActivitiesPage:
    made = list_page(session)
    made.resize(1150, 600)
    made.show()
    made.opened()
    until(lambda: made.view.table.rowCount() == 2 and made.status[0])
    return made


@pytest.fixture
def form(session: Session, until: Until) -> ActivityPage:
    made = page(session)
    made.resize(1150, 600)
    made.show()
    made.activateWindow()
    made.opened()
    until(lambda: made.form.fields["first_day"].editor.raw())
    return made


def test_people_are_added_up_for_what_is_shown_and_selected(listed: ActivitiesPage, until: Until) -> None:
    assert listed.status[0] == "合计 2 场,惠及 205 人"
    assert listed.subtitle() == "2026年10月 2 场,惠及 205 人"
    listed.view.selectRow(0)
    assert listed.status[0] == "已选 1 场,惠及 25 人"
    listed.action.setCurrentIndex(listed.action.findText("精神扶贫"))
    listed.action.activated.emit(0)
    until(lambda: listed.status[0] == "合计 1 场,惠及 180 人")


def test_enter_opens_an_activity(listed: ActivitiesPage, session: Session) -> None:
    went: list[Any] = []
    session.wanted.connect(lambda name, what: went.append((name, what)))
    listed.view.selectRow(1)
    QTest.keyClick(listed.view, Key.Key_Return)
    assert went == [("activity", (listed.view.selected_rows()[0].entry.id,))]


def test_the_form_is_typed_through_and_written(
    form: ActivityPage, until: Until, asked: Asked, session: Session
) -> None:
    said: list[str] = []
    session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    editors = {name: field.editor for name, field in form.form.fields.items()}
    for name, text in (
        ("first_day", "10.11"),
        ("programme", "jobs_general"),
        ("name", "招聘会"),
        ("people", "-3"),
    ):
        form.form.focus(name)
        editors[name].set_raw(text)
        QTest.keyClick(editors[name].focus_on, Key.Key_Return)
    assert form.form.fields["people"].problem == "惠及人数不能是负数,请核对。"
    editors["people"].set_raw("１,200")
    QTest.keyClick(editors["note"].focus_on, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: said)
    assert said == ["已保存 2026年10月11日 的活动“招聘会”。"]
    (line,) = asked(entries.lines, Wanted())
    written = line.entry
    assert (written.people, written.programme) == (1200, "jobs_general")
    assert written.first_day == date(2026, 10, 11)


def test_what_is_missing_is_told_at_its_field(form: ActivityPage, asked: Asked) -> None:
    form.save()
    assert form.form.fields["programme"].problem == "请填写行动。"
    assert form.form.fields["name"].problem == "请填写活动名称。"
    assert asked(entries.lines, Wanted()) == []


def test_the_next_one_begins_like_the_last(
    session: Session, two: list[Entry], form: ActivityPage, until: Until
) -> None:
    form.opened()
    until(lambda: form.actions()[0].enabled)
    form.repeat_previous()
    shown = {name: form.form.fields[name].editor.value() for name in ("programme", "name", "place", "people")}
    assert shown == {
        "programme": "study_general",
        "name": "圆梦助学",
        "place": "县第一中学",
        "people": None,
    }


def test_a_recorded_one_is_corrected_with_a_reason(
    form: ActivityPage,
    two: list[Entry],
    until: Until,
    asked: Asked,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form.opened(two[0].id)
    until(lambda: form.existing and form.form.fields["name"].editor.raw() == "理想信念宣讲")
    form.form.fields["people"].editor.set_raw("181")
    monkeypatch.setattr("ui.parts.record_page.ask_reason", lambda *_asked: "漏记一人")
    form.save()
    assert asked(entries.named, two[0].id).people == 181
