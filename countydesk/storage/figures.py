"""What an indicator's records add up to, office by office, asked of the database in one statement each."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, literal, or_, select

from countydesk.domain.catalogue import BUILT_IN, Catalogue, Count, Indicator, Period
from countydesk.domain.disbursements import EntryKind
from countydesk.domain.entries import Precision
from countydesk.domain.fields import Kind
from countydesk.domain.reckoning import Part, Selection, Span
from countydesk.domain.regions import PoorCounty
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.disbursements import LEDGER
from countydesk.storage.enrolment import STANDARDS
from countydesk.storage.entries import ENTRIES, amount_of, text_of
from countydesk.storage.regions import poor_counties

CITY, COUNTY = 4, 6  # digits of a division's code that name them
PAID_OUT = {EntryKind.PAID: 1, EntryKind.RETURNED: -1, EntryKind.REPAID: 1}
# The tables that stand behind the built-in sources, each with the day that its rows count from.
DAYS = {
    "beneficiaries": TABLE.c.admitted_on,
    "payments": LEDGER.c.day,
    "standards": STANDARDS.c.from_day,
}


def parts_of(
    connection: Connection, catalogue: Catalogue, indicator: Indicator, span: Span, own: str
) -> dict[str, Part]:
    """What each office's records give an indicator that is counted from records, by the office's code.

    `own` is the desk's office, whose standards hold.
    """
    if indicator.source == "places":
        return _parts_of_places(indicator)
    if indicator.count is Count.DISTINCT:
        return _different(connection, indicator, span, own)
    if indicator.count in (Count.FIRST_DAY, Count.LATEST):
        return _at_the_end(connection, catalogue, indicator, span, own)
    return _sums(connection, catalogue, indicator, span, own)


def behind(
    leaves: Sequence[Indicator], span: Span, own: str, office: str = ""
) -> list[tuple[str, Select[Any]]]:
    """The records that some counted indicators are made of, of every office or of one, as queries with
    their source: whole entries, the newest first, as source ""; and of the rows of each other table the
    office, name, child, value, sort and day."""
    queries: list[tuple[str, Select[Any]]] = []
    entries = [Selection.of(each) for each in leaves if each.source not in BUILT_IN]
    if entries:
        wanted = or_(*(and_(*_conditions(each, span, own)) for each in entries))
        newest = (ENTRIES.c.first_day.desc(), ENTRIES.c.id.desc())
        queries.append(("", select(ENTRIES).where(wanted).order_by(*newest)))
    for each in leaves:
        if each.source in DAYS:
            day = DAYS[each.source]
            query = select(day.table.c.office_code, *_told(each.source), day)
            conditions = _conditions(Selection.of(each), span, own)
            queries.append((each.source, query.where(*conditions).order_by(day.desc(), day.table.c.id)))
    if not office:
        return queries
    return [(source, query.where(_office(source) == office)) for source, query in queries]


def _told(source: str) -> list[Any]:
    """Of a row of a built-in source: its name and the child's id, what it says, and the sort of row."""
    if source == "payments":
        child = (TABLE.c.office_code == LEDGER.c.office_code, TABLE.c.id == LEDGER.c.beneficiary_id)
        signs = case(*((LEDGER.c.kind == kind, sign * LEDGER.c.fen) for kind, sign in PAID_OUT.items()))
        name = select(TABLE.c.name).where(*child).scalar_subquery()
        return [name, LEDGER.c.beneficiary_id, signs, LEDGER.c.kind]
    if source == "beneficiaries":
        return [TABLE.c.name, TABLE.c.id, TABLE.c.stage, literal("")]
    return [STANDARDS.c.stage, literal(""), STANDARDS.c.yearly_fen, literal("")]


def places_of(indicator: Indicator) -> list[PoorCounty]:
    """The counties that an indicator of places counts."""
    return [county for county in poor_counties() if _is_among(county, indicator.among)]


def _sums(
    connection: Connection, catalogue: Catalogue, indicator: Indicator, span: Span, own: str
) -> dict[str, Part]:
    amount, digits = _amount(catalogue, indicator)
    ways = {Count.COUNT: func.count(), Count.MAX: func.max(amount), Count.SUM: func.sum(amount)}
    office = _office(indicator.source)
    word = _word(indicator)
    query = select(office, func.count(), ways[indicator.count], func.min(word), func.max(word)).group_by(
        office
    )
    rows = connection.execute(query.where(*_conditions(Selection.of(indicator), span, own)))
    return {
        code: Part(records, _scaled(total or 0, digits), words=frozenset(filter(None, words)))
        for code, records, total, *words in rows
    }


def _different(connection: Connection, indicator: Indicator, span: Span, own: str) -> dict[str, Part]:
    office, value = _office(indicator.source), _value(indicator)
    query = select(office, value, func.count()).group_by(office, value)
    found: dict[str, Part] = {}
    for code, said, records in connection.execute(
        query.where(*_conditions(Selection.of(indicator), span, own))
    ):
        before = found.get(code, Part(0))
        values = before.values | ({said} if said else set())
        found[code] = Part(before.records + records, values=values)
    return found


