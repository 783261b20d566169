"""The pages of intake: who waits where, an application typed, looked at, and taken step by step."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableWidgetItem

from countydesk.domain.applications import Consent, Evidence, Station, members_of
from countydesk.domain.intake import Mark
from countydesk.export.workbook import write_table
from countydesk.services import applications, intake_steps, revisions, tasks
from countydesk.services.applications import ApplicationFile
from countydesk.services.desk import Desk
from countydesk.services.made_up import COLUMNS, Mix, ledger_rows
from countydesk.services.taking_in import Verdict
from tests.conftest import TestClock
from tests.services.applying import BORN, GUARDIAN_BORN, Acting, bring_to, entered, number
from tests.ui.conftest import Asked, Until
from ui.pages.application import page as application_page
from ui.pages.application.application import CHECK, FILE, FINDING, FORM, ApplicationPage
from ui.pages.application.members import MembersEditor
from ui.pages.intake import page as intake_page
from ui.pages.intake.intake import IntakePage
from ui.pages.proposals import page as proposals_page
from ui.session import Session

CARD = "6230123412341234561"
TYPED = {
    "proposed_by": "老城镇中心小学",
    "consent_on": "10.8",
    "consent_by": "马大山",
    "consent_paper": "1号",
    "notice_consent": "given",
    "notice_consent_on": "10.8",
    "name": "马小兰",
    "citizen_id": number(BORN),
    "school": "老城镇中心小学",
    "stage": "primary",
    "entry_year": "2023",
    "guardian_name": "马大山",
    "guardian_relation": "祖父",
    "guardian_citizen_id": number(GUARDIAN_BORN, 997),
    "guardian_phone": "13812345678",
    "family_kinds": "orphan,low_income",
    "people": "3",
    "wages_fen": "6000",
}


@pytest.fixture
def went(session: Session) -> list[Any]:
    heard: list[Any] = []
    session.wanted.connect(lambda name, what: heard.append((name, what)))
    return heard


@pytest.fixture
def said(session: Session) -> list[str]:
    heard: list[str] = []
    session.noticed.connect(lambda sentence, _tone: heard.append(sentence))
    return heard


@pytest.fixture
def shown(session: Session) -> ApplicationPage:
    made = application_page(session)
    session.announcer.changed.connect(made.reload)  # as the window does
    session.wanted.connect(lambda name, what: made.opened(*what) if name == "application" else None)
    made.resize(1150, 600)
    made.show()
    return made


@pytest.fixture
def listed(session: Session) -> IntakePage:
    made = intake_page(session)
    session.announcer.changed.connect(made.reload)
    made.resize(1150, 600)
    made.show()
    return made


def titles(page: Any) -> list[str]:
    return [action.title for action in page.actions()]


def facts(shown: ApplicationPage) -> list[str]:
    """Labels and values of the child's card, as they stand now."""
    return [label.text() for label in shown.view.person.findChildren(QLabel) if label.isVisible()]


def press(page: Any, title: str) -> None:
    next(action for action in page.actions() if action.title == title).act()


def fill(page: Any, **texts: str) -> None:
    for name, text in texts.items():
        page.entry.fields[name].editor.set_raw(text)
    page.entry.submit()


def opened(shown: ApplicationPage, application_id: str, until: Until) -> None:
    shown.opened(application_id)
    until(lambda: shown.look is not None)


def station_of(shown: ApplicationPage) -> Station | None:
    return shown.look.file.application.station if shown.look else None


def hand_over(session: Session, desk: Desk, name: str) -> None:
    """Another operator sits down."""
    desk.operator = desk.operator_named(name)
    session.seat(desk)


def test_an_application_is_typed_and_stands_where_it_waits(
    shown: ApplicationPage, until: Until, said: list[str]
) -> None:
    shown.opened()
    until(lambda: shown.kind == FORM)
    assert shown.title() == "新申请"
    form = shown.pane.form
    for name, text in TYPED.items():
        form.fields[name].editor.set_raw(text)
    members = form.fields["members"].editor
    assert isinstance(members, MembersEditor)
    members.setCurrentCell(0, 0)
    QApplication.clipboard().setText("马大山\t祖父\t68\n苏玉梅\t祖母\t六十六")
    QTest.keySequence(members, "Ctrl+V")
    assert members.rowCount() == 3  # one is left to be typed into
    press(shown, "受理")
    assert form.fields["members"].problem == "家庭成员苏玉梅的年龄:“六十六”不是整数,请只填数字。"
    members.setItem(1, 2, QTableWidgetItem("66"))
    press(shown, "受理")
    until(lambda: shown.kind == FILE and shown.look)
    assert said[-1] == "已受理马小兰的申请。"
    assert shown.look is not None
    file = shown.look.file
    assert (file.child.name, file.child.entry_year, file.child.family_kinds) == (
        "马小兰",
        2023,
        ["orphan", "low_income"],
    )
    assert file.guardian is not None and file.guardian.phone == "13812345678"
    assert [(one.name, one.age) for one in members_of(file.application)] == [("马大山", 68), ("苏玉梅", 66)]
    assert file.application.wages_fen == 600_000
    assert shown.chips()[0][0] == "申请"
    assert titles(shown) == ["更正…", "不通过…", "打印…", "提交审核…"]


