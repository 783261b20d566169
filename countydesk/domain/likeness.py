"""Likeness: whether somebody who applies is on the register already, under the same or a like name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from countydesk.domain.beneficiaries import age_on
from countydesk.domain.names import DOT, clean_name, sort_key

# Characters that are taken for each other in handwriting and on worn papers, a group each.
LOOKALIKES = (
    "己已巳 未末 土士 日曰 戊戌戍 干千 天夭 王玉壬 大太犬 人入 候侯 梁粱 治冶 折拆析 祟崇 晴睛 "
    "博搏 赢羸 萌荫 刀力 午牛 田由甲申 目自 白百 今令 毛手 矢失 乌鸟 免兔 各名 汩汨 洗冼 晓哓 "
    "锋峰烽 杨扬 徐除 宇字 亨享 育盲 盈盆 辰晨 郑邓 邱丘 付傅 肖萧 阎闫 於于 戴代 祖袓 秀禾 "
    "丽俪 莹萤 佳住 斌赋 鹏鹃 娟捐 婷停 明朋 帅师 凤风"
)
_FIRST = {ord(char): group[0] for group in LOOKALIKES.split() for char in group}

GROWN, OLD_FOR_SCHOOL, YOUNGEST = 25, 20, 5  # years: a guardian's ID; to be explained; to be explained
OF_AGE = 18


@dataclass(frozen=True)
class Person:
    """Somebody who applies, or is on the register: what tells one from another."""

    id: str
    name: str
    citizen_id: str | None
    birth: date | None
    where: str = ""  # the record in words: "城关小学,在助"
    guardian: str = ""
    guardian_id: str | None = None


@dataclass(frozen=True)
class Hit:
    """What speaks against a new record. A `hard` one forbids it, any other asks for a reason.

    `beneficiary_id` is the child on the register that it is about, if any.
    """

    sentence: str
    hard: bool
    beneficiary_id: str | None = None


def sound(name: str) -> str:
    """How a name sounds, tones aside: the same text for homophones."""
    return sort_key(name).partition("　")[0]


def look(name: str) -> str:
    """How a name looks: without dots and blanks, like characters as the first of their group."""
    return clean_name(name).replace(DOT, "").replace(" ", "").translate(_FIRST)


def of_itself(applicant: Person, today: date) -> Iterator[Hit]:
    """What the applicant's own numbers give away: the guardian's ID typed as the child's."""
    if applicant.citizen_id and applicant.citizen_id == applicant.guardian_id:
        yield Hit("本人与监护人的身份证号相同,请按户口簿分别填写。", hard=True)
    elif applicant.birth:
        age = age_on(applicant.birth, today)
        if age >= GROWN:
            yield Hit(f"身份证号表明已满 {age} 岁,像是监护人的号码,请按户口簿填写孩子的。", hard=True)
        elif age >= OLD_FOR_SCHOOL or age < YOUNGEST:
            yield Hit(f"身份证号表明 {age} 岁,与在学年龄不相称,请核对是否填错。", hard=False)
    number = applicant.guardian_id
    if number and number != applicant.citizen_id and number[6:14].isdigit():
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        if age_on(born, today) < OF_AGE:
            yield Hit("监护人身份证号表明未满 18 岁,请核对是否填成了孩子的号码。", hard=False)


def between(applicant: Person, known: Iterable[Person]) -> Iterator[Hit]:
    """Children on the register that may be the applicant."""
    for other in known:
        who = f"{other.name}({other.where})"
        if applicant.citizen_id and applicant.citizen_id == other.citizen_id:
            yield Hit(f"身份证号与台账中的 {who}相同。", True, other.id)
        elif applicant.citizen_id and applicant.citizen_id == other.guardian_id:
            yield Hit(f"填的身份证号是 {who}的监护人{other.guardian}的号码。", True, other.id)
        elif applicant.guardian_id and applicant.guardian_id == other.citizen_id:
            yield Hit(f"监护人身份证号是台账中孩子 {who}的号码,请核对。", False, other.id)
        elif told := _same_name(applicant, other):
            yield Hit(f"{told},台账中有 {who},请核对是否同一人。", False, other.id)


def _same_name(applicant: Person, other: Person) -> str:
    """What is alike in name and birth, or ""; where a birth is not known the name alone counts."""
    if applicant.birth and other.birth and applicant.birth != other.birth:
        return ""
    birth = "、出生日期相同" if applicant.birth and other.birth else "相同,出生日期无从比较"
    mine, theirs = clean_name(applicant.name), clean_name(other.name)
    if mine == theirs:
        return f"姓名{birth}"
    if mine.replace(DOT, "").replace(" ", "") == theirs.replace(DOT, "").replace(" ", ""):
        return f"姓名只差间隔号{birth}"
    if look(mine) == look(theirs):
        return f"姓名字形相近{birth}"
    if sound(mine) == sound(theirs):
        return f"姓名同音{birth}"
    return ""
