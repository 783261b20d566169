"""The form of an entry: made from the catalogue, typed through, compared, kept, begun like the last one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import func, select

from countydesk.domain.catalogue import Ledger
from countydesk.domain.entries import Entry, Precision
from countydesk.domain.revisions import Action
from countydesk.services import drafts, entries, entry_forms
from countydesk.services.desk import Desk
from countydesk.services.entries import Wanted
from countydesk.storage.revisions import REVISIONS
from tests.ui.conftest import Asked, Until
from tests.ui.test_activities import made
from ui.pages.activity import page
from ui.pages.activity.activity import ActivityPage
from ui.pages.activity.belonging import BelongingCard
from ui.session import Session

Key = Qt.Key
Open = Callable[..., ActivityPage]


@pytest.fixture
def said(session: Session) -> list[str]:
    heard: list[str] = []
    session.noticed.connect(lambda sentence, _tone: heard.append(sentence))
    return heard


@pytest.fixture
def form(session: Session, until: Until) -> Open:
    """Opens the page for a kind, or a record, and waits for it."""
    shown = page(session)
    shown.resize(1150, 600)
    shown.show()
    shown.activateWindow()

    def open_(*what: str) -> ActivityPage:
        before = shown.form
        shown.opened(*what)
        until(lambda: shown.form is not before and shown.form.fields["first_day"].editor.raw())
        return shown

    return open_


def editor(shown: ActivityPage, name: str) -> Any:
    return shown.form.fields[name].editor


def put(shown: ActivityPage, **texts: str) -> None:
    """Type texts and leave each field."""
    for name, text in texts.items():
        shown.form.focus(name)
        editor(shown, name).set_raw(text)
        QTest.keyClick(editor(shown, name).focus_on, Key.Key_Return)


def way(shown: ActivityPage, words: str) -> QPushButton:
    """The button at a field that says so to a screen reader."""
    return next(each for each in shown.findChildren(QPushButton) if each.accessibleName() == words)


def looked_at(desk: Desk, entry_id: str) -> int:
    """How often it is recorded that somebody looked at private values of an entry."""
    columns = REVISIONS.c
    seen = select(func.count()).where(columns.record_id == entry_id, columns.action == Action.SEEN)
    with desk.read() as connection:
        return connection.scalar(seen) or 0


def only(asked: Asked) -> Entry:
    (line,) = asked(entries.lines, Wanted())
    entry: Entry = line.entry
    return entry


def test_an_activity_is_typed_through_and_written(
    form: Open, until: Until, asked: Asked, said: list[str]
) -> None:
    shown = form("", "jobs_general.activity")
    assert shown.title() == "新记:活动" and shown.focusWidget() is editor(shown, "name")
    put(shown, name="招聘会", first_day="10.11", people="１,200")
    QTest.keyClick(editor(shown, "note").focus_on, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: said)
    assert said == ["已保存“招聘会”(2026年10月11日)。"]
    written = only(asked)
    assert (written.people, written.programme) == (1200, "jobs_general")
    assert (written.first_day, written.place_code) == (date(2026, 10, 11), "621024")


def test_fields_have_the_titles_of_the_kind(form: Open) -> None:
    shown = form("", "dream_university.applicant")
    titles = [field.spec.title for field in shown.form.fields.values()]
    assert titles[:3] == ["姓名", "申请日期", "所在地"] and titles[-1] == "备注"
    assert shown.photos.isHidden()  # a list of names has none
    put(shown, name="张・小明", citizen_id="622826200001011230")
    assert editor(shown, "name").raw() == "张·小明"
    assert "校验位不符" in shown.form.fields["citizen_id"].problem


def test_a_day_before_the_one_that_it_follows_is_told_at_its_field(form: Open) -> None:
    shown = form("", "dream_university.applicant")
    put(shown, first_day="2026.8.9", listed_on="2026.8.1")
    assert shown.form.fields["listed_on"].problem == "列入名单日期早于申请日期,请核对。"
    put(shown, first_day="2026.7.9")
    assert shown.form.fields["listed_on"].problem == ""


def test_all_that_is_missing_is_told_at_its_field(form: Open, asked: Asked) -> None:
    shown = form("", "dream_university.applicant")
    shown.save()
    assert shown.form.fields["name"].problem == "请填写姓名。"
    assert shown.form.fields["state"].problem == "请填写办理进度。"
    assert asked(entries.lines, Wanted()) == []


@pytest.mark.parametrize(
    "typed, shown_as, precision, first",
    [
        ("2026.4.9", "2026年4月9日", Precision.DAY, date(2026, 4, 9)),
        ("4月中旬", "2026年4月中旬", Precision.TEN_DAYS, date(2026, 4, 11)),
        ("2026.4", "2026年4月", Precision.MONTH, date(2026, 4, 1)),
    ],
)
def test_the_date_is_as_exact_as_it_is_typed(
    form: Open,
    until: Until,
    asked: Asked,
    said: list[str],
    typed: str,
    shown_as: str,
    precision: str,
    first: date,
) -> None:
    shown = form("", "alliance.alliance")
    put(shown, name="联盟", first_day=typed)
    assert editor(shown, "first_day").raw() == shown_as
    shown.save()
    until(lambda: said)
    assert (only(asked).precision, only(asked).first_day) == (precision, first)


def test_the_precision_can_be_chosen(form: Open) -> None:
    when = editor(form("", "alliance.alliance"), "first_day")
    when.small.setCurrentIndex(2)
    when.small.picked.emit()
    assert when.raw() == "2026年10月" and when.value() == (date(2026, 10, 1), Precision.MONTH)


def test_a_period_has_a_last_day(form: Open, until: Until, asked: Asked, said: list[str]) -> None:
    shown = form("", "spirit_general.activity")
    put(shown, name="宣讲周", first_day="10.9", last_day="10.5")
    assert shown.form.fields["last_day"].problem == "结束日期早于日期,请核对。"
    put(shown, last_day="10.13")
    shown.save()
    until(lambda: said)
    assert said == ["已保存“宣讲周”(2026年10月9日至2026年10月13日)。"]
    assert only(asked).precision == Precision.PERIOD


def test_an_approximate_figure_keeps_its_word(
    form: Open, until: Until, asked: Asked, said: list[str]
) -> None:
    shown = form("", "job_fair.fair")
    put(shown, name="招聘会", posts="1.5万余", companies="近300", views="10")
    figures = [
        (editor(shown, name).line.text(), editor(shown, name).modifier) for name in ("posts", "companies")
    ]
    assert figures == [("15,000", "余"), ("300", "近")]
    shown.save()
    until(lambda: said)
    assert only(asked).values == {"posts": 15000, "companies": 300, "views": 10}
    assert only(asked).modifiers == {"posts": "余", "companies": "近"}


def test_parts_are_compared_with_their_whole_while_they_are_typed(
    form: Open, until: Until, asked: Asked, said: list[str]
) -> None:
    shown = form("", "job_fair.fair")
    part, explanation = shown.form.fields["signed_registered"], shown.form.fields["explanation"]
    assert part.spec.title == "其中:建档立卡户" and explanation.isHidden()
    put(shown, name="招聘会", signed="100", signed_registered="80")
    assert part.told == "其余 20 人 未归入其中" and explanation.isHidden()
    put(shown, signed_registered="120")
    assert part.told == "大于“达成签约意向” 20 人" and not explanation.isHidden()
    shown.save()
    assert "请写勾稽说明" in part.problem
    put(shown, explanation="含跨县签约")
    QTest.keyClick(editor(shown, "explanation"), Key.Key_Tab)
    assert part.problem == ""
    shown.save()
    until(lambda: said)
    assert only(asked).explanation == "含跨县签约"


def test_an_entry_belongs_to_one_that_is_searched(
    form: Open, desk: Desk, until: Until, asked: Asked, said: list[str]
) -> None:
    alliance = made(desk, "alliance.alliance", "合水县青年创业联盟", date(2020, 6, 1))
    shown = form("", "alliance.member")
    assert shown.form.fields["belongs_to"].spec.title == "所属创业联盟"
    picker = editor(shown, "belongs_to")
    QTest.keyClicks(picker, "hsx")
    assert picker.listing == ["合水县青年创业联盟"]
    QTest.keyClick(picker, Key.Key_Return)
    put(shown, name="张小明")
    shown.save()
    until(lambda: said)
    members = asked(entries.lines, Wanted(belongs_to=alliance.id))
    assert [line.entry.name for line in members] == ["张小明"]


def test_what_belongs_to_a_record_stands_beside_it(form: Open, desk: Desk, session: Session) -> None:
    alliance = made(desk, "alliance.alliance", "合水县青年创业联盟", date(2020, 6, 1))
    member = made(desk, "alliance.member", "张小明", date(2020, 7, 1), belongs_to=alliance.id)
    went: list[Any] = []
    session.wanted.connect(lambda name, what: went.append((name, what)))
    shown = form(alliance.id)
    members, trainings = shown.findChildren(BelongingCard)
    assert members.accessibleName() == "联盟会员 1" and trainings.accessibleName() == "青年创业培训"
    add, first = members.findChildren(QPushButton)
    add.click()
    first.click()
    assert went == [
        ("activity", ("", "alliance.member", "", alliance.id)),
        ("activity", (member.id, "")),
    ]


def test_the_next_one_begins_like_the_last(form: Open, desk: Desk) -> None:
    values = {"companies": 30, "form": "online"}
    made(desk, "job_fair.fair", "春季招聘会", date(2026, 9, 9), place="县体育馆", people=600, values=values)
    shown = form("", "job_fair.fair")
    shown.repeat_previous()
    told = {name: editor(shown, name).value() for name in ("name", "place", "people", "companies", "form")}
    expected = {
        "name": "春季招聘会",
        "place": "县体育馆",
        "people": None,
        "companies": None,
        "form": "online",
    }
    assert told == expected
    assert editor(shown, "first_day").raw() == "2026年10月15日"
    assert editor(shown, "people").focus_on.hasFocus()  # not the last day, which that one had not either


def test_people_come_in_lists_with_one_day_and_other_names(form: Open, desk: Desk) -> None:
    last = made(
        desk, "alliance.member", "张小明", date(2020, 7, 1), place="西华池镇", values={"phone": "13893456789"}
    )
    shown = form("", "alliance.member", last.id)
    told = {name: editor(shown, name).raw() for name in ("name", "first_day", "place", "phone")}
    assert told == {"name": "", "first_day": "2020年7月1日", "place": "西华池镇", "phone": ""}


def test_saved_and_on_to_the_next(form: Open, session: Session, until: Until, said: list[str]) -> None:
    went: list[Any] = []
    session.wanted.connect(lambda name, what: went.append((name, what)))
    shown = form("", "alliance.alliance")
    put(shown, name="联盟")
    shown.save(shown._begin_next)
    until(lambda: said)
    assert went == [("activity", ("", "alliance.alliance", "", ""))]


def test_a_draft_is_kept_for_its_kind_and_come_back_to(form: Open, until: Until, asked: Asked) -> None:
    shown = form("", "job_fair.fair")
    put(shown, name="招聘会", posts="近300")
    assert shown.may_leave()
    assert asked(drafts.recall, entry_forms.form_of("job_fair.fair"))["texts"]["posts"] == "300\t近"
    form("", "alliance.alliance")
    again = form()  # without a kind: where something waits to be saved
    assert (again.kind and again.kind.name, again.restored) == ("job_fair.fair", True)
    assert (editor(again, "name").raw(), editor(again, "posts").modifier) == ("招聘会", "近")


def test_without_a_kind_and_a_draft_one_is_led_to_the_list(
    session: Session, until: Until, said: list[str]
) -> None:
    went: list[str] = []
    session.wanted.connect(lambda name, _what: went.append(name))
    shown = page(session)
    shown.opened()
    until(lambda: said)
    assert went == ["activities"] and said == ["请在“六大行动”里先选一种记录。"]


def test_a_recorded_one_is_corrected_with_a_reason(
    form: Open, desk: Desk, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = made(
        desk,
        "job_fair.fair",
        "招聘会",
        date(2026, 10, 3),
        people=180,
        values={"posts": 300},
        modifiers={"posts": "余"},
    )
    shown = form(kept.id)
    assert editor(shown, "posts").modifier == "余"
    put(shown, people="181")
    monkeypatch.setattr("ui.parts.record_page.ask_reason", lambda *_asked: "漏记一人")
    shown.save()
    corrected = asked(entries.named, kept.id)
    assert (corrected.people, corrected.values, corrected.modifiers) == (181, {"posts": 300}, {"posts": "余"})


def test_private_values_are_masked_until_asked_and_that_is_recorded(
    form: Open, desk: Desk, until: Until, asked: Asked
) -> None:
    kept = made(desk, "alliance.member", "张小明", date(2020, 7, 1), values={"phone": "13893456789"})
    shown = form(kept.id)
    assert editor(shown, "phone").raw() == "138****6789" and shown.locked
    assert [action.title for action in shown.actions()] == ["撤回", "更正"]
    shown._reveal("phone")
    until(lambda: editor(shown, "phone").raw() == "13893456789")
    shown.amend()
    until(lambda: not shown.locked)
    assert editor(shown, "phone").raw() == "13893456789"
    assert asked(looked_at, kept.id) == 2


def test_one_is_withdrawn_where_it_is_looked_at(
    form: Open, desk: Desk, asked: Asked, until: Until, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = made(desk, "spirit_general.activity", "宣讲", date(2026, 10, 3))
    shown = form(kept.id)
    answers = iter((None, "重复登记"))
    monkeypatch.setattr("ui.pages.activity.activity.ask_reason", lambda *_asked: next(answers))
    shown.withdraw()
    assert not asked(entries.named, kept.id).withdrawn  # the question was left
    shown.withdraw()
    until(lambda: said)
    assert said == ["已撤回“宣讲”。"] and asked(entries.named, kept.id).withdrawn == "重复登记"


def test_a_withdrawn_one_and_one_of_a_closed_month_are_only_looked_at(
    form: Open, desk: Desk, said: list[str]
) -> None:
    kept = made(desk, "spirit_general.activity", "宣讲", date(2026, 10, 3))
    entries.withdraw(desk, kept.id, "重复登记")
    shown = form(kept.id)
    assert shown.locked and shown.actions() == () and said == ["已撤回:重复登记"]


def test_what_another_office_reported_is_only_looked_at(form: Open, desk: Desk, said: list[str]) -> None:
    here = made(desk, "alliance.alliance", "宕昌县青年创业联盟", date(2020, 6, 1))
    alliance = here.model_copy(update={"office_code": "621223", "id": "a"})
    belongs = {
        "kind": "member",
        "ledger": Ledger.PERSON,
        "belongs_to": "a",
        "values": {"phone": "13893456789"},
    }
    member = alliance.model_copy(update={"id": "m", "name": "单小红", **belongs})
    with desk.work() as work:
        work.add(alliance, member)
        work.commit()
    shown = form("m", "621223")
    assert shown.locked and shown.actions() == () and said == ["这是下级单位上报的记录,只能查看。"]
    assert editor(shown, "belongs_to").text() == "宕昌县青年创业联盟"
    assert editor(shown, "phone").raw() == "138****6789"


def test_what_the_catalogue_has_no_more_opens_to_be_looked_at(
    form: Open, desk: Desk, said: list[str], until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold = made(desk, "live_sales.broadcast", "苹果专场", date(2026, 10, 3), values={"products": "苹果"})
    monkeypatch.delitem(desk.catalogue.kinds, "live_sales.broadcast")
    shown = form(sold.id)
    assert [action.title for action in shown.actions()] == ["撤回"]
    assert shown.locked and said[-1].startswith("项目目录中没有这一种记录了")
    assert (shown.title(), editor(shown, "products").raw()) == ("旧项目", "苹*")
    way(shown, "查看products").click()
    until(lambda: editor(shown, "products").raw() == "苹果")
    assert looked_at(desk, sold.id) == 1
