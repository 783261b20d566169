"""The steps of an application: decided station by station, put on notice, objected to, admitted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from countydesk.domain.applications import Application, Station
from countydesk.domain.enrolment import EnrolmentEvent, EventKind, State
from countydesk.domain.intake import (
    Advice,
    ApplicationStep,
    CheckItem,
    Mark,
    StepKind,
    earlier,
    moved,
    open_objections,
    problem_of_posting,
    problems_of_check,
    problems_of_decision,
    problems_of_notice,
    problems_of_submitting,
    require_another,
)
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.domain.visits import Visit, problems_of, visitors_of
from countydesk.services import visits, workdays
from countydesk.services.applications import application_of, guardian_of, steps_of
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.services.photos import HeldPhoto
from countydesk.services.school_life import child_of
from countydesk.storage.unit_of_work import Work

ACTS = {Station.DOCUMENTS: Act.REVIEW, Station.COUNTY: Act.ADMIT}  # anything else is recorded
ABOVE = (Station.CITY, Station.PROVINCE)


@dataclass(frozen=True)
class Taken:
    """A decision as it is taken: at which station, on which day, by whom, on what paper, for what reason.

    `marks` are the check list of the papers; `visit` and `advice` what visitors found and recommend.
    `people` is who decided, where that is not the operator; `back_to` the station it goes back to,
    the one before if not told.
    """

    station: Station
    kind: StepKind
    day: date
    reason: str = ""
    paper: str = ""
    people: str = ""
    back_to: Station | None = None
    marks: Mapping[CheckItem, Mark] = field(default_factory=dict)
    visit: Visit | None = None
    advice: Advice | None = None
    photos: Sequence[bytes | HeldPhoto] = ()


@dataclass(frozen=True)
class Posted:
    """A public notice: from when to when it hangs, and what must be said of the days between."""

    first: date
    last: date
    doubts: str
    changes: Changes = frozenset()


def decide(desk: Desk, application_id: str, taken: Taken) -> Changes:
    """Decide on an application at the station where it waits: pass it on, send it back, or refuse it.

    The last station that passes it admits the child. Raises `Refused` with all that hinders: who may
    not, whoever did an earlier step, what is missing, a day that lies ahead or before the last step.
    """
    with desk.work() as work:
        _decide(desk, work, application_id, taken)
        return work.commit()


def end_notices(desk: Desk, application_ids: Sequence[str], day: date) -> Changes:
    """Take down the notice of several children and pass them on, all of them or none. Raises `Refused`
    with all that hinders, each with the child's name."""
    found = []
    with desk.work() as work:
        for one in dict.fromkeys(application_ids):
            try:
                _decide(desk, work, one, Taken(Station.NOTICE, StepKind.PASSED, day))
            except Refused as refusal:
                name = child_of(desk, work, application_of(desk, work, one).beneficiary_id).name
                found.append(Problem(f"{name}:{refusal}"))
        refuse_if(found)
        return work.commit()


def _decide(desk: Desk, work: Work, application_id: str, taken: Taken) -> None:
    application = application_of(desk, work, application_id)
    station = application.station
    if station is not taken.station:
        raise Refused(f"这份申请现在“{station.title}”环节,不能办理{taken.station.title}。")
    operator = desk.acting(ACTS.get(station, Act.RECORD))
    steps = steps_of(work, application_id)
    back_to = taken.back_to or next(iter(earlier(station)), None)
    back_to = back_to if taken.kind is StepKind.BACK else None
    refuse_if(_problems(desk, work, application, steps, taken, back_to))
    require_another(station, operator, steps, desk.settings.four_eyes)
    details = _details(taken)
    if taken.visit:
        whose = {"beneficiary_id": application.beneficiary_id}
        visits.write(desk, work, taken.visit.model_copy(update=whose), taken.photos)
        details["visit"] = taken.visit.id
    step = _step(desk, work, application, taken.kind, taken.day, taken.reason, details)
    told = {"paper": taken.paper.strip(), "people": _people(taken, operator), "back_to": back_to}
    work.add(step.model_copy(update=told))
    after = moved(application, taken.kind, back_to, taken.day, desk.settings.admission)
    work.change(after, taken.reason)
    if after.station is Station.ADMITTED:
        _admit(desk, work, after, taken)
    elif after.station is Station.REFUSED:
        child = child_of(desk, work, after.beneficiary_id)
        work.change(child.model_copy(update={"state": State.DECLINED}), taken.reason)


