"""Targets: typed in the unit that is printed, kept in the unit that is counted, one for a year and place."""

import pytest

from countydesk.domain.problems import Refused
from countydesk.services import targets
from countydesk.services.desk import Desk
from countydesk.services.targets import NewTarget

FILE = """
key = "plans"
title = "计划"

[[programme]]
key = "plan"
title = "筹资计划"

[[programme.kind]]
key = "gift"
title = "捐赠"
ledger = "fund"

[[programme.kind.field]]
key = "amount"
title = "金额"
type = "money"

[[programme.indicator]]
key = "raised"
title = "筹资"
unit = "万元"
from = "gift"
count = "sum"
field = "amount"

[[programme.indicator]]
key = "gifts"
title = "笔数"
unit = "笔"
from = "gift"

[[programme.kind.field]]
key = "hours"
title = "时长"
type = "decimal"
unit = "小时"
digits = 1

[[programme.indicator]]
key = "hours"
title = "服务时长"
unit = "万小时"
from = "gift"
count = "sum"
field = "hours"

[[programme.indicator]]
key = "share"
title = "完成率"
unit = "%"
ratio_of = ["raised", "raised"]
digits = 1

[[programme.indicator]]
key = "standard"
title = "标准"
fixed = "8+4"
"""


@pytest.fixture
def planned(desk: Desk) -> Desk:
    (desk.folder / "catalogue").mkdir()
    (desk.folder / "catalogue" / "plan.toml").write_text(FILE, encoding="utf-8")
    return desk


@pytest.mark.parametrize(
    ("indicator", "typed", "kept", "shown", "again"),
    [
        ("plan.raised", "8000", "8000000000", "80,000,000.00 元以上", "8000"),
        ("plan.raised", "7414.2万元", "7414200000", "74,142,000.00 元以上", "7414.2"),
        ("plan.gifts", "1.5万", "15000", "15,000以上", "15000"),
        ("plan.hours", "100", "1000000", "1000000以上", "100"),
        ("plan.hours", "101.6万小时", "1016000", "1016000以上", "101.6"),
        ("plan.share", "92.7%", "92.7", "92.7以上", "92.7"),
    ],
)
def test_a_target_is_kept_as_it_is_counted(
    planned: Desk, indicator: str, typed: str, kept: str, shown: str, again: str
) -> None:
    targets.set_(planned, NewTarget(indicator, 2026, typed, modifier="以上"))
    (target,) = targets.listing(planned)
    assert (target.amount, targets.shown(planned, target)) == (kept, shown)
    assert targets.typed(planned, target) == again


def test_one_for_a_year_and_place_the_later_word_counts(planned: Desk) -> None:
    for year, place, amount in (
        (2026, "", "8000"),
        (2025, "", "7000"),
        (2026, "621026", "40"),
        (2026, "", "8100"),
    ):
        targets.set_(planned, NewTarget("plan.raised", year, amount, place), "年中调整")
    assert [(t.year, t.place_code, t.amount) for t in targets.listing(planned)] == [
        (2026, "", "8100000000"),
        (2026, "621026", "40000000"),
        (2025, "", "7000000000"),
    ]
    assert len(targets.listing(planned, year=2025, office=planned.office.code)) == 1
    assert targets.listing(planned, indicator="plan.gifts") == []


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (NewTarget("plan.none", 2026, "1"), "没有指标“plan.none”"),
        (NewTarget("plan.standard", 2026, "1"), "“标准”不是数量"),
        (NewTarget("plan.raised", 26, "1"), "四位年份"),
        (NewTarget("plan.raised", 2026, "很多"), "无法识别"),
        (NewTarget("plan.raised", 2026, " "), "请写目标值"),
        (NewTarget("plan.gifts", 2026, "1.5"), "应为整数"),
        (NewTarget("plan.raised", 2026, "1", place_code="999999"), "没有代码为“999999”"),
        (NewTarget("plan.raised", 2026, "1", modifier="大约"), "约数用词不能是“大约”"),
    ],
)
def test_what_cannot_be_a_target_is_said(planned: Desk, new: NewTarget, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        targets.set_(planned, new)
    assert targets.listing(planned) == []


def test_several_are_set_together_or_not_at_all(planned: Desk) -> None:
    news = [
        NewTarget("plan.raised", 2026, "8000"),
        NewTarget("plan.gifts", 2026, "1.5"),
        NewTarget("plan.gifts", 2026, "很多", place_code="621026"),
    ]
    with pytest.raises(Refused) as refusal:
        targets.set_all(planned, news)
    assert [problem.row for problem in refusal.value.problems] == [2, 3]
    assert targets.listing(planned) == []
    targets.set_all(planned, [news[0], NewTarget("plan.gifts", 2026, "15")])
    assert len(targets.listing(planned)) == 2


def test_what_was_set_changes_only_with_a_reason_and_is_taken_back_by_an_empty_amount(planned: Desk) -> None:
    targets.set_(planned, NewTarget("plan.raised", 2026, "8000"))
    targets.set_(planned, NewTarget("plan.raised", 2026, "8000"))  # the same again is no change
    for amount in ("8100", ""):
        with pytest.raises(Refused, match="须写明原因"):
            targets.set_(planned, NewTarget("plan.raised", 2026, amount))
    targets.set_(planned, NewTarget("plan.raised", 2026, ""), "指标取消")
    assert targets.listing(planned) == []
