"""Entries of the six actions: recorded, corrected, withdrawn, listed, found and added up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from countydesk.domain import values
from countydesk.domain.catalogue import FIGURES, TITLES, FieldOf, KindOf, Ledger, Programme
from countydesk.domain.entries import Entry, problems_of
from countydesk.domain.fields import Kind
from countydesk.domain.months import Month
from countydesk.domain.offices import CITY_WITHOUT_COUNTIES, Level
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.domain.revisions import Action
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.services.photos import HeldPhoto, keep_only, keep_photos
from countydesk.storage.entries import ENTRIES, amount_of, matching, text_of
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import PHOTOS

# Photographs of every ledger have this subject: it was the activities' before they became entries.
SUBJECT = "activity"
OLD = "旧项目"
READ_AT_ONCE = 500
SORTED = ("first_day", "programme", "name", "place", "people", "level", "office_code")
SORTS = {name: ENTRIES.c[name] for name in SORTED}


@dataclass(frozen=True)
class Wanted:
    """Which entries are looked at; None narrows nothing. `programme` and `kind` are keys of the
    catalogue, `office` the code of an office that reported here."""

    month: Month | None = None
    ledger: Ledger | None = None
    action: str | None = None
    programme: str | None = None
    kind: str | None = None
    office: str | None = None
    belongs_to: str | None = None
    typed: str = ""
    withdrawn: bool = False  # those that were withdrawn instead of those that stand


@dataclass(frozen=True)
class EntryLine:
    """An entry as lists show it: private values are masked, what the catalogue calls it stands beside."""

    entry: Entry
    photos: int
    action: str
    programme: str
    kind: str


@dataclass(frozen=True)
class Summary:
    """How many entries, the people they reached, and the sums of the kind's figures by field: fen for
    money, else a decimal number. Only where one kind is looked at."""

    entries: int
    people: int
    totals: Mapping[str, int | Decimal] = field(default_factory=dict)


def new(desk: Desk, kind: str, name: str, first_day: date, **more: Any) -> Entry:
    """A new entry of this office of a kind ("programme.kind"), not written yet; `more` are other fields."""
    found = desk.catalogue.kinds[kind]
    begun: dict[str, Any] = {"ledger": found.ledger, "programme": found.programme, "kind": found.key}
    begun |= {"name": name, "level": desk.office.level, "first_day": first_day, **more}
    return Entry(office_code=desk.office.code, id=desk.new_id(), **begun)


def record(desk: Desk, entry: Entry, photos: Sequence[bytes | HeldPhoto] = ()) -> Changes:
    """Write an entry with its photographs; sent again with the same id it is not written twice.

    Raises `Refused` with all problems at once, or when the first day's month is closed.
    """
    operator = desk.acting(Act.RECORD)
    refuse_if([*_level_problems(desk, entry), *problems_of(entry, desk.catalogue, desk.today)])
    with desk.work() as work:
        kept = work.get(Entry, desk.office.code, entry.id)
        if kept:
            stamps = {"recorded_by": kept.recorded_by, "recorded_at": kept.recorded_at}
        else:
            require_open_month(desk, work, Month.of(entry.first_day))
            stamps = {"recorded_by": operator, "recorded_at": work.now.replace(microsecond=0)}
        entry = _cleared(desk, entry).model_copy(
            update={"office_code": desk.office.code, "withdrawn": "", **stamps}
        )
        _require_whole(desk, work, entry)
        work.add(entry)
        keep_photos(desk, work, SUBJECT, entry.id, entry.first_day, photos)
        return work.commit()


def record_all(desk: Desk, several: Sequence[Entry]) -> Changes:
    """Write many new entries in one step, all or none.

    Raises `Refused` with all problems at once, each with the entry's place (`row`, from 1), or when the
    month of one is closed.
    """
    operator = desk.acting(Act.RECORD)
    refuse_if(
        replace(problem, row=number)
        for number, entry in enumerate(several, 1)
        for problem in (*_level_problems(desk, entry), *problems_of(entry, desk.catalogue, desk.today))
    )
    with desk.work() as work:
        for month in {Month.of(entry.first_day) for entry in several}:
            require_open_month(desk, work, month)
        stamps = {"recorded_by": operator, "recorded_at": work.now.replace(microsecond=0)}
        fixed = {"office_code": desk.office.code, "withdrawn": "", **stamps}
        whole = [_cleared(desk, entry).model_copy(update=fixed) for entry in several]
        for entry in whole:
            _require_whole(desk, work, entry)
        work.add(*whole)
        return work.commit()


def correct(desk: Desk, entry: Entry, photos: Sequence[HeldPhoto], reason: str) -> Changes:
    """Write a corrected entry and its photographs; what it was stays in the record of changes.

    Raises `Refused` with all problems, without a reason, for a withdrawn entry, or when the old or the
    new first day lies in a closed month.
    """
    desk.acting(Act.RECORD)
    missing = [] if reason.strip() else [Problem("请写更正原因。")]
    refuse_if([*missing, *_level_problems(desk, entry), *problems_of(entry, desk.catalogue, desk.today)])
    with desk.work() as work:
        kept = _standing(desk, work, entry.id)
        for day in (kept.first_day, entry.first_day):
            require_open_month(desk, work, Month.of(day))
        fixed = kept.model_dump(include={"office_code", "withdrawn", "recorded_by", "recorded_at"})
        entry = _cleared(desk, entry).model_copy(update=fixed)
        _require_whole(desk, work, entry)
        work.change(entry, reason)
        keep_only(work, SUBJECT, entry.id, {photo.digest for photo in photos}, reason)
        keep_photos(desk, work, SUBJECT, entry.id, entry.first_day, photos)
        return work.commit()


def withdraw(desk: Desk, entry_id: str, reason: str) -> Changes:
    """Take an entry out of every count; it stays to be looked at, with the reason.

    Raises `Refused` without a reason, for one that is withdrawn, while others belong to it, or in a
    closed month.
    """
    desk.acting(Act.RECORD)
    if not reason.strip():
        raise Refused("请写撤回原因。")
    with desk.work() as work:
        kept = _standing(desk, work, entry_id)
        require_open_month(desk, work, Month.of(kept.first_day))
        if own := work.all(Entry, ENTRIES.c.belongs_to == entry_id, ENTRIES.c.withdrawn == ""):
            raise Refused(f"还有 {len(own)} 条记录属于“{kept.name}”,请先撤回或改到别处。")
        work.change(kept.model_copy(update={"withdrawn": reason.strip()}), reason)
        return work.commit()


def named(desk: Desk, entry_id: str, office: str = "") -> Entry:
    """One entry of this office, or of one that reported here, its private values masked.

    Raises `Refused` for an unknown id.
    """
    with desk.work() as work:
        return _masked(desk, _kept(desk, work, entry_id, office))


def open_to_correct(desk: Desk, entry_id: str) -> Entry:
    """One entry for its form, where all stands in full: where something is private, that is recorded."""
    desk.acting(Act.RECORD)
    with desk.work() as work:
        entry = _kept(desk, work, entry_id)
        if _masked(desk, entry) != entry:
            work.log(Action.SEEN, Entry, entry_id, "更正时查看全部内容")
            work.commit()
        return entry


def reveal(desk: Desk, entry_id: str, key: str, office: str = "") -> str:
    """A private value in full; that it was looked at is recorded. Raises `Refused` for what is not there."""
    desk.acting(Act.REVEAL)
    with desk.work() as work:
        entry = _kept(desk, work, entry_id, office)
        own = kind_of(desk, entry).own(key)
        if own is None:
            raise Refused(f"这条记录没有“{key}”这一项。")
        work.log(Action.SEEN, Entry, entry_id, own.title)
        work.commit()
    return values.written(own, entry.values.get(key))


def last(desk: Desk, ledger: Ledger, programme: str | None = None, kind: str | None = None) -> Entry | None:
    """The entry of this office that was recorded last, to begin the next one from; masked."""
    wanted = Wanted(ledger=ledger, programme=programme, kind=kind, office=desk.office.code)
    query = _matching(desk, wanted).order_by(ENTRIES.c.id.desc()).limit(1)
    with desk.read() as connection:
        row = connection.execute(query).mappings().first()
    return _masked(desk, Entry.model_validate(dict(row))) if row else None


def lines(
    desk: Desk,
    wanted: Wanted,
    sort: str = "",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[EntryLine]:
    """A window of the entries that are wanted, the newest first unless sorted by another column: one of
    `SORTS`, or a field of the kind that is wanted."""
    newest = (ENTRIES.c.first_day.desc(), ENTRIES.c.id.desc())
    column = _sorted_by(desk, wanted, sort) if sort else None
    order = [] if column is None else [column.desc() if descending else column.asc()]
    of_entry = (PHOTOS.c.subject == SUBJECT, PHOTOS.c.subject_id == ENTRIES.c.id)
    photos = select(func.count()).where(PHOTOS.c.office_code == ENTRIES.c.office_code, *of_entry)
    query = _matching(desk, wanted).add_columns(photos.scalar_subquery().label("photos"))
    with desk.read() as connection:
        rows = connection.execute(query.order_by(*order, *newest).offset(offset).limit(limit)).mappings()
        return [_line(desk, row) for row in rows]


def in_full(desk: Desk, connection: Connection, wanted: Wanted) -> Iterator[Entry]:
    """All entries that are wanted, the oldest first, as they are kept: for who records that they leave."""
    query = _matching(desk, wanted).order_by(ENTRIES.c.first_day, ENTRIES.c.id)
    for row in connection.execute(query.execution_options(yield_per=READ_AT_ONCE)).mappings():
        yield Entry.model_validate(dict(row))


def summary(desk: Desk, wanted: Wanted) -> Summary:
    """How many entries these are, the people they reached, and the sums of the kind's figures."""
    kind = _kind(desk, wanted)
    figures = [own for own in kind.fields if own.kind in FIGURES] if kind else []
    sums = [func.sum(amount_of(own.key, own.digits)) for own in figures]
    query = _matching(desk, wanted).with_only_columns(func.count(), func.sum(ENTRIES.c.people), *sums)
    with desk.read() as connection:
        number, people, *totals = connection.execute(query.order_by(None)).one()
    return Summary(
        number,
        people or 0,
        {own.key: _scaled(own, total or 0) for own, total in zip(figures, totals, strict=True)},
    )


