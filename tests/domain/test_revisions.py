"""A revision in words: titles, choices, money and days as people read them, and private values masked."""

import json

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.disbursements import BatchLine
from countydesk.domain.operators import Operator
from countydesk.domain.revisions import in_words, need_reason


def told(record: type, *, masked: bool = True, **changes: object) -> list[str]:
    return [str(one) for one in in_words(record, json.dumps(changes), masked=masked)]


def test_each_kind_of_field_has_its_words() -> None:
    assert told(Beneficiary, school=["县一中", "县二中"], consent_on=[None, "2026-10-09"]) == [
        "学校:县一中 → 县二中",
        "监护人同意日期:2026年10月9日",
    ]
    assert told(Beneficiary, stage=[None, "primary"], family_kinds=[["orphan"], []]) == [
        "学段:小学",
        "家庭类型:孤儿 → (空)",
    ]
    assert told(Operator, active=[True, False], office_code=[None, "621024"]) == ["在岗:是 → 否"]
    assert told(BatchLine, fen=[100000, 180000]) == ["本期金额:1,000.00 元 → 1,800.00 元"]


def test_what_is_private_is_masked_until_asked() -> None:
    changes = {"citizen_id": [None, "621223201201019991"]}
    assert told(Beneficiary, **changes) == ["身份证号:6212************91"]
    assert told(Beneficiary, masked=False, **changes) == ["身份证号:621223201201019991"]


def test_what_was_done_to_a_record_as_a_whole() -> None:
    assert told(Beneficiary, **{"*": [None, "citizen_id"]}) == ["身份证号"]
    assert told(Beneficiary, **{"*": [None, "打印走访表"]}) == ["打印走访表"]
    assert told(Beneficiary, **{"*": [None, "0f" * 32]}) == [""]


def test_identity_cards_and_money_need_a_reason() -> None:
    assert need_reason(Beneficiary, ["name", "school", "bank_card"]) == ["姓名", "银行卡号"]
    assert need_reason(BatchLine, ["fen", "hint"]) == ["本期金额"]
