"""Taking in a ledger workbook: a preview compared with the desk, and then, accepted, written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from countydesk.domain.backups import Occasion
from countydesk.domain.beneficiaries import Beneficiary, Guardian, Origin
from countydesk.domain.disbursements import position_in_year
from countydesk.domain.enrolment import EnrolmentEvent, EventKind, State
from countydesk.domain.fields import Choice, FieldSpec, Kind, fields_of, title_of
from countydesk.domain.money import in_figures
from countydesk.domain.months import Term
from countydesk.domain.names import clean_name
from countydesk.domain.operators import Act
from countydesk.domain.standards import Standard, instalment, yearly_on
from countydesk.imports.ledger import Ledger, LedgerRow, read_ledger
from countydesk.outside.files import name_of
from countydesk.services import backups, outside
from countydesk.services.desk import Changes, Desk
from countydesk.services.places import regions
from countydesk.storage.beneficiaries import GUARDIANS, by_citizen_id
from countydesk.storage.unit_of_work import Work


class Verdict(Choice):
    """What accepting a row would do."""

    NEW = "new", "新增"
    CHANGED = "changed", "有变动"
    SAME = "same", "无变动"
    REFUSED = "refused", "不能导入"
    DUPLICATE = "duplicate", "重复"


# The fields of the register that a row can fill; what a sheet leaves blank, stays as it is.
FILLED = (
    "name",
    "sex",
    "birth",
    "nation",
    "student_number",
    "township",
    "village",
    "address",
    "school",
    "class_name",
    "stage",
    "entry_year",
    "bank_name",
    "bank_card",
    "bank_holder",
)


OnProgress = Callable[[tuple[int, int]], object]
TOLD_EVERY = 100  # rows


@dataclass(frozen=True)
class PreviewRow:
    """A row of the sheet, what would become of it, and everything there is to say about it."""

    source: LedgerRow
    verdict: Verdict
    problems: tuple[str, ...]
    child: Beneficiary | None = None
    guardian: Guardian | None = None


@dataclass(frozen=True)
class Preview:
    """A read workbook before anything is written."""

    file_name: str
    ledger: Ledger
    rows: list[PreviewRow]

    def count(self, verdict: Verdict) -> int:
        return sum(1 for row in self.rows if row.verdict is verdict)

    @property
    def writes(self) -> int:
        """How many rows accepting would write."""
        return self.count(Verdict.NEW) + self.count(Verdict.CHANGED)

    @property
    def asks_day(self) -> bool:
        """Whether grades cannot be dated: the sheet does not say what day it speaks of."""
        return self.ledger.as_of is None and any(row.source.grade_text for row in self.rows)


def preview(
    desk: Desk,
    path: Path,
    as_of: date | None = None,
    sheet: str | None = None,
    on_progress: OnProgress | None = None,
) -> Preview:
    """Read a workbook and compare it with the register; nothing is written.

    `as_of` is the day its grades are true of, where the sheet does not say. `on_progress` is told
    the rows compared and the rows in all; while the file is still being read, the rows read and 0.
    Raises `Refused` for a file without a ledger.
    """
    told = on_progress or (lambda rows: None)
    office = (desk.office.code, desk.office.name)
    ledger = read_ledger(
        path,
        today=desk.today,
        regions=regions(),
        office=office,
        as_of=as_of,
        sheet=sheet,
        tables=lambda data, name: outside.sheets_of(data, name, lambda rows: told((rows, 0))),
        on_rows=lambda rows: told((rows, 0)),
    )
    with desk.work() as work:
        known = _known(work.connection, desk.office.code, [row.id for row in ledger.rows if row.id])
        guardians = {
            g.beneficiary_id: g for g in work.all(Guardian, GUARDIANS.c.office_code == desk.office.code)
        }
        standards = work.all(Standard)
    rows = []
    for number, row in enumerate(ledger.rows):
        if number % TOLD_EVERY == 0:
            told((number, len(ledger.rows)))
        child = known.get(row.id or "")
        compared = _compared(desk, ledger, row, child, guardians.get(child.id) if child else None)
        rows.append(replace(compared, problems=compared.problems + _amount(desk, ledger, row, standards)))
    return Preview(name_of(path), ledger, rows)


def accept(desk: Desk, shown: Preview) -> Changes:
    """Write the new and the changed rows of a preview, in one transaction; the rest is left.

    Each new child enters as taken over, with the workbook's digest, the date and the operator.
    """
    operator = desk.acting(Act.TAKE_IN)
    backups.before(desk, Occasion.IMPORT)
    fresh = [row for row in shown.rows if row.verdict is Verdict.NEW]
    changed = [row for row in shown.rows if row.verdict is Verdict.CHANGED]
    reason = f"导入 {shown.file_name}"
    with desk.work() as work:
        work.add(*(row.child for row in fresh if row.child), reason=reason)
        work.add(*(row.guardian for row in fresh if row.guardian), reason=reason)
        work.add(*(_taken_over(desk, row.child, shown, operator, work.now) for row in fresh if row.child))
        for row in changed:
            _write_changed(desk, work, row, f"{reason} 第 {row.source.row} 行")
        return work.commit()


def left_over(shown: Preview, path: Path) -> int:
    """Write the rows that are not taken in to an .xlsx, each with its sentences, to be worked off.

    Returns how many there were. Raises `Unavailable` when it cannot be saved.
    """
    from countydesk.export.workbook import write_table  # openpyxl takes its time to come

    left = [row for row in shown.rows if row.verdict in (Verdict.REFUSED, Verdict.DUPLICATE)]
    titles = (("行", Kind.NUMBER), ("姓名", Kind.NAME), ("结果", Kind.TEXT), ("原因", Kind.LONG_TEXT))
    columns = [FieldSpec(title, title, kind, False, None, False, "") for title, kind in titles]
    rows = ((row.source.row, row.source.name, row.verdict.title, "".join(row.problems)) for row in left)
    return write_table(path, "未导入的行", columns, rows)


def _known(connection: Connection, office_code: str, ids: Sequence[str]) -> dict[str, Beneficiary]:
    rows = by_citizen_id(connection, office_code, ids)
    return {
        citizen_id: Beneficiary.model_validate({name: row[name] for name in Beneficiary.model_fields})
        for citizen_id, row in rows.items()
    }


def _compared(
    desk: Desk, ledger: Ledger, row: LedgerRow, child: Beneficiary | None, guardian: Guardian | None
) -> PreviewRow:
    said = tuple(str(problem) for problem in row.problems)
    if row.refusal:
        return PreviewRow(row, Verdict.REFUSED, (str(row.refusal), *said))
    if row.duplicate:
        return PreviewRow(row, Verdict.DUPLICATE, said)
    if child is None:
        fresh = _child_of(desk, ledger, row)
        return PreviewRow(row, Verdict.NEW, said, fresh, _guardian_of(desk, row, fresh.id))
    updated = child.model_copy(update=_filled(row, child))
    protector = _updated_guardian(desk, row, child.id, guardian)
    differences = [*_differences(child, updated), *(_differences(guardian, protector) if protector else ())]
    if not differences:
        return PreviewRow(row, Verdict.SAME, said, child, guardian)
    return PreviewRow(row, Verdict.CHANGED, (*differences, *said), updated, protector)


def _filled(row: LedgerRow, child: Beneficiary | None) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FILLED if getattr(row, name)}
    kinds = [kind.value for kind in row.family_kinds]
    if kinds:
        values["family_kinds"] = sorted({*(child.family_kinds if child else ()), *kinds})
    if row.note:
        values["note"] = row.note
    if row.phone and not row.guardian:
        values["phone"] = row.phone
    return values


def _child_of(desk: Desk, ledger: Ledger, row: LedgerRow) -> Beneficiary:
    return Beneficiary.model_validate(
        {
            "office_code": desk.office.code,
            "id": desk.new_id(),
            "citizen_id": row.id,
            "state": State.IN_SUPPORT,
            "admitted_on": _spoken_of(desk, ledger),
            "origin": Origin.TAKEN_OVER,
            "origin_digest": ledger.digest,
            **_filled(row, None),
        }
    )


def _guardian_of(desk: Desk, row: LedgerRow, child_id: str) -> Guardian | None:
    name = clean_name(row.guardian)
    if not name:
        return None
    return Guardian(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child_id,
        name=name,
        relation=row.relation,
        citizen_id=row.guardian_id,
        phone=row.phone,
    )


def _updated_guardian(
    desk: Desk, row: LedgerRow, child_id: str, guardian: Guardian | None
) -> Guardian | None:
    if guardian is None:
        return _guardian_of(desk, row, child_id)
    named = {"name": clean_name(row.guardian), "relation": row.relation, "phone": row.phone}
    if not named["name"]:
        return guardian
    if row.guardian_id:
        named["citizen_id"] = row.guardian_id
    return guardian.model_copy(update={key: value for key, value in named.items() if value})


def _differences(old: Beneficiary | Guardian | None, new: Beneficiary | Guardian) -> list[str]:
    """ "学校:龙泉镇中心小学 → 县第一中学" for each field that would change; private ones unsaid."""
    if old is None:
        return [f"新增监护人 {new.name}"]
    said = []
    for spec in fields_of(type(new)):
        before, after = getattr(old, spec.name), getattr(new, spec.name)
        if before != after:
            what = "有变动" if spec.private else f"{_shown(before)} → {_shown(after)}"
            said.append(f"{title_of(type(new), spec.name)}:{what}")
    return said


def _shown(value: object) -> str:
    if isinstance(value, Choice):
        return value.title
    return str(value) if value not in (None, "", []) else "(空)"


def _amount(desk: Desk, ledger: Ledger, row: LedgerRow, standards: Sequence[Standard]) -> tuple[str, ...]:
    """The sheet's amount is compared with the standard, never booked."""
    if row.fen is None or row.stage is None or row.refusal:
        return ()
    day = ledger.as_of or desk.today
    yearly = yearly_on(day, row.stage, "", standards)
    if yearly is None:
        return ()
    position = position_in_year(Term.of(day), desk.settings)
    expected = instalment(yearly, position, desk.settings.instalments)
    if row.fen in (expected, yearly):
        return ()
    return (
        f"第 {row.row} 行 金额:表中 {in_figures(row.fen)} 元,"
        f"{row.stage.title}每期应为 {in_figures(expected)} 元,请核对学段。",
    )


def _taken_over(
    desk: Desk, child: Beneficiary, shown: Preview, operator: str, now: datetime
) -> EnrolmentEvent:
    return EnrolmentEvent(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        kind=EventKind.TAKEN_OVER,
        day=_spoken_of(desk, shown.ledger),
        reason=f"由现有台账转入:{shown.file_name}",
        paper=shown.ledger.digest,
        recorded_by=operator,
        recorded_at=now,
    )


def _spoken_of(desk: Desk, ledger: Ledger) -> date:
    """The child was in support when the ledger was written, so terms from then on can be drawn."""
    return min(ledger.as_of or desk.today, desk.today)


def _write_changed(desk: Desk, work: Work, row: PreviewRow, reason: str) -> None:
    if row.child:
        work.change(row.child, reason=reason)
    if row.guardian is None:
        return
    if work.get(Guardian, desk.office.code, row.guardian.id):
        work.change(row.guardian, reason=reason)
    else:
        work.add(row.guardian, reason=reason)