def counted(desk: Desk, wanted: Wanted) -> dict[str, int]:
    """How many entries there are of each kind ("programme.kind") that has any."""
    kinds = (ENTRIES.c.programme, ENTRIES.c.kind)
    query = _matching(desk, wanted).with_only_columns(*kinds, func.count()).group_by(*kinds)
    with desk.read() as connection:
        return {f"{programme}.{kind}": number for programme, kind, number in connection.execute(query)}


def enters(desk: Desk, programme: Programme) -> bool:
    """Whether this office is of a level that enters a programme's records."""
    own = {desk.office.level}
    if desk.office.code == CITY_WITHOUT_COUNTIES:
        own.add(Level.COUNTY)
    return bool(own & set(programme.reports))


def kind_of(desk: Desk, entry: Entry) -> KindOf:
    """The kind of an entry. Of one that the catalogue has no more: its values by their keys, each of which
    may have been private."""
    if kind := desk.catalogue.kind(entry.programme, entry.kind):
        return kind
    fields = tuple(FieldOf(key, key, Kind.TEXT, private=True) for key in entry.values)
    return KindOf(entry.programme, entry.kind, OLD, entry.ledger, TITLES[entry.ledger], fields=fields)


def kind_titles(desk: Desk, entry: Entry) -> tuple[str, str, str]:
    """What the catalogue calls an entry's action, programme and kind; of what it has no more, 旧项目."""
    programme = desk.catalogue.programmes.get(entry.programme)
    kind = desk.catalogue.kind(entry.programme, entry.kind)
    if programme is None or kind is None:
        return OLD, OLD, entry.kind
    action = desk.catalogue.action(programme.action)
    return action.title if action else OLD, programme.title, kind.title


