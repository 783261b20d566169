"""Beneficiaries (困境青少年) and their guardians: who is on the register."""

from datetime import date

from sqlmodel import SQLModel

from countydesk.domain.enrolment import State
from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.grades import Schooling, Stage, grade_title


class FamilyKind(Choice):
    """Kinds of hardship; a family may have several. Both 建档立卡 and its later word are in use."""

    ORPHAN = "orphan", "孤儿"
    UNATTENDED = "unattended", "事实无人抚养"
    SINGLE_PARENT = "single_parent", "单亲"
    LEFT_BEHIND = "left_behind", "留守儿童"
    DISABLED = "disabled", "残疾"
    LOW_INCOME = "low_income", "低保"
    LOW_INCOME_EDGE = "low_income_edge", "低保边缘"
    DESTITUTE = "destitute", "特困供养"
    REGISTERED = "registered", "建档立卡户"
    UNSTABLE = "unstable", "脱贫不稳定户"
    AT_RISK = "at_risk", "边缘易致贫户"
    SUDDEN = "sudden", "突发严重困难户"
    SCHOOLING_COST = "schooling_cost", "因学致贫"


class Origin(Choice):
    """How a child came onto the register."""

    TAKEN_OVER = "taken_over", "原台账转入"
    APPLIED = "applied", "申请入库"
    TRANSFERRED = "transferred", "外县转入"


class Beneficiary(SQLModel):
    """A child of the register, as known today; what happened is in the enrolment events."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    name: str = field("姓名", Kind.NAME, max_length=50)
    citizen_id: str | None = field("身份证号", Kind.CITIZEN_ID, default=None, private=True)
    sex: str = field("性别", default="")
    birth: date | None = field("出生日期", Kind.DAY, default=None)
    nation: str = field("民族", default="")
    student_number: str = field("学籍号", default="", private=True)
    township: str = field("乡镇", default="")
    village: str = field("村(社区)", default="")
    address: str = field("家庭住址", default="", private=True)
    phone: str = field("联系电话", Kind.PHONE, default="", private=True)
    family_kinds: list[str] = field("家庭类型", Kind.CHOICES, default=[], choices=FamilyKind)
    school: str = field("学校", default="")
    class_name: str = field("班级", default="")
    stage: Stage | None = field("学段", Kind.CHOICE, default=None, choices=Stage)
    entry_year: int | None = field("入学年份", Kind.NUMBER, default=None, hint="进入本学段的年份")
    schooling: Schooling = field(
        "学制",
        Kind.CHOICE,
        default=Schooling.SIX_THREE,
        choices=Schooling,
        sa_column_kwargs={"server_default": Schooling.SIX_THREE.value},
    )
    bank_name: str = field("开户行", default="")
    bank_card: str = field("银行卡号", Kind.BANK_CARD, default="", private=True)
    bank_holder: str = field("开户名", Kind.NAME, default="")
    state: State = field("状态", Kind.CHOICE, default=State.IN_SUPPORT, choices=State)
    admitted_on: date | None = field("入库日期", Kind.DAY, default=None)
    origin: Origin = field("来源", Kind.CHOICE, default=Origin.TAKEN_OVER, choices=Origin)
    origin_digest: str = field("原台账摘要", Kind.KEY, default="")
    consent_on: date | None = field("监护人同意日期", Kind.DAY, default=None)
    note: str = field("备注", Kind.LONG_TEXT, default="")

    @property
    def five_four(self) -> bool:
        """Whether the child's school counts five primary and four junior years."""
        return self.schooling == Schooling.FIVE_FOUR


class Guardian(SQLModel):
    """Who stands for a child: signs, is visited, may hold the bank card."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    name: str = field("监护人", Kind.NAME, max_length=50)
    relation: str = field("与本人关系", default="")
    citizen_id: str | None = field("监护人身份证号", Kind.CITIZEN_ID, default=None, private=True)
    phone: str = field("监护人电话", Kind.PHONE, default="", private=True)


def grade_of(child: Beneficiary, day: date) -> str:
    """The grade on a day as it is read, or "" where stage or year of entry is unknown."""
    if child.stage is None or child.entry_year is None:
        return ""
    return grade_title(child.stage, child.entry_year, day, child.five_four)


def age_on(birth: date, day: date) -> int:
    """Full years of age on `day`."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
