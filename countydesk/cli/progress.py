"""The commands for progress against the year's plan, and for dispatching."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.progress import Progress
from countydesk.services import dispatching, figures, papers, progress, progress_papers
from countydesk.services.desk import Desk
from countydesk.services.dispatching import Standing
from countydesk.services.progress_papers import Placed


def show(options: Namespace) -> Answer:
    """`progress --month 2020-08 [--indicator NAME [--cities]] [--to-file DIR]`: against plan and the year
    before; a workbook, and without an indicator a paper too."""
    month = Month.parse(options.month)
    folder = Path(options.to_file).absolute() if options.to_file else None
    with opened(options) as desk:
        year = progress.reckoned(desk, month)
        if options.indicator is None:
            lines = year.listing()
            files = [papers.save(progress_papers.paper(desk, month, lines), folder)] if folder else []
            placed = [(desk.office.name, each) for each in lines]
            files += _workbook(desk, folder, f"目标进度-{month}.xlsx", placed)
            told = [f"{each.told.indicator.title}:{_line(each)}" for each in lines if each.planned]
            data = {"progress": [_told(each) for each in lines], "files": [str(path) for path in files]}
            return Answer(data, told or ["还没有设年度目标。"])
        level = Level.CITY if options.cities else Level.COUNTY
        indicator = figures.indicator_of(desk, options.indicator)
        found = year.by_place(indicator, level)
        placed = [(place.name, place.progress) for place in found]
        files = _workbook(desk, folder, f"目标进度-{month}-{indicator.title}.xlsx", placed)
    places = [{"code": place.code, "name": place.name, **_told(place.progress)} for place in found]
    told = [f"{place.name}:{_line(place.progress)}" for place in found]
    return Answer({"places": places, "files": [str(path) for path in files]}, told)


def dispatch(options: Namespace) -> Answer:
    """`dispatch --month 2020-08 [--to-file DIR]`: who lags behind, what is missing, draft notices."""
    with opened(options) as desk:
        month = Month.parse(options.month)
        found = dispatching.standings(desk, progress.reckoned(desk, month))
        files = _written(desk, found, month, Path(options.to_file).absolute()) if options.to_file else []
    data = [
        {
            "code": each.code,
            "name": each.name,
            "last": each.last or None,
            "silent": each.silent,
            "behind": [_told(lagging) for lagging in each.behind],
            "sentences": each.sentences,
        }
        for each in found
    ]
    lines = [f"{each.name}:{''.join(each.sentences) or '没有落后或缺报。'}" for each in found]
    return Answer({"offices": data, "files": [str(path) for path in files]}, lines)


def _written(desk: Desk, found: list[Standing], month: Month, folder: Path) -> list[Path]:
    """The circular, and a notice to each office that has to be reminded."""
    notices = (dispatching.notice(desk, standing) for standing in found if not standing.is_well)
    return [papers.save(each, folder) for each in (dispatching.circular(desk, found, month), *notices)]


def _workbook(desk: Desk, folder: Path | None, name: str, lines: list[Placed]) -> list[Path]:
    if folder is None:
        return []
    progress_papers.workbook(desk, folder / name, lines)
    return [folder / name]


def _line(each: Progress) -> str:
    return f"{each.told.figure.phrase},{each.sentence}"


def _told(each: Progress) -> dict[str, Any]:
    return {
        "indicator": each.told.indicator.name,
        "title": each.told.indicator.title,
        "value": each.told.figure.value,
        "modifier": each.told.figure.modifier,
        "unit": each.told.figure.unit,
        "records": each.told.records,
        "planned": each.plan.value if each.plan else None,
        "percent": None if each.percent is None else float(each.percent),
        "due": float(each.due),
        "before": each.before.figure.value,
        "change": None if each.change is None else float(each.change),
        "behind": each.is_behind,
    }
