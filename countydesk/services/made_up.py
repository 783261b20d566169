"""Made-up children for demonstrations: names, schools and numbers that belong to nobody."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.grades import Stage, grade_title, stage_years
from countydesk.domain.identity import check_digit
from countydesk.domain.months import Term

SURNAMES = "李王张刘陈杨马赵何杜唐康汪石单仇曾查盖翟朴"
GIVEN = "明芳伟娟军丽强霞文雪海燕龙玉浩欣宇涵子轩梓怡佳琪瑞彬兰梅宝然"
WHOLE_NAMES = ("欧阳雪", "尉迟明", "阿不都·热合曼", "拉毛·才让", "马䶮海", "汪𬸚", "麦尔燕·古丽", "卓玛·吉")
TOWNSHIPS = ("西华池镇", "老城镇", "太白镇", "板桥镇", "何家畔镇", "吉岘镇", "肖咀镇", "固城镇")
VILLAGES = ("唐沟圈村", "师家庄村", "黎家庄村", "北头村", "显头村")
KINDS = ("孤儿", "事实无人抚养", "单亲", "留守儿童", "低保", "监测户", "建档立卡户、单亲")
RELATIONS = ("父亲", "母亲", "祖父", "祖母", "外祖母")
AREA = "621024"
# Order codes 997–999 were kept for centenarians: no child's real number ends so.
ORDERS = {"男": ("997", "999"), "女": ("996", "998")}

COLUMNS = tuple(
    FieldSpec(name, title, kind, required=False, choices=None, private=False, hint="")
    for name, title, kind in (
        ("name", "姓名", Kind.TEXT),
        ("sex", "性别", Kind.TEXT),
        ("id", "身份证号", Kind.CITIZEN_ID),
        ("township", "乡镇", Kind.TEXT),
        ("village", "村(社区)", Kind.TEXT),
        ("school", "学校", Kind.TEXT),
        ("grade", "年级", Kind.TEXT),
        ("guardian", "监护人", Kind.TEXT),
        ("relation", "与学生关系", Kind.TEXT),
        ("phone", "联系电话", Kind.PHONE),
        ("bank_name", "开户行", Kind.TEXT),
        ("bank_card", "银行卡号", Kind.BANK_CARD),
        ("bank_holder", "开户名", Kind.TEXT),
        ("kinds", "家庭类型", Kind.TEXT),
        ("fen", "本期发放金额", Kind.MONEY),
    )
)


@dataclass(frozen=True)
class Mix:
    """How many children of each tier."""

    primary: int
    secondary: int

    @property
    def all(self) -> int:
        return self.primary + self.secondary


# 301.2 万元 for 1916 children (2020 report): one half year each of 546 primary, 1370 secondary pupils.
FOUNDING = Mix(546, 1370)


def ledger_rows(
    mix: Mix, on: date, seed: int = 2020, area: str | None = None
) -> Iterator[tuple[object, ...]]:
    """The rows of a made-up ledger under `COLUMNS`, the same ones every time.

    With an `area` all IDs are of that county, so that no two made-up counties have a child in common.
    """
    chance = random.Random(seed)
    used: set[str] = set()
    for position in range(mix.all):
        primary = position * mix.primary // mix.all != (position + 1) * mix.primary // mix.all
        yield _row(chance, used, primary, on, position, area)


def made_up_name(number: int) -> str:
    """A name of somebody made up, the same for the same number."""
    return _name(random.Random(number))


def _row(
    chance: random.Random, used: set[str], primary: bool, on: date, position: int, area: str | None
) -> tuple[object, ...]:
    stage = Stage.PRIMARY if primary else chance.choice((Stage.JUNIOR, Stage.SENIOR))
    first, last = stage_years(stage)
    grade = chance.randint(first, last)
    school_year = Term.of(on).school_year
    sex = chance.choice("男女")
    number = _number(chance, used, sex, school_year - 5 - grade, area)
    name = WHOLE_NAMES[position // 37 % 8] if position % 37 == 5 else _name(chance)
    town = chance.choice(TOWNSHIPS)
    relation = chance.choice(RELATIONS)
    guardian = _name(chance)
    holder = name if chance.random() < 0.3 else guardian
    return (
        name,
        sex,
        number,
        town,
        chance.choice(VILLAGES),
        _school(stage, town, grade, chance),
        f"{grade_title(stage, school_year - (grade - first), on).split()[-1]}({chance.randint(1, 4)})班",
        guardian,
        relation,
        f"1{chance.choice((33, 35, 38, 39, 50, 77, 89))}{chance.randrange(10**8):08d}",
        "甘肃农信",
        _card(chance),
        holder,
        chance.choice(KINDS),
        100000 if primary else 180000,
    )


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def _number(chance: random.Random, used: set[str], sex: str, year: int, only: str | None) -> str:
    while True:
        born = f"{year}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
        area = AREA if chance.random() < 0.8 else chance.choice(("621023", "621021", "621025"))
        body = (only or area) + born + chance.choice(ORDERS[sex])
        if body not in used:
            used.add(body)
            return body + check_digit(body)


def _school(stage: Stage, town: str, grade: int, chance: random.Random) -> str:
    if stage is Stage.PRIMARY:
        return f"{town}中心小学"
    if stage is Stage.JUNIOR and chance.random() < 0.3:
        return "何家畔九年制学校"
    return "县第一中学" if chance.random() < 0.6 else "县第二中学"


def _card(chance: random.Random) -> str:
    """A number with a bank's prefix and a right Luhn digit."""
    body = "621061" + f"{chance.randrange(10**12):012d}"
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return body + str(-total % 10)
