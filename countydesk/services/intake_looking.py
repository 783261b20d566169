"""One application as its page needs it: what is done next, who may do it, and what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from countydesk.domain.applications import Application, Station
from countydesk.domain.intake import (
    ApplicationStep,
    problem_of_posting,
    problems_of_notice,
    problems_of_submitting,
    require_another,
    stations,
)
from countydesk.domain.operators import Act, Operator, require
from countydesk.domain.problems import Problem, Refused
from countydesk.domain.revisions import Action
from countydesk.services import applications
from countydesk.services.applications import ApplicationFile, application_of
from countydesk.services.desk import Desk
from countydesk.services.intake_steps import ACTS


@dataclass(frozen=True)
class Look:
    """An application with its way. `why_not` says why this operator cannot decide where it waits,
    `who_can` names those who can; `missing` is what keeps it from being passed on today."""

    file: ApplicationFile
    way: tuple[Station, ...]
    why_not: str
    who_can: list[str]
    missing: list[Problem]


def look(desk: Desk, application_id: str) -> Look:
    """An application for its page. Raises `Refused` for an unknown one."""
    file = applications.one(desk, application_id)
    station, steps = file.application.station, file.steps
    others = [each for each in desk.operators if each.active and each.id != desk.operator.id]
    why_not = _hindrance(desk, desk.operator, station, steps) if file.application.open else ""
    return Look(
        file,
        stations(desk.settings.admission),
        why_not,
        [each.name for each in others if not _hindrance(desk, each, station, steps)] if why_not else [],
        _missing(desk, file),
    )


def reveal(desk: Desk, application_id: str) -> None:
    """Somebody looks at an application's numbers in full: that is recorded."""
    desk.acting(Act.REVEAL)
    _seen(desk, application_id, "查看申请的完整号码")


def open_to_amend(desk: Desk, application_id: str) -> ApplicationFile:
    """An application for its form, where all stands in full: that is recorded. Raises `Refused`."""
    desk.acting(Act.RECORD)
    _seen(desk, application_id, "更正时查看全部资料")
    return applications.one(desk, application_id)


def _seen(desk: Desk, application_id: str, what: str) -> None:
    with desk.work() as work:
        application_of(desk, work, application_id)
        work.log(Action.SEEN, Application, application_id, what)
        work.commit()


def _hindrance(desk: Desk, operator: Operator, station: Station, steps: Sequence[ApplicationStep]) -> str:
    """Why an operator may not decide at a station, or ""."""
    try:
        require(operator, ACTS.get(station, Act.RECORD))
        require_another(station, operator.name, steps, desk.settings.four_eyes)
    except Refused as refusal:
        return str(refusal)
    return ""


def _missing(desk: Desk, file: ApplicationFile) -> list[Problem]:
    """What keeps an application where it is, as far as that is known before anything is decided."""
    asked = file.application
    if asked.station is Station.APPLIED:
        return problems_of_submitting(asked, file.child, file.guardian)
    if asked.station is not Station.NOTICE:
        return []
    if asked.notice_from is not None:
        return problems_of_notice(asked, file.steps, desk.today)
    told = problem_of_posting(asked, file.child.name)
    return [Problem(told)] if told else []