def _level_problems(desk: Desk, entry: Entry) -> list[Problem]:
    """A programme is entered at the desks of the levels that report it."""
    programme = desk.catalogue.programmes.get(entry.programme)
    if programme is None or enters(desk, programme):
        return []
    who = "、".join(level.title for level in programme.reports)
    return [Problem(f"“{programme.title}”由{who}登记,本单位不登记。", "programme")]


def _require_whole(desk: Desk, work: Work, entry: Entry) -> None:
    """What an entry belongs to must stand here, and be of the kind that the catalogue says."""
    if not entry.belongs_to:
        return
    whole = work.get(Entry, desk.office.code, entry.belongs_to)
    kind = desk.catalogue.kind(entry.programme, entry.kind)
    if whole is None or whole.withdrawn:
        raise Refused(Problem("所属的记录不存在或已撤回,请重新选择。", "belongs_to"))
    if kind is None or kind.of != f"{whole.programme}.{whole.kind}":
        raise Refused(Problem(f"这条记录不能归在“{whole.name}”之下,请重新选择。", "belongs_to"))


def _cleared(desk: Desk, entry: Entry) -> Entry:
    """Without values that say nothing; what a county records is in the county, unless it says otherwise."""
    county = desk.office.code if desk.office.level is Level.COUNTY else ""
    return entry.model_copy(
        update={
            "place_code": entry.place_code or county,
            "values": {key: value for key, value in entry.values.items() if value not in (None, "", [])},
            "modifiers": {key: word for key, word in entry.modifiers.items() if word},
        }
    )


