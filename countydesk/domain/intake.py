"""Intake (受理入库): the steps from application to admission, none skipped, each kept as it was taken."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import SQLModel

from countydesk.domain.applications import Application, Consent, Source, Station
from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.days import show_day
from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.problems import Problem, Refused

BEFORE_ADMISSION = (Station.APPLIED, Station.DOCUMENTS, Station.VISIT, Station.NOTICE)
DECIDING = (Station.COUNTY, Station.CITY, Station.PROVINCE)


class StepKind(Choice):
    """What was done at a station."""

    ENTERED = "entered", "受理登记"
    AMENDED = "amended", "补充更正"
    PASSED = "passed", "通过"
    BACK = "back", "退回"
    REFUSED = "refused", "不通过"
    POSTED = "posted", "张贴公示"
    OBJECTION = "objection", "收到异议"
    ANSWERED = "answered", "答复异议"


def said_of(station: Station, kind: StepKind) -> str:
    """A step as it is read: an application that was handed in is not granted yet."""
    if (station, kind) == (Station.APPLIED, StepKind.PASSED):
        return "已提交审核"
    return f"{station.title}{kind.title}"


DECISIONS = (StepKind.PASSED, StepKind.BACK, StepKind.REFUSED)


class CheckItem(Choice):
    """What the check of the papers looks at."""

    HOUSEHOLD = "household", "户口簿"
    IDENTITY = "identity", "身份证号与户口簿一致"
    GUARDIAN = "guardian", "监护人及关系"
    HARDSHIP = "hardship", "困难证明"
    SCHOOLING = "schooling", "在学证明"
    CONSENT = "consent", "监护人告知同意书"
    CARD = "card", "银行卡(账户姓名与关系)"
    DISABILITY = "disability", "残疾或疾病证明"


# Without these nobody is passed; the others are there where they apply.
NEEDED = frozenset(CheckItem) - {CheckItem.CARD, CheckItem.DISABILITY}


class Mark(Choice):
    """What the check says to an item."""

    YES = "yes", "是"
    NO = "no", "否"
    MEND = "mend", "补正"


class Advice(Choice):
    """What the visitors recommend."""

    ADMIT = "admit", "建议入库"
    MEND = "mend", "建议补充材料"
    REFUSE = "refuse", "不建议入库"


class ApplicationStep(SQLModel):
    """Something that was done with an application on a day; `details` is JSON, by the kind of step:
    the check list, the notice, the advice and the visit's id, the objection that is answered.
    """

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    application_id: str = field("申请编号", Kind.KEY)
    station: Station = field("环节", Kind.CHOICE, choices=Station)
    kind: StepKind = field("办理", Kind.CHOICE, choices=StepKind)
    day: date = field("日期", Kind.DAY)
    people: str = field("办理人")
    paper: str = field("依据", default="")
    reason: str = field("意见", Kind.LONG_TEXT, default="")
    back_to: Station | None = field("退回到", Kind.CHOICE, choices=Station, default=None)
    details: str = field("内容", default="{}")
    recorded_by: str = field("登记人")
    recorded_at: datetime = field("登记时间", Kind.INSTANT)

    def told(self) -> dict[str, Any]:
        """What the details say."""
        found: dict[str, Any] = json.loads(self.details or "{}")
        return found


def stations(admission: str) -> tuple[Station, ...]:
    """The way that applications take, where the office has the last decision at the level `admission`."""
    return BEFORE_ADMISSION + DECIDING[: DECIDING.index(Station(admission)) + 1]


def after(station: Station, admission: str) -> Station:
    """Where an application is once `station` has passed it."""
    way = stations(admission)
    if station not in way[:-1]:  # the last, or one that the office has since given up
        return Station.ADMITTED
    return way[way.index(station) + 1]


def earlier(station: Station) -> tuple[Station, ...]:
    """Where an application can be sent back to, the nearest first."""
    way = BEFORE_ADMISSION + DECIDING
    return way[: way.index(station)][::-1] if station in way else ()


def problems_of_decision(
    application: Application, kind: StepKind, day: date, reason: str, back_to: Station | None, today: date
) -> list[Problem]:
    """What is wrong with a decision at the station where an application waits, whatever the station."""
    if not application.open:
        return [Problem(f"这份申请{application.station.title},不能再办理。")]
    found = []
    if day > today:
        found.append(Problem("日期在今天之后,请核对。", "day"))
    if day < application.since:
        since = show_day(application.since)
        found.append(Problem(f"日期早于上一环节的 {since},请核对。", "day"))
    if kind is not StepKind.PASSED and not reason.strip():
        found.append(Problem(f"请写{kind.title}的原因。", "reason"))
    if kind is StepKind.BACK and back_to not in earlier(application.station):
        places = "、".join(station.title for station in earlier(application.station))
        told = f"可退回到:{places}" if places else "申请环节不能再退回,可以补充更正"
        found.append(Problem(f"{told}。", "back_to"))
    return found


def problems_of_submitting(
    application: Application, child: Beneficiary, guardian: Guardian | None
) -> list[Problem]:
    """What keeps an application from being submitted.

    The guardian's consent comes first: 个人信息保护法 28, 29, 31.
    """
    wanted = (
        (application.consent_on, "consent_on", "监护人还没有签署告知同意书,不能提交申请。"),
        (application.consent_by, "consent_by", "请写同意书由谁签署。"),
        (application.consent_paper, "consent_paper", "请写同意书的编号,或添加同意书扫描件。"),
        (
            application.source == Source.GUARDIAN or application.proposed_by,
            "proposed_by",
            "请写推荐单位或推荐人。",
        ),
        (child.citizen_id, "citizen_id", "没有身份证号,请按户口簿填写。"),
        (child.school, "school", "请填学校。"),
        (child.stage, "stage", "请填学段。"),
        (child.entry_year, "entry_year", "请填进入本学段的年份。"),
        (child.family_kinds, "family_kinds", "请选家庭类型,可多选。"),
        (guardian and guardian.name, "guardian", "请填监护人姓名。"),
        (guardian and guardian.relation, "relation", "请填监护人与本人的关系。"),
    )
    found = [Problem(sentence, name) for there, name, sentence in wanted if not there]
    if child.bank_card and not child.bank_holder:
        found.append(Problem("有银行卡号,请填开户名。", "bank_holder"))
    if child.bank_holder and child.bank_holder != child.name and not application.bank_relation:
        found.append(Problem("开户名不是本人,请填开户人与本人的关系。", "bank_relation"))
    return found


def problems_of_check(marks: dict[CheckItem, Mark]) -> list[Problem]:
    """What a check list leaves open, so that the papers do not pass yet."""
    found = []
    for item in CheckItem:
        mark = marks.get(item)
        if mark is Mark.MEND:
            found.append(Problem(f"“{item.title}”需要补正,请退回。", item.value))
        elif item in NEEDED and mark is None:
            found.append(Problem(f"“{item.title}”还没有核对。", item.value))
        elif item in NEEDED and mark is Mark.NO:
            found.append(Problem(f"缺“{item.title}”,请退回补充。", item.value))
    return found


def problem_of_posting(application: Application, name: str) -> str | None:
    """What keeps a child from the public notice, as a sentence.

    Nothing is published without separate consent: 个人信息保护法 25.
    """
    if application.station is not Station.NOTICE:
        return f"{name}的申请现在“{application.station.title}”环节,不能公示。"
    if application.notice_from is not None:
        return f"{name}已在公示,不必再次张贴。"
    if application.notice_consent is not Consent.GIVEN:
        return f"{name}的监护人没有单独同意公示,请先征求并登记。"
    return None


def problems_of_notice(
    application: Application, steps: Sequence[ApplicationStep], day: date
) -> list[Problem]:
    """What keeps a notice from being ended on `day`."""
    if application.notice_from is None or application.notice_to is None:
        return [Problem("还没有张贴公示。")]
    found = []
    if day <= application.notice_to:
        until = show_day(application.notice_to)
        found.append(Problem(f"公示到 {until}为止,期满后才能结束。", "day"))
    if unanswered := open_objections(steps):
        found.append(Problem(f"还有 {len(unanswered)} 条异议没有答复。"))
    return found


def open_objections(steps: Iterable[ApplicationStep]) -> list[ApplicationStep]:
    """The objections that nobody has answered yet."""
    known = list(steps)
    answered = {step.told().get("objection") for step in known if step.kind is StepKind.ANSWERED}
    return [step for step in known if step.kind is StepKind.OBJECTION and step.id not in answered]


def require_another(
    station: Station, operator: str, steps: Sequence[ApplicationStep], four_eyes: bool
) -> None:
    """Who entered does not review, who reviewed does not admit. Raises `Refused`."""
    if not four_eyes:
        return
    entering = (StepKind.ENTERED, StepKind.AMENDED)
    entered = {step.recorded_by for step in steps if step.kind in entering}
    reviewed = {
        step.recorded_by
        for step in steps
        if step.station is Station.DOCUMENTS and step.kind is StepKind.PASSED
    }
    if station is Station.DOCUMENTS and operator in entered:
        raise Refused(f"{operator}登记了这份申请,资料审核须由另一人办理。")
    if station is Station.COUNTY and operator in reviewed:
        raise Refused(f"{operator}审核过这份申请的资料,审核入库须由另一人办理。")


def moved(
    application: Application, kind: StepKind, back_to: Station | None, day: date, admission: str
) -> Application:
    """The application after a decision that is in order. A notice that is left is taken down with it."""
    station = {
        StepKind.PASSED: after(application.station, admission),
        StepKind.BACK: back_to or Station.APPLIED,
        StepKind.REFUSED: Station.REFUSED,
    }[kind]
    told: dict[str, Any] = {"station": station, "since": day}
    if application.station is Station.NOTICE and application.notice_from:
        told["notice_down"] = day
    if station is Station.NOTICE or kind is StepKind.BACK:  # whoever comes to it again is posted again
        told |= {"notice_from": None, "notice_to": None, "notice_down": None}
    return application.model_copy(update=told)
