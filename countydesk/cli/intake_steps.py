"""The command of an application's steps: passed on, sent back, refused, posted, objected to."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.cli.readings import chosen, day_of
from countydesk.domain.applications import Application, Consent, Station
from countydesk.domain.intake import (
    Advice,
    ApplicationStep,
    CheckItem,
    Mark,
    StepKind,
    open_objections,
    said_of,
)
from countydesk.domain.problems import Refused
from countydesk.domain.visits import Visit
from countydesk.services import applications, beneficiaries, intake, intake_steps
from countydesk.services.desk import Desk
from countydesk.services.intake_steps import Taken


def step(options: Namespace) -> Answer:
    """`step WHO NAME --pass|--back|--refuse|--post|--objection|--answer|--notice`, `step WHO 查看`."""
    with opened(options) as desk:
        asked = applications.latest(desk, beneficiaries.named(desk, options.who).id)
        if options.name not in ("查看", "show"):
            _take(desk, options, asked, chosen(options.name, applications.OPEN))
        file = applications.one(desk, asked.id)
    data = _application(file.application) | {"steps": [_step(one) for one in file.steps]}
    lines = [f"{file.child.name}的申请现在:{file.application.station.title}"]
    return Answer(data, lines + [_told(one) for one in file.steps])


def _take(desk: Desk, options: Namespace, asked: Application, station: Station) -> None:
    day = day_of(desk, options.day)
    if options.post is not None:
        intake_steps.post(desk, [asked.id], day, options.post, options.paper)
    elif options.objection is not None:
        intake_steps.object_to(desk, asked.id, day, options.people, options.objection, options.paper)
    elif options.answer is not None:
        waiting = open_objections(applications.one(desk, asked.id).steps)
        if not waiting:
            raise Refused("没有待答复的异议。")
        intake_steps.answer(desk, waiting[0].id, day, options.answer, options.paper)
    elif options.notice:
        said = Consent.GIVEN if options.notice == "yes" else Consent.DENIED
        intake.consent_to_notice(desk, asked.id, said, day)
    else:
        intake_steps.decide(desk, asked.id, _decision(desk, options, station, day))


def _decision(desk: Desk, options: Namespace, station: Station, day: date) -> Taken:
    if options.passes:
        kind = StepKind.PASSED
    elif options.refuse:
        kind = StepKind.REFUSED
    elif options.back is not None:
        kind = StepKind.BACK
    else:
        raise Refused("请写办理结果:--pass 通过,--back 退回,--refuse 不通过。")
    visited = station is Station.VISIT and options.findings
    return Taken(
        station,
        kind,
        day,
        reason=options.reason,
        paper=options.paper,
        people=options.people,
        back_to=chosen(options.back, applications.OPEN) if options.back else None,
        marks=_marks(options.check),
        visit=_visit(desk, options, day) if visited else None,
        advice=chosen(options.advice, tuple(Advice)) if visited else None,
    )


def _visit(desk: Desk, options: Namespace, day: date) -> Visit:
    return Visit(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id="",
        day=day,
        visitors=options.people,
        findings=options.findings,
    )


def _marks(texts: Sequence[str]) -> dict[CheckItem, Mark]:
    marks = dict.fromkeys(CheckItem, Mark.YES) if "all" in texts else {}
    for text in texts:
        if text != "all":
            item, _, mark = text.partition("=")
            marks[chosen(item, tuple(CheckItem))] = chosen(mark, tuple(Mark))
    return marks


def _application(asked: Application) -> dict[str, Any]:
    return {
        "id": asked.id,
        "station": asked.station.value,
        "since": asked.since.isoformat(),
        "notice": [
            day and day.isoformat() for day in (asked.notice_from, asked.notice_to, asked.notice_down)
        ],
    }


def _step(one: ApplicationStep) -> dict[str, Any]:
    return {
        "id": one.id,
        "station": one.station.value,
        "kind": one.kind.value,
        "day": one.day.isoformat(),
        "people": one.people,
        "paper": one.paper,
        "reason": one.reason,
        "back_to": one.back_to.value if one.back_to else None,
        "details": one.told(),
    }


def _told(one: ApplicationStep) -> str:
    back = f"到{one.back_to.title}" if one.back_to else ""
    return f"{one.day} {said_of(one.station, one.kind)}{back} {one.people} {one.paper} {one.reason}".rstrip()
