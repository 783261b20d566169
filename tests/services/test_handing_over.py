"""An officer rotates: what is unfinished is on paper, both confirm, one key goes and another comes."""

from collections.abc import Callable

import pytest

from countydesk.domain.operators import Role
from countydesk.domain.problems import Refused
from countydesk.services import beneficiaries, checking, handing_over, held, revisions
from countydesk.services.desk import Desk
from countydesk.services.keyholders import KEYS
from countydesk.services.setup import NewOperator
from countydesk.storage.key_slots import operators, unwrap
from tests.conftest import PASSPHRASE
from tests.services.test_child_file import text_of

NEW = "合水 2026 秋天接班"


def test_what_is_unfinished_stands_on_the_paper(paid: Desk) -> None:
    open_ = handing_over.unfinished(paid)
    [money] = open_.money
    assert money.due == money.paid + money.unpaid and money.unsigned > 0
    assert any("未签收" in task for task in open_.tasks)
    assert "能打开台账的人:李明、赵芳、王海" in open_.keys
    told = text_of(handing_over.paper(paid, "周敏"))
    for words in ("工作交接清单", money.number, "移交人：", "接收人：周敏", "监交人"):
        assert words in told


def test_a_successor_takes_over_with_both_passphrases(acting: Callable[[str], Desk]) -> None:
    desk = acting("王海")
    handing_over.hand_over(desk, PASSPHRASE, NewOperator("周敏", NEW), "工作调动")
    assert desk.operator.name == "周敏" and desk.operator.roles == [Role.APPROVER]
    path = desk.folder / KEYS
    assert operators(path) == ["李明", "赵芳", "周敏"]
    assert unwrap(path, "周敏", NEW)
    with pytest.raises(Refused, match="没有名叫“王海”"):
        unwrap(path, "王海", PASSPHRASE)
    told = "".join(line.sentence for line in revisions.listing(desk, revisions.Wanted(by="王海")))
    assert "工作交接:王海移交周敏,双方已输入口令" in told
    assert checking.check(desk) == []


def test_a_colleague_takes_the_roles_over(acting: Callable[[str], Desk]) -> None:
    desk = acting("李明")
    handing_over.hand_over(desk, PASSPHRASE, NewOperator("王海", PASSPHRASE), "退休")
    assert desk.operator.roles == [Role.RECORDER, Role.APPROVER]


@pytest.mark.parametrize(
    ("who", "own", "name", "new", "reason", "sentence"),
    [
        ("王海", PASSPHRASE, "周敏", NEW, "", "交接原因"),
        ("王海", "不对的口令", "周敏", NEW, "调动", "口令不对"),
        ("王海", PASSPHRASE, "周敏", "123", "调动", "口令"),
        ("王海", PASSPHRASE, "赵芳", "不对的口令", "调动", "口令不对"),
        ("王海", PASSPHRASE, "王海", PASSPHRASE, "调动", "不能交接给自己"),
        ("李明", PASSPHRASE, "周敏", NEW, "调动", "没有“修改设置”的权限"),
    ],
)
def test_nothing_is_handed_over_without(
    acting: Callable[[str], Desk], who: str, own: str, name: str, new: str, reason: str, sentence: str
) -> None:
    desk = acting(who)
    with pytest.raises(Refused, match=sentence):
        handing_over.hand_over(desk, own, NewOperator(name, new), reason)
    assert desk.operator.name == who and operators(desk.folder / KEYS) == ["李明", "赵芳", "王海"]


def test_a_guardian_is_told_what_is_held_and_who_looked(paid: Desk) -> None:
    child = beneficiaries.listing(paid, limit=1)[0]
    beneficiaries.reveal(paid, child.id, "citizen_id")
    told = text_of(held.paper(paid, child.id))
    number = beneficiaries.open_child(paid, child.id).child.citizen_id
    for words in ("个人信息告知书", child.name, number, "防止重复资助", "身份证号", "5年", "监护人签收"):
        assert words and words in told
    assert paid.operator.name in told