def test_members_are_typed_cell_by_cell(shown: ApplicationPage, until: Until) -> None:
    shown.opened()
    until(lambda: shown.kind == FORM)
    form = shown.pane.form
    members = form.fields["members"].editor
    assert isinstance(members, MembersEditor)
    gone_on: list[bool] = []
    members.keys.onward.connect(lambda: gone_on.append(True))
    members.setCurrentCell(0, 0)
    for place, text in enumerate(("md", "zf", "68")):
        QTest.keyClicks(members, text[:1])
        until(lambda: members.findChildren(QLineEdit))
        editor = members.findChildren(QLineEdit)[-1]
        QTest.keyClicks(editor, text[1:])
        QTest.keyClick(editor, Qt.Key.Key_Return)
        until(lambda: not members.findChildren(QLineEdit))
        assert members.currentColumn() == place + 1
    assert (members.currentRow(), members.currentColumn()) == (0, 3)
    assert [(one["name"], one["age"]) for one in json.loads(members.value())] == [("md", 68)]
    members.setCurrentCell(1, 0)
    QTest.keyClick(members, Qt.Key.Key_Return)
    assert gone_on == [True]


def test_what_was_typed_is_kept_until_it_is_saved(
    session: Session, shown: ApplicationPage, until: Until, said: list[str]
) -> None:
    shown.opened()
    until(lambda: shown.kind == FORM)
    shown.pane.form.fields["name"].editor.set_raw("马小兰")
    assert shown.may_leave()
    again = application_page(session)
    again.show()
    again.opened()
    until(lambda: again.kind == FORM)
    assert again.pane.form.fields["name"].editor.raw() == "马小兰"
    assert said[-1].startswith("已恢复未保存的内容")
    press(again, "清空重填")
    assert again.pane.form.fields["name"].editor.raw() == ""


def test_a_duplicate_is_said_while_it_is_typed(
    desk: Desk, shown: ApplicationPage, until: Until, went: list[Any]
) -> None:
    entered(desk)
    shown.opened()
    until(lambda: shown.kind == FORM)
    form = shown.pane.form
    assert form.fields["likeness_reason"].isHidden()
    form.fields["name"].editor.set_raw("马小岚")
    shown.pane.look()
    until(lambda: not shown.pane.hits.isHidden())
    assert "请核对是否同一人" in shown.pane.hits.sentence
    assert not form.fields["likeness_reason"].isHidden()
    form.fields["citizen_id"].editor.set_raw(number(BORN))
    shown.pane.look()
    until(lambda: any(hit.hard for hit in form.hits))
    press(shown, "受理")
    assert "身份证号与台账中的" in form.fields["citizen_id"].problem
    assert went == []


def test_numbers_are_masked_until_they_are_asked_for(
    session: Session, desk: Desk, shown: ApplicationPage, until: Until, asked: Asked
) -> None:
    application_id = entered(desk)
    opened(shown, application_id, until)
    until(lambda: facts(shown)[:2] == ["身份证号", "6210" + "*" * 12 + number(BORN)[-2:]])
    shown.reveal()
    until(lambda: facts(shown)[:2] == ["身份证号", number(BORN)])
    hand_over(session, desk, "王海")
    told = asked(lambda desk: revisions.listing(desk, revisions.Wanted()))
    assert "查看申请的完整号码" in str(told[0])


def test_the_papers_are_checked_by_another(
    session: Session, desk: Desk, shown: ApplicationPage, until: Until
) -> None:
    application_id = entered(desk)
    opened(shown, application_id, until)
    press(shown, "提交审核…")
    fill(shown, day="10.8")
    until(lambda: station_of(shown) is Station.DOCUMENTS)
    assert not next(action for action in shown.actions() if action.main).enabled
    assert "没有“审核申请资料”的权限" in shown.view.next.sentence
    hand_over(session, desk, "赵芳")
    opened(shown, application_id, until)
    press(shown, "审核资料")
    assert shown.kind == CHECK
    shown.check.form.fields["hardship"].editor.set_value(Mark.MEND)
    press(shown, "其余为“是”")
    press(shown, "审核通过")
    until(lambda: shown.check.form.fields["hardship"].problem)
    assert shown.check.form.fields["hardship"].problem == "“困难证明”需要补正,请退回。"
    press(shown, "退回…")
    assert shown.entry.fields["reason"].editor.raw() == "需补正:困难证明"
    fill(shown, day="10.9")
    until(lambda: station_of(shown) is Station.APPLIED)
    assert shown.kind == FILE
    assert shown.look is not None and shown.look.file.steps[-1].told()["marks"]["hardship"] == "mend"


