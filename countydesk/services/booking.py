"""Booking: the batch at hand, its steps, and entries appended to the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from countydesk.domain.disbursements import (
    PATH,
    Balance,
    Batch,
    BatchLine,
    BatchState,
    BatchStep,
    Claim,
    EntryKind,
    LedgerEntry,
    balance,
    require_open,
)
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.storage.disbursements import BATCHES, CLAIMS, LEDGER, LINES, STEPS
from countydesk.storage.unit_of_work import Work


@dataclass(frozen=True)
class BatchSheet:
    """A batch as it stands: lines, steps, entries, and where its money is."""

    batch: Batch
    lines: list[BatchLine]
    steps: list[BatchStep]
    entries: list[LedgerEntry]

    @property
    def balance(self) -> Balance:
        """Of the whole batch; before it is approved nothing is due yet."""
        return balance(self.entries)

    @property
    def fen(self) -> int:
        return sum(line.fen for line in self.lines)

    def by_line(self) -> dict[str, Balance]:
        """The balance of each line, by its id."""
        entries: dict[str, list[LedgerEntry]] = {line.id: [] for line in self.lines}
        for entry in self.entries:
            entries[entry.line_id].append(entry)
        return {line_id: balance(own) for line_id, own in entries.items()}


def find(work: Work, number: str) -> Batch:
    """The batch called by its roster number, its reference, or its term where only one is open."""
    found = work.all(Batch, (BATCHES.c.roster_number == number) | (BATCHES.c.reference == number))
    if not found:
        open_ones = work.all(Batch, BATCHES.c.term == number, BATCHES.c.state != BatchState.VOIDED)
        found = open_ones if len(open_ones) == 1 else []
    if not found:
        raise Refused(f"没有编号为“{number}”的名册,请用 batch list 查看现有名册。")
    return found[0]


def sheet_of(work: Work, batch: Batch) -> BatchSheet:
    """A batch with all that hangs on it."""
    return BatchSheet(
        batch,
        work.all(BatchLine, LINES.c.batch_id == batch.id, order=(LINES.c.position,)),
        work.all(BatchStep, STEPS.c.batch_id == batch.id, order=(STEPS.c.at, STEPS.c.id)),
        work.all(LedgerEntry, LEDGER.c.batch_id == batch.id, order=(LEDGER.c.id,)),
    )


def opened(work: Work, number: str, act: str) -> BatchSheet:
    batch = find(work, number)
    require_open(batch, act)
    return sheet_of(work, batch)


def advance(desk: Desk, work: Work, batch: Batch, state: BatchState, operator: str) -> Changes:
    """Take a step and commit; booking what was left over does not take the batch back."""
    if batch.state not in PATH or PATH.index(state) >= PATH.index(batch.state):
        batch = batch.model_copy(update={"state": state})
        work.change(batch)
    step(desk, work, batch, operator)
    return work.commit()


def step(desk: Desk, work: Work, batch: Batch, operator: str, note: str = "") -> None:
    work.add(
        BatchStep(
            office_code=desk.office.code,
            id=desk.new_id(),
            batch_id=batch.id,
            state=batch.state,
            by=operator,
            at=work.now,
            note=note,
        )
    )


def book(
    desk: Desk,
    work: Work,
    sheet: BatchSheet,
    bookings: Sequence[tuple[BatchLine, EntryKind, int]],
    day: date | None = None,
    reason: str = "",
    proxies: Mapping[str, str] | None = None,
) -> None:
    """Append entries of a day, which must lie in an open month."""
    booked_on = day or desk.today
    require_open_month(desk, work, Month.of(booked_on))
    if booked_on > desk.today:
        raise Refused("登记日期在今天之后,请核对。")
    work.add(
        *(
            LedgerEntry(
                office_code=desk.office.code,
                id=desk.new_id(),
                batch_id=sheet.batch.id,
                line_id=line.id,
                beneficiary_id=line.beneficiary_id,
                kind=kind,
                fen=fen,
                day=booked_on,
                reason=reason,
                proxy=(proxies or {}).get(line.id, ""),
                by=work.operator,
                at=work.now,
            )
            for line, kind, fen in bookings
        )
    )


def explain(desk: Desk, work: Work, sheet: BatchSheet, reasons: Mapping[str, str], day: date | None) -> None:
    """An entry of nothing that says why a line was not paid or not signed for."""
    for line in sheet.lines:
        if line.id in reasons:
            book(desk, work, sheet, [(line, EntryKind.EXCUSED, 0)], day, reason=reasons[line.id])


def reverse(desk: Desk, work: Work, entries: Sequence[LedgerEntry], reason: str, day: date | None) -> None:
    booked_on = day or desk.today
    require_open_month(desk, work, Month.of(booked_on))
    work.add(
        *(
            entry.model_copy(
                update={
                    "id": desk.new_id(),
                    "fen": -entry.fen,
                    "day": booked_on,
                    "reason": reason,
                    "reverses_id": entry.id,
                    "by": work.operator,
                    "at": work.now,
                }
            )
            for entry in entries
        )
    )


def standing(sheet: BatchSheet, line: BatchLine) -> list[LedgerEntry]:
    """A line's entries that are neither reversals nor reversed."""
    own = [entry for entry in sheet.entries if entry.line_id == line.id]
    reversed_ids = {entry.reverses_id for entry in own}
    return [entry for entry in own if entry.reverses_id is None and entry.id not in reversed_ids]


def free(work: Work, batch: Batch, beneficiary_ids: Sequence[str]) -> None:
    """Let these children's half years be drawn again."""
    for claim in work.all(Claim, CLAIMS.c.batch_id == batch.id):
        if claim.beneficiary_id in beneficiary_ids:
            work.remove(claim)
