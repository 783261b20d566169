"""Made-up applications, taken in from a township's list and left at every station of their way."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from countydesk.domain.applications import Consent, Source, Station
from countydesk.domain.intake import Advice, CheckItem, Mark, StepKind
from countydesk.domain.visits import Visit
from countydesk.export.workbook import write_table
from countydesk.services import applications, intake, intake_sheet, intake_steps
from countydesk.services.desk import Desk
from countydesk.services.intake_sheet import Proposal
from countydesk.services.intake_steps import Taken
from countydesk.services.made_up import COLUMNS, TOWNSHIPS, Mix, ledger_rows

SEED = 2016  # another than the register's: these are other children
WAITING = (Station.DOCUMENTS, Station.VISIT, Station.NOTICE, Station.COUNTY)
MIX = Mix(2, 4)  # the rest stay where they were entered
# The days of the month on which they were brought and passed on.
BROUGHT, HANDED_IN, CHECKED, VISITED, POSTED, TAKEN_DOWN = 2, 3, 5, 8, 9, 27


@dataclass(frozen=True)
class Officers:
    """Who does what: visitors are `recorder` and `reviewer`."""

    recorder: str
    reviewer: str


def bring(desk: Desk, workbook: Path, who: Officers) -> None:
    """Take in a list and bring its children to the stations, at least one to each, with a notice that
    hangs and one that was taken down; the desk's day is late in the month."""
    write_table(workbook, f"{TOWNSHIPS[0]}申请名单", COLUMNS, ledger_rows(MIX, desk.today, SEED))
    desk.operator = desk.operator_named(who.recorder)
    shown = intake_sheet.preview(desk, workbook, as_of=desk.today)
    intake_sheet.accept(
        desk, shown, Proposal(Source.TOWNSHIP, f"{TOWNSHIPS[0]}人民政府", _day(desk, BROUGHT))
    )
    for line, station in zip(applications.lines(desk), WAITING, strict=False):
        _bring_to(desk, line.id, station, who)
    desk.operator = desk.operator_named(who.recorder)


def _bring_to(desk: Desk, application_id: str, station: Station, who: Officers) -> None:
    """Every station before `station` passes the application; of one that waits there the notice hangs."""
    desk.operator = desk.operator_named(who.recorder)
    _consent(desk, application_id)
    way = list(Station)[: list(Station).index(station)]
    for at, day in zip(way, (HANDED_IN, CHECKED, VISITED, TAKEN_DOWN), strict=False):
        desk.operator = desk.operator_named(who.reviewer if at is Station.DOCUMENTS else who.recorder)
        if at is Station.NOTICE:
            _post(desk, application_id)
        intake_steps.decide(desk, application_id, _passed(desk, at, _day(desk, day), who))
    if station is Station.NOTICE:
        _post(desk, application_id)


def _post(desk: Desk, application_id: str) -> None:
    intake_steps.post(desk, [application_id], _day(desk, POSTED), "镇政府和学校公示栏")


def _consent(desk: Desk, application_id: str) -> None:
    """The guardian signs, and agrees to the notice."""
    file, day = applications.one(desk, application_id), _day(desk, BROUGHT)
    name = file.guardian.name if file.guardian else ""
    told = {
        "consent_on": day,
        "consent_by": name,
        "consent_paper": "见扫描件",
        "notice_consent": Consent.GIVEN,
        "notice_consent_on": day,
        "bank_relation": file.guardian.relation if file.guardian else "",
    }
    asked = file.application.model_copy(update=told)
    intake.amend(desk, file.child, file.guardian, asked, "补登监护人同意书")


def _passed(desk: Desk, station: Station, day: date, who: Officers) -> Taken:
    if station is Station.DOCUMENTS:
        return Taken(station, StepKind.PASSED, day, marks=dict.fromkeys(CheckItem, Mark.YES))
    if station is not Station.VISIT:
        return Taken(station, StepKind.PASSED, day)
    found = Visit(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id="",
        day=day,
        visitors=f"{who.recorder}、{who.reviewer}",
        findings="与祖父母同住,房屋尚好,务工收入不稳定。",
    )
    return Taken(station, StepKind.PASSED, day, visit=found, advice=Advice.ADMIT)


def _day(desk: Desk, number: int) -> date:
    return desk.today.replace(day=number)
