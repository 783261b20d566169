"""Batches as people look at them: the list of all, and one with its way, its lines and what is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from countydesk.domain.batch_path import (
    LineStanding,
    PathStep,
    Tier,
    next_act,
    path_of,
    standings,
    tiers,
    unsettled,
    who_can,
    why_not,
)
from countydesk.domain.disbursements import Balance, Batch, BatchState, BatchStep, EntryKind
from countydesk.domain.due import LeftOut
from countydesk.domain.months import Term
from countydesk.domain.names import search_tokens
from countydesk.domain.problems import Problem
from countydesk.services import drawing
from countydesk.services.booking import BatchSheet, find, sheet_of
from countydesk.services.desk import Desk
from countydesk.storage.disbursements import BATCHES, LEDGER, LINES, STEPS
from countydesk.storage.unit_of_work import Work

# The kinds of record that acts with batches touch, for those that return something else.
TOUCHED = frozenset({"batch", "batch_line", "batch_step", "ledger", "claim"})


@dataclass(frozen=True)
class Listed:
    """A batch in the list of all; sums in fen. Nothing is due before it is approved."""

    batch: Batch
    children: int
    fen: int
    balance: Balance
    drawn: BatchStep | None

    @property
    def term(self) -> str:
        return Term.parse(self.batch.term).title

    @property
    def due_fen(self) -> int:
        """What is due; of a list that is not approved yet, what would be."""
        return self.fen if self.batch.state in (BatchState.DRAWN, BatchState.CHECKED) else self.balance.due

    @property
    def drawn_by(self) -> str:
        return self.drawn.by if self.drawn else ""

    @property
    def drawn_at(self) -> datetime | None:
        return self.drawn.at if self.drawn else None


@dataclass(frozen=True)
class Look:
    """One batch as its page shows it.

    `act` is what is done next; `why_not` says why this operator cannot, `who_can` names those who
    can. `hindrances` stand in the way of settling; `can_void` is about this operator.
    """

    sheet: BatchSheet
    lines: list[LineStanding]
    path: list[PathStep]
    tiers: list[Tier]
    act: str | None
    why_not: str
    who_can: list[str]
    hindrances: list[Problem]
    can_void: bool
    replaces: str = ""
    replaced_by: str = ""

    @property
    def batch(self) -> Batch:
        return self.sheet.batch

    @property
    def term(self) -> str:
        return Term.parse(self.batch.term).title


def listing(desk: Desk) -> list[Listed]:
    """Every batch with its sums, the newest first."""
    with desk.work() as work:
        lines = {
            batch_id: (count, fen)
            for batch_id, count, fen in work.connection.execute(
                select(LINES.c.batch_id, func.count(), func.sum(LINES.c.fen)).group_by(LINES.c.batch_id)
            )
        }
        money = _money(work)
        drawn = {s.batch_id: s for s in work.all(BatchStep, STEPS.c.state == BatchState.DRAWN)}
        return [
            Listed(
                batch,
                *lines.get(batch.id, (0, 0)),
                Balance.of(money.get(batch.id, {})),
                drawn.get(batch.id),
            )
            for batch in work.all(Batch, order=(BATCHES.c.id.desc(),))
        ]


def _money(work: Work) -> dict[str, dict[EntryKind | str, int]]:
    """The sums of the ledger by batch and kind."""
    sums: dict[str, dict[EntryKind | str, int]] = {}
    query = select(LEDGER.c.batch_id, LEDGER.c.kind, func.sum(LEDGER.c.fen)).group_by(
        LEDGER.c.batch_id, LEDGER.c.kind
    )
    for batch_id, kind, fen in work.connection.execute(query):
        sums.setdefault(batch_id, {})[kind] = fen
    return sums


def look(desk: Desk, number: str) -> Look:
    """A batch called by its number or reference. Raises `Refused` where there is none."""
    with desk.work() as work:
        sheet = sheet_of(work, find(work, number))
        others = {batch.id: batch for batch in work.all(Batch)}
    batch, lines = sheet.batch, standings(sheet.lines, sheet.entries)
    act = next_act(batch, lines)
    before = others.get(batch.replaces_id or "")
    after = next((other for other in others.values() if other.replaces_id == batch.id), None)
    return Look(
        sheet,
        lines,
        path_of(batch, sheet.steps, lines),
        tiers((line.stage, line.fen) for line in sheet.lines),
        act,
        why_not(act, desk.operator, sheet.steps, desk.settings) if act else "",
        who_can(act, desk.operators, sheet.steps, desk.settings) if act else [],
        unsettled(lines) if act == "settle" else [],
        bool(act) and not why_not("void", desk.operator, sheet.steps, desk.settings),
        before.number if before else "",
        after.number if after else "",
    )


def left_out(desk: Desk, number: str) -> dict[str, list[LeftOut]]:
    """Who is not on a batch, by the reason."""
    with desk.work() as work:
        batch = find(work, number)
    return drawing.by_reason(drawing.left_out(desk, batch))


def search_words(look: Look) -> Mapping[str, str]:
    """What each line is found by: its position, the child's name, pinyin and initials; by line id."""
    return {
        line.id: " ".join((str(line.position), line.name, *sorted(search_tokens(line.name))))
        for line in look.sheet.lines
    }