def test_two_visitors_go_and_what_they_found_is_kept(
    desk: Desk, acting: Acting, clock: TestClock, shown: ApplicationPage, until: Until
) -> None:
    application_id = entered(desk)
    bring_to(desk, acting, application_id, Station.VISIT)
    opened(shown, application_id, until)
    press(shown, "登记走访")
    assert shown.kind == FINDING
    shown.finding.form.set_values({"day": date(2026, 10, 12), "visitors": "李明", "findings": "土坯房两间。"})
    shown.finding.form.fields["advice"].editor.set_raw("admit")
    press(shown, "通过")
    until(lambda: shown.finding.form.fields["visitors"].problem)
    shown.finding.form.set_values({"visitors": "李明、赵芳"})
    press(shown, "通过")
    until(lambda: station_of(shown) is Station.NOTICE)
    assert shown.look is not None
    assert shown.look.file.steps[-1].people == "李明、赵芳"


def test_the_notice_hangs_is_objected_to_and_taken_down(
    desk: Desk, acting: Acting, clock: TestClock, shown: ApplicationPage, until: Until
) -> None:
    application_id = entered(desk, notice_consent=Consent.OPEN, notice_consent_on=None)
    bring_to(desk, acting, application_id, Station.NOTICE)
    opened(shown, application_id, until)
    assert titles(shown)[-1] == "征求公示意见…"
    press(shown, "征求公示意见…")
    fill(shown, said="given", day="10.13")
    until(lambda: titles(shown)[-1:] == ["登记公示…"])
    press(shown, "登记公示…")
    until(lambda: shown.entry.is_open)
    fill(shown, place="学校公示栏", day="10.13")
    until(lambda: "登记异议…" in titles(shown))
    press(shown, "登记异议…")
    fill(shown, what="家中有小轿车", day="10.14")
    until(lambda: "答复异议…" in titles(shown))
    clock.on(date(2026, 10, 21))
    opened(shown, application_id, until)
    assert shown.view.next.accessibleName() == "公示中:还有 1 条异议没有答复。"
    press(shown, "答复异议…")
    fill(shown, what="车是邻居的,已核实", day="10.15")
    until(lambda: shown.look and not shown.look.missing)
    press(shown, "结束公示…")
    fill(shown, day="10.20")
    until(lambda: station_of(shown) is Station.COUNTY)


def test_admission_leads_to_the_child(
    session: Session,
    desk: Desk,
    acting: Acting,
    clock: TestClock,
    shown: ApplicationPage,
    until: Until,
    went: list[Any],
) -> None:
    clock.on(date(2026, 10, 21))
    application_id = entered(desk)
    bring_to(desk, acting, application_id, Station.COUNTY)
    hand_over(session, desk, "王海")
    opened(shown, application_id, until)
    press(shown, "县级审核通过…")
    assert shown.entry.isVisible()
    fill(shown, paper="会议纪要〔2026〕3号")
    until(lambda: station_of(shown) is Station.ADMITTED)
    assert shown.look is not None
    press(shown, "看孩子")
    assert went == [("child", (shown.look.file.child.id,))]


def test_who_was_refused_applies_again(
    session: Session, desk: Desk, shown: ApplicationPage, until: Until, asked: Asked, went: list[Any]
) -> None:
    application_id = entered(desk, bank_card=CARD)
    opened(shown, application_id, until)
    press(shown, "不通过…")
    fill(shown, reason="收入超过标准", day="10.9")
    until(lambda: station_of(shown) is Station.REFUSED)
    assert shown.view.next.sentence == "2026年10月9日:收入超过标准"
    press(shown, "再次申请")
    assert went == [("application", ("", application_id))]
    shown.opened("", application_id)
    until(lambda: shown.kind == FORM)
    raw = {name: field.editor.raw() for name, field in shown.pane.form.fields.items()}
    assert (raw["name"], raw["guardian_name"], raw["consent_by"]) == ("马小兰", "马大山", "")
    press(shown, "受理")
    until(lambda: shown.kind == FILE and shown.look)
    assert shown.look is not None
    before: ApplicationFile = asked(applications.one, application_id)
    assert shown.look.file.child.id == before.child.id
    assert shown.look.file.application.id != application_id


