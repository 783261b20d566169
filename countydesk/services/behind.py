"""What a figure is made of: how it is counted, its parts, whose records it adds up, and these one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from countydesk.domain import counting, values
from countydesk.domain.bulletin import note_of
from countydesk.domain.catalogue import FIGURES, Catalogue, Indicator
from countydesk.domain.days import show_day
from countydesk.domain.disbursements import EntryKind
from countydesk.domain.entries import Entry, show_when
from countydesk.domain.fields import Kind
from countydesk.domain.grades import Stage
from countydesk.domain.money import in_figures
from countydesk.domain.receiving import ReceivedPackage
from countydesk.domain.reckoning import Reckoning, Span, Told
from countydesk.services import figures, targets
from countydesk.services.desk import Desk
from countydesk.services.places import called
from countydesk.storage import figures as storage

FEN, YUAN = 100, "元"


@dataclass(frozen=True)
class Giver:
    """An office that gives to a figure: what it amounts to of its records alone, the `exact` number where
    that is printed rounded, and the package that these came in; None for the desk's own."""

    code: str
    name: str
    told: Told
    exact: str
    package: ReceivedPackage | None


@dataclass(frozen=True)
class Trace:
    """A figure opened: the `exact` number where it is printed rounded, `how` it is counted as labels and
    sentences, a `note` that belongs beside it, the figures that it is made of, the indicators that are
    made of it, and who gives to it."""

    told: Told
    exact: str
    action: str
    programme: str
    how: tuple[tuple[str, str], ...]
    note: str
    parts: tuple[Told, ...]
    wholes: tuple[Indicator, ...]
    givers: tuple[Giver, ...]


@dataclass(frozen=True)
class Behind:
    """A record that a figure is made of: whose, of which sort, what, when, and what it gives.

    `entry_id`, `child_id` or `target_year` opens it at its own office.
    """

    office_code: str
    office: str
    sort: str
    what: str
    when: str
    gives: str = ""
    entry_id: str = ""
    child_id: str = ""
    target_year: int = 0


def trace(desk: Desk, name: str, span: Span) -> Trace:
    """Open the figure of this name, of these months. Raises `Refused` where the catalogue has none."""
    catalogue, indicator = desk.catalogue, figures.indicator_of(desk, name)
    reckoning = figures.reckoned(desk, span, of=indicator)
    told, packages = reckoning.tell(indicator), figures.packages(desk)
    programme = catalogue.programmes[indicator.programme]
    action = catalogue.action(programme.action)
    return Trace(
        told,
        _exact(catalogue, told),
        action.title if action else "",
        programme.title,
        tuple(counting.in_words(catalogue, indicator)),
        note_of(catalogue, indicator, span, desk.office.level),
        tuple(reckoning.tell(catalogue.indicators[part]) for part in indicator.made_of),
        tuple(each for each in catalogue.indicators.values() if indicator.name in each.made_of),
        tuple(
            _giver(catalogue, code, reckoning.inside(code).tell(indicator), packages.get(code))
            for code in sorted(told.offices)
        ),
    )


def _giver(catalogue: Catalogue, code: str, told: Told, package: ReceivedPackage | None) -> Giver:
    return Giver(code, called(code), told, _exact(catalogue, told), package)


def _exact(catalogue: Catalogue, told: Told) -> str:
    """The amount as it was counted, where it is printed rounded or in 万."""
    found = exact_of(catalogue, told)
    if found is None or not told.amount:
        return ""
    amount, unit = found
    words = f"{amount:,.2f}" if unit == YUAN else f"{amount:,}"
    as_printed = (words.replace(",", ""), unit) == (told.figure.value, told.figure.unit)
    return "" if as_printed else f"{words} {unit}"


def exact_of(catalogue: Catalogue, told: Told) -> tuple[Decimal, str] | None:
    """The amount as it was counted, and its unit (money in 元); None for what is no amount."""
    kind = catalogue.counted(told.indicator)
    if told.amount is None or told.indicator.ratio_of or kind not in FIGURES:
        return None
    if kind is Kind.MONEY:
        return Decimal(told.amount) / FEN, YUAN
    return Decimal(told.amount), told.indicator.unit.removeprefix("万")


