"""The register as a list: who is on it, narrowed, searched, sorted, and handed out as a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, Select, and_, func, select

from countydesk.domain.beneficiaries import Beneficiary, FamilyKind, Guardian
from countydesk.domain.disbursements import BatchState
from countydesk.domain.due import Candidate, Due, claimed_terms, decide
from countydesk.domain.enrolment import EventKind, State
from countydesk.domain.fields import Choice, FieldSpec, Kind, fields_of, titles
from countydesk.domain.grades import Schooling, Stage, grade_title
from countydesk.domain.identity import mask
from countydesk.domain.months import Term
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.domain.standards import Standard
from countydesk.services.desk import Desk
from countydesk.storage.beneficiaries import GUARDIANS, TABLE, count, matching
from countydesk.storage.disbursements import BATCHES, LINES
from countydesk.storage.enrolment import EVENTS, STANDARDS
from countydesk.storage.receipts import QUERIED
from countydesk.storage.transfers import terms_elsewhere
from countydesk.storage.visits import VISITS

SORTS = {
    "name": (TABLE.c.sort_key, TABLE.c.id),
    "school": (TABLE.c.school, TABLE.c.sort_key),
    "township": (TABLE.c.township, TABLE.c.sort_key),
    # What is not known stands before all that is, in either database.
    "stage": (
        func.coalesce(TABLE.c.stage, ""),
        func.coalesce(TABLE.c.entry_year, 0).desc(),
        TABLE.c.sort_key,
    ),
    "state": (TABLE.c.state, TABLE.c.sort_key),
}
READ_AT_ONCE = 1000  # rows of the workbook


class Gap(Choice):
    """What a child's file may lack or has to answer, so that those can be listed and worked off."""

    CONSENT = "consent", "缺同意书"
    STAGE = "stage", "学段不明"
    CARD = "card", "无银行卡"
    QUERIED = "queried", "省级质询"
    ARRIVED = "arrived", "外县转入"


# Children about whom the province's receipt asks, until it is answered.
_ASKED_ABOUT = select(QUERIED.c.record_id).where(
    QUERIED.c.office_code == TABLE.c.office_code,
    QUERIED.c.kind == TABLE.name,
    QUERIED.c.answered_at.is_(None),
)

_CAME_IN = select(EVENTS.c.beneficiary_id).where(
    EVENTS.c.office_code == TABLE.c.office_code, EVENTS.c.kind == EventKind.TRANSFERRED_IN
)

GAPS = {
    Gap.CONSENT: TABLE.c.consent_on.is_(None) & (TABLE.c.state == State.IN_SUPPORT),
    Gap.STAGE: (TABLE.c.stage.is_(None) | TABLE.c.entry_year.is_(None)) & (TABLE.c.state == State.IN_SUPPORT),
    Gap.CARD: (TABLE.c.bank_card == "") & (TABLE.c.state == State.IN_SUPPORT),
    Gap.QUERIED: TABLE.c.id.in_(_ASKED_ABOUT),
    Gap.ARRIVED: (TABLE.c.state == State.APPLYING) & TABLE.c.id.in_(_CAME_IN),
}


@dataclass(frozen=True)
class Wanted:
    """Which children to list: by what was typed, and narrowed; None narrows nothing."""

    typed: str = ""
    state: State | None = None
    township: str | None = None
    stage: Stage | None = None
    gap: Gap | None = None


@dataclass(frozen=True)
class Found:
    """A child as the register lists it; the ID is masked, `fen` is this term's instalment."""

    id: str
    name: str
    sex: str
    masked_id: str
    township: str
    school: str
    grade: str
    family: str
    state: State
    fen: int | None
    consent_on: date | None
    last_visit: date | None
    queried: bool = False


def how_many(desk: Desk, wanted: Wanted | str = "") -> int:
    """How many children are wanted."""
    with desk.read() as connection:
        return count(connection, _wanted(desk, wanted).with_only_columns(TABLE.c.id))


