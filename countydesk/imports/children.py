"""One row of a ledger as a child: its cells by meaning, and sentences for what is odd about them."""

import re
from dataclasses import dataclass, field
from datetime import date

from countydesk.domain.beneficiaries import FamilyKind, age_on
from countydesk.domain.grades import Grade, Stage, grades_of_school, read_grade, stage_years
from countydesk.domain.months import Term
from countydesk.domain.names import clean_name, name_problem
from countydesk.domain.problems import Problem
from countydesk.domain.regions import Regions
from countydesk.imports.columns import kinds_in, plain
from countydesk.imports.headings import Heading
from countydesk.imports.readings import (
    DITTO,
    NEVER_CALCULATED,
    NOTHING,
    YES,
    agrees,
    half_width,
    read_birth,
    read_card,
    read_fen,
    read_id,
    read_phone,
    split_phone,
    text_of,
)
from countydesk.imports.tables import Row, Sheet, Value

TITLES = {
    "name": "姓名", "id": "身份证号", "sex": "性别", "nation": "民族", "birth": "出生日期",
    "school": "学校", "grade": "年级", "stage": "学段", "class_name": "班级", "guardian": "监护人",
    "guardian_id": "监护人身份证号", "relation": "关系", "phone": "联系电话", "bank_card": "银行卡号",
    "bank_holder": "开户名", "bank_name": "开户行", "fen": "金额", "standard_fen": "资助标准",
    "township": "乡镇", "village": "村", "address": "家庭住址", "kinds": "家庭类型", "note": "备注",
    "school_class": "学校班级", "student_number": "学籍号", "householder": "户主", "parent": "父母",
    "entry_year": "入学年份",
}  # fmt: skip
# In the note: the child may no longer be in support. That a parent died does not say so.
GONE = re.compile(
    r"转学|转出|转走|迁出|毕业|辍学|休学|退学|参军|入伍|停发|停助|停止|取消|不再|死亡|去世|病故"
)
OF_PARENTS = re.compile(r"[父母爸妈爷奶祖]|双亲|监护人|家人")
SCHOOL_END = re.compile(
    r"^(.*?(?:小学校?|中学|学校|高中|初中|教学点|幼儿园|中专|职专|[一二三四五六七八九十]中(?!学))"
    r"(?:[((].*?校区[))])?)(.*)$"
)
PLACE = re.compile(
    r"^(?:.*?[省市州])?(?:.*?[县区市])?(?P<town>[^县区市]{1,12}?(?:镇|乡|街道))?"
    r"(?P<village>.{1,12}?(?:村|社区))?"
)
YOUNGEST, OLDEST = -1, 3  # years off the usual age (six in year one) that are not yet odd
EXPLICIT_GRADE = re.compile(r"[小初高职专]|[七八九]|[789]|1[0-2]|十")


@dataclass(frozen=True)
class LedgerRow:
    """A child as a row says it. `row` is Excel's number; money is in fen, None where there is none.

    `tier` is "primary", "secondary" or "other" also where the exact stage is not known. `refusal`
    says why the row cannot be taken, `problems` what else is odd; `duplicate` that the child stands in
    an earlier row already.
    """

    row: int
    name: str = ""
    id: str | None = None
    fen: int | None = None
    standard_fen: int | None = None
    tier: str | None = None
    stage: Stage | None = None
    entry_year: int | None = None
    grade_text: str = ""
    school: str = ""
    class_name: str = ""
    sex: str = ""
    birth: date | None = None
    nation: str = ""
    student_number: str = ""
    guardian: str = ""
    guardian_id: str | None = None
    relation: str = ""
    phone: str = ""
    bank_card: str = ""
    bank_holder: str = ""
    bank_name: str = ""
    township: str = ""
    village: str = ""
    address: str = ""
    family_kinds: tuple[FamilyKind, ...] = ()
    note: str = ""
    refusal: Problem | None = None
    problems: tuple[Problem, ...] = ()
    duplicate: bool = False


@dataclass
class Surroundings:
    """What a row is read with: its sheet and heading, the ledger's day, and what stood above it
    (the last row's texts by meaning, for 同上, and the section that was opened).
    """

    sheet: Sheet
    heading: Heading
    day: date | None
    today: date
    regions: Regions
    above: dict[str, str] = field(default_factory=dict)
    section: dict[str, str] = field(default_factory=dict)


