"""The six actions: every kind in a tree, its list with sums; chosen, searched, withdrawn, taken out."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from countydesk.domain.entries import Entry
from countydesk.services import entries
from countydesk.services.desk import Desk
from countydesk.services.entries import Wanted
from tests.ui.conftest import Asked, Until
from ui.pages.activities import page
from ui.pages.activities.activities import ActivitiesPage
from ui.pages.activities.tree import NUMBER, TOKENS
from ui.session import Session

Key = Qt.Key


def made(desk: Desk, kind: str, name: str, day: date, **more: Any) -> Entry:
    """An entry of a kind, recorded."""
    entry = entries.new(desk, kind, name, day, **more)
    entries.record(desk, entry)
    return entry


@pytest.fixture
def several(desk: Desk) -> list[Entry]:
    """Two activities, a job fair with figures, an alliance with a member."""
    fair = {"signed": 120, "posts": 3000}
    alliance = made(desk, "alliance.alliance", "合水县青年创业联盟", date(2020, 6, 1))
    phone = {"phone": "13893456789"}
    return [
        made(desk, "spirit_general.activity", "理想信念宣讲", date(2026, 10, 3), people=180),
        made(desk, "study_general.activity", "圆梦助学", date(2026, 10, 9), people=25),
        made(
            desk,
            "job_fair.fair",
            "春季招聘会",
            date(2026, 9, 9),
            people=600,
            values=fair,
            modifiers={"posts": "近"},
        ),
        made(desk, "alliance.member", "张小明", date(2020, 7, 1), belongs_to=alliance.id, values=phone),
        alliance,
    ]


@pytest.fixture
def listed(session: Session, several: list[Entry], until: Until) -> ActivitiesPage:
    shown = page(session)
    shown.resize(1150, 600)
    shown.show()
    shown.activateWindow()
    shown.opened()
    until(lambda: shown.view.table.rowCount() == 5 and shown.status[0])
    return shown


def titles(listed: ActivitiesPage) -> list[str]:
    return [column.title for column in listed.view.table.columns]


def choose(listed: ActivitiesPage, kind: str, until: Until, rows: int) -> None:
    listed.kinds.choose(kind)
    until(lambda: listed.view.table.rowCount() == rows and "备注" in titles(listed))


def words(listed: ActivitiesPage) -> list[str]:
    row = listed.view.table.row(0)
    return [column.words(row) for column in listed.view.table.columns]


def test_without_a_choice_all_records_are_mixed(listed: ActivitiesPage) -> None:
    assert listed.status[0] == "合计 5 条,惠及 805 人"
    assert titles(listed)[:4] == ["日期", "名称", "项目", "种类"]
    listed.view.selectRow(0)
    assert listed.status[0] == "已选 1 条,惠及 25 人"


def test_a_kind_has_its_own_columns_and_sums(listed: ActivitiesPage, until: Until) -> None:
    choose(listed, "job_fair.fair", until, 1)
    until(lambda: "提供岗位" in listed.status[0])
    assert listed.status[0] == "合计 1 条,求职人数 600 人,提供岗位 3,000 个,达成签约意向 120 人"
    assert titles(listed)[:3] == ["招聘会名称", "日期", "地点"] and "提供岗位(个)" in titles(listed)
    assert "近3,000" in words(listed)
    assert listed.subtitle() == "就业援助 › 青春(网络)招聘会 › 招聘会"


def test_what_is_private_is_masked(listed: ActivitiesPage, until: Until) -> None:
    choose(listed, "alliance.member", until, 1)
    until(lambda: "联系电话" in titles(listed))
    assert "138****6789" in words(listed)


def test_numbers_stand_beside_the_kinds(listed: ActivitiesPage, until: Until) -> None:
    top = [listed.kinds.tree.topLevelItem(number) for number in range(5)]
    until(lambda: top[0].data(0, NUMBER) == 5)
    told = {item.text(0): item.data(0, NUMBER) for item in top}
    assert told == {"全部记录": 5, "学业资助": 1, "就业援助": 1, "创业扶助": 2, "消费扶贫": 0}


def test_a_programme_is_found_by_words_or_initials_and_enter_shows_its_first_kind(
    listed: ActivitiesPage, until: Until
) -> None:
    top = [listed.kinds.tree.topLevelItem(n) for n in range(listed.kinds.tree.topLevelItemCount())]
    until(lambda: top[3].data(0, TOKENS))
    for typed in ("创业联盟", "xjqncylm"):  # 县级青年创业联盟
        listed.kinds.search.setText(typed)
        assert [item.text(0) for item in top if not item.isHidden()] == ["创业扶助"]
    QTest.keyClick(listed.kinds.search, Key.Key_Return)
    kind = listed.kinds.choice.kind
    assert kind is not None and kind.name == "alliance.alliance"


def test_only_kinds_that_this_level_enters_are_offered(listed: ActivitiesPage) -> None:
    listed.kinds.choose("tuantuan.vacancy")
    assert listed.kinds.choice.kind is None  # the mini-program is the province's
    assert "“团团帮就业”小程序" not in {item.text(0) for item in listed.kinds._items()}


def test_enter_opens_ctrl_n_begins_ctrl_d_repeats(
    listed: ActivitiesPage, several: list[Entry], session: Session, until: Until
) -> None:
    went: list[Any] = []
    session.wanted.connect(lambda name, what: went.append((name, what)))
    listed.view.selectRow(1)
    QTest.keyClick(listed.view, Key.Key_Return)
    listed.repeat()
    choose(listed, "alliance.alliance", until, 1)
    listed.begin()
    office = session.desk.office.code
    assert went == [
        ("activity", (several[0].id, office)),
        ("activity", ("", "spirit_general.activity", several[0].id)),
        ("activity", ("", "alliance.alliance", "", "")),
    ]


def test_a_new_one_asks_for_a_kind_first(listed: ActivitiesPage, session: Session) -> None:
    said: list[str] = []
    session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    listed.begin()
    assert said == ["请先在左边选要登记的种类。"] and listed.kinds.search.hasFocus()


def test_what_belongs_to_a_record_is_listed_alone(
    listed: ActivitiesPage, several: list[Entry], until: Until
) -> None:
    listed.opened("alliance.member", several[4].id, "合水县青年创业联盟")
    until(lambda: listed.view.table.rowCount() == 1)
    assert listed.whole.text() == "属于“合水县青年创业联盟” ✕" and listed.wanted.belongs_to == several[4].id
    listed.whole.click()
    assert listed.wanted.belongs_to is None and listed.wanted.kind == "member"


def test_one_is_withdrawn_with_a_reason_and_looked_at(
    listed: ActivitiesPage, session: Session, until: Until, asked: Asked
) -> None:
    session.announcer.changed.connect(listed.reload)
    listed.view.selectRow(0)
    (withdraw,) = [action for action in listed.actions() if action.key == "Ctrl+Delete"]
    assert withdraw.enabled
    withdraw.act()
    listed.entry.fields["reason"].editor.set_raw("重复登记")
    listed.entry.submit()
    until(lambda: listed.view.table.rowCount() == 4)
    listed.withdrawn.choose(True)
    listed.withdrawn.picked.emit()
    until(lambda: listed.view.table.rowCount() == 1 and "撤回原因" in titles(listed))
    assert "重复登记" in words(listed)
    assert [line.entry.name for line in asked(entries.lines, Wanted(withdrawn=True))] == ["圆梦助学"]


def test_a_kind_is_handed_out_and_its_template_made(
    listed: ActivitiesPage, session: Session, until: Until, tmp_path: Path
) -> None:
    said: list[str] = []
    session.noticed.connect(lambda sentence, _tone: said.append(sentence) if sentence else None)
    choose(listed, "job_fair.fair", until, 1)
    folder = tmp_path / "导出"
    folder.mkdir()
    for ask in (listed.ask_list, listed.ask_template):
        ask()
        listed.entry.fields["folder"].editor.set_raw(str(folder))
        listed.entry.submit()
        until(lambda: not listed.entry.is_open)
        assert listed.view.hasFocus()
    assert len(said) == 2
    kept = {path.name: load_workbook(path).worksheets[0] for path in folder.iterdir()}
    (full,) = [sheet for name, sheet in kept.items() if "模板" not in name]
    assert full.cell(2, 1).value == "春季招聘会"