def notice_period(desk: Desk, first: date) -> Posted:
    """The days that a notice put up on `first` hangs, by the office's setting and calendar."""
    calendar = workdays.calendar(desk)
    last = calendar.last_of(first, desk.settings.notice_days)
    return Posted(first, last, calendar.doubts(first, last))


def post(desk: Desk, application_ids: Sequence[str], first: date, place: str, paper: str = "") -> Posted:
    """Put children on a public notice from `first`; `place` is where it hangs.

    Raises `Refused` with all that hinders: each child needs its guardian's separate consent.
    """
    desk.acting(Act.RECORD)
    if not application_ids:
        raise Refused("请先选择要公示的申请。")
    period, notice = notice_period(desk, first), desk.new_id()
    with desk.work() as work:
        chosen = [application_of(desk, work, one) for one in dict.fromkeys(application_ids)]
        refuse_if(_problems_of_posting(desk, work, chosen, first, place))
        for application in chosen:
            details = {"notice": notice, "to": period.last.isoformat(), "place": place.strip()}
            step = _step(desk, work, application, StepKind.POSTED, first, "", details)
            work.add(step.model_copy(update={"paper": paper.strip()}))
            told = {"notice_from": first, "notice_to": period.last, "notice_down": None}
            work.change(application.model_copy(update=told), "张贴公示")
        return replace(period, changes=work.commit())


def object_to(desk: Desk, application_id: str, day: date, who: str, what: str, paper: str = "") -> Changes:
    """Record an objection that came in while the notice hung. Raises `Refused`."""
    desk.acting(Act.RECORD)
    with desk.work() as work:
        application = application_of(desk, work, application_id)
        begun = application.notice_from
        found = [] if what.strip() else [Problem("请写异议的内容。", "reason")]
        if application.station is not Station.NOTICE or begun is None:
            found.append(Problem("这名孩子不在公示,不能登记异议。"))
        elif not begun <= day <= desk.today:
            found.append(Problem("异议日期应在公示开始之后、今天以前,请核对。", "day"))
        refuse_if(found)
        step = _step(desk, work, application, StepKind.OBJECTION, day, what.strip(), {})
        work.add(step.model_copy(update={"people": who.strip() or "未具名", "paper": paper.strip()}))
        return work.commit()


def answer(desk: Desk, objection_id: str, day: date, what: str, paper: str = "") -> Changes:
    """Record how an objection was looked into and answered. Raises `Refused`."""
    operator = desk.acting(Act.RECORD)
    with desk.work() as work:
        objection = work.get(ApplicationStep, desk.office.code, objection_id)
        if objection is None or objection.kind is not StepKind.OBJECTION:
            raise Refused("没有这条异议,请刷新后再试。")
        found = [] if what.strip() else [Problem("请写核实情况和答复。", "reason")]
        if objection not in open_objections(steps_of(work, objection.application_id)):
            found.append(Problem("这条异议已经答复过。"))
        if not objection.day <= day <= desk.today:
            found.append(Problem("答复日期应在异议之后、今天以前,请核对。", "day"))
        refuse_if(found)
        application = application_of(desk, work, objection.application_id)
        details = {"objection": objection.id}
        step = _step(desk, work, application, StepKind.ANSWERED, day, what.strip(), details)
        work.add(step.model_copy(update={"people": operator, "paper": paper.strip()}))
        return work.commit()