class Child:
    """One row on its way to a `LedgerRow`: its cells by meaning, and the sentences so far."""

    def __init__(self, place: Surroundings, row: Row) -> None:
        self.place, self.row = place, row
        self.problems: list[Problem] = []

    def read(self) -> LedgerRow:
        place = self.place
        name, remark = self.name()
        seen = read_id(self.value("id"), place.today, place.regions, self.say)
        refusals = [self.problem("name", p) for p in [name_problem(name)] if p]
        refusals += [self.problem("id", seen.reason)] if seen.reason else []
        school, grade_text, grade = self.schooling()
        guardian, phone = self.guardian()
        note = "、".join(part for part in (self.text("note"), remark) if part)
        kinds, note = self.kinds(note)
        township, village, address = self.whereabouts()
        birth = self.birth(seen.birth)
        if grade and birth:
            self.check_age(grade, birth, grade_text)
        if GONE.search(note) and not OF_PARENTS.search(note):
            self.say("note", f"写有“{note}”,请核对是否仍在资助。")
        return LedgerRow(
            row=self.row.number,
            name=name,
            id=seen.id,
            fen=self.money("fen"),
            standard_fen=self.money("standard_fen"),
            tier=grade.tier if grade else None,
            stage=grade.stage if grade else None,
            entry_year=self.entry_year(grade),
            grade_text=grade_text,
            school=school,
            class_name=(self.text("class_name") if "grade" in place.heading.columns else "")
            or (grade.class_name if grade else ""),
            sex=self.sex(seen.sex),
            birth=birth,
            nation=self.text("nation"),
            student_number=half_width(self.text("student_number")).upper(),
            guardian=guardian,
            guardian_id=self.guardian_id(),
            relation=self.text("relation"),
            phone=phone,
            bank_card=read_card(self.value("bank_card"), self.say),
            bank_holder=clean_name(self.text("bank_holder")),
            bank_name=self.text("bank_name"),
            township=township,
            village=village,
            address=address,
            family_kinds=kinds,
            note=note,
            refusal=refusals[0] if refusals else None,
            problems=(*refusals[1:], *self.problems),
        )

    def say(self, field: str, sentence: str) -> None:
        self.problems.append(self.problem(field, sentence))

    def problem(self, field: str, sentence: str) -> Problem:
        return Problem(f"第 {self.row.number} 行 {TITLES[field]}:{sentence}", field, self.row.number)

    def column(self, meaning: str) -> int | None:
        return self.place.heading.columns.get(meaning)

    def value(self, meaning: str) -> Value:
        column = self.column(meaning)
        return self.row.values[column] if column is not None and column < len(self.row.values) else None

    def text(self, meaning: str) -> str:
        """A cell's text; 同上 becomes what the row above says, and that is said."""
        text = text_of(self.value(meaning))
        if plain(text) in DITTO:
            text = self.place.above.get(meaning, "")
            said = f"写的是“同上”,已按上一行读作“{text}”。" if text else "写的是“同上”,但上一行是空的。"
            self.say(meaning, said)
        elif text.startswith("="):
            self.say(meaning, NEVER_CALCULATED)
            text = ""
        elif NOTHING.match(text):
            text = ""
        self.place.above[meaning] = text
        return text

    def name(self) -> tuple[str, str]:
        """The name, and a remark that stands behind it in brackets."""
        text = text_of(self.value("name"))
        match = re.fullmatch(r"(.+?)[((]([^()()]*)[))]?", text)
        if match and match[2]:
            self.say("name", f"括号里的“{match[2]}”已移到备注。")
            return clean_name(match[1]), match[2]
        return "" if plain(text) in DITTO else clean_name(text), ""

    def money(self, meaning: str) -> int | None:
        column = self.column(meaning)
        if column is None:
            return None
        value = self.value(meaning)
        if isinstance(value, str) and plain(value) in DITTO:
            value = self.text(meaning)
        elif value is not None:
            self.place.above[meaning] = text_of(value)
        if (self.row.number, column) in self.place.sheet.filled:
            self.say(meaning, "单元格是与别的行合并的,金额可能是几个人合计,请核对。")
        return read_fen(value, self.place.heading.labels.get(column, ""), meaning, self.say)

    def schooling(self) -> tuple[str, str, Grade | None]:
        """School, grade as written, and what they mean on the ledger's day."""
        school, grade_text = self.text("school"), self.text("grade")
        if combined := self.text("school_class"):
            match = SCHOOL_END.match(combined)
            school, rest = (match[1], match[2]) if match else ("", combined)
            grade_text = grade_text or rest.strip(" ,、·-")
        school = school or self.place.section.get("school", "")
        if "grade" not in self.place.heading.columns and not grade_text:
            grade_text = self.text("class_name")
        stage_text = self.text("stage")
        grade = self.grade(grade_text, stage_text, school)
        if grade is None:
            self.say("grade", "看不出学段和年级,请补填。")
        elif not grade_text and not stage_text:
            tier = {"primary": "小学", "secondary": "中学"}.get(grade.tier, "其他学段")
            self.say("grade", f"没有填写,按校名“{school}”读作{tier},请补填年级。")
        elif grade.stage is None and grade.tier == "secondary":
            self.say("grade", "看不出是初中还是高中,请补填。")
        elif grade.grade is None and self.place.day and grade_text and grade.tier != "other":
            self.say("grade", f"“{grade_text}”按填报时间推算不在{_title(grade)}年限内,请核对。")
        self.check_school(grade, school, grade_text)
        return school, grade_text or stage_text, grade

    def grade(self, grade_text: str, stage_text: str, school: str) -> Grade | None:
        """The cell of the grade decides; a column of stages helps where the grade alone is not clear."""
        day = self.place.day
        own = read_grade(grade_text, school, day)
        if not stage_text:
            return own
        both = read_grade(stage_text + grade_text, school, day)
        stated = read_grade(stage_text, "", day)
        if own is None or own.stage is None or not EXPLICIT_GRADE.search(grade_text):
            return both or own
        if stated and stated.tier != own.tier:
            self.say("stage", f"写的是“{stage_text}”,与年级“{grade_text}”不一致,已按年级读取。")
        return own

    def check_school(self, grade: Grade | None, school: str, grade_text: str) -> None:
        promised = grades_of_school(school)
        if not grade or not promised or not grade.stage or grade.tier == "other":
            return
        low, high = (grade.grade, grade.grade) if grade.grade else stage_years(grade.stage)
        if high < promised[0] or low > promised[1]:
            self.say("grade", f"校名“{school}”一般没有“{grade_text or _title(grade)}”,请核对学校或年级。")

    def entry_year(self, grade: Grade | None) -> int | None:
        """From the grade on the ledger's day; a column 入学年份 has no say but where there is none."""
        if grade and grade.entry_year:
            return grade.entry_year
        match = re.match(r"(20[0-9]{2})", half_width(self.text("entry_year")))
        return int(match[1]) if match else None

    def check_age(self, grade: Grade, birth: date, grade_text: str) -> None:
        """Compared on 1 September of the school year of the ledger's day; six is usual in year one."""
        day = self.place.day
        if day is None or grade.grade is None or grade.stage is Stage.SPECIAL:
            return
        age = age_on(birth, date(Term.of(day).school_year, 9, 1))
        if not YOUNGEST <= age - (grade.grade + 5) <= OLDEST:
            self.say("birth", f"当学年开学时 {age} 岁,与“{grade_text}”不相称,请核对。")

    def sex(self, from_id: str | None) -> str:
        typed = self.text("sex")[:1]
        if typed and typed not in "男女":
            self.say("sex", f"“{typed}”无法识别,请填男或女。")
            typed = ""
        if from_id and typed and typed != from_id:
            self.say("sex", f"填的是{typed},身份证号表明为{from_id},已按身份证号读取,请核对。")
        return from_id or typed

    def birth(self, from_id: date | None) -> date | None:
        typed = read_birth(self.value("birth"), self.place.today, self.say)
        if from_id and typed and not agrees(from_id, typed):
            self.say("birth", f"“{text_of(self.value('birth'))}”与身份证号不一致,已按身份证号读取。")
        return from_id or (typed if isinstance(typed, date) else None)

    def guardian(self) -> tuple[str, str]:
        """The guardian's name and telephone number, also where both stand in one cell."""
        text = self.text("guardian") or self.text("parent") or self.text("householder")
        name, number = split_phone(text)
        name = re.sub(r"[((][^()()]*[))]", "", name)
        phone = self.text("phone")
        if not number and phone:
            other, number = split_phone(phone)
            name = name or re.sub(r"[0-9\s\-]", "", other)
        if phone and not number:
            number = read_phone(phone, self.say)
        return clean_name(name), number

    def guardian_id(self) -> str | None:
        value = self.value("guardian_id")
        if NOTHING.match(text_of(value)):
            return None
        seen = read_id(value, self.place.today, self.place.regions, lambda *_: None)
        if seen.reason:
            self.say("guardian_id", seen.reason)
        return seen.id

    def kinds(self, note: str) -> tuple[tuple[FamilyKind, ...], str]:
        """The kinds of hardship from their column, the ticked columns and the note."""
        text = self.text("kinds")
        found = list(kinds_in(text))
        for column, label in self.place.heading.flags.items():
            ticked = plain(text_of(self.row.values[column] if column < len(self.row.values) else None))
            if ticked in YES or (kinds_in(ticked) and not ticked.startswith(("否", "非", "不", "无"))):
                found += kinds_in(plain(label))
        if text and not kinds_in(text):
            self.say("kinds", f"“{text}”不在已知类型中,已记入备注。")
            note = "、".join(part for part in (note, text) if part)
        return tuple(dict.fromkeys([*found, *kinds_in(note)])), note

    def whereabouts(self) -> tuple[str, str, str]:
        """Township, village and address; the address gives the first two where they have no column."""
        section, address = self.place.section, self.text("address")
        match = PLACE.match(half_width(address))
        town, village = (match["town"] or "", match["village"] or "") if match else ("", "")
        return (
            self.text("township") or town or section.get("township", ""),
            self.text("village") or village or section.get("village", ""),
            address,
        )


def _title(grade: Grade) -> str:
    return grade.stage.title if grade.stage else "本学段"