def _kept(desk: Desk, work: Work, entry_id: str, office: str = "") -> Entry:
    entry = work.get(Entry, office or desk.office.code, entry_id)
    if entry is None:
        raise Refused("没有这条记录,请刷新列表后再看。")
    return entry


def _standing(desk: Desk, work: Work, entry_id: str) -> Entry:
    entry = _kept(desk, work, entry_id)
    if entry.withdrawn:
        raise Refused(f"“{entry.name}”已撤回({entry.withdrawn}),不能再更正或撤回。")
    return entry


def _masked(desk: Desk, entry: Entry) -> Entry:
    """The entry without private values in full."""
    own = {field_.key: field_ for field_ in kind_of(desk, entry).fields}
    shown = {key: values.masked(own[key], value) for key, value in entry.values.items() if key in own}
    return entry.model_copy(update={"values": shown})


def _line(desk: Desk, row: Mapping[Any, Any]) -> EntryLine:
    entry = Entry.model_validate({name: row[name] for name in Entry.model_fields})
    return EntryLine(_masked(desk, entry), row["photos"], *kind_titles(desk, entry))


def _matching(desk: Desk, wanted: Wanted) -> Select[Any]:
    columns = ENTRIES.c
    query = select(ENTRIES).where(columns.withdrawn != "" if wanted.withdrawn else columns.withdrawn == "")
    if wanted.month:
        query = query.where(columns.first_day.between(wanted.month.first_day, wanted.month.last_day))
    if wanted.action:
        action = desk.catalogue.action(wanted.action)
        query = query.where(columns.programme.in_([each.key for each in action.programmes] if action else []))
    exact = {
        columns.ledger: wanted.ledger,
        columns.programme: wanted.programme,
        columns.kind: wanted.kind,
        columns.office_code: wanted.office,
        columns.belongs_to: wanted.belongs_to,
    }
    query = query.where(*(column == value for column, value in exact.items() if value is not None))
    found = matching(wanted.typed)
    return query if found is None else query.where(found)


def _kind(desk: Desk, wanted: Wanted) -> KindOf | None:
    if wanted.programme is None or wanted.kind is None:
        return None
    return desk.catalogue.kind(wanted.programme, wanted.kind)


def _sorted_by(desk: Desk, wanted: Wanted, sort: str) -> ColumnElement[Any]:
    if sort in SORTS:
        return SORTS[sort]
    kind = _kind(desk, wanted)
    own = kind.own(sort) if kind else None
    if own is None:
        raise Refused(f"不能按“{sort}”排序。")
    return amount_of(sort, own.digits) if own.kind in FIGURES else func.coalesce(text_of(sort), "")


def _scaled(own: FieldOf, total: int) -> int | Decimal:
    return Decimal(total).scaleb(-own.digits) if own.kind is Kind.DECIMAL else total
