"""The year's targets as a table to fill in: all indicators of a place, or one indicator of every place."""

from dataclasses import dataclass

from countydesk.domain.catalogue import Indicator
from countydesk.domain.figures import Figure
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.progress import Progress
from countydesk.services import progress, targets
from countydesk.services.desk import Desk
from countydesk.services.figures import OnProgress
from countydesk.services.places import regions
from countydesk.services.progress import Year

FORM = "targets"  # the name under which what is typed and not saved is kept
DECEMBER = 12


@dataclass(frozen=True)
class TargetLine:
    """One target as it is typed, "" where none is set; beside it what was planned and done the year
    before. `place_code` is "" for the desk's own area."""

    indicator: Indicator
    place_code: str
    amount: str
    modifier: str
    plan_before: Figure | None
    done_before: Figure | None


def year_before(desk: Desk, year: int, on_progress: OnProgress | None = None) -> Year:
    """The whole year before, reckoned once for every table of this one."""
    return progress.reckoned(desk, Month(year - 1, DECEMBER), on_progress)


def of_place(desk: Desk, year: int, before: Year, place_code: str = "") -> list[TargetLine]:
    """Every indicator that a place can plan."""
    lines = before.listing(progress.inside(place_code) if place_code else "")
    return _lines(desk, year, [(place_code, line) for line in lines])


def of_indicator(desk: Desk, year: int, before: Year, indicator: Indicator) -> list[TargetLine]:
    """One indicator for the desk's own area and every city and county in it that can plan it."""
    own = [("", line) for line in before.listing() if line.told.indicator == indicator]
    placed = [
        (place.code, place.progress)
        for level in (Level.CITY, Level.COUNTY)
        for place in before.by_place(indicator, level)
        if place.code != desk.office.code
    ]
    return _lines(desk, year, own + sorted(dict(placed).items()))


def _lines(desk: Desk, year: int, lines: list[tuple[str, Progress]]) -> list[TargetLine]:
    kept = {(t.indicator, t.place_code): t for t in targets.listing(desk, year, office=desk.office.code)}
    made = []
    for place_code, before in lines:
        indicator = before.told.indicator
        target = kept.get((indicator.name, place_code))
        if not target and not progress.concerns(desk, indicator, place_code):
            continue
        amount = targets.typed(desk, target) if target else ""
        done = before.told.figure if before.told.records else None
        word = target.modifier if target else ""
        made.append(TargetLine(indicator, place_code, amount, word, before.plan, done))
    return made


def names_of(desk: Desk, place_code: str) -> tuple[str, str]:
    """The city that a county belongs to, "" for all else, and the name of a place ("": the desk's area)."""
    known, code = regions().divisions, place_code or desk.office.code
    city = known[code].parent
    return ("" if not place_code or city.endswith("0000") else known[city].name, known[code].name)