def _at_the_end(
    connection: Connection, catalogue: Catalogue, indicator: Indicator, span: Span, own: str
) -> dict[str, Part]:
    """The earliest day, or the amount of the newest record."""
    amount, digits = _amount(catalogue, indicator)
    office, day = _office(indicator.source), _day(indicator.source)
    table = office.table
    order = day.desc() if indicator.count is Count.LATEST else day.asc()
    place = func.row_number().over(partition_by=office, order_by=(order, table.c.id.desc())).label("place")
    of_all = func.count().over(partition_by=office).label("records")
    exact = table.c.precision if table is ENTRIES else literal(Precision.DAY.value)
    columns = (
        office.label("office"),
        day.label("day"),
        exact.label("precision"),
        amount.label("amount"),
        _word(indicator).label("word"),
        place,
        of_all,
    )
    rows = select(*columns).where(*_conditions(Selection.of(indicator), span, own)).subquery()
    return {
        row.office: _ending(row, digits) for row in connection.execute(select(rows).where(rows.c.place == 1))
    }


def _ending(row: Row[Any], digits: int) -> Part:
    words = frozenset(filter(None, [row.word]))
    amount = _scaled(row.amount or 0, digits)
    return Part(row.records, amount, day=row.day, precision=Precision(row.precision), words=words)


def _parts_of_places(indicator: Indicator) -> dict[str, Part]:
    return {
        county.code: Part(1, 1, frozenset((county.city if indicator.field == "city" else county.code,)))
        for county in places_of(indicator)
    }


def _is_among(county: PoorCounty, among: str) -> bool:
    return {"last8": county.last8, "lifted": not county.last8}.get(among, True)


def counties_among(name: str) -> list[str]:
    """The codes of the counties of one of the catalogue's lists (`catalogue.AMONG`)."""
    return [county.code for county in poor_counties() if _is_among(county, name)]


def _office(source: str) -> Any:
    table = DAYS[source].table if source in DAYS else ENTRIES
    return table.c.office_code


def _day(source: str) -> Any:
    return DAYS.get(source, ENTRIES.c.first_day)


def _amount(catalogue: Catalogue, indicator: Indicator) -> tuple[Any, int]:
    """The column that is added up as a whole number, and how many of its digits stand after the point."""
    if indicator.source == "payments":
        signs = [(LEDGER.c.kind == kind, sign * LEDGER.c.fen) for kind, sign in PAID_OUT.items()]
        return case(*signs, else_=0), 0
    if indicator.source == "standards":
        return STANDARDS.c.yearly_fen, 0
    if not indicator.field or indicator.source in BUILT_IN:
        return literal(1), 0
    if indicator.field == "people":
        return ENTRIES.c.people, 0
    own = catalogue.kinds[indicator.source].own(indicator.field)
    digits = own.digits if own and own.kind is Kind.DECIMAL else 0
    return amount_of(indicator.field, digits), digits


def _value(indicator: Indicator) -> Any:
    """The column whose different values are counted: a place by its county, a child by its city."""
    if indicator.source == "beneficiaries" and indicator.field == "city":
        return func.substr(TABLE.c.office_code, 1, CITY)
    if indicator.source in DAYS:
        return DAYS[indicator.source].table.c[indicator.field]
    if indicator.field == "place_code":
        return func.substr(ENTRIES.c.place_code, 1, COUNTY)
    return ENTRIES.c[indicator.field] if indicator.field in ENTRIES.c else text_of(indicator.field)


def _word(indicator: Indicator) -> Any:
    """The modifier that a record carries with the field."""
    if indicator.source in BUILT_IN or not indicator.field:
        return literal("")
    return ENTRIES.c["modifiers"][indicator.field].as_string()


def _conditions(selection: Selection, span: Span, own: str) -> list[ColumnElement[bool]]:
    day = _day(selection.source)
    first, last = span.first.first_day, span.last.last_day
    when: dict[Period, list[ColumnElement[bool]]] = {
        Period.WITHIN: [day.between(first, last)],
        Period.TO_DATE: [day <= last],
        Period.AT: [day <= last],
    }
    conditions = _source(selection, last, own)
    if selection.source == "standards":
        return [*conditions, *when[Period.TO_DATE]]
    if selection.source == "beneficiaries":  # who came with an old ledger may have no day
        return [*conditions, *(each | day.is_(None) for each in when[selection.period])]
    return [*conditions, *when[selection.period]]


def _source(selection: Selection, last: date, own: str) -> list[ColumnElement[bool]]:
    where = dict(selection.where)
    if selection.source == "beneficiaries":
        return _of_children(where)
    if selection.source == "payments":
        return [LEDGER.c.kind.in_(PAID_OUT)]
    if selection.source == "standards":
        standing = [STANDARDS.c.office_code == own, STANDARDS.c.beneficiary_id.is_(None)]
        return [*standing, *(STANDARDS.c[key].in_(values) for key, values in where.items())]
    programme, _, kind = selection.source.partition(".")
    columns = ENTRIES.c
    conditions = [columns.programme == programme, columns.kind == kind, columns.withdrawn == ""]
    if selection.level:
        conditions.append(columns.level.in_(selection.level))
    if selection.among:
        county = func.substr(columns.place_code, 1, COUNTY)
        conditions.append(county.in_(counties_among(selection.among)))
    if selection.period is Period.AT:
        conditions.append(columns.last_day.is_(None) | (columns.last_day >= last))
    for key, values in where.items():
        conditions.append((columns[key] if key in columns else text_of(key)).in_(values))
    return conditions


def _of_children(where: Mapping[str, tuple[str, ...]]) -> list[ColumnElement[bool]]:
    return [
        (func.substr(TABLE.c.office_code, 1, CITY) if key == "city" else TABLE.c[key]).in_(values)
        for key, values in where.items()
    ]


def _scaled(total: int, digits: int) -> int | Decimal:
    return Decimal(total).scaleb(-digits) if digits else int(total)
