"""The command for the bulletin: its figures and its text."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.months import Month
from countydesk.services import bulletin, bulletin_papers, papers
from countydesk.services.bulletin import Bulletin, Line
from countydesk.services.desk import Desk


def show(options: Namespace) -> Answer:
    """`bulletin --from 2020-01 --to 2020-08`: every figure with what it was made of, and the text."""
    span = bulletin.span_of(Month.parse(options.first), Month.parse(options.last))
    with opened(options) as desk:
        told = bulletin.compose(desk, span)
        files = _written(desk, told, Path(options.to_file).absolute()) if options.to_file else []
    data = {
        "from": str(span.first),
        "to": str(span.last),
        "figures": {row: figure(line) for line in told.lines for row in line.rows},
        "indicators": {line.told.indicator.name: figure(line) for line in told.lines},
        "text": told.text,
        "files": [str(path) for path in files],
    }
    return Answer(data, [*told.text.splitlines(), *(f"已写入:{path}" for path in files)])


def _written(desk: Desk, told: Bulletin, folder: Path) -> list[Path]:
    """The paper, the letter and the workbook in a folder."""
    name = folder / bulletin_papers.file_name(told)
    return [
        papers.save(bulletin_papers.paper(desk, told), folder),
        bulletin_papers.letter(desk, told, name.with_suffix(".docx")),
        bulletin_papers.workbook(desk, told, name.with_suffix(".xlsx")),
    ]


def figure(line: Line) -> dict[str, Any]:
    """A figure as programs read it; `packages` are those that its records came in."""
    told = line.told
    data = {
        "title": told.indicator.title,
        "value": told.figure.value,
        "modifier": told.figure.modifier,
        "unit": told.figure.unit,
        "records": told.records,
        "offices": sorted(told.offices),
        "packages": list(line.packages),
    }
    return data | ({"note": told.indicator.note} if told.indicator.note else {})
