"""Applications by a sheet: a school's or township's list, previewed as a ledger is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from countydesk.domain.applications import Application, Source, Station
from countydesk.domain.backups import Occasion
from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.intake import ApplicationStep, StepKind
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, refuse_if
from countydesk.services import backups, intake, likeness, taking_in
from countydesk.services.desk import Changes, Desk
from countydesk.services.taking_in import OnProgress, Preview, PreviewRow, Verdict
from countydesk.storage.unit_of_work import Work


@dataclass(frozen=True)
class Proposal:
    """Who brings the sheet, and from what day its applications count."""

    source: Source
    proposed_by: str
    day: date


def preview(
    desk: Desk,
    path: Path,
    as_of: date | None = None,
    sheet: str | None = None,
    on_progress: OnProgress | None = None,
) -> Preview:
    """Read a sheet of children who apply; nothing is written.

    A child that is on the register, or may be, is left out as a duplicate with the record it is like:
    such a one is taken in by itself, with the reason. Raises `Refused` for a file without a list.
    """
    shown = taking_in.preview(desk, path, as_of, sheet, on_progress)
    with desk.work() as work:
        return replace(shown, rows=[_judged(desk, work, row) for row in shown.rows])


def accept(desk: Desk, shown: Preview, proposal: Proposal) -> Changes:
    """Write an application for each new child of a preview, in one transaction.

    They wait to be submitted: consents are recorded one by one. Raises `Refused` for a proposal that
    says not who brings it, or lies ahead.
    """
    operator = desk.acting(Act.TAKE_IN)
    refuse_if(_problems(desk, proposal))
    backups.before(desk, Occasion.IMPORT)
    fresh = [(row.child, row.guardian) for row in shown.rows if row.verdict is Verdict.NEW and row.child]
    asked = [_application(desk, child, proposal) for child, _ in fresh]
    reason = f"导入 {shown.file_name}"
    with desk.work() as work:
        work.add(*(child for child, _ in fresh), reason=reason)
        work.add(*(guardian for _, guardian in fresh if guardian), reason=reason)
        work.add(*asked, reason=reason)
        work.add(*(_entered(desk, work, one, proposal, operator, shown.ledger.digest) for one in asked))
        return work.commit()


def _judged(desk: Desk, work: Work, row: PreviewRow) -> PreviewRow:
    """What taking a row in as an application would do."""
    if row.verdict in (Verdict.CHANGED, Verdict.SAME) and row.child:
        told = f"{row.child.name}已在台账({row.child.state.title}),不能再次申请;再次申请的请单独受理。"
        return PreviewRow(row.source, Verdict.DUPLICATE, (told, *_said(row)))
    if row.verdict is not Verdict.NEW or row.child is None:
        return row
    child = intake.as_applying(row.child)
    hits = likeness.found(desk, work, child, row.guardian)
    if hits:
        told_hits = tuple(hit.sentence for hit in hits)
        apart = () if any(hit.hard for hit in hits) else ("确非重复的,请单独受理并写明理由。",)
        return PreviewRow(row.source, Verdict.DUPLICATE, (*told_hits, *apart, *row.problems))
    return replace(row, child=child)


def _said(row: PreviewRow) -> tuple[str, ...]:
    return tuple(str(problem) for problem in row.source.problems)


def _problems(desk: Desk, proposal: Proposal) -> Sequence[Problem]:
    found = []
    if not proposal.proposed_by.strip() and proposal.source is not Source.GUARDIAN:
        found.append(Problem("请写推荐单位。", "proposed_by"))
    if proposal.day > desk.today:
        found.append(Problem("申请日期在今天之后,请核对。", "applied_on"))
    return found


def _application(desk: Desk, child: Beneficiary, proposal: Proposal) -> Application:
    return Application(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        applied_on=proposal.day,
        since=proposal.day,
        source=proposal.source,
        proposed_by=proposal.proposed_by.strip(),
    )


def _entered(
    desk: Desk, work: Work, asked: Application, proposal: Proposal, operator: str, digest: str
) -> ApplicationStep:
    return ApplicationStep(
        office_code=desk.office.code,
        id=desk.new_id(),
        application_id=asked.id,
        station=Station.APPLIED,
        kind=StepKind.ENTERED,
        day=proposal.day,
        people=proposal.proposed_by.strip() or operator,
        paper=digest,
        recorded_by=operator,
        recorded_at=work.now,
    )
