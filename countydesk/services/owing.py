"""The money still needed until everybody has graduated, by school year and stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.course import to_come
from countydesk.domain.enrolment import State
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.grades import Stage
from countydesk.domain.months import Term
from countydesk.domain.operators import Act
from countydesk.domain.standards import Standard
from countydesk.services.desk import Desk
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.disbursements import CLAIMS
from countydesk.storage.transfers import terms_elsewhere
from countydesk.storage.unit_of_work import Work

COLUMNS = [
    FieldSpec("school_year", "学年", Kind.TEXT, False, None, False, ""),
    FieldSpec("stage", "学段", Kind.CHOICE, False, Stage, False, ""),
    FieldSpec("instalments", "人次", Kind.NUMBER, False, None, False, ""),
    FieldSpec("fen", "按现行标准", Kind.MONEY, False, None, False, ""),
    FieldSpec("supposed_fen", "按假设标准", Kind.MONEY, False, None, False, ""),
]


@dataclass(frozen=True)
class Owed:
    """What a school year still needs for a stage: instalments and whole fen."""

    school_year: int
    stage: Stage
    instalments: int
    fen: int


@dataclass(frozen=True)
class Needed:
    """What a school year needs for a stage as things stand, and if the standard were another, in fen."""

    school_year: int
    stage: Stage
    instalments: int
    fen: int
    supposed_fen: int


def compared(desk: Desk, supposed: Mapping[Stage, int]) -> list[Needed]:
    """What is needed to everybody's graduation, and what it would be at `supposed` yearly standards (fen)."""
    now, then = (
        {(one.school_year, one.stage): one for one in to_graduation(desk, standards)}
        for standards in ({}, supposed)
    )
    order = list(Stage)
    found = []
    for key in sorted(now.keys() | then.keys(), key=lambda key: (key[0], order.index(key[1]))):
        is_, would = now.get(key), then.get(key)
        number = max(one.instalments for one in (is_, would) if one)
        found.append(Needed(*key, number, is_.fen if is_ else 0, would.fen if would else 0))
    return found


def hand_out(desk: Desk, supposed: Mapping[Stage, int], path: Path) -> int:
    """Write what is needed, by school year and stage, to an .xlsx; returns the rows. No name is in it.

    Raises `Unavailable` when it cannot be saved.
    """
    desk.acting(Act.HAND_OUT)
    from countydesk.export.workbook import write_table  # openpyxl takes its time to come

    desk.acting(Act.HAND_OUT)
    rows = [
        (f"{one.school_year}–{one.school_year + 1}", one.stage, one.instalments, one.fen, one.supposed_fen)
        for one in compared(desk, supposed)
    ]
    columns = COLUMNS if supposed else COLUMNS[:-1]
    return write_table(path, "至全部毕业还需助养金", columns, [row[: len(columns)] for row in rows])


def to_graduation(desk: Desk, supposed: Mapping[Stage, int] | None = None) -> list[Owed]:
    """What all children in support may still expect, from this term on.

    `supposed` are yearly standards in fen, as if they held from this term on; what a list has taken
    already is past and stays. A child's own standard goes before them.
    """
    with desk.work() as work:
        return owed(desk, work, supposed)


def owed(desk: Desk, work: Work, supposed: Mapping[Stage, int] | None = None) -> list[Owed]:
    """As `to_graduation`, within a transaction. Children who are alike in all that their course
    depends on are reckoned once."""
    term, sums = Term.of(desk.today), dict[tuple[int, Stage], tuple[int, int]]()
    standards = work.all(Standard)
    alike = _alike(work, term, {standard.beneficiary_id for standard in standards})
    claimed_of = {ids[0]: claimed for (*_, claimed), ids in alike.items()}
    number_of = {ids[0]: len(ids) for ids in alike.values()}
    standards = _supposing(standards, supposed or {}, term, desk.office.code)
    for child in work.all(Beneficiary, TABLE.c.id.in_(claimed_of)):
        number = number_of[child.id]
        for step in to_come(child, term, standards, desk.settings, claimed_of[child.id]):
            key = (step.term.school_year, step.stage)
            instalments, fen = sums.get(key, (0, 0))
            sums[key] = (instalments + number, fen + step.fen * number)
    order = list(Stage)
    keys = sorted(sums, key=lambda key: (key[0], order.index(key[1])))
    return [Owed(year, stage, *sums[year, stage]) for year, stage in keys]


def _supposing(
    standards: Sequence[Standard], supposed: Mapping[Stage, int], term: Term, office: str
) -> list[Standard]:
    """The standards with others in their place for some stages, from the term on."""
    kept = [one for one in standards if one.beneficiary_id or one.stage not in supposed]
    return kept + [
        Standard(
            office_code=office,
            id=f"supposed-{stage}",
            stage=stage,
            yearly_fen=yearly,
            from_day=term.first_day,
            source="假设",
        )
        for stage, yearly in supposed.items()
    ]


def _alike(work: Work, term: Term, exceptional: set[str | None]) -> dict[tuple[Any, ...], list[str]]:
    """The children in support by stage, entry year, schooling and terms already claimed; one with a
    standard of its own stands alone."""
    elsewhere = terms_elsewhere(work.connection, work.office_code)
    claimed = {child: set(terms) for child, terms in elsewhere.items()}
    claims = select(CLAIMS.c.beneficiary_id, CLAIMS.c.term).where(
        CLAIMS.c.office_code == work.office_code, CLAIMS.c.term >= str(term.year)
    )
    for child_id, claim in work.connection.execute(claims):
        claimed.setdefault(child_id, set()).add(claim)
    facts = select(TABLE.c.id, TABLE.c.stage, TABLE.c.entry_year, TABLE.c.schooling).where(
        TABLE.c.office_code == work.office_code, TABLE.c.state == State.IN_SUPPORT
    )
    alike: dict[tuple[Any, ...], list[str]] = {}
    for child_id, *course in work.connection.execute(facts):
        alone = child_id if child_id in exceptional else ""
        key = (*course, alone, frozenset(claimed.get(child_id, ())))
        alike.setdefault(key, []).append(child_id)
    return alike
