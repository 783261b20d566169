"""The child's page: its facts masked, its way, payments and visits; what is corrected and recorded there."""

import io
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from countydesk.domain.enrolment import EventKind
from countydesk.domain.months import Term
from countydesk.domain.visits import Visit
from countydesk.services import beneficiaries, disbursements, drawing, register, visits
from countydesk.services.desk import Desk
from countydesk.services.register import Found, Wanted
from tests.ui.conftest import Asked, Until
from ui.pages.beneficiaries.listed import Register, id_of
from ui.pages.child import page
from ui.pages.child.child import ChildPage
from ui.pages.child.correcting import Correcting
from ui.parts.chip import Chip
from ui.session import Session
from ui.tables.walk import Walk

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def child(desk: Desk) -> Found:
    return register.listing(desk, sort="stage")[0]


@pytest.fixture
def opened(session: Session, until: Until, child: Found) -> Iterator[ChildPage]:
    made = page(session)
    assert isinstance(made, ChildPage)
    made.resize(1140, 640)
    made.show()
    session.announcer.changed.connect(made.reload)
    made.opened(child.id)
    until(lambda: made.seen)
    yield made
    made.close()
    made.deleteLater()


def facts(shown: ChildPage) -> dict[str, str]:
    said = [label.accessibleName() for label in shown.facts.findChildren(QLabel) if not label.isHidden()]
    return dict(words.split(":", 1) for words in said if ":" in words)


def button(shown: ChildPage, name: str) -> QPushButton:
    return next(b for b in shown.findChildren(QPushButton) if b.accessibleName() == name and not b.isHidden())


def visit(desk: Desk, child: Found, day: date, follow_up: str = "", due: date | None = None) -> Visit:
    return Visit(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        day=day,
        visitors="李明、赵芳",
        findings="在校,身体好。",
        follow_up=follow_up,
        follow_up_due=due,
    )


def test_private_facts_are_masked_until_asked_and_that_is_recorded(
    opened: ChildPage, desk: Desk, child: Found, until: Until
) -> None:
    assert opened.title() == child.name and opened.chips()[0][0] == "在助"
    assert "*" in facts(opened)["身份证号"] and "****" in facts(opened)["监护人"]
    button(opened, "身份证号:显示").click()
    until(lambda: "*" not in facts(opened)["身份证号"])
    with desk.read() as connection:
        last = connection.exec_driver_sql(
            "SELECT action, record_id FROM revision ORDER BY number DESC"
        ).first()
    assert last is not None and tuple(last) == ("seen", child.id)
    opened.opened(child.id)
    until(lambda: "*" in facts(opened)["身份证号"])


def test_the_way_and_the_promise_stand_in_a_chart_and_a_sentence(
    opened: ChildPage, acting: Callable[[str], Desk], session: Session, child: Found, until: Until
) -> None:
    assert opened.said.text().startswith("还没有发放过 · 还需")
    number = drawing.draw(acting("李明"), Term(2026, "autumn")).number
    disbursements.check(acting("赵芳"), number)
    disbursements.approve(acting("王海"), number)
    number = disbursements.lock_for_printing(acting("李明"), number).number
    disbursements.pay(acting("李明"), number)
    line = next(x for x in disbursements.show(acting("李明"), number).lines if x.beneficiary_id == child.id)
    disbursements.return_(acting("李明"), number, line.id, "账户姓名不符")
    session.announcer.announce(frozenset({"ledger"}))
    until(lambda: opened.payments.table.rowCount() == 1)
    words = [opened.payments.table.data(opened.payments.table.index(0, column)) for column in range(5)]
    assert words[0] == "2026年秋季学期" and words[3:] == ["退汇", "账户姓名不符"]
    disbursements.repay(acting("李明"), number, line.id, "改发监护人账户")
    disbursements.sign(acting("李明"), number)
    session.announcer.announce(frozenset({"ledger"}))
    until(lambda: opened.said.text().startswith("已助 1 期"))
    assert opened.payments.table.data(opened.payments.table.index(0, 3)) == "退汇后重发"
    assert "发放 1 期" in opened.chart.describe()


def test_visits_are_told_with_their_photographs_and_follow_ups_are_finished(
    opened: ChildPage, desk: Desk, session: Session, child: Found, until: Until, asked: Asked
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), (90, 120, 150)).save(picture, "JPEG")
    made = visit(desk, child, date(2026, 10, 9), "配眼镜", date(2026, 10, 12))
    session.act(visits.record, made, [picture.getvalue()])
    until(lambda: "2026年10月9日的照片 1" in {b.accessibleName() for b in opened.findChildren(QPushButton)})
    finish = "完成:跟进:配眼镜 · 10月12日前(已逾期)"
    button(opened, finish).click()
    opened.entry.fields["follow_up_how"].editor.set_raw("已陪同配镜")
    opened.entry.submit()
    until(lambda: all(b.accessibleName() != finish for b in opened.findChildren(QPushButton)))
    file = asked(beneficiaries.open_child, child.id)
    assert file.visits[0].visit.follow_up_done == desk.today


