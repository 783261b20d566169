"""The people of a desk: taken on with a key of their own, another passphrase, handing over."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from countydesk.domain.operators import Role
from countydesk.domain.problems import Refused
from countydesk.services import operators, revisions, setup
from countydesk.services.desk import Desk, open_desk
from countydesk.services.keyholders import operators_of
from countydesk.services.setup import NewOperator
from tests.conftest import PASSPHRASE, TestClock

Acting = Callable[[str], Desk]


def test_a_new_operator_opens_the_desk(acting: Acting, desk_folder: Path) -> None:
    desk = acting("王海")
    changes = operators.add(desk, PASSPHRASE, NewOperator("张 军", "grain-26", (Role.RECORDER,)))
    assert changes == {"operator"} and desk.operators[-1].roles == ["recorder"]
    desk.close()
    with open_desk(desk_folder, "grain-26", "张军") as opened:
        assert opened.operator.name == "张军"


@pytest.mark.parametrize(
    ("who", "own", "person", "sentence"),
    [
        ("李明", PASSPHRASE, NewOperator("张军", "grain-26"), "没有“修改设置”的权限"),
        ("王海", "wrong", NewOperator("张军", "grain-26"), "口令不对"),
        ("王海", PASSPHRASE, NewOperator("赵芳", "grain-26"), "已有名叫“赵芳”的经办人员"),
        ("王海", PASSPHRASE, NewOperator("张军", "abc"), "口令至少 8 个字符"),
        ("王海", PASSPHRASE, NewOperator("", "grain-26"), "没有填写姓名"),
    ],
)
def test_nobody_is_taken_on_by_mistake(
    acting: Acting, who: str, own: str, person: NewOperator, sentence: str
) -> None:
    desk = acting(who)
    with pytest.raises(Refused, match=sentence):
        operators.add(desk, own, person)
    assert operators_of(desk.folder) == ["李明", "赵芳", "王海"] and len(desk.operators) == 3


def test_ones_own_passphrase_is_changed(desk: Desk, desk_folder: Path) -> None:
    with pytest.raises(Refused, match="口令不对"):
        operators.change_passphrase(desk, "wrong", "harvest-26")
    operators.change_passphrase(desk, PASSPHRASE, "harvest-26")
    desk.close()
    with pytest.raises(Refused, match="口令不对"):
        open_desk(desk_folder, PASSPHRASE, "李明")
    open_desk(desk_folder, "harvest-26", "李明").close()
    open_desk(desk_folder, PASSPHRASE, "王海").close()


@pytest.mark.encrypted_file
def test_the_desk_is_handed_over_with_the_others_passphrase(desk: Desk, desk_folder: Path) -> None:
    with pytest.raises(Refused, match="口令不对"):
        desk.hand_over("王海", "wrong")
    assert desk.operator.name == "李明"
    desk.hand_over("王海", PASSPHRASE)
    assert desk.operator.name == "王海"
    with pytest.raises(Refused, match="王海"):
        open_desk(desk_folder, PASSPHRASE, "赵芳")


def test_roles_are_changed_with_a_reason_and_hold_at_once(acting: Acting) -> None:
    desk = acting("王海")
    with pytest.raises(Refused, match="请写改动原因"):
        operators.change_roles(desk, "李明", [Role.REVIEWER], " ")
    assert operators.change_roles(desk, "李明", [Role.REVIEWER], "调整分工") == {"operator"}
    assert desk.operator_named("李明").roles == ["reviewer"]
    line = revisions.listing(desk, revisions.Wanted(), limit=1)[0]
    assert (line.subject, line.sentence, line.reason) == ("李明", "角色:录入员 → 审核人", "调整分工")
    with pytest.raises(Refused, match="没有“修改设置”的权限"):
        operators.change_roles(acting("李明"), "赵芳", [Role.APPROVER], "自己来")


@pytest.mark.parametrize("roles", [[Role.RECORDER], [Role.REVIEWER, Role.PROVINCE]])
def test_the_last_who_may_approve_stays(acting: Acting, roles: list[Role]) -> None:
    desk = acting("王海")
    with pytest.raises(Refused, match="王海是唯一能批准发放名册的人"):
        operators.change_roles(desk, "王海", roles, "不想干了")
    with pytest.raises(Refused, match="不能停用自己"):
        operators.turn_off(desk, "王海", "调离")
    operators.change_roles(desk, "赵芳", [Role.APPROVER], "接替")
    operators.turn_off(acting("赵芳"), "王海", "调离")
    assert [one.name for one in desk.operators if one.active] == ["李明", "赵芳"]


def test_who_was_turned_off_comes_back_with_a_new_passphrase(acting: Acting, desk_folder: Path) -> None:
    desk = acting("王海")
    kept = desk.operator_named("李明")
    operators.turn_off(desk, "李明", "借调")
    assert operators_of(desk_folder) == ["赵芳", "王海"]
    with pytest.raises(Refused, match="没有名叫“李明”"):
        desk.hand_over("李明", PASSPHRASE)
    operators.add(desk, PASSPHRASE, NewOperator("李明", "grain-26", (Role.RECORDER,)))
    assert desk.operator_named("李明") == kept
    desk.close()
    with open_desk(desk_folder, "grain-26", "李明") as opened:
        assert opened.operator.id == kept.id


def test_four_eyes_are_on_again_once_there_are_two(acting: Acting) -> None:
    desk = acting("王海")
    for gone in ("李明", "赵芳"):
        operators.turn_off(desk, gone, "调离")
    setup.change_settings(desk, "只有一人", four_eyes=False)
    operators.add(desk, PASSPHRASE, NewOperator("张军", "grain-26"))
    assert desk.settings.four_eyes
    line = revisions.listing(desk, revisions.Wanted(kind="setting"), limit=1)[0]
    assert (line.subject, line.reason) == ("拟定、复核、批准分人", "已不止一名经办人员")


@pytest.mark.encrypted_file
def test_whoever_goes_on_guessing_waits(desk: Desk, desk_folder: Path, clock: TestClock) -> None:
    desk.close()

    def guess(passphrase: str) -> None:
        open_desk(desk_folder, passphrase, "李明", clock).close()

    for _ in range(3):
        with pytest.raises(Refused, match="口令不对"):
            guess("wrong")
    with pytest.raises(Refused, match="已连续输错 3 次,请等 6 秒再试"):
        guess(PASSPHRASE)
    clock.now += timedelta(seconds=5)
    with pytest.raises(Refused, match="口令不对"):
        guess("wrong")
    with pytest.raises(Refused, match="请等 11 秒"):
        guess(PASSPHRASE)
    clock.now -= timedelta(days=30)
    with pytest.raises(Refused, match="请等 11 秒"):
        guess(PASSPHRASE)
    clock.now += timedelta(days=60)
    guess(PASSPHRASE)
    assert not (desk_folder / "attempts.json").exists()