def count(desk: Desk, indicator: Indicator, span: Span, office: str = "") -> int:
    """How many records a figure is made of, of every office or of one."""
    leaves = Reckoning(desk.catalogue, {}, {}).leaves(indicator)
    with desk.read() as connection:
        rows = sum(
            connection.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
            for _source, query in storage.behind(leaves, span, desk.office.code, office)
        )
    return rows + sum(1 for _each in _without_table(desk, indicator, leaves, span, office))


def records(
    desk: Desk, indicator: Indicator, span: Span, office: str = "", offset: int = 0, limit: int = 100
) -> list[Behind]:
    """A window of the records that a figure is made of: entries the newest first, then what the desk
    has of others: children, payments, standards, counties, targets, the catalogue's own line."""
    leaves = Reckoning(desk.catalogue, {}, {}).leaves(indicator)
    found: list[Behind] = []
    with desk.read() as connection:
        for source, query in storage.behind(leaves, span, desk.office.code, office):
            rows = connection.execute(query.offset(offset).limit(limit - len(found))).mappings().all()
            told = _of_table if source else _of_entry
            found += [told(desk.catalogue, leaves, source, row) for row in rows]
            if found:
                offset = 0
            else:  # the window begins behind all of these
                number = select(func.count()).select_from(query.order_by(None).subquery())
                offset -= connection.scalar(number) or 0
    others = list(_without_table(desk, indicator, leaves, span, office))
    return found + others[offset : offset + limit - len(found)]


def _of_entry(
    catalogue: Catalogue, leaves: Sequence[Indicator], _source: str, row: Mapping[Any, Any]
) -> Behind:
    entry = Entry.model_validate(dict(row))
    source = f"{entry.programme}.{entry.kind}"
    # A kind may give more than one of its fields to a figure.
    given = dict.fromkeys(_given(catalogue, entry, leaf) for leaf in leaves if leaf.source == source)
    return Behind(
        entry.office_code,
        called(entry.office_code),
        catalogue.kinds[source].title,
        entry.name,
        show_when(entry),
        ";".join(filter(None, given)),
        entry_id=entry.id,
    )


def _given(catalogue: Catalogue, entry: Entry, leaf: Indicator) -> str:
    """What the counted field of an entry says, with its modifier; nothing where entries are counted."""
    own = catalogue.kinds[leaf.source].own(leaf.field)
    if own:
        words = values.shown(own, values.masked(own, entry.values.get(leaf.field)))
    else:
        common = {"people": f"{entry.people:,}", "place_code": entry.place or called(entry.place_code[:6])}
        words = common.get(leaf.field) or str(getattr(entry, leaf.field, ""))
    word = entry.modifiers.get(leaf.field, "")
    return f"{words}({word})" if word else words


def _of_table(
    catalogue: Catalogue, _leaves: Sequence[Indicator], source: str, row: Mapping[Any, Any]
) -> Behind:
    code, name, child_id, said, kind, day = row.values()
    return Behind(
        code,
        called(code),
        EntryKind(kind).title if kind else counting.source_title(catalogue, source),
        _stage(name) if source == "standards" else name,
        show_day(day) if isinstance(day, date) else "",
        _stage(said) if source == "beneficiaries" else f"{in_figures(said)} 元",
        child_id=child_id,
    )


def _stage(value: str | None) -> str:
    return Stage(value).title if value else ""


def _without_table(
    desk: Desk, indicator: Indicator, leaves: Sequence[Indicator], span: Span, office: str
) -> Iterator[Behind]:
    """What stands in no table of the desk's: the counties of a list, targets, what a document fixes."""
    for each in _others(desk, indicator, leaves, span):
        if office in ("", each.office_code):
            yield each


def _others(desk: Desk, indicator: Indicator, leaves: Sequence[Indicator], span: Span) -> Iterator[Behind]:
    own = desk.office.code
    for leaf in leaves:
        for county in storage.places_of(leaf) if leaf.source == "places" else ():
            sort = counting.source_title(desk.catalogue, leaf.source)
            yield Behind(county.code, called(county.code), sort, county.name, "")
    if indicator.target_of:
        for target in targets.listing(desk, span.last.year, indicator.target_of):
            yield Behind(
                target.office_code,
                called(target.place_code or target.office_code),
                "年度目标",
                target.note or desk.catalogue.indicators[indicator.target_of].title,
                f"{target.year}年",
                targets.shown(desk, target),
                target_year=target.year,
            )
    if indicator.fixed:
        yield Behind(own, called(own), "项目目录", indicator.title, "", indicator.fixed)