def test_what_was_entered_is_amended_with_a_reason(
    desk: Desk, shown: ApplicationPage, until: Until, said: list[str]
) -> None:
    opened(shown, entered(desk, bank_card=CARD), until)
    press(shown, "更正…")
    until(lambda: shown.kind == FORM)
    assert shown.title() == "更正申请"
    shown.pane.form.fields["school"].editor.set_raw("县第一小学")
    press(shown, "保存更正…")
    fill(shown, reason="学校填错")
    until(lambda: shown.kind == FILE)
    until(lambda: shown.look and shown.look.file.child.school == "县第一小学")
    assert said[-1] == "更正已保存。"


def test_what_is_missing_is_said_at_its_field(desk: Desk, shown: ApplicationPage, until: Until) -> None:
    opened(shown, entered(desk, consent_by="", family_kinds=[]), until)
    assert shown.view.next.accessibleName() == "还缺:请写同意书由谁签署。请选家庭类型,可多选。"
    press(shown, "更正…")
    until(lambda: shown.kind == FORM)
    wrong = {name: field.problem for name, field in shown.pane.form.fields.items() if field.problem}
    assert wrong == {"consent_by": "请写同意书由谁签署。", "family_kinds": "请选家庭类型,可多选。"}


def test_scans_are_evidence_and_come_away_with_a_reason(
    desk: Desk, shown: ApplicationPage, until: Until, tmp_path: Any
) -> None:
    Image.new("RGB", (400, 300)).save(tmp_path / "户口簿.jpg")
    opened(shown, entered(desk), until)
    shown.sheets.attach(shown.look.file.application.id, Evidence.HOUSEHOLD, [tmp_path / "户口簿.jpg"])
    until(lambda: shown.look and len(shown.look.file.evidence) == 1)
    assert shown.look is not None
    shown.sheets.ask_remove(shown.look.file.evidence[0])
    fill(shown, reason="拍糊了")
    until(lambda: shown.look and not shown.look.file.evidence)


def test_one_glance_says_who_waits_where(
    desk: Desk,
    acting: Acting,
    clock: TestClock,
    listed: IntakePage,
    until: Until,
    went: list[Any],
    asked: Asked,
) -> None:
    first = entered(desk)
    bring_to(desk, acting, first, Station.NOTICE)
    intake_steps.post(desk, [first], date(2026, 10, 13), "学校公示栏")
    entered(desk, name="白玉", citizen_id=number(date(2016, 5, 1)), guardian_id=number(date(1960, 5, 1), 995))
    clock.on(date(2026, 10, 21))
    listed.opened()
    until(lambda: listed.table.rowCount() == 2 and listed.table.held(0))
    until(lambda: listed.subtitle() == "在办 2 人")
    until(lambda: not listed.over.isHidden())
    assert listed.over.sentence.startswith("1 人公示期满")
    assert "申请 1 人,最久 13 天" in listed.path.accessibleDescription()
    listed.opened("notice")
    until(lambda: listed.table.rowCount() == 1 and listed.table.held(0))
    listed.view.selectRow(0)
    QTest.keyClick(listed.view, Qt.Key.Key_Return)
    assert went == [("application", (first,))]
    press(listed, "结束公示…")
    fill(listed, day="10.20")
    until(lambda: listed.table.rowCount() == 0)
    assert [task.page for task in asked(tasks.standing).tasks if task.word == "受理"] == ["intake"]


def test_several_are_put_on_one_notice(
    desk: Desk, acting: Acting, listed: IntakePage, until: Until, said: list[str]
) -> None:
    for name, born, order in (("马小兰", BORN, 998), ("白玉", date(2016, 5, 1), 995)):
        one = entered(desk, name=name, citizen_id=number(born, order))
        bring_to(desk, acting, one, Station.NOTICE)
    listed.opened("notice")
    until(lambda: listed.table.rowCount() == 2 and listed.table.held(1))
    listed.view.selectAll()
    press(listed, "登记公示…")
    until(lambda: listed.entry.is_open)
    fill(listed, place="学校公示栏")
    until(lambda: said)
    assert said[-1] == "2 人的公示已登记,到 2026年10月21日为止。"


def test_a_school_list_becomes_applications(
    session: Session, until: Until, tmp_path: Path, asked: Asked
) -> None:
    write_table(tmp_path / "报名.xlsx", "申请", COLUMNS, ledger_rows(Mix(9, 16), date(2026, 9, 5)))
    made = proposals_page(session)
    made.show()
    made.read(tmp_path / "报名.xlsx", date(2026, 9, 5))
    until(lambda: made.shown)
    assert made.shown is not None
    fresh = made.shown.count(Verdict.NEW)
    assert made.title() == "导入申请" and 0 < fresh < 25  # the others are on the register
    made.accept()
    made.entry.submit()
    assert made.entry.fields["proposed_by"].problem == "请写推荐单位。"
    fill(made, proposed_by="老城镇中心小学")
    until(lambda: made.shown is None)
    assert made.result.sentence.startswith(f"受理 {fresh} 人")
    assert asked(applications.how_many) == fresh
