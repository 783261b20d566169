"""Names are cleaned without losing a character, and found by what people type."""

import pytest

from countydesk.domain.names import COMBINATIONS, clean_name, name_problem, search_tokens, sort_key


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 张 三 ", "张三"),
        ("张　三", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("扎西•东珠", "扎西·东珠"),
        ("麦尔燕・古丽", "麦尔燕·古丽"),
        ("卓玛.吉", "卓玛·吉"),
        ("卓玛 ． 吉", "卓玛·吉"),
        ("阿不都··热合曼", "阿不都·热合曼"),
        ("阿不都‧热合曼･吐尔逊∙江", "阿不都·热合曼·吐尔逊·江"),
        ("欧阳龙𬸚", "欧阳龙𬸚"),
        ("𠮷䶮㛃", "𠮷䶮㛃"),
        ("郞凉", "郞凉"),  # compatibility ideographs stay as they were written
        ("⾛⼀", "走一"),  # Kangxi radicals are what a PDF leaves of 走 and 一
        ("Ｍary　Ann", "Mary Ann"),
        ("'马文", "马文"),
    ],
)
def test_cleaning(typed: str, name: str) -> None:
    assert clean_name(typed) == name
    assert clean_name(name) == name


@pytest.mark.parametrize("name", ["张三", "阿不都·热合曼", "𠮷䶮", "Mary Ann", "李〇", "玛" * 50])
def test_names_that_are_fine(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("", "没有填写"),
        ("张?", "丢失的字"),
        ("李□", "丢失的字"),
        ("张三2", "数字"),
        ("张三(大)", "“(”"),
        ("玛" * 51, "超过 50"),
    ],
)
def test_names_that_are_not(name: str, word: str) -> None:
    problem = name_problem(name)
    assert problem is not None and word in problem


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张小明", "zxm"),
        ("张小明", "zhangxiaoming"),
        ("单子轩", "szx"),
        ("单子轩", "dzx"),
        ("仇海", "qiuhai"),
        ("曾玉", "zengyu"),
        ("查燕", "zhayan"),
        ("盖梅", "gemei"),
        ("盖梅", "gaimei"),
        ("朴梅", "piaomei"),
        ("翟霞", "zhaixia"),
        ("尉迟䶮", "yuchiyan"),
        ("尉迟䶮", "wcy"),
        ("万俟宁", "moqining"),
        ("单于强", "chanyuqiang"),
        ("单于强", "shanyuqiang"),
        ("长孙无忌", "zswj"),
        ("虎有福", "maoyoufu"),
        ("黑生辉", "hsh"),
        ("宕昌", "tanchang"),
        ("宕昌", "dc"),
        ("𠮷祥", "jx"),
        ("阿不都·热合曼", "abdrhm"),
        ("吕布", "lvbu"),
    ],
)
def test_found_by(name: str, typed: str) -> None:
    assert typed in search_tokens(name)


def test_tokens_stay_few() -> None:
    assert len(search_tokens("单曾查乐盖翟覃员缪折召薄朴区仇")) <= 2 * COMBINATIONS
    assert search_tokens("·") == set()


def test_sorting_by_pinyin() -> None:
    names = ["曾玉", "单强", "阿依古丽", "仇海", "尉迟明", "张三", "张珊珊", "陈丽", "𠮷祥"]
    assert sorted(names, key=sort_key) == [
        "阿依古丽", "陈丽", "𠮷祥", "仇海", "单强", "尉迟明", "曾玉", "张三", "张珊珊",
    ]  # fmt: skip
