"""What can be printed of an application where it waits."""

from collections.abc import Callable
from datetime import date
from typing import Any

from countydesk.domain.applications import Application, Station
from countydesk.domain.intake import BEFORE_ADMISSION
from countydesk.services import intake_papers
from countydesk.services.papers import Paper

ADMISSION_LIST = "审核入库表"
Made = Callable[[Any], Paper]  # made at the desk


def papers_of(asked: Application, today: date) -> list[tuple[str, Made]]:
    """The papers by their titles, in the order of their use; a notice begins `today`."""
    own, station = asked.id, asked.station
    offered: list[tuple[str, Made]] = [
        ("申请表", lambda desk: intake_papers.application_form(desk, own)),
        ("告知同意书", lambda desk: intake_papers.consent_form(desk, own)),
        ("入户核查表", lambda desk: intake_papers.finding_forms(desk, [own])),
    ]
    if station is Station.NOTICE:
        offered.append(("公示", lambda desk: intake_papers.notice(desk, [own], today)))
    if station not in (*BEFORE_ADMISSION, Station.REFUSED):
        offered.append((ADMISSION_LIST, lambda desk: intake_papers.admission_list(desk, [own])))
    return offered