def listing(
    desk: Desk,
    wanted: Wanted | str = "",
    sort: str = "name",
    descending: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> list[Found]:
    """A window of the children that are wanted, by name unless sorted by another column."""
    window = _Window(sort, descending, offset, limit)
    with desk.read() as connection:
        rows = window.rows(connection, desk, _wanted(desk, wanted))
        ids = [row["id"] for row in rows]
        visited = _last_visits(connection, desk.office.code, ids)
        listed = _listed_fen(connection, desk, ids)
        standards = _standards(connection)
        queried = _queried(connection, desk.office.code, ids)
        elsewhere = terms_elsewhere(connection, desk.office.code, ids)
    return [
        _found(
            desk,
            row,
            visited.get(row["id"]),
            listed.get(row["id"]) or _due_fen(desk, row, standards, elsewhere.get(row["id"], {})),
            row["id"] in queried,
        )
        for row in rows
    ]


def find(desk: Desk, typed: str, limit: int = 20) -> list[Found]:
    """Children found by name, pinyin, initials, ID or school, from anywhere."""
    return listing(desk, typed, limit=limit)


def named(desk: Desk, who: str) -> Found:
    """The one child called by ID, name or record id. Raises `Refused` for none or several."""
    exact = (TABLE.c.citizen_id == who.upper()) | (TABLE.c.id == who) | (TABLE.c.name == who)
    with desk.read() as connection:
        rows = connection.execute(select(TABLE).where(exact).limit(2)).mappings().all()
        standards = _standards(connection)
        ids = [row["id"] for row in rows]
        elsewhere = terms_elsewhere(connection, desk.office.code, ids)
    if len(rows) != 1:
        problem = "没有找到" if not rows else "不止一个"
        raise Refused(f"{problem}“{who}”,请改用身份证号。")
    return _found(desk, rows[0], None, _due_fen(desk, rows[0], standards, elsewhere.get(ids[0], {})))


def townships(desk: Desk) -> list[str]:
    """The townships that children of the register live in."""
    query = select(TABLE.c.township).where(TABLE.c.office_code == desk.office.code).distinct()
    with desk.read() as connection:
        return sorted(township for township in connection.scalars(query) if township)


def hand_out(desk: Desk, wanted: Wanted, path: Path, sort: str = "name", descending: bool = False) -> int:
    """Write the wanted children with their guardians to an .xlsx, in full; returns how many.

    That full numbers left the desk is recorded. Raises `Unavailable` when it cannot be saved.
    """
    from countydesk.export.workbook import write_table  # openpyxl takes its time to come

    desk.acting(Act.HAND_OUT)
    columns = _columns()
    with desk.work() as work:
        rows = _rows_to_hand_out(desk, work.connection, _wanted(desk, wanted), sort, descending)
        written = write_table(path, "困境青少年名单", columns, rows)
        work.hands_out(path)
        work.log(Action.SENT_OUT, Beneficiary, desk.office.code, f"导出名单 {written} 人:{path.name}")
        work.commit()
    return written


def _columns() -> list[FieldSpec]:
    grade = FieldSpec("grade", "年级", Kind.TEXT, required=False, choices=None, private=False, hint="")
    return [*fields_of(Beneficiary), grade, *fields_of(Guardian)]


def _rows_to_hand_out(
    desk: Desk, connection: Connection, query: Select[Any], sort: str, descending: bool
) -> Iterator[list[object]]:
    own = list(Beneficiary.model_fields)
    offset = 0
    while True:
        rows = _Window(sort, descending, offset, READ_AT_ONCE).rows(connection, desk, query)
        guardians = _guardians(connection, desk.office.code, [row["id"] for row in rows])
        for row in rows:
            guardian = guardians.get(row["id"]) or [None] * len(Guardian.model_fields)
            yield [*(row[name] for name in own), _grade(row, desk.today), *guardian]
        if len(rows) < READ_AT_ONCE:
            return
        offset += READ_AT_ONCE


def _guardians(connection: Connection, office: str, ids: Sequence[str]) -> dict[str, Row[Any]]:
    columns = [GUARDIANS.c[name] for name in Guardian.model_fields]
    query = select(*columns).where(GUARDIANS.c.office_code == office, GUARDIANS.c.beneficiary_id.in_(ids))
    return {row.beneficiary_id: row for row in connection.execute(query)}


def _wanted(desk: Desk, wanted: Wanted | str) -> Select[Any]:
    if isinstance(wanted, str):
        wanted = Wanted(wanted)
    query = matching(wanted.typed, wanted.state)
    if not wanted.typed.strip():
        # With the office named its indexes give the order; a search goes by what it found instead.
        query = query.where(TABLE.c.office_code == desk.office.code)
    if wanted.township is not None:
        query = query.where(TABLE.c.township == wanted.township)
    if wanted.stage is not None:
        query = query.where(TABLE.c.stage == wanted.stage)
    return query.where(GAPS[wanted.gap]) if wanted.gap else query


@dataclass(frozen=True)
class _Window:
    """Some rows of the list in their order."""

    sort: str = "name"
    descending: bool = False
    offset: int = 0
    limit: int = 100

    def rows(self, connection: Connection, desk: Desk, query: Select[Any]) -> list[RowMapping]:
        """The rows. Their ids are sorted alone and the rows fetched by them: whole rows are slow to sort."""
        keys = [key.desc() if self.descending else key for key in SORTS[self.sort][:1]]
        keys += SORTS[self.sort][1:]
        some = query.with_only_columns(TABLE.c.id).order_by(*keys).offset(self.offset).limit(self.limit)
        ids = list(connection.scalars(some))
        whole = select(TABLE).where(TABLE.c.office_code == desk.office.code, TABLE.c.id.in_(ids))
        by_id = {row["id"]: row for row in connection.execute(whole).mappings()}
        return [by_id[child] for child in ids]


def _last_visits(connection: Connection, office: str, ids: Sequence[str]) -> dict[str, date]:
    query = (
        select(VISITS.c.beneficiary_id, func.max(VISITS.c.day))
        .where(VISITS.c.office_code == office, VISITS.c.beneficiary_id.in_(ids))
        .group_by(VISITS.c.beneficiary_id)
    )
    return {child: day for child, day in connection.execute(query)}


def _listed_fen(connection: Connection, desk: Desk, ids: Sequence[str]) -> dict[str, int]:
    """What the term's lists say of the children that stand on them."""
    query = (
        select(LINES.c.beneficiary_id, LINES.c.fen)
        .join(BATCHES, and_(BATCHES.c.office_code == LINES.c.office_code, BATCHES.c.id == LINES.c.batch_id))
        .where(
            BATCHES.c.office_code == desk.office.code,
            BATCHES.c.term == str(Term.of(desk.today)),
            BATCHES.c.state != BatchState.VOIDED,
            LINES.c.beneficiary_id.in_(ids),
        )
    )
    return {child: fen for child, fen in connection.execute(query)}


def _standards(connection: Connection) -> list[Standard]:
    rows = connection.execute(select(STANDARDS)).mappings()
    return [Standard.model_validate({name: row[name] for name in Standard.model_fields}) for row in rows]


def _due_fen(
    desk: Desk, row: RowMapping, standards: Sequence[Standard], elsewhere: Mapping[str, str]
) -> int | None:
    if not row["stage"]:
        return None
    term = Term.of(desk.today)
    # The row was checked when it was written: checking it again would be most of what a page costs.
    child = Beneficiary.model_construct(**{**row, "stage": Stage(row["stage"])})
    paid_by = next((elsewhere[half] for half in claimed_terms(term, desk.settings) if half in elsewhere), "")
    candidate = Candidate(child, None, State(row["state"]), None, paid_by=paid_by)
    decision = decide(candidate, term, desk.today, standards, desk.settings)
    return decision.fen if isinstance(decision, Due) else None


def _grade(row: RowMapping, today: date) -> str:
    stage = Stage(row["stage"]) if row["stage"] else None
    if stage is None or not row["entry_year"]:
        return "学段不明"
    return grade_title(stage, row["entry_year"], today, row["schooling"] == Schooling.FIVE_FOUR)


def _queried(connection: Connection, office_code: str, ids: Sequence[str]) -> set[str]:
    """Which of these children the province asks about."""
    query = select(QUERIED.c.record_id).where(
        QUERIED.c.office_code == office_code,
        QUERIED.c.kind == TABLE.name,
        QUERIED.c.answered_at.is_(None),
        QUERIED.c.record_id.in_(ids),
    )
    return set(connection.scalars(query))


def _found(
    desk: Desk, row: RowMapping, last_visit: date | None, fen: int | None, queried: bool = False
) -> Found:
    return Found(
        id=row["id"],
        name=row["name"],
        sex=row["sex"],
        masked_id=mask(row["citizen_id"]) if row["citizen_id"] else "",
        township=row["township"],
        school=row["school"],
        grade=" ".join(filter(None, (_grade(row, desk.today), row["class_name"]))),
        family=titles(FamilyKind, row["family_kinds"]),
        state=State(row["state"]),
        fen=fen,
        consent_on=row["consent_on"],
        last_visit=last_visit,
        queried=queried,
    )
