"""Stages and grades (学段, 年级): read as people write them, derived from the year of entry.

In 六三 schooling years 1–6 are primary, 7–9 junior, 10–12 senior high or vocational; in 五四 junior
begins with year 6.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from countydesk.domain.fields import Choice
from countydesk.domain.months import Term


class Stage(Choice):
    """The stage (学段) that a child is enrolled in; it decides the standard, not the school's name."""

    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"
    VOCATIONAL = "vocational", "中职"
    SPECIAL = "special", "特教"

    @property
    def tier(self) -> str:
        """ "primary", "secondary" or "other": the tiers that sponsorship standards are set for."""
        return TIERS[self]


class Schooling(Choice):
    """How the nine compulsory years are divided; Gansu is 六三 throughout as far as known."""

    SIX_THREE = "six_three", "六三制"
    FIVE_FOUR = "five_four", "五四制"


TIERS = {
    Stage.PRIMARY: "primary",
    Stage.JUNIOR: "secondary",
    Stage.SENIOR: "secondary",
    Stage.VOCATIONAL: "other",
    Stage.SPECIAL: "other",
}
FIRST_GRADE = {
    Stage.PRIMARY: 1,
    Stage.JUNIOR: 7,
    Stage.SENIOR: 10,
    Stage.VOCATIONAL: 10,
    Stage.SPECIAL: 1,
}
LAST_GRADE = {
    Stage.PRIMARY: 6,
    Stage.JUNIOR: 9,
    Stage.SENIOR: 12,
    Stage.VOCATIONAL: 12,
    Stage.SPECIAL: 12,
}
NUMERALS = "零一二三四五六七八九十"
SHORT_TITLES = {Stage.JUNIOR: "初", Stage.SENIOR: "高"}


@dataclass(frozen=True)
class Grade:
    """What a cell of grade and class says.

    `grade` is 1..12 in 六三 numbering, `entry_year` the year of entry into the stage; either is
    None where it is not said. `stage` is None when only the tier is known (a plain "中学") or when
    there is no stage for it (kindergarten, university: tier "other").
    """

    stage: Stage | None
    tier: str
    grade: int | None = None
    entry_year: int | None = None
    class_name: str = ""


def stage_years(stage: Stage, five_four: bool = False) -> tuple[int, int]:
    """The first and the last grade of a stage, 1..12; in 五四 schooling junior begins with year 6."""
    if five_four and stage is Stage.PRIMARY:
        return 1, 5
    if five_four and stage is Stage.JUNIOR:
        return 6, 9
    return FIRST_GRADE[stage], LAST_GRADE[stage]


def grade_on(stage: Stage, entry_year: int, on: date, five_four: bool = False) -> int:
    """The grade, 1..12, that a child who entered `stage` in `entry_year` is in on the day `on`.

    Above the stage's last grade, it has been through; below its first, it has not begun.
    """
    return stage_years(stage, five_four)[0] + Term.of(on).school_year - entry_year


def grade_title(stage: Stage, entry_year: int, on: date, five_four: bool = False) -> str:
    """The grade on a day as it is read: "小学 三年级", "初二", "高一", "中职 二年级"."""
    first, last = stage_years(stage, five_four)
    grade = grade_on(stage, entry_year, on, five_four)
    if grade < first:
        return f"{stage.title} {entry_year}年入学"
    if grade > last:
        return f"{stage.title} 已满年限"
    year = grade - first + 1
    if stage in SHORT_TITLES:
        return SHORT_TITLES[stage] + NUMERALS[year]
    return f"{stage.title} {_numeral(year)}年级"


def grades_of_school(school: str) -> tuple[int, int] | None:
    """The first and last grade that a school's name promises, or None when it does not say."""
    for pattern, grades in SCHOOL_GRADES:
        if re.search(pattern, school):
            return grades
    return None


