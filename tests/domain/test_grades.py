"""Grades as offices write them, and as the year of entry gives them."""

from datetime import date

import pytest

from countydesk.domain.grades import Stage, grade_title, grades_of_school, read_grade

SPRING = date(2020, 4, 9)  # of the school year 2019


@pytest.mark.parametrize(
    ("text", "school", "stage", "grade", "entry", "class_name"),
    [
        ("五年级", "", Stage.PRIMARY, 5, 2015, ""),
        ("五年级(2)班", "", Stage.PRIMARY, 5, 2015, "2班"),
        ("５年级", "", Stage.PRIMARY, 5, 2015, ""),
        ("小五", "", Stage.PRIMARY, 5, 2015, ""),
        ("5年3班", "", Stage.PRIMARY, 5, 2015, "3班"),
        ("一年级二班", "", Stage.PRIMARY, 1, 2019, "2班"),
        ("六年级毕业班", "", Stage.PRIMARY, 6, 2014, ""),
        ("七年级", "", Stage.JUNIOR, 7, 2019, ""),
        ("初一", "", Stage.JUNIOR, 7, 2019, ""),
        ("初三(2)班", "", Stage.JUNIOR, 9, 2017, "2班"),
        ("八(1)班", "", Stage.JUNIOR, 8, 2018, "1班"),
        ("8.1班", "", Stage.JUNIOR, 8, 2018, "1班"),
        ("初中二年级", "", Stage.JUNIOR, 8, 2018, ""),
        ("2018级高中3班", "县第二中学", Stage.SENIOR, 11, 2018, "3班"),
        ("2019级初中2班", "", Stage.JUNIOR, 7, 2019, "2班"),
        ("2018级3班", "县高级中学", Stage.SENIOR, 11, 2018, "3班"),
        ("高2019级1班", "县第一中学", Stage.SENIOR, 10, 2019, "1班"),
        ("2021届初三", "", Stage.JUNIOR, 8, 2018, ""),
        ("九年级", "", Stage.JUNIOR, 9, 2017, ""),
        ("高二", "", Stage.SENIOR, 11, 2018, ""),
        ("高二3班", "", Stage.SENIOR, 11, 2018, "3班"),
        ("二年级", "西和县第一高级中学", Stage.SENIOR, 11, 2018, ""),
        ("二年级", "县初级中学", Stage.JUNIOR, 8, 2018, ""),
        ("二年级", "何家畔九年制学校", Stage.PRIMARY, 2, 2018, ""),
        ("高二", "何家畔九年制学校", Stage.SENIOR, 11, 2018, ""),
        ("何家畔九年制学校七年级", "", Stage.JUNIOR, 7, 2019, ""),
        ("高台县第一小学三年级", "", Stage.PRIMARY, 3, 2017, ""),
        ("中职一年级", "", Stage.VOCATIONAL, 10, 2019, ""),
        ("职高二", "", Stage.VOCATIONAL, 11, 2018, ""),
        ("中专", "", Stage.VOCATIONAL, None, None, ""),
        ("高二", "东乡县职业技术学校", Stage.VOCATIONAL, 11, 2018, ""),
        ("特教三年级", "", Stage.SPECIAL, 3, 2017, ""),
        ("三年级", "宕昌县特殊教育学校", Stage.SPECIAL, 3, 2017, ""),
        ("", "达板镇中心小学", Stage.PRIMARY, None, None, ""),
    ],
)
def test_read(
    text: str, school: str, stage: Stage, grade: int | None, entry: int | None, class_name: str
) -> None:
    seen = read_grade(text, school, SPRING)
    assert seen is not None
    assert (seen.stage, seen.grade, seen.entry_year, seen.class_name) == (stage, grade, entry, class_name)
    assert seen.tier == stage.tier


@pytest.mark.parametrize("text", ["学前", "幼儿园大班", "大班", "大一", "高职"])
def test_outside_school(text: str) -> None:
    seen = read_grade(text, "", SPRING)
    assert seen is not None and seen.stage is None and seen.tier == "other"


@pytest.mark.parametrize(("text", "school"), [("", "县第一中学"), ("2年级", "县第一中学"), ("中学", "")])
def test_a_plain_middle_school_gives_only_the_tier(text: str, school: str) -> None:
    seen = read_grade(text, school, SPRING)
    assert seen is not None and seen.stage is None and seen.tier == "secondary"


@pytest.mark.parametrize(("text", "school"), [("", ""), ("在读", ""), ("2019级", "")])
def test_what_says_nothing(text: str, school: str) -> None:
    assert read_grade(text, school, SPRING) is None


def test_without_a_day_there_is_no_year_of_entry_unless_it_is_said() -> None:
    plain, cohort = read_grade("五年级", "", None), read_grade("2018级高中3班", "", None)
    assert plain and plain.grade == 5 and plain.entry_year is None
    assert cohort and cohort.entry_year == 2018 and cohort.grade is None


def test_the_school_year_begins_on_the_first_of_september() -> None:
    before, after = (read_grade("初一", "", date(2020, month, 1)) for month in (8, 9))
    assert before and after and (before.entry_year, after.entry_year) == (2019, 2020)


def test_five_and_four_years() -> None:
    seen = read_grade("初一", "", SPRING, five_four=True)
    assert seen and (seen.grade, seen.entry_year) == (6, 2019)
    assert grade_title(Stage.JUNIOR, 2016, SPRING, five_four=True) == "初四"


@pytest.mark.parametrize(
    ("stage", "entry", "title"),
    [
        (Stage.PRIMARY, 2017, "小学 三年级"),
        (Stage.JUNIOR, 2018, "初二"),
        (Stage.SENIOR, 2017, "高三"),
        (Stage.VOCATIONAL, 2018, "中职 二年级"),
        (Stage.SPECIAL, 2009, "特教 十一年级"),
        (Stage.PRIMARY, 2013, "小学 已满年限"),
        (Stage.PRIMARY, 2020, "小学 2020年入学"),
    ],
)
def test_titles(stage: Stage, entry: int, title: str) -> None:
    assert grade_title(stage, entry, SPRING) == title


@pytest.mark.parametrize(
    ("school", "grades"),
    [
        ("县第一中学", (7, 12)),
        ("西和县一中", (7, 12)),
        ("何家畔九年制学校", (1, 9)),
        ("达板镇中心小学", (1, 6)),
        ("县高级中学", (10, 12)),
        ("某某学校", None),
    ],
)
def test_what_a_school_promises(school: str, grades: tuple[int, int] | None) -> None:
    assert grades_of_school(school) == grades
