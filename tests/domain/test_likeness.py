"""Whether two are one: a table of names and numbers, each with what it is told as."""

from datetime import date

import pytest

from countydesk.domain.likeness import LOOKALIKES, Person, between, of_itself
from tests.services.applying import number

BORN = date(2014, 5, 6)
TODAY = date(2026, 10, 15)
KNOWN = Person("1", "张晓明", number(BORN), BORN, "城关小学、在助", "张大山", number(date(1970, 1, 2)))


def applicant(name: str, birth: date | None = BORN, order: int = 900, **told: str | None) -> Person:
    citizen_id = told.get("citizen_id", number(birth, order) if birth else None)
    return Person("2", name, citizen_id, birth, guardian_id=told.get("guardian_id"))


@pytest.mark.parametrize(
    ("name", "known", "told"),
    [
        ("张晓明", "张晓明", "姓名、出生日期相同"),
        ("张小明", "张晓明", "姓名同音、出生日期相同"),
        ("章晓铭", "张晓明", "姓名同音、出生日期相同"),
        ("王己", "王巳", "姓名字形相近、出生日期相同"),
        ("末红", "未红", "姓名字形相近、出生日期相同"),
        ("肖杨", "萧扬", "姓名字形相近、出生日期相同"),
        ("阿不都·吐尔逊", "阿不都吐尔逊", "姓名只差间隔号、出生日期相同"),
        ("阿不都.吐尔逊", "阿不都·吐尔逊", "姓名、出生日期相同"),
        ("张晓朋", "张晓明", "姓名字形相近、出生日期相同"),
        ("李晓明", "张晓明", ""),
        ("张明晓", "张晓明", ""),
    ],
)
def test_names_of_one_birth(name: str, known: str, told: str) -> None:
    other = Person("1", known, number(BORN), BORN, "城关小学、在助")
    hits = list(between(applicant(name), [other]))
    expected = [f"{told},台账中有 {known}(城关小学、在助),请核对是否同一人。"] if told else []
    assert [hit.sentence for hit in hits] == expected
    assert not any(hit.hard for hit in hits)


def test_another_birth_is_another_child() -> None:
    assert list(between(applicant("张晓明", date(2014, 6, 6)), [KNOWN])) == []


def test_where_a_birth_is_not_known_the_name_alone_is_asked_about() -> None:
    (hit,) = between(applicant("张小明", None), [KNOWN])
    assert hit.sentence.startswith("姓名同音相同,出生日期无从比较")


@pytest.mark.parametrize(
    ("citizen_id", "guardian_id", "said", "hard"),
    [
        (KNOWN.citizen_id, None, "身份证号与台账中的", True),
        (KNOWN.guardian_id, None, "的监护人张大山的号码", True),
        (number(BORN, 996), KNOWN.citizen_id, "监护人身份证号是台账中孩子", False),
    ],
)
def test_numbers(citizen_id: str, guardian_id: str | None, said: str, hard: bool) -> None:
    (hit,) = between(applicant("李丽", citizen_id=citizen_id, guardian_id=guardian_id), [KNOWN])
    assert said in hit.sentence and hit.hard is hard


@pytest.mark.parametrize(
    ("born", "guardian_id", "said", "hard"),
    [
        (date(1985, 1, 1), None, "像是监护人的号码", True),
        (date(2005, 1, 1), None, "与在学年龄不相称", False),
        (date(2023, 1, 1), None, "与在学年龄不相称", False),
        (BORN, number(BORN, 900), "本人与监护人的身份证号相同", True),
        (BORN, number(date(2015, 1, 1)), "监护人身份证号表明未满 18 岁", False),
    ],
)
def test_what_a_number_gives_away(born: date, guardian_id: str | None, said: str, hard: bool) -> None:
    (hit,) = of_itself(applicant("李丽", born, guardian_id=guardian_id), TODAY)
    assert said in hit.sentence and hit.hard is hard


def test_a_child_of_school_age_with_a_grown_guardian_gives_nothing_away() -> None:
    assert list(of_itself(applicant("李丽", guardian_id=number(date(1980, 1, 1))), TODAY)) == []


def test_each_lookalike_stands_in_one_group() -> None:
    chars = LOOKALIKES.replace(" ", "")
    assert sorted(char for char in set(chars) if chars.count(char) > 1) == []