def read_grade(text: str, school: str, on: date | None, five_four: bool = False) -> Grade | None:
    """Read a grade and class as offices write them, with the school's name to help.

    Understands 五年级(2)班, 小五, 七年级, 初一, 高二3班, 2018级高中3班, 2021届初三, 中职一年级, 特教三年级,
    学前. `on` is the day that the text was true; without it no year of entry can be derived.
    Returns None when neither the text nor the school says anything.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    school = re.sub(r"\s", "", unicodedata.normalize("NFKC", school))
    if re.search(OUTSIDE, plain) or (not plain and re.search(r"幼儿园|学前班", school)):
        return Grade(None, "other")
    class_name = _class_name(plain)
    body = re.sub(r"[九十]二?年(?:一贯)?(?:制(?:学校)?|学校)|毕业班?$", "", CLASS.sub("", plain))
    stage = _stage_said(body, school)
    cohort = re.search(r"((?:19|20)[0-9]{2}|(?<![0-9])[0-9]{2})(?:年)?(级|届)", body)
    if cohort and stage:
        return _of_cohort(stage, cohort, on, class_name, five_four)
    year = _year_said(body)
    if year is None:
        tier = stage.tier if stage else _tier_of_school(body + school)
        return Grade(stage, tier, class_name=class_name) if tier else None
    return _of_year(stage, year, body, school, on, class_name, five_four)


OUTSIDE = r"幼儿|学前|[大中小托]班$|大[一二三四1234]|大学|本科|大专|高职|研究生"
VOCATIONAL = r"中职|职高|中专|技校|技工|职中|职专|职业(?!学?院)|卫校"
SPECIAL = r"特教|特校|特殊教育|培智|启智|启聪|聋哑|聋校|盲校"
SCHOOL_GRADES: tuple[tuple[str, tuple[int, int]], ...] = (
    (SPECIAL, (1, 12)),
    (r"十二年", (1, 12)),
    (r"九年|一贯", (1, 9)),
    (VOCATIONAL, (10, 12)),
    (r"小学|教学点|完小|村小", (1, 6)),
    (r"初级中学|初中", (7, 9)),
    (r"高级中学|高中", (10, 12)),
    (r"完全中学|中学|附中|[一二三四五六七八九十]中$", (7, 12)),
)
CLASS = re.compile(
    r"(?:[((]?([0-9]{1,2}|[一二三四五六七八九十]{1,3})[))]?班|[((]([0-9]{1,2})[))]"
    r"|(?<=[0-9一二三四五六七八九十])[.-]([0-9]{1,2})班?)$"
)


def _class_name(plain: str) -> str:
    match = CLASS.search(plain)
    if not match:
        return ""
    said = next(group for group in match.groups() if group)
    return f"{said if said.isascii() else _number(said)}班"


def _stage_said(body: str, school: str) -> Stage | None:
    """The stage that the words say; the cell of the grade before the name of the school."""
    general = re.search(r"[小初高][一二三四五六1-6]|小学|初中|高中", body)
    if re.search(VOCATIONAL, body) or (
        re.search(VOCATIONAL, school) and not (general and general[0][0] in "小初")
    ):
        return Stage.VOCATIONAL
    if re.search(SPECIAL, body) or re.search(SPECIAL, school):
        return Stage.SPECIAL
    # 高台县 and 小金 are places: a lone 高 or 小 says nothing.
    if general:
        return {"小": Stage.PRIMARY, "初": Stage.JUNIOR, "高": Stage.SENIOR}[general[0][0]]
    grades = grades_of_school(body) or grades_of_school(school)
    for stage in (Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR):
        if grades == stage_years(stage):
            return stage
    if re.match(r"[初高](?=[0-9]{2,4}[级届])", body):
        return Stage.JUNIOR if body[0] == "初" else Stage.SENIOR
    return None


def _tier_of_school(words: str) -> str | None:
    grades = grades_of_school(words)
    return "secondary" if grades and grades[0] >= 7 else None


def _of_cohort(
    stage: Stage, cohort: re.Match[str], on: date | None, class_name: str, five_four: bool
) -> Grade:
    """ "2018级" entered in 2018; "2021届" leaves in 2021."""
    first, last = stage_years(stage, five_four)
    year = int(cohort[1]) if len(cohort[1]) == 4 else 2000 + int(cohort[1])
    entry = year if cohort[2] == "级" else year - (last - first + 1)
    grade = grade_on(stage, entry, on, five_four) if on else None
    inside = grade if grade is not None and first <= grade <= last else None
    return Grade(stage, stage.tier, inside, entry, class_name)


def _year_said(body: str) -> int | None:
    """The number in "五年级", "初二", "高3", "八" or "十一年级"."""
    number = r"([0-9]{1,2}|十[一二]?|[一二三四五六七八九])"
    match = (
        re.search(number + r"年级?", body)
        or re.search(r"[小初高专职技校中教]" + number + r"(?:年|级|$)", body)
        or re.fullmatch(number + "级?", body)
        or re.search(r"(?:^|[^0-9])" + number + "$", body)
    )
    if not match:
        return None
    year = int(match[1]) if match[1].isascii() else _number(match[1])
    return year if 1 <= year <= 12 else None


def _of_year(
    stage: Stage | None,
    year: int,
    body: str,
    school: str,
    on: date | None,
    class_name: str,
    five_four: bool,
) -> Grade | None:
    """Settle whether "二年级" counts from the first year of school or of the stage."""
    counted_within = stage in (Stage.JUNIOR, Stage.SENIOR, Stage.VOCATIONAL)
    if stage is None or not (counted_within or stage is Stage.SPECIAL):
        promised = grades_of_school(body + school)
        if promised == (7, 12) and year < 7:
            return Grade(None, "secondary", class_name=class_name)
        if promised and promised[0] >= 7 and year <= promised[1] - promised[0] + 1:
            counted_within = True
        else:
            stage = _stage_of_grade(year, five_four)
    assert stage is not None
    first, last = stage_years(stage, five_four)
    grade = first + year - 1 if counted_within and year < first else year
    if not first <= grade <= last:
        return Grade(stage, stage.tier, class_name=class_name)
    entry = Term.of(on).school_year - (grade - first) if on else None
    return Grade(stage, stage.tier, grade, entry, class_name)


def _stage_of_grade(grade: int, five_four: bool) -> Stage:
    stages = (Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR)
    return next(stage for stage in stages if grade <= stage_years(stage, five_four)[1])


def _number(numerals: str) -> int:
    """1..99 from 一 … 十 … 二十三."""
    tens, ten, ones = numerals.rpartition("十")
    return (NUMERALS.find(tens) if tens else 1) * 10 * bool(ten) + (NUMERALS.find(ones) if ones else 0)


def _numeral(number: int) -> str:
    return NUMERALS[number] if number <= 10 else "十" + NUMERALS[number - 10]
