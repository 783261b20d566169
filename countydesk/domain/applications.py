"""Applications (申请): what a family says of itself when it asks for support, and its consents.

The fields are those of the forms in use (FIELD: 申请表 of schools and counties); who the child is
stands in `Beneficiary` and `Guardian`.
"""

import json
from collections.abc import Sequence
from datetime import date

from pydantic import ValidationError
from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.problems import Problem


class Source(Choice):
    """Who brought the application."""

    SCHOOL = "school", "学校推荐"
    VILLAGE = "village", "村(社区)推荐"
    TOWNSHIP = "township", "乡镇推荐"
    GUARDIAN = "guardian", "监护人申请"


class Station(Choice):
    """Where an application waits; the last two are where its way ends."""

    APPLIED = "applied", "申请"
    DOCUMENTS = "documents", "资料审核"
    VISIT = "visit", "入户走访"
    NOTICE = "notice", "公示"
    COUNTY = "county", "县级审核"
    CITY = "city", "市级审核"
    PROVINCE = "province", "省级审核"
    ADMITTED = "admitted", "已入库"
    REFUSED = "refused", "未通过"


class Household(Choice):
    """户口性质."""

    RURAL = "rural", "农村"
    URBAN = "urban", "城镇"


class Housing(Choice):
    """What the family lives in."""

    OWN = "own", "自有住房"
    RESETTLED = "resettled", "易地搬迁安置房"
    UNSAFE = "unsafe", "危旧房"
    RENTED = "rented", "租房"
    BORROWED = "borrowed", "借住"
    NONE = "none", "无房"


class Health(Choice):
    """The health of a child as school and county forms ask for it."""

    HEALTHY = "healthy", "健康"
    FAIR = "fair", "一般"
    FRAIL = "frail", "体弱"
    CHRONIC = "chronic", "慢性病"
    SERIOUS = "serious", "重病"
    DISABLED = "disabled", "残疾"


class Disability(Choice):
    """The seven kinds of the disability certificate, in the order of its digit."""

    SIGHT = "sight", "视力"
    HEARING = "hearing", "听力"
    SPEECH = "speech", "言语"
    LIMBS = "limbs", "肢体"
    INTELLECT = "intellect", "智力"
    MIND = "mind", "精神"
    MULTIPLE = "multiple", "多重"


class Cause(Choice):
    """Why the family is in difficulty (致贫原因)."""

    ILLNESS = "illness", "因病"
    DISABILITY = "disability", "因残"
    SCHOOLING = "schooling", "因学"
    NO_WORKERS = "no_workers", "缺劳动力"
    NO_MONEY = "no_money", "缺资金"
    DISASTER = "disaster", "因灾"
    OTHER = "other", "其他"


class Risk(Choice):
    """How it stands with the risk of a monitored household."""

    REMAINS = "remains", "风险未消除"
    GONE = "gone", "风险已消除"


class Consent(Choice):
    """What a guardian says to the public notice; it is asked for separately."""

    OPEN = "open", "未征求"
    GIVEN = "given", "同意"
    DENIED = "denied", "不同意"


class Evidence(Choice):
    """What a scan or photograph shows."""

    HOUSEHOLD = "household", "户口簿"
    IDENTITY = "identity", "身份证"
    HARDSHIP = "hardship", "困难证明"
    SCHOOLING = "schooling", "在学证明"
    CONSENT = "consent", "告知同意书"
    FORM = "form", "申请表"
    CARD = "card", "银行卡"
    DISABILITY = "disability", "残疾证"
    ILLNESS = "illness", "诊断证明"
    OTHER = "other", "其他材料"


class Member(SQLModel):
    """A member of the household besides the child."""

    name: str = field("姓名", Kind.NAME, max_length=50)
    relation: str = field("与本人关系", default="")
    age: int | None = field("年龄", Kind.NUMBER, default=None, ge=0, le=130)
    workplace: str = field("工作(学习)单位", default="")
    phone: str = field("电话", Kind.PHONE, default="")
    occupation: str = field("从业", default="")
    education: str = field("文化程度", default="")
    income_fen: int | None = field("年收入", Kind.MONEY, default=None, ge=0)
    health: str = field("健康状况", default="", hint="父母去世或离异也写在这里")


