"""What the page has done on the worker: the year reckoned once, and everything shown read from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from countydesk.domain.catalogue import Indicator
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.progress import Progress
from countydesk.services import dispatching, progress, province
from countydesk.services.desk import Desk
from countydesk.services.dispatching import Standing
from countydesk.services.places import regions
from countydesk.services.progress import PlaceProgress, Year

Report = Callable[[tuple[int, int]], None]


@dataclass(frozen=True)
class Place:
    """A city or county with all its targets: how many there are, how many it lags behind with, how many
    of these have no record at all, and the month that it reported last ("" for none)."""

    code: str
    name: str
    planned: int
    behind: int
    empty: int
    last: str

    @property
    def percent(self) -> float | None:
        """How many of its targets stand as they should, in %; None without any."""
        return 100 * (self.planned - self.behind) / self.planned if self.planned else None


@dataclass(frozen=True)
class Seen:
    """A year to the end of a month: every indicator that has a target or a figure, and, where offices
    report here, how each of them stands by its code, and each county and city with all its targets."""

    year: Year
    lines: Sequence[Progress]
    standings: Mapping[str, Standing]
    places: Mapping[Level, Sequence[Place]]


def look(desk: Desk, month: Month | None, on_progress: Report) -> Seen:
    """The year to the end of `month`; None is the newest that there is something to say of."""
    is_county = desk.office.level is Level.COUNTY
    month = month or (Month.of(desk.today) if is_county else province.newest_month(desk))
    year = progress.reckoned(desk, month, lambda done, of: on_progress((done, of)))
    lines = [each for each in year.listing() if each.planned or _has_figure(desk, each)]
    if is_county:
        return Seen(year, lines, {}, {})
    standings = {each.code: each for each in dispatching.standings(desk, year)}
    places = {
        level: sorted(
            (_place(year, code, standings.get(code)) for code in progress.places(desk, level)),
            key=lambda place: -place.behind,
        )
        for level in (Level.COUNTY, Level.CITY)
    }
    return Seen(year, lines, standings, places)


def _has_figure(desk: Desk, each: Progress) -> bool:
    recorded = each.told.records or each.before.records
    return bool(recorded) and progress.concerns(desk, each.told.indicator)


def _place(year: Year, code: str, standing: Standing | None) -> Place:
    """A place with all its targets; a city that keeps no desk is its counties together."""
    name = regions().divisions[code].name
    if standing:
        numbers = (standing.planned, len(standing.behind), len(standing.empty))
        return Place(code, name, *numbers, standing.last)
    planned = year.listing(progress.inside(code), planned_only=True)
    behind = [each for each in planned if each.is_behind]
    return Place(code, name, len(planned), len(behind), sum(not each.told.records for each in behind), "")


def of_places(_desk: Desk, year: Year, indicator: Indicator, level: Level) -> list[PlaceProgress]:
    """One indicator by the cities or counties of the area: those most behind first, or, where none has a
    target, those with most."""
    lines = year.by_place(indicator, level, sort="behind", descending=True)
    if any(line.progress.planned for line in lines):
        return lines
    return year.by_place(indicator, level, sort="amount", descending=True)
