"""The record of changes as people read it: whole or of one child, searched, shown in full, handed out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select

from countydesk.domain.catalogue import FieldOf
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action, Revision, Told, in_words
from countydesk.services.desk import Desk
from countydesk.services.settings import RULES
from countydesk.storage.append_only import GUARDED
from countydesk.storage.beneficiaries import TABLE, matching
from countydesk.storage.child_keys import is_sealed
from countydesk.storage.disbursements import BATCHES
from countydesk.storage.entries import ENTRIES
from countydesk.storage.intake import APPLICATIONS
from countydesk.storage.offices import SETTINGS
from countydesk.storage.revisions import KEY_SLOTS, REBUILT, REVISIONS
from countydesk.storage.schema import KEPT
from countydesk.storage.visits import VISITS

READ_AT_ONCE = 1000  # rows of the workbook
BY_KIND = {how.table.name: how for how in KEPT if how.recorded != "none"}
# What stands in the record and is no kind of record of its own.
OTHER_KINDS = {KEY_SLOTS: "口令与钥匙", REBUILT: "重建台账", "activity": "活动台账"}
KIND_TITLES = {kind: how.title for kind, how in BY_KIND.items()} | OTHER_KINDS
NAMED_BY = ("name", "roster_number", "reference", "office_name", "holder", "month")
# What has no name is called by what it belongs to; a photograph belongs to one of three.
BELONGS = (
    ("application_id", APPLICATIONS),
    ("batch_id", BATCHES),
    *(("subject_id", one) for one in (VISITS, APPLICATIONS, ENTRIES)),
)
RULE_TITLES = {rule.name: rule.title for rule in RULES}


@dataclass(frozen=True)
class Wanted:
    """Which revisions to list; what is None or "" narrows nothing.

    `typed` is looked for in reasons and changes, and as a child's name, pinyin or number.
    """

    child_id: str = ""
    by: str = ""
    action: Action | None = None
    kind: str = ""
    first: date | None = None
    last: date | None = None
    typed: str = ""


@dataclass(frozen=True)
class Line:
    """One revision: what of which record, and what changed, in words."""

    number: int
    at: datetime  # in the desk's own zone
    by: str
    action: Action
    kind: str  # its title: "帮扶对象"
    subject: str  # whose or which: a name, a number, a month
    told: tuple[Told, ...]
    reason: str

    @property
    def sentence(self) -> str:
        return ";".join(str(one) for one in self.told if one.before or one.after)


def how_many(desk: Desk, wanted: Wanted) -> int:
    """How many revisions these are. Raises `Refused` for who may not see the whole record."""
    _require(desk, wanted)
    with desk.read() as connection:
        query = _matching(desk, connection, wanted)
        return connection.scalar(select(func.count()).select_from(query.subquery())) or 0


def listing(desk: Desk, wanted: Wanted, offset: int = 0, limit: int = 100) -> list[Line]:
    """A window of the revisions, the newest first; what is private is masked. Raises as `how_many` does."""
    _require(desk, wanted)
    with desk.read() as connection:
        return _lines(connection, desk, wanted, offset, limit)


def people(desk: Desk) -> list[str]:
    """Everybody who has ever worked here."""
    return [operator.name for operator in desk.operators]


def in_full(desk: Desk, number: int) -> Line:
    """One revision with what is private in it; that it was looked at is recorded. Raises `Refused`."""
    desk.acting(Act.REVEAL)
    with desk.work() as work:
        query = select(REVISIONS).where(
            REVISIONS.c.office_code == desk.office.code, REVISIONS.c.number == number
        )
        row = work.connection.execute(query).mappings().first()
        if row is None:
            raise Refused("没有这条变动记录。")
        revision = Revision.model_validate(dict(row))
        (line,) = _in_words(desk, work.connection, [revision], masked=False)
        work.log(Action.SEEN, Revision, str(number), f"第 {number} 条变动的完整内容")
        work.commit()
    return line


def hand_out(desk: Desk, wanted: Wanted, path: Path) -> int:
    """Write the revisions to an .xlsx, masked; returns how many. That they left the desk is recorded.

    Raises `Refused` for who may not, `Unavailable` when it cannot be saved.
    """
    from countydesk.export.workbook import write_table  # openpyxl takes its time to come

    desk.acting(Act.HAND_OUT)
    _require(desk, wanted)
    with desk.work() as work:
        written = write_table(path, "变动记录", _columns(), _rows(work.connection, desk, wanted))
        work.hands_out(path)
        work.log(Action.SENT_OUT, Revision, desk.office.code, f"导出变动记录 {written} 条:{path.name}")
        work.commit()
    return written


def _require(desk: Desk, wanted: Wanted) -> None:
    """A child's own record belongs to its file; the whole one shows what colleagues do."""
    if not wanted.child_id:
        desk.acting(Act.AUDIT)


