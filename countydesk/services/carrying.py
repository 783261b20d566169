"""What a package carries of a desk: its records as sheets, and the sheets read back as records."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Text, func, select
from sqlmodel import SQLModel

from countydesk.domain.answers import QueriedRow, TakenReceipt
from countydesk.domain.fields import Kind, field, fields_of
from countydesk.domain.offices import Office, Place, Setting
from countydesk.domain.operators import Operator
from countydesk.domain.problems import Refused
from countydesk.domain.retention import Erasure
from countydesk.storage.disbursements import CLAIMS
from countydesk.storage.schema import KEPT, Kept, kept
from countydesk.sync.opening import Opened
from countydesk.sync.sheets import Sheet

Row = tuple[Any, ...]
Record = TypeVar("Record", bound=SQLModel)

# A package has few sheets to give: what sets a desk up, and what waits for an answer, shares one.
SETUP_RECORDS: tuple[type[SQLModel], ...] = (
    *(Office, Setting, Operator, Place),
    *(TakenReceipt, QueriedRow, Erasure),
)
SHEETS: tuple[Kept, ...] = tuple(each for each in KEPT if each.carried and each.record not in SETUP_RECORDS)
SETUP, SETUP_TITLE = "setup", "台账设置"
CLAIMED, SENDER = "claimed", "sender"
ROWS_AT_ONCE = 1000


class SetupLine(SQLModel):
    """A line of the sheet that sets a desk up: a whole record as JSON, or a fact that follows from none."""

    kind: str = field("种类")
    key: str = field("标识")
    name: str = field("名称")
    value: str = field("内容")


@dataclass(frozen=True)
class Setup:
    """What the sheet that sets a desk up says.

    `terms` are the half years that each batch has taken, by its id; `sender` is the operator who
    sent the package.
    """

    records: Mapping[type[SQLModel], list[SQLModel]]
    terms: Mapping[str, list[str]]
    sender: str


def sheets_of(connection: Connection, office_code: str, sender: str) -> list[Sheet]:
    """Everything that a package of the office carries; rows are fetched as they are written."""
    setup = _setup(connection, office_code, sender)
    lines = ((line.kind, line.key, line.name, line.value) for line in setup)
    return [
        Sheet(SETUP, SETUP_TITLE, fields_of(SetupLine), lines),
        *(
            Sheet(how.table.name, how.title, fields_of(how.record), held_rows(connection, how, office_code))
            for how in SHEETS
        ),
    ]


def count_of(connection: Connection, office_code: str) -> int:
    """How many rows a package of the office would have now."""
    counts = [
        connection.scalar(select(func.count()).select_from(each.table).where(_of(each, office_code)))
        for each in SHEETS
    ]
    return sum(count or 0 for count in counts) + sum(1 for _ in _setup(connection, office_code, ""))


def held_rows(connection: Connection, how: Kept, office_code: str) -> Iterator[Row]:
    """The office's rows of a kind, the fields of the record in their order, by key."""
    table = how.table
    # The order of bytes, whatever the database's own: rows are compared in step with a sheet's.
    bytewise = connection.dialect.name == "postgresql"
    order = [
        table.c[name].collate("C") if bytewise and isinstance(table.c[name].type, Text) else table.c[name]
        for name in how.key
    ]
    query = select(*(table.c[name] for name in how.record.model_fields)).where(_of(how, office_code))
    for row in connection.execute(query.order_by(*order)).yield_per(ROWS_AT_ONCE):
        yield tuple(row)


def sent_rows(opened: Opened, how: Kept) -> Iterator[Row]:
    """The rows of a kind in a package that was verified, by key.

    Raises `Refused` for rows of another office, out of order, twice, or with a needed value missing.
    """
    fields = fields_of(how.record)
    names = [spec.name for spec in fields]
    office, office_at = opened.cover.office_code, names.index("office_code")
    keys = [names.index(name) for name in how.key]
    needed = [at for at, name in enumerate(names) if not how.table.c[name].nullable]
    chosen = [at for at, spec in enumerate(fields) if spec.kind is Kind.CHOICE]
    several = [at for at, spec in enumerate(fields) if spec.kind is Kind.CHOICES]
    before: Row = ()
    for number, row in enumerate(opened.rows(how.table.name, fields), 2):
        key = tuple([row[at] for at in keys])
        if None in [row[at] for at in needed] or row[office_at] != office or key <= before:
            raise Refused(f"“{how.title}”第 {number} 行缺少必填内容、次序不对或属于别的单位。")
        before = key
        for at in chosen:
            row[at] = row[at] and str(row[at])
        for at in several:
            row[at] = [str(value) for value in row[at] or ()]
        yield tuple(row)


def setup_of(opened: Opened) -> Setup:
    """What a verified package says of the desk's set-up. Raises `Refused` if it cannot be understood."""
    known = {kept(record).table.name: record for record in SETUP_RECORDS}
    records: dict[type[SQLModel], list[SQLModel]] = {record: [] for record in SETUP_RECORDS}
    terms: dict[str, list[str]] = {}
    sender = ""
    for number, (kind, key, name, value) in enumerate(opened.rows(SETUP, fields_of(SetupLine)), 2):
        try:
            if kind in known:
                records[known[kind]].append(known[kind].model_validate_json(value or ""))
            elif kind == CLAIMED:
                terms[key] = [str(term) for term in json.loads(value or "")]
            elif kind == SENDER:
                sender = name
        except (ValueError, TypeError):
            raise Refused(f"“{SETUP_TITLE}”第 {number} 行无法识别。") from None
    return Setup(records, terms, sender)


def _setup(connection: Connection, office_code: str, sender: str) -> Iterator[SetupLine]:
    for record in SETUP_RECORDS:
        how = kept(record)
        names = list(record.model_fields)
        for row in held_rows(connection, how, office_code):
            found = record.model_validate(dict(zip(names, row, strict=True)))
            yield SetupLine(
                kind=how.table.name,
                key=str(getattr(found, how.key[-1])),
                name=getattr(found, "name", ""),
                value=found.model_dump_json(),
            )
    for batch_id, terms in _claimed(connection, office_code).items():
        yield SetupLine(kind=CLAIMED, key=batch_id, name="占用学期", value=json.dumps(terms))
    yield SetupLine(kind=SENDER, key="", name=sender, value="")


def _claimed(connection: Connection, office_code: str) -> dict[str, list[str]]:
    query = (
        select(CLAIMS.c.batch_id, CLAIMS.c.term)
        .where(CLAIMS.c.office_code == office_code)
        .distinct()
        .order_by(CLAIMS.c.batch_id, CLAIMS.c.term)
    )
    terms: dict[str, list[str]] = {}
    for batch_id, term in connection.execute(query):
        terms.setdefault(batch_id, []).append(term)
    return terms


def _of(how: Kept, office_code: str) -> Any:
    return how.table.c["code" if how.record is Office else "office_code"] == office_code


def dictionary(how: Kept, row: Sequence[Any]) -> dict[str, Any]:
    """A row by the names of the record's fields."""
    return dict(zip(how.record.model_fields, row, strict=True))
