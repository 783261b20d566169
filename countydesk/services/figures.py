"""The figures of the six actions: indicators reckoned from their records, and the packages these came in."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from sqlalchemy import Connection, select

from countydesk.domain.catalogue import Indicator
from countydesk.domain.fields import Kind
from countydesk.domain.problems import Refused
from countydesk.domain.receiving import ReceivedPackage, current
from countydesk.domain.reckoning import Part, Planned, Reckoning, Span
from countydesk.domain.targets import Target
from countydesk.services.desk import Desk
from countydesk.storage import figures as storage
from countydesk.storage.receiving import RECEIVED
from countydesk.storage.targets import TARGETS

# Kinds of record that no figure is made of.
UNCOUNTED = frozenset({"draft", "photo", "visit", "round", "stop"})
OnProgress = Callable[[int, int], None]


def reckoned(
    desk: Desk, span: Span, on_progress: OnProgress | None = None, of: Indicator | None = None
) -> Reckoning:
    """All figures of these months, from every office that is held here; or what one needs, which is
    then to be told alone.

    `on_progress` is told the indicators done and how many there are, and may raise to cancel.
    """
    counted = [each for each in _needed(desk, of) if each.source]
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


def _needed(desk: Desk, of: Indicator | None) -> list[Indicator]:
    named = desk.catalogue.indicators
    if of is None:
        return list(named.values())
    names = {of.name, *desk.catalogue.reckoned_from(of)}
    names |= {named[name].compared_with for name in names} - {""}
    return [each for name, each in named.items() if name in names]


def packages(desk: Desk) -> dict[str, ReceivedPackage]:
    """The package that tells what is held of each office, by the office's code."""
    received: dict[str, list[ReceivedPackage]] = {}
    with desk.read() as connection:
        for row in connection.execute(select(RECEIVED)).mappings():
            package = ReceivedPackage.model_validate(dict(row))
            received.setdefault(package.office_code, []).append(package)
    held = {office: current(several) for office, several in received.items()}
    return {office: package for office, package in held.items() if package}


def indicator_of(desk: Desk, name: str) -> Indicator:
    """The indicator of this name, or of this row of the report's table. Raises `Refused` for none."""
    for indicator in desk.catalogue.indicators.values():
        if name == indicator.name or name in indicator.answers:
            return indicator
    raise Refused(f"项目目录中没有指标“{name}”。")


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
