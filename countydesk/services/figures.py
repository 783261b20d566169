"""The figures of the six actions: every indicator reckoned from its records, and the records behind one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select

from countydesk.domain.catalogue import Indicator
from countydesk.domain.fields import Kind
from countydesk.domain.problems import Refused
from countydesk.domain.receiving import ReceivedPackage, current
from countydesk.domain.reckoning import Part, Planned, Reckoning, Span
from countydesk.domain.targets import Target
from countydesk.services import targets
from countydesk.services.desk import Desk
from countydesk.services.places import regions
from countydesk.storage import figures as storage
from countydesk.storage.receiving import RECEIVED
from countydesk.storage.targets import TARGETS

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Behind:
    """A record that a figure is made of; `entry_id` opens it, where it is an entry."""

    office_code: str
    office: str
    what: str
    day: date | None
    entry_id: str = ""


def reckoned(desk: Desk, span: Span, on_progress: OnProgress | None = None) -> Reckoning:
    """All figures of these months, from every office that is held here.

    `on_progress` is told the indicators done and how many there are, and may raise to cancel.
    """
    counted = [each for each in desk.catalogue.indicators.values() if each.source]
    parts: dict[str, Mapping[str, Part]] = {}
    with desk.read() as connection:
        for number, indicator in enumerate(counted, 1):
            parts[indicator.name] = storage.parts_of(
                connection, desk.catalogue, indicator, span, desk.office.code
            )
            if on_progress:
                on_progress(number, len(counted))
        planned = _targets(desk, connection, span.last.year)
    return Reckoning(desk.catalogue, parts, planned)


def packages(desk: Desk) -> dict[str, str]:
    """The package that tells what is held of each office, by the office's code."""
    received: dict[str, list[ReceivedPackage]] = {}
    with desk.read() as connection:
        for row in connection.execute(select(RECEIVED)).mappings():
            package = ReceivedPackage.model_validate(dict(row))
            received.setdefault(package.office_code, []).append(package)
    held = {office: current(several) for office, several in received.items()}
    return {office: package.package_id for office, package in held.items() if package}


def indicator_of(desk: Desk, name: str) -> Indicator:
    """The indicator of this name, or of this row of the report's table. Raises `Refused` for none."""
    for indicator in desk.catalogue.indicators.values():
        if name == indicator.name or name in indicator.answers:
            return indicator
    raise Refused(f"项目目录中没有指标“{name}”。")


def behind(desk: Desk, indicator: Indicator, span: Span, offset: int = 0, limit: int = 100) -> list[Behind]:
    """A window of the records that a figure is made of: entries the newest first, then what the desk
    has of others: children, payments, standards, counties, targets, the catalogue's own line."""
    leaves = Reckoning(desk.catalogue, {}, {}).leaves(indicator)
    found: list[Behind] = []
    with desk.read() as connection:
        for query in storage.behind(leaves, span, desk.office.code):
            number = connection.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
            if offset < number and len(found) < limit:
                rows = connection.execute(query.offset(offset).limit(limit - len(found)))
                found += [Behind(code, _office(code), *told) for code, *told in rows]
            offset = max(0, offset - number)
    others = list(_without_table(desk, indicator, leaves, span))
    return found + others[offset : offset + limit - len(found)]


def _without_table(
    desk: Desk, indicator: Indicator, leaves: Sequence[Indicator], span: Span
) -> Iterator[Behind]:
    own = desk.office.code
    for leaf in leaves:
        for county in storage.places_of(leaf) if leaf.source == "places" else ():
            yield Behind(county.code, _office(county.code), county.name, None)
    if indicator.target_of:
        for target in targets.listing(desk, span.last.year, indicator.target_of):
            what = f"{target.year}年目标 {targets.shown(desk, target)}"
            yield Behind(target.office_code, _office(target.place_code or target.office_code), what, None)
    if indicator.fixed:
        yield Behind(own, _office(own), f"项目目录:{indicator.title}", None)


def _office(code: str) -> str:
    return regions().full_name(code) or code


def _targets(desk: Desk, connection: Connection, year: int) -> dict[str, dict[str, Planned]]:
    """The year's targets by indicator and place; what the desk itself set for a place goes before what
    the place set."""
    rows = connection.execute(select(TARGETS).where(TARGETS.c.year == year)).mappings()
    found: dict[str, dict[str, Planned]] = {}
    own = desk.office.code
    for target in sorted(
        (Target.model_validate(dict(row)) for row in rows), key=lambda t: t.office_code == own
    ):
        place = target.place_code or ("" if target.office_code == own else target.office_code)
        found.setdefault(target.indicator, {})[place] = _planned(desk, target)
    return found


def _planned(desk: Desk, target: Target) -> Planned:
    indicator = desk.catalogue.indicators.get(target.indicator)
    kind = desk.catalogue.counted(indicator) if indicator else Kind.DECIMAL
    amount = Decimal(target.amount)
    return Planned(amount if kind is Kind.DECIMAL else int(amount), target.modifier)