def _columns() -> list[FieldSpec]:
    titles = (
        ("序号", Kind.NUMBER),
        ("时间", Kind.INSTANT),
        ("经办人员", Kind.NAME),
        ("动作", Kind.TEXT),
        ("内容", Kind.TEXT),
        ("对象", Kind.TEXT),
        ("变动", Kind.LONG_TEXT),
        ("原因", Kind.LONG_TEXT),
    )
    return [FieldSpec(title, title, kind, False, None, False, "") for title, kind in titles]


def _rows(connection: Connection, desk: Desk, wanted: Wanted) -> Iterator[list[object]]:
    offset = 0
    while lines := _lines(connection, desk, wanted, offset, READ_AT_ONCE):
        for line in lines:
            yield [
                line.number,
                line.at,
                line.by,
                line.action.title,
                line.kind,
                line.subject,
                line.sentence,
                line.reason,
            ]
        offset += READ_AT_ONCE


def _lines(connection: Connection, desk: Desk, wanted: Wanted, offset: int, limit: int) -> list[Line]:
    query = _matching(desk, connection, wanted).order_by(REVISIONS.c.number.desc())
    if wanted == Wanted():
        # Numbers have no gaps: a window far down the whole record is found by them, not counted off.
        last = select(func.max(REVISIONS.c.number)).where(REVISIONS.c.office_code == desk.office.code)
        query = query.where(REVISIONS.c.number <= (connection.scalar(last) or 0) - offset)
        offset = 0
    rows = connection.execute(query.offset(offset).limit(limit)).mappings()
    return _in_words(desk, connection, [Revision.model_validate(dict(row)) for row in rows])


def _matching(desk: Desk, connection: Connection, wanted: Wanted) -> Select[Any]:
    query, row = _narrowed(desk, wanted), REVISIONS.c
    if words := wanted.typed.strip():
        children = matching(words).with_only_columns(TABLE.c.id)
        said = (column.icontains(words, autoescape=True) for column in (row.reason, row.changes))
        sealed = row.number.in_(_sealed_with(desk, connection, query, words))
        query = query.where(or_(row.record_id.in_(children), sealed, *said))
    return query


def _sealed_with(desk: Desk, connection: Connection, query: Select[Any], words: str) -> list[int]:
    """The numbers of the revisions that say these words under a child's key: each has to be opened."""
    keys, found, words = desk.child_keys(connection), [], words.casefold()
    rows = connection.execute(query.where(is_sealed())).mappings()
    for some in rows.partitions(READ_AT_ONCE):
        opened = keys.opened(Revision.model_construct(**row) for row in some)
        found += [one.number for one in opened if words in f"{one.reason} {one.changes}".casefold()]
    return found


def _narrowed(desk: Desk, wanted: Wanted) -> Select[Any]:
    row, office = REVISIONS.c, desk.office.code
    query = select(REVISIONS).where(row.office_code == office)
    if wanted.child_id:
        query = query.where(or_(*_of_child(office, wanted.child_id)))
    if wanted.by:
        query = query.where(row.by == wanted.by)
    if wanted.action:
        query = query.where(row.action == wanted.action)
    if wanted.kind:
        query = query.where(row.kind == wanted.kind)
    if wanted.first:
        query = query.where(row.at >= _begin(desk, wanted.first))
    if wanted.last:
        query = query.where(row.at < _begin(desk, wanted.last + timedelta(days=1)))
    return query


def _begin(desk: Desk, day: date) -> datetime:
    """The first moment of a day, in the desk's own zone."""
    return datetime.combine(day, time(), desk.clock().tzinfo)


def _of_child(office: str, child_id: str) -> Iterator[ColumnElement[bool]]:
    """The revisions of a child and of all that is recorded of it."""
    row = REVISIONS.c
    yield and_(row.kind == TABLE.name, row.record_id == child_id)
    for kind, how in BY_KIND.items():
        if "beneficiary_id" in how.table.c:
            own = select(how.table.c[how.key[-1]]).where(
                how.table.c.office_code == office, how.table.c.beneficiary_id == child_id
            )
            yield and_(row.kind == kind, row.record_id.in_(own))