def _problems(
    desk: Desk,
    work: Work,
    application: Application,
    steps: Sequence[ApplicationStep],
    taken: Taken,
    back_to: Station | None,
) -> list[Problem]:
    """All that is wrong with a decision, what its station asks for included."""
    station, passes = application.station, taken.kind is StepKind.PASSED
    found = problems_of_decision(application, taken.kind, taken.day, taken.reason, back_to, desk.today)
    if station is Station.APPLIED and passes:
        child = child_of(desk, work, application.beneficiary_id)
        found += problems_of_submitting(application, child, guardian_of(work, child.id))
    if station is Station.DOCUMENTS and passes:
        found += problems_of_check(dict(taken.marks))
    if station is Station.VISIT and (passes or taken.visit):
        found += _problems_of_visit(application, taken)
    if station is Station.NOTICE and passes:
        found += problems_of_notice(application, steps, taken.day)
    if station in ABOVE and not taken.paper.strip():
        found.append(Problem(f"请写{station.title}的批复文号或依据。", "paper"))
    if station in ABOVE and not taken.people.strip():
        found.append(Problem(f"请写{station.title}的单位和审核人。", "people"))
    return found


def _problems_of_visit(application: Application, taken: Taken) -> list[Problem]:
    if taken.visit is None:
        return [Problem("请填入户走访的情况:日期、至少两名走访人、了解到的情况。", "visit")]
    found = problems_of(taken.visit, taken.day)
    if taken.visit.day < application.applied_on:
        found.append(Problem("走访日期早于申请日期,请核对。", "day"))
    if taken.advice is None:
        found.append(Problem("请选走访意见。", "advice"))
    elif taken.kind is StepKind.PASSED and taken.advice is not Advice.ADMIT:
        told = taken.advice.title
        found.append(Problem(f"走访意见是“{told}”,请退回或不通过;确要通过的请改为建议入库。", "advice"))
    return found


def _problems_of_posting(
    desk: Desk, work: Work, chosen: Sequence[Application], first: date, place: str
) -> list[Problem]:
    found = [] if place.strip() else [Problem("请写公示张贴在哪里。", "place")]
    if first > desk.today:
        found.append(Problem("公示开始日期在今天之后,请张贴后登记。", "day"))
    for application in chosen:
        name = child_of(desk, work, application.beneficiary_id).name
        problem = problem_of_posting(application, name)
        if problem is None and first < application.since:
            problem = f"公示开始日期早于{name}的走访通过日期,请核对。"
        if problem:
            found.append(Problem(problem))
    return found


def _details(taken: Taken) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if taken.marks:
        told["marks"] = {item.value: mark.value for item, mark in taken.marks.items()}
    if taken.advice:
        told["advice"] = taken.advice.value
    return told


def _people(taken: Taken, operator: str) -> str:
    if taken.visit:
        return "、".join(visitors_of(taken.visit.visitors))
    return taken.people.strip() or operator


def _step(
    desk: Desk,
    work: Work,
    application: Application,
    kind: StepKind,
    day: date,
    reason: str,
    details: Mapping[str, Any],
) -> ApplicationStep:
    return ApplicationStep(
        office_code=desk.office.code,
        id=desk.new_id(),
        application_id=application.id,
        station=application.station,
        kind=kind,
        day=day,
        people=work.operator,
        reason=reason.strip(),
        details=json.dumps(details, ensure_ascii=False),
        recorded_by=work.operator,
        recorded_at=work.now,
    )


def _admit(desk: Desk, work: Work, application: Application, taken: Taken) -> None:
    """The child is in support from the day of the last decision."""
    require_open_month(desk, work, Month.of(taken.day))
    child = child_of(desk, work, application.beneficiary_id)
    event = EnrolmentEvent(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        kind=EventKind.ADMITTED,
        day=taken.day,
        reason=taken.reason.strip() or "申请审核通过",
        paper=taken.paper.strip(),
        recorded_by=work.operator,
        recorded_at=work.now,
    )
    work.add(event)
    told = {"state": State.IN_SUPPORT, "admitted_on": taken.day, "consent_on": application.consent_on}
    work.change(child.model_copy(update=told), "审核入库")