class Application(SQLModel):
    """An application as it stands today. `station` says where it waits, `since` from what day."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    applied_on: date = field("申请日期", Kind.DAY)
    source: Source = field("申请来源", Kind.CHOICE, choices=Source)
    proposed_by: str = field("推荐单位(人)", default="", hint="例如 城关小学、旧城村委会")
    station: Station = field("所在环节", Kind.CHOICE, choices=Station, default=Station.APPLIED)
    since: date = field("到达日期", Kind.DAY)
    consent_on: date | None = field("监护人同意日期", Kind.DAY, default=None)
    consent_by: str = field("同意人", Kind.NAME, default="")
    consent_paper: str = field("同意书", default="", hint="纸质编号,或写“见扫描件”")
    notice_consent: Consent = field("同意公示", Kind.CHOICE, choices=Consent, default=Consent.OPEN)
    notice_consent_on: date | None = field("公示同意日期", Kind.DAY, default=None)
    notice_from: date | None = field("公示起", Kind.DAY, default=None)
    notice_to: date | None = field("公示止", Kind.DAY, default=None)
    notice_down: date | None = field("撤下日期", Kind.DAY, default=None)
    likeness_reason: str = field("疑似重复的说明", default="")
    household: Household | None = field("户口性质", Kind.CHOICE, choices=Household, default=None)
    postcode: str = field("邮编", default="")
    people: int | None = field("家庭人口", Kind.NUMBER, default=None, ge=1)
    in_school: int | None = field("在学人数", Kind.NUMBER, default=None, ge=0)
    dependants: int | None = field("赡养人数", Kind.NUMBER, default=None, ge=0)
    unemployed: int | None = field("失业人数", Kind.NUMBER, default=None, ge=0)
    members: str = field("家庭成员", Kind.LONG_TEXT, default="[]", private=True)
    farming_fen: int | None = field("种养收入", Kind.MONEY, default=None, ge=0)
    wages_fen: int | None = field("务工工资收入", Kind.MONEY, default=None, ge=0)
    business_fen: int | None = field("经营收入", Kind.MONEY, default=None, ge=0)
    property_fen: int | None = field("财产性收入", Kind.MONEY, default=None, ge=0)
    pension_fen: int | None = field("养老金收入", Kind.MONEY, default=None, ge=0)
    relief_fen: int | None = field("低保等救助金", Kind.MONEY, default=None, ge=0)
    alimony_fen: int | None = field("赡养抚养费", Kind.MONEY, default=None, ge=0)
    other_fen: int | None = field("其他收入", Kind.MONEY, default=None, ge=0)
    housing: Housing | None = field("住房", Kind.CHOICE, choices=Housing, default=None)
    health: Health | None = field("健康状况", Kind.CHOICE, choices=Health, default=None)
    illness: str = field("病情", default="", private=True)
    disability: Disability | None = field("残疾类别", Kind.CHOICE, choices=Disability, default=None)
    disability_level: int | None = field("残疾等级", Kind.NUMBER, default=None, ge=1, le=4)
    causes: list[str] = field("致困原因", Kind.CHOICES, choices=Cause, default=[])
    risk: Risk | None = field("监测风险", Kind.CHOICE, choices=Risk, default=None)
    events: str = field("灾害、突发事件、欠债", Kind.LONG_TEXT, default="")
    bank_relation: str = field("开户人与本人关系", default="", hint="例如 本人、祖父")
    request: str = field("申请理由", Kind.LONG_TEXT, default="")

    @property
    def open(self) -> bool:
        """Whether it is still on its way."""
        return self.station not in (Station.ADMITTED, Station.REFUSED)


INCOMES = (
    "farming_fen",
    "wages_fen",
    "business_fen",
    "property_fen",
    "pension_fen",
    "relief_fen",
    "alimony_fen",
    "other_fen",
)
# What is given by the way of the application and not by whoever fills in its form.
GOVERNED = ("station", "since", "notice_from", "notice_to", "notice_down")


def income_of(application: Application) -> int | None:
    """The household's yearly income from all sources, in fen; None where none was told."""
    told = [fen for name in INCOMES if (fen := getattr(application, name)) is not None]
    return sum(told) if told else None


def income_a_head(application: Application) -> int | None:
    """The yearly income per head, in fen; None where income or household is not known."""
    income = income_of(application)
    return income // application.people if income is not None and application.people else None


def members_of(application: Application) -> list[Member]:
    """The members of the household. Raises `ValueError` for what is no list of members."""
    return [Member.model_validate(told) for told in json.loads(application.members or "[]")]


def as_members(members: Sequence[Member]) -> str:
    """The members as an application keeps them."""
    told = [member.model_dump(exclude_defaults=True) for member in members]
    return json.dumps(told, ensure_ascii=False)


def problems_of(application: Application, today: date) -> list[Problem]:
    """All that is wrong with an application as it was filled in; each names its field."""
    found = []
    if application.applied_on > today:
        found.append(Problem("申请日期在今天之后,请核对。", "applied_on"))
    for name, title in (("consent_on", "同意日期"), ("notice_consent_on", "公示同意日期")):
        day = getattr(application, name)
        if day and day > today:
            found.append(Problem(f"{title}在今天之后,请核对。", name))
    try:
        known = len(members_of(application))
    except (ValueError, TypeError, ValidationError):
        found.append(Problem("家庭成员无法识别,请逐人填写。", "members"))
        known = 0
    if application.people is not None:
        parts = (("in_school", "在学人数"), ("dependants", "赡养人数"), ("unemployed", "失业人数"))
        for name, title in parts:
            if (getattr(application, name) or 0) > application.people:
                found.append(Problem(f"{title}多于家庭人口,请核对。", name))
        if known > application.people:
            found.append(Problem("列出的家庭成员多于家庭人口,请核对。", "members"))
    if application.disability and application.disability_level is None:
        found.append(Problem("请填残疾等级(1 至 4)。", "disability_level"))
    if application.notice_consent is Consent.GIVEN and application.notice_consent_on is None:
        found.append(Problem("请填监护人同意公示的日期。", "notice_consent_on"))
    return found