def _in_words(
    desk: Desk, connection: Connection, revisions: Sequence[Revision], *, masked: bool = True
) -> list[Line]:
    revisions = desk.child_keys(connection).opened(revisions)
    names, zone = _subjects(connection, revisions), desk.clock().tzinfo
    own = _own_fields(desk, connection, revisions)
    appended = _appended(connection, desk.office.code, revisions)
    return [
        Line(
            one.number,
            one.at.astimezone(zone),
            one.by,
            Action(one.action),
            KIND_TITLES.get(one.kind, one.kind),
            names.get((one.kind, one.record_id), ""),
            tuple(
                in_words(
                    BY_KIND[one.kind].record if one.kind in BY_KIND else None,
                    appended.get((one.kind, one.record_id), one.changes),
                    masked=masked,
                    own=own.get(one.record_id),
                )
            ),
            one.reason,
        )
        for one in revisions
    ]


def _own_fields(
    desk: Desk, connection: Connection, revisions: Sequence[Revision]
) -> dict[str, dict[str, FieldOf]]:
    """The fields that the catalogue gives the entries among the records, by their ids."""
    ids = {one.record_id for one in revisions if one.kind == ENTRIES.name}
    query = select(ENTRIES.c.id, ENTRIES.c.programme, ENTRIES.c.kind).where(ENTRIES.c.id.in_(ids))
    kinds = {row.id: desk.catalogue.kind(row.programme, row.kind) for row in connection.execute(query)}
    return {record: {own.key: own for own in kind.fields} for record, kind in kinds.items() if kind}


def _appended(
    connection: Connection, office: str, revisions: Sequence[Revision]
) -> dict[tuple[str, str], str]:
    """What was added to tables that are their own record, of which revisions keep a digest alone."""
    found: dict[tuple[str, str], str] = {}
    added = [one for one in revisions if one.action == Action.ADDED and one.kind in GUARDED]
    for kind in {one.kind for one in added}:
        how = BY_KIND[kind]
        ids = {one.record_id for one in added if one.kind == kind}
        query = select(how.table).where(how.table.c.office_code == office, how.table.c[how.key[-1]].in_(ids))
        for row in connection.execute(query).mappings():
            record = how.record.model_validate({name: row[name] for name in how.record.model_fields})
            values = {name: [None, value] for name, value in record.model_dump(mode="json").items()}
            found[kind, str(row[how.key[-1]])] = json.dumps(values)
    return found


def _subjects(connection: Connection, revisions: Sequence[Revision]) -> dict[tuple[str, str], str]:
    """What the records are called: by a name of their own, by their child's, or by their key."""
    found: dict[tuple[str, str], str] = {}
    for kind in {one.kind for one in revisions if one.kind in BY_KIND}:
        table = BY_KIND[kind].table
        ids = {one.record_id for one in revisions if one.kind == kind}
        if table is SETTINGS:
            found |= {(kind, key): RULE_TITLES.get(key, "") for key in ids}
            continue
        for query in _names(table, BY_KIND[kind].key[-1], ids):
            found |= {(kind, str(row[0])): str(row[1] or "") for row in connection.execute(query)}
    return found


def _names(table: Table, key: str, ids: set[str]) -> Iterator[Select[Any]]:
    """The names of a table's own, or of what its records belong to."""
    some = table.c[key].in_(ids)
    if "beneficiary_id" in table.c or any(name in table.c for name in NAMED_BY):
        yield _named(select(table.c[key]), table).where(some)
        return
    for name, parent in BELONGS:
        if name in table.c:
            of_it = and_(parent.c.office_code == table.c.office_code, parent.c.id == table.c[name])
            yield _named(select(table.c[key]).join(parent, of_it), parent).where(some)


def _named(query: Select[Any], table: Table) -> Select[Any]:
    """With the name of a record of this table: its child's, or one of its own."""
    if "beneficiary_id" in table.c:
        of_child = and_(TABLE.c.office_code == table.c.office_code, TABLE.c.id == table.c.beneficiary_id)
        return query.join(TABLE, of_child).add_columns(TABLE.c.name)
    return query.add_columns(func.coalesce(*(table.c[name] for name in NAMED_BY if name in table.c), ""))
