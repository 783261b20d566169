"""The people of a desk: taken on with a key of their own, another passphrase, handing over."""

from collections.abc import Callable
from pathlib import Path

import pytest

from countydesk.domain.operators import Role
from countydesk.domain.problems import Refused
from countydesk.services import operators
from countydesk.services.desk import Desk, open_desk
from countydesk.services.keyholders import operators_of
from countydesk.services.setup import NewOperator
from tests.conftest import PASSPHRASE

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
        ("王海", PASSPHRASE, NewOperator("赵芳", "grain-26"), "已有名叫“赵芳”的操作员"),
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
