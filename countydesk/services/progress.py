"""Progress of the year: every indicator against plan and the year before, and one of them by place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from countydesk.domain.bulletin import is_told
from countydesk.domain.catalogue import FIGURES, Indicator, Style
from countydesk.domain.figures import Figure, number_figure
from countydesk.domain.months import Month
from countydesk.domain.offices import Level, level_of
from countydesk.domain.problems import Refused
from countydesk.domain.progress import Progress, missing, share, year_gone
from countydesk.domain.reckoning import Amount, Reckoning, Span
from countydesk.services import figures
from countydesk.services.desk import Desk
from countydesk.services.figures import OnProgress
from countydesk.services.places import regions


@dataclass(frozen=True)
class PlaceProgress:
    """Where a city or county stands with one indicator; `code` is its division's."""

    code: str
    name: str
    progress: Progress


def _behind(line: PlaceProgress) -> Decimal:
    """How much is missing of what the months that are over ask for."""
    told, planned = line.progress.told, line.progress.planned
    if planned is None or not line.progress.is_behind:
        return Decimal(0)
    return planned.amount * line.progress.due / 100 - (told.amount or 0)


# What a list by place is sorted by; places without a target, or without a year before, come first.
SORTS: dict[str, Callable[[PlaceProgress], Any]] = {
    "code": lambda line: line.code,
    "amount": lambda line: line.progress.told.amount or 0,
    "plan": lambda line: line.progress.planned.amount if line.progress.planned else -1,
    "percent": lambda line: -1 if line.progress.percent is None else line.progress.percent,
    "behind": _behind,
    "change": lambda line: Decimal("-Infinity") if line.progress.change is None else line.progress.change,
}


class Year:
    """The months of a year to the end of `month`, and the same months of the year before, reckoned once;
    everything that the pages ask is answered from them."""

    def __init__(self, desk: Desk, month: Month, now: Reckoning, before: Reckoning) -> None:
        self.month, self._desk = month, desk
        self._now, self._before = now, before

    def listing(self, within: str = "", planned_only: bool = False) -> list[Progress]:
        """Every indicator that is counted, in the catalogue's order; `within` is the code that the
        offices' codes begin with ("6210" of a city, "621024" of a county)."""
        now, before = self._now.inside(within), self._before.inside(within)
        told = [self._progress(each, now, before) for each in compared(self._desk)]
        return [each for each in told if each.planned or not planned_only]

    def by_place(
        self,
        indicator: Indicator,
        level: Level = Level.COUNTY,
        sort: str = "code",
        descending: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[PlaceProgress]:
        """One indicator by the cities or counties of the area, a window of them. Raises `Refused` for a
        column that is none of `SORTS`."""
        if sort not in SORTS:
            raise Refused(f"不能按“{sort}”排序。")
        lines = [self._of_place(indicator, code) for code in places(self._desk, level)]
        lines.sort(key=SORTS[sort], reverse=descending)
        return lines[offset : None if limit is None else offset + limit]

    def _of_place(self, indicator: Indicator, code: str) -> PlaceProgress:
        within = inside(code)
        progress = self._progress(indicator, self._now.inside(within), self._before.inside(within))
        return PlaceProgress(code, regions().divisions[code].name, progress)

    def _progress(self, indicator: Indicator, now: Reckoning, before: Reckoning) -> Progress:
        told, earlier = now.tell(indicator), before.tell(indicator)
        planned = now.planned(indicator.name)
        amount, last = told.amount or 0, earlier.amount or 0
        behind = missing(amount, planned.amount, self.month) if planned else Decimal(0)
        return Progress(
            told=told,
            planned=planned,
            plan=self._printed(indicator, planned.amount, planned.modifier) if planned else None,
            percent=share(amount, planned.amount) if planned else None,
            due=year_gone(self.month),
            before=earlier,
            change=share(amount - last, last),
            arrears=self._printed(indicator, behind) if behind > 0 else None,
        )

    def _printed(self, indicator: Indicator, amount: Amount, modifier: str = "") -> Figure:
        return number_figure(indicator, self._desk.catalogue.counted(indicator), amount, modifier)


def reckoned(desk: Desk, month: Month, on_progress: OnProgress | None = None) -> Year:
    """The year to the end of `month` and the one before.

    `on_progress` is told the figures done and how many there are, and may raise to cancel.
    """

    def half(which: int) -> OnProgress:
        return lambda done, of: on_progress(done + which * of, 2 * of) if on_progress else None

    now = figures.reckoned(desk, Span(Month(month.year, 1), month), half(0))
    earlier = Span(Month(month.year - 1, 1), Month(month.year - 1, month.number))
    return Year(desk, month, now, figures.reckoned(desk, earlier, half(1)))


def compared(desk: Desk) -> Iterator[Indicator]:
    """The indicators that can be planned and compared: amounts that grow with the records."""
    for each in desk.catalogue.indicators.values():
        made = each.fixed or each.target_of or each.ratio_of or each.joined
        from_records = each.sum_of or each.source not in ("places", "standards")
        is_amount = desk.catalogue.counted(each) in FIGURES and each.style is not Style.STAGES
        if not made and from_records and is_amount:
            yield each


def concerns(desk: Desk, indicator: Indicator, code: str = "") -> bool:
    """Whether a place does what an indicator counts: a county counts no cities, and what only the
    province enters is none of its business. `code` is the place's, "" for the desk's own."""
    level = level_of(code) if code else desk.office.level
    return is_told(desk.catalogue, indicator, level)


def places(desk: Desk, level: Level) -> list[str]:
    """The codes of the cities, or of the counties with the city that has none, of the desk's area."""
    within, known = inside(desk.office.code), regions()
    of_level = [code for code, each in known.divisions.items() if each.level == level.value]
    found = known.counties() if level is Level.COUNTY else of_level
    return [code for code in found if code.startswith(within)]


def inside(code: str) -> str:
    """What the codes of a division's offices begin with: 62, 6210, 621024."""
    return code.removesuffix("0000") if code.endswith("0000") else code.removesuffix("00")
