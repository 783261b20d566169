"""Words as they are printed: full-width beside Chinese, numbers as they are."""

import pytest

from countydesk.domain.punctuation import full_width


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("截至2020年8月,筹资7414.2万元", "截至2020年8月\uff0c筹资7414.2万元"),
        ("完成年度计划的92.7%,全年", "完成年度计划的92.7%\uff0c全年"),
        ("岗位442个,161人达成", "岗位442个\uff0c161人达成"),
        ("已报、79 个未报;3 个单位", "已报、79 个未报\uff1b3 个单位"),
        ("共青团环县委员会:", "共青团环县委员会\uff1a"),
        ("情况报告(2026年1—11月)", "情况报告\uff082026年1—11月\uff09"),
        ("青春(网络)招聘会", "青春\uff08网络\uff09招聘会"),
        ("“8+4”,覆盖58个县", "“8+4”\uff0c覆盖58个县"),
        ("1,916 人,12:30 到", "1,916 人\uff0c12:30 到"),
        ("电话(0931)8960000", "电话(0931)8960000"),
        ("", ""),
    ],
)
def test_marks_beside_chinese_are_full_width(stored: str, printed: str) -> None:
    assert full_width(stored) == printed
