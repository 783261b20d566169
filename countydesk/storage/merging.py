"""The rows of another office: written many at a time, and what follows from them looked up."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import ValidationError
from sqlalchemy import (
    Connection,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    func,
    null,
    select,
    text,
    tuple_,
)

from countydesk.domain.claims import ListedChild, claims_of
from countydesk.domain.disbursements import BatchState, Claim, EntryKind
from countydesk.domain.problems import Refused
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.bulk import AT_ONCE, insert, parts
from countydesk.storage.closing import CLOSES, PACKAGES
from countydesk.storage.disbursements import BATCHES, CLAIMS, LEDGER, LINES, STEPS
from countydesk.storage.enrolment import EVENTS, STANDARDS
from countydesk.storage.intake import STEPS as APPLICATION_STEPS
from countydesk.storage.schema import Kept

Row = tuple[Any, ...]
OnRows = Callable[[int], None]

APPENDED: frozenset[Table] = frozenset(
    {LINES, STEPS, LEDGER, EVENTS, STANDARDS, CLOSES, PACKAGES, APPLICATION_STEPS}
)


@dataclass(frozen=True)
class SameChild:
    """A child of an office and the child with the same ID in another."""

    citizen_id: str
    own_id: str
    own_name: str
    own_state: str
    other_office: str
    other_id: str
    other_name: str
    other_state: str


def has_rows(connection: Connection, how: Kept, office_code: str) -> bool:
    """Whether anything of this kind is held of an office."""
    query = select(how.table.c.office_code).where(how.table.c.office_code == office_code).limit(1)
    return connection.scalar(query) is not None


def write_new(
    connection: Connection, how: Kept, rows: Iterable[Row], on_rows: OnRows = lambda rows: None
) -> int:
    """Insert rows (the record's fields in their order) as they come; returns how many.

    `on_rows` gets the number of each run that was written, and may raise to cancel. Raises
    `Refused` for a row that the record's own rules do not allow.
    """
    waiting, done = iter(rows), 0
    while some := list(islice(waiting, AT_ONCE)):
        values, records = _values(how, some)
        insert(connection, how.table, values)
        if how.written:
            how.written(connection, records)
        done += len(some)
        on_rows(len(some))
    return done


def write_changed(connection: Connection, how: Kept, rows: Sequence[Row]) -> None:
    """Write rows over those of the same key. Raises `Refused` as `write_new` does."""
    same_key = and_(*(how.table.c[name] == bindparam(f"key_{name}") for name in how.key))
    for some in parts(rows):
        values, records = _values(how, some)
        keys = [{f"key_{name}": row[name] for name in how.key} for row in values]
        # Two rows may have changed places: what must be unique is given up by all before any takes it.
        freed = {column: null() for column in _unique_nullable(how.table)}
        if freed:
            connection.execute(how.table.update().where(same_key).values(freed), keys)
        rest = [{name: row[name] for name in row if name not in how.key} for row in values]
        changed = [key | row for key, row in zip(keys, rest, strict=True)]
        columns: dict[str, Any] = {name: bindparam(name) for name in rest[0]}
        connection.execute(how.table.update().where(same_key).values(columns), changed)
        if how.written:
            how.written(connection, records)


def remove(connection: Connection, how: Kept, rows: Sequence[Row]) -> None:
    """Take rows away, the last first: a later one may refer to an earlier."""
    names = list(how.record.model_fields)
    at = [names.index(name) for name in how.key]
    columns = tuple_(*(how.table.c[name] for name in how.key))
    for some in parts([tuple([row[place] for place in at]) for row in reversed(rows)]):
        connection.execute(how.table.delete().where(columns.in_(some)))


@contextmanager
def rewriting(connection: Connection, tables: Collection[Table]) -> Iterator[None]:
    """Within this, tables that are only appended to can be changed: a person decided that another
    office's past is as it says now. It ends with the transaction, whatever happens."""
    lite = connection.dialect.name == "sqlite"
    triggers = [_triggers(connection, table) if lite else {} for table in tables]
    for table, own in zip(tables, triggers, strict=True):
        if not lite:
            connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
        for name in own:
            connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for table, own in zip(tables, triggers, strict=True):
        if not lite:
            connection.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
        for sql in own.values():
            connection.exec_driver_sql(sql)


def drop_claims(connection: Connection, office_code: str, batch_ids: Sequence[str]) -> None:
    """Forget the claims of some batches, before they are derived anew."""
    for some in parts(batch_ids):
        own = CLAIMS.c.office_code == office_code
        connection.execute(CLAIMS.delete().where(own, CLAIMS.c.batch_id.in_(some)))


def derive_claims(
    connection: Connection, office_code: str, terms: Mapping[str, Sequence[str]], batch_ids: Sequence[str]
) -> list[tuple[Claim, str]]:
    """Write the claims of some batches as they follow from lines and ledger.

    `terms` tells the half years that each batch takes. Returns the claims that another batch (its
    id stands beside) had made before: the same child twice in one half year.
    """
    if not batch_ids:
        return []
    query = select(CLAIMS.c.beneficiary_id, CLAIMS.c.term, CLAIMS.c.batch_id)
    taken = {
        (child, term): batch
        for child, term, batch in connection.execute(query.where(CLAIMS.c.office_code == office_code))
    }
    fresh: list[dict[str, Any]] = []
    twice = []
    for some in parts(sorted(set(batch_ids) & terms.keys())):
        given_up = _given_up(connection, office_code, some)
        for claim in claims_of(office_code, terms, _listed(connection, office_code, some), given_up):
            other = taken.setdefault((claim.beneficiary_id, claim.term), claim.batch_id)
            if other == claim.batch_id:
                fresh.append(claim.model_dump())
            else:
                twice.append((claim, other))
    if fresh:
        insert(connection, CLAIMS, fresh)
    return twice


def claims_by_child(
    connection: Connection, children: Collection[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, str]]:
    """The half years and batches of some children, known by office and id."""
    found: dict[tuple[str, str], dict[str, str]] = {child: {} for child in children}
    who = tuple_(CLAIMS.c.office_code, CLAIMS.c.beneficiary_id)
    for some in parts(sorted(children)):
        for claim in connection.execute(select(CLAIMS).where(who.in_(some))):
            found[(claim.office_code, claim.beneficiary_id)][claim.term] = claim.batch_id
    return found


def same_children(connection: Connection, office_code: str) -> list[SameChild]:
    """The children of an office whose ID another office has on its register too."""
    own, other = TABLE.alias("own"), TABLE.alias("other")
    query = (
        select(
            own.c.citizen_id,
            own.c.id,
            own.c.name,
            own.c.state,
            other.c.office_code,
            other.c.id,
            other.c.name,
            other.c.state,
        )
        .join(other, (other.c.citizen_id == own.c.citizen_id) & (other.c.office_code != own.c.office_code))
        .where(own.c.office_code == office_code)
        .order_by(own.c.citizen_id, other.c.office_code)
    )
    return [SameChild(*row) for row in connection.execute(query)]


def _values(how: Kept, rows: Sequence[Row]) -> tuple[list[dict[str, Any]], list[Any]]:
    names = list(how.record.model_fields)
    values = [dict(zip(names, row, strict=True)) for row in rows]
    if how.derived is None and how.written is None:
        return values, []
    try:
        records = [how.record.model_validate(row) for row in values]
    except ValidationError:
        raise Refused(f"“{how.title}”中有不合规则的内容。") from None
    if how.derived is None:
        return values, records
    return [row | how.derived(record) for row, record in zip(values, records, strict=True)], records


def _unique_nullable(table: Table) -> list[str]:
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return sorted({column.name for one in unique for column in one.columns if column.nullable})


def _triggers(connection: Connection, table: Table) -> dict[str, str]:
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    return {name: sql for name, sql in connection.execute(query, {"name": table.name})}


def _listed(connection: Connection, office_code: str, batch_ids: Sequence[str]) -> Iterator[ListedChild]:
    query = select(LINES.c.batch_id, LINES.c.id, LINES.c.beneficiary_id).where(
        LINES.c.office_code == office_code, LINES.c.batch_id.in_(batch_ids)
    )
    for row in connection.execute(query.order_by(LINES.c.batch_id, LINES.c.position)):
        yield ListedChild(*row)


def _given_up(connection: Connection, office_code: str, batch_ids: Sequence[str]) -> frozenset[str]:
    """The lines of settled batches that were due and never paid."""
    unpaid = func.sum(
        case((LEDGER.c.kind == EntryKind.DUE, LEDGER.c.fen), (LEDGER.c.kind == EntryKind.PAID, -LEDGER.c.fen))
    )
    query = (
        select(LEDGER.c.line_id)
        .join(BATCHES, and_(BATCHES.c.office_code == LEDGER.c.office_code, BATCHES.c.id == LEDGER.c.batch_id))
        .where(
            LEDGER.c.office_code == office_code,
            BATCHES.c.state == BatchState.SETTLED,
            BATCHES.c.id.in_(batch_ids),
        )
        .group_by(LEDGER.c.line_id)
        .having(unpaid > 0)
    )
    return frozenset(connection.scalars(query))