def test_an_event_says_what_it_means_and_is_refused_at_its_field(opened: ChildPage, until: Until) -> None:
    opened.doing.ask_event(EventKind.PAUSED)
    assert "暂停发放,本学年少发 2 期 3,600.00 元" in opened.entry.accessibleName()
    assert opened.actions() == ()
    opened.entry.submit()
    assert opened.entry.fields["reason"].problem.startswith("请填写")
    opened.entry.fields["reason"].editor.set_raw("住院手术")
    opened.entry.submit()
    until(lambda: opened.chips()[0][0] == "休学")
    assert not opened.entry.is_open and "休学" in opened.said.text()


def test_an_event_is_taken_back_and_both_stay_to_be_read(opened: ChildPage, until: Until) -> None:
    opened.doing.ask_event(EventKind.PAUSED)
    opened.entry.fields["reason"].editor.set_raw("住院手术")
    opened.entry.submit()
    until(lambda: opened.chips()[0][0] == "休学")
    links = [b for b in opened.events.findChildren(QPushButton) if b.accessibleName().startswith("撤销")]
    assert len(links) == 1  # the taking over has none
    links[0].click()
    assert "原记录和撤销都会保留" in opened.entry.accessibleName()
    opened.entry.fields["reason"].editor.set_raw("登记错人")
    opened.entry.submit()
    until(lambda: opened.chips()[0][0] == "在助")
    told = [label.text() for label in opened.events.findChildren(QLabel)]
    assert "撤销“休学” · 李明 登记" in told and "休学 · 李明 登记" in told
    chips = [chip.accessibleName() for chip in opened.events.findChildren(Chip)]
    assert chips == ["已撤销"]


def test_another_school_takes_the_place_of_the_old(
    opened: ChildPage, child: Found, until: Until, asked: Asked
) -> None:
    opened.doing.ask_event(EventKind.CHANGED_SCHOOL)
    for name, words in (("school", "县第三中学"), ("class_name", "2班"), ("reason", "搬家")):
        opened.entry.fields[name].editor.set_raw(words)
    opened.entry.submit()
    until(lambda: facts(opened).get("学校", "").startswith("县第三中学"))
    assert asked(beneficiaries.open_child, child.id).child.class_name == "2班"


def test_consent_is_recorded_from_its_fact(opened: ChildPage, until: Until) -> None:
    button(opened, "监护人同意:登记").click()
    QTest.keyClick(opened.entry.fields["day"].editor.focus_on, Key.Key_Return)
    until(lambda: facts(opened)["监护人同意"] == "2026年10月15日")


def test_a_correction_needs_its_reason_and_changes_what_it_says(
    opened: ChildPage, child: Found, until: Until, asked: Asked
) -> None:
    opened.correct()
    until(lambda: opened.findChildren(Correcting))
    (dialog,) = opened.findChildren(Correcting)
    assert dialog.form.fields["entry_year"].editor.raw().isdigit()
    dialog.form.set_draft({"class_name": "5班", "guardian_relation": "外祖母"})
    dialog.submit()
    assert dialog.reason.fields["reason"].problem and dialog.isVisible()
    dialog.form.set_draft({"citizen_id": "621024201001011234"})
    dialog.reason.set_draft({"reason": "与户口簿核对"})
    dialog.submit()
    assert "校验" in dialog.form.fields["citizen_id"].problem
    file = asked(beneficiaries.open_child, child.id)
    dialog.form.set_draft({"citizen_id": str(file.child.citizen_id)})
    dialog.submit()
    until(lambda: not dialog.isVisible())
    after = asked(beneficiaries.open_child, child.id)
    assert after.child == file.child.model_copy(update={"class_name": "5班"})
    assert after.guardian is not None and after.guardian.relation == "外祖母"


def test_ctrl_down_goes_along_the_list(
    opened: ChildPage, desk: Desk, session: Session, until: Until, asked: Asked
) -> None:
    listed = asked(register.listing)
    session.wanted.connect(lambda _name, what: opened.opened(*what))
    opened.opened(listed[0].id, Walk(Register(desk, Wanted()), 0, len(listed), id_of))
    until(lambda: opened.status[0] == f"第 1 / {len(listed)} 名")
    opened.step(-1)
    opened.step(1)
    until(lambda: opened.title() == listed[1].name and opened.status[0].startswith("第 2"))


def test_a_child_of_unknown_stage_says_how_to_mend_it(
    opened: ChildPage, session: Session, child: Found, until: Until, asked: Asked
) -> None:
    file = asked(beneficiaries.open_child, child.id)
    unknown = file.child.model_copy(update={"entry_year": None})
    session.act(beneficiaries.correct, unknown, None, "入学年份待核")
    until(lambda: "更正" in opened.said.text())
    assert opened.chart.isHidden()
