"""The visit page by its keys: choosing a child, typing, photographs, drafts, saving, looking again."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from countydesk.domain.closing import MonthClose
from countydesk.domain.visits import FollowUp, Visit
from countydesk.services import beneficiaries, drafts, photos, recording, visits
from countydesk.services.desk import Desk
from tests.conftest import TestClock
from tests.ui.conftest import Asked, Until
from ui.pages.visit import page
from ui.pages.visit.visit import VisitPage
from ui.session import Session
from ui.style import Tone

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def child(desk: Desk) -> str:
    return beneficiaries.listing(desk, limit=1)[0].id


@pytest.fixture
def visit(session: Session) -> VisitPage:
    made = page(session)
    made.resize(1150, 620)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def said(session: Session) -> list[tuple[str, Tone]]:
    heard: list[tuple[str, Tone]] = []
    session.noticed.connect(lambda sentence, tone: heard.append((sentence, tone)))
    return heard


@pytest.fixture
def went(session: Session) -> list[tuple[str, tuple[object, ...]]]:
    heard: list[tuple[str, tuple[object, ...]]] = []
    session.wanted.connect(lambda name, what: heard.append((name, what)))
    session.back_wanted.connect(lambda: heard.append(("", ())))
    return heard


def at(visit: VisitPage) -> str:
    focused = visit.focusWidget()
    return next((n for n, field in visit.form.fields.items() if field.editor.focus_on is focused), "")


def widget(visit: VisitPage, name: str) -> QWidget:
    return visit.form.fields[name].editor.focus_on


def type_in(visit: VisitPage, **texts: str) -> None:
    for name, text in texts.items():
        visit.form.focus(name)
        visit.form.fields[name].editor.set_raw(text)
        QTest.keyClick(widget(visit, name), Key.Key_Tab)


def opened(visit: VisitPage, until: Until, child: str, *more: object) -> VisitPage:
    """The form for a child, when all it shows is there."""
    visit.opened(child, *more)
    until(lambda: at(visit) == "day")
    return visit


def recorded(desk: Desk, child: str, **told: Any) -> Visit:
    known: dict[str, Any] = {"day": desk.today, "visitors": "李明、赵芳", "findings": "随外祖母生活。"}
    ids = {"office_code": desk.office.code, "id": desk.new_id(), "beneficiary_id": child}
    visit = Visit.model_validate(known | told | ids)
    visits.record(desk, visit)
    return visit


def picture() -> bytes:
    content = io.BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(content, "JPEG", quality=98)
    return content.getvalue()


def test_a_child_is_chosen_by_typing_and_enter(
    visit: VisitPage, desk: Desk, until: Until, went: list[Any]
) -> None:
    wanted = beneficiaries.listing(desk)[7]
    visit.opened()
    until(lambda: visit.choosing.table.rowCount() == 24)
    visit.choosing.typed.setText(wanted.name)
    QTest.keyClick(visit.choosing.typed, Key.Key_Return)
    until(lambda: went)
    assert went == [("visit", (wanted.id,))]


def test_enter_and_tab_lead_through_the_whole_form(visit: VisitPage, until: Until, child: str) -> None:
    opened(visit, until, child)
    order = [at(visit)]
    while order[-1] != "follow_up_due":
        key = Key.Key_Tab if order[-1] == "findings" else Key.Key_Return
        QTest.keyClick(widget(visit, order[-1]), key)
        order.append(at(visit))
    assert order == [
        "day", "visitors", "seen", "schooling", "health", "family_change", "risks",
        "findings", "follow_up", "follow_up_due",
    ]  # fmt: skip
    QTest.keyClick(widget(visit, "follow_up_due"), Key.Key_Return, Modifier.ShiftModifier)
    assert at(visit) == "follow_up"


def test_an_input_method_composes_in_prose_and_in_lines(visit: VisitPage, until: Until, child: str) -> None:
    opened(visit, until, child)
    for name in ("seen", "findings"):
        visit.form.focus(name)
        QApplication.sendEvent(widget(visit, name), QInputMethodEvent("waizumu", []))
        for key in (Key.Key_Return, Key.Key_Tab):
            QTest.keyClick(widget(visit, name), key)
            QTest.keyClick(widget(visit, name), key, Modifier.ControlModifier)
        assert at(visit) == name and visit.form.fields[name].editor.raw() == ""
        event = QInputMethodEvent("", [])
        event.setCommitString("外祖母")
        QApplication.sendEvent(widget(visit, name), event)
        assert visit.form.fields[name].editor.raw() == "外祖母"


def test_sentences_stand_beside_fields_when_they_are_left(
    visit: VisitPage, until: Until, child: str, desk: Desk
) -> None:
    opened(visit, until, child)
    type_in(visit, day="10.32", visitors="李明")
    assert visit.form.fields["day"].problem.startswith("日期“10.32”")
    assert visit.form.fields["visitors"].problem == "入户走访至少两人,请写全走访人,用顿号隔开。"
    type_in(visit, day="10.12", visitors="李明 赵芳", follow_up="配镜", follow_up_due="10.9")
    assert visit.form.fields["day"].editor.value() == date(2026, 10, 12)
    assert visit.form.fields["follow_up_due"].problem == (
        "跟进期限 2026年10月9日早于走访日期,请改为之后的日期。"
    )


def test_a_closed_months_day_is_refused_beside_the_field(
    visit: VisitPage, until: Until, child: str, desk: Desk
) -> None:
    with desk.work() as work:
        close = MonthClose(
            office_code=desk.office.code, month="2026-09", closed_at=desk.clock(), closed_by="王海"
        )
        work.add(close)
        work.commit()
    opened(visit, until, child)
    type_in(visit, day="9.30")
    assert visit.form.fields["day"].problem.startswith("2026年9月已月结")


def test_what_is_typed_is_written_once_with_its_photos(
    visit: VisitPage,
    until: Until,
    asked: Asked,
    child: str,
    desk: Desk,
    tmp_path: Path,
    said: list[Any],
    went: list[Any],
) -> None:
    recorded(desk, child, visitors="王海、赵芳", day=date(2026, 10, 8))
    opened(visit, until, child)
    assert visit.form.fields["visitors"].editor.raw() == "王海、赵芳"
    visit.repeat_previous()
    assert visit.form.fields["day"].editor.value() == date(2026, 10, 8)
    type_in(visit, day="10.14", findings="住校,周末回家。\n数学有进步。")
    path = tmp_path / "家.jpg"
    path.write_bytes(picture())
    visit.photos.strip.brought.emit([path])
    until(lambda: visit.photos.held)
    assert visit.photos._said().startswith("已去除位置信息,")
    visit.save()
    visit.save()
    until(lambda: said and went)
    assert went == [("", ())]
    assert said[-1][0].endswith("2026年10月14日 的走访,照片 1 张。")
    written = asked(visits.listing)
    assert len(written) == 2 and written[0].photos == 1
    assert written[0].visit.findings == "住校,周末回家。\n数学有进步。"
    assert asked(drafts.recall, recording.visit_form(child)) is None


def test_what_is_missing_is_told_and_nothing_written(
    visit: VisitPage, until: Until, asked: Asked, child: str, desk: Desk
) -> None:
    opened(visit, until, child)
    visit.save()
    assert visit.form.fields["findings"].problem == "请写走访情况。"
    assert asked(visits.listing) == []


def test_a_draft_is_kept_on_leaving_and_comes_back(
    visit: VisitPage, until: Until, asked: Asked, child: str, desk: Desk, said: list[Any], session: Session
) -> None:
    opened(visit, until, child)
    type_in(visit, findings="外祖", follow_up_due="不知道")
    visit.photos.strip.brought.emit([picture()])
    until(lambda: visit.photos.held)
    first = visit.record_id
    assert visit.may_leave()
    until(lambda: visit.status[0].startswith("草稿已保存"))
    again = page(session)
    again.show()
    opened(again, until, child)
    assert again.record_id == first
    assert again.form.fields["findings"].editor.raw() == "外祖"
    assert again.form.fields["follow_up_due"].editor.raw() == "不知道"
    assert len(again.photos.held) == 1
    assert said[-1] == ("已恢复未保存的内容,可接着填写;不要了请按“清空重填”。", Tone.BLUE)
    digest = again.photos.held[0].digest
    again.start_anew()
    until(lambda: not desk.photos.has(digest))
    assert again.form.fields["findings"].editor.raw() == "" and again.record_id != first
    assert asked(drafts.recall, recording.visit_form(child)) is None


def test_an_untouched_form_leaves_no_draft(
    visit: VisitPage, until: Until, asked: Asked, child: str, desk: Desk
) -> None:
    opened(visit, until, child)
    visit.hide()
    assert asked(drafts.recall, recording.visit_form(child)) is None


def test_a_list_is_worked_off_child_by_child(
    visit: VisitPage, until: Until, desk: Desk, went: list[Any]
) -> None:
    ids = tuple(child.id for child in beneficiaries.listing(desk, limit=2))
    opened(visit, until, ids[0], ids)
    assert visit.subtitle() == "名单第 1 / 2 名"
    assert [action.title for action in visit.actions()] == ["同上一次", "上一名", "下一名", "保存,下一名"]
    type_in(visit, visitors="李明、赵芳", findings="良好。")
    visit.actions()[-1].act()
    until(lambda: went)
    assert went == [("visit", (ids[1], ids))]
    opened(visit, until, ids[1], ids)
    visit.actions()[2].act()
    assert went[-1] == ("", ())


def test_a_follow_up_is_ticked_and_unticked(
    visit: VisitPage, until: Until, asked: Asked, child: str, desk: Desk, clock: TestClock
) -> None:
    earlier = recorded(desk, child, follow_up="配镜", follow_up_due=desk.today)
    clock.on(desk.today + timedelta(days=3))
    opened(visit, until, child)
    tick = visit.who.ticks[earlier.id]
    tick.click()
    assert asked(visits.listing)[0].follow_up is FollowUp.DONE
    tick.click()
    assert asked(visits.listing)[0].follow_up is FollowUp.OVERDUE


def test_a_recorded_visit_is_corrected_with_a_reason(
    visit: VisitPage,
    until: Until,
    asked: Asked,
    child: str,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    said: list[Any],
) -> None:
    kept = recorded(desk, child)
    opened(visit, until, "", (), kept.id)
    assert visit.title() == "走访记录" and visit.form.fields["findings"].editor.raw() == "随外祖母生活。"
    type_in(visit, findings="随祖母生活。")
    monkeypatch.setattr("ui.parts.record_page.ask_reason", lambda *_asked: "写错了")
    visit.save()
    until(lambda: said)
    assert asked(visits.named, kept.id).findings == "随祖母生活。"


def test_a_visit_of_a_closed_month_can_only_be_looked_at(
    visit: VisitPage, until: Until, child: str, desk: Desk, said: list[Any]
) -> None:
    kept = recorded(desk, child, day=date(2026, 9, 3))
    with desk.work() as work:
        close = MonthClose(
            office_code=desk.office.code, month="2026-09", closed_at=desk.clock(), closed_by="王海"
        )
        work.add(close)
        work.commit()
    visit.opened("", (), kept.id)
    until(lambda: visit.locked)
    assert visit.actions() == () and said[-1][1] is Tone.GREY
    visit.save()
    QTest.keyClicks(widget(visit, "seen"), "x")
    assert visit.form.fields["seen"].editor.raw() == ""


def test_the_guardians_phone_is_masked_until_asked_for(
    visit: VisitPage, until: Until, child: str, desk: Desk
) -> None:
    guardian = recording.visit_to(desk, child).child.guardian
    assert guardian is not None and guardian.phone
    opened(visit, until, child)
    assert "****" in visit.who._phone.text()
    visit.who.phone_wanted.emit(child)
    until(lambda: visit.who._phone.text() == guardian.phone)


def test_pictures_are_pasted_in_a_field_and_dropped_anywhere(
    visit: VisitPage, until: Until, child: str, tmp_path: Path
) -> None:
    opened(visit, until, child)
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    visit.form.focus("findings")
    QTest.keyClick(widget(visit, "findings"), Key.Key_V, Modifier.ControlModifier)
    until(lambda: len(visit.photos.held) == 1)
    path = tmp_path / "家.jpg"
    path.write_bytes(picture())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Modifier.NoModifier,
        QEvent.Type.Drop,
    )
    visit.dropEvent(drop)
    until(lambda: len(visit.photos.held) == 2)
    assert visit.form.fields["findings"].editor.raw() == ""
    visit.photos.strip.removed.emit(0)
    assert len(visit.photos.held) == 1


def test_a_file_that_is_no_photo_is_told_and_the_form_stays(
    visit: VisitPage, until: Until, child: str, said: list[Any]
) -> None:
    opened(visit, until, child)
    visit.photos.strip.brought.emit(["名单".encode()])
    until(lambda: said)
    assert "不是能识别的照片" in said[-1][0] and visit.photos.held == []
    assert photos.shrunk(picture())
