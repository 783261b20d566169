"""The commands of a child's course on paper: its file, what the township is told, who goes to university."""

from argparse import Namespace
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.cli.printed import saved
from countydesk.domain.problems import Refused
from countydesk.services import beneficiaries, child_file
from countydesk.services import dropout as dropouts
from countydesk.services import university as universities
from countydesk.services.desk import Desk


def file(options: Namespace) -> Answer:
    """`file WHO --to DIR`: the child's 档案."""
    with opened(options) as desk:
        return saved(child_file.file_paper(desk, _who(desk, options)), options.to)


def dropout(options: Namespace) -> Answer:
    """`dropout WHO --to DIR`: the paper for the township."""
    with opened(options) as desk:
        return saved(dropouts.notice(desk, _who(desk, options)), options.to)


def university(options: Namespace) -> Answer:
    """`university YEAR [--to DIR]`: who went on, and the list for 圆梦大学."""
    year = int(options.year) if str(options.year).isdecimal() else 0
    if not 2000 <= year <= 2100:
        raise Refused(f"年份“{options.year}”无法识别,例如 2026。")
    with opened(options) as desk:
        found = universities.gone_on(desk, year)
        path = universities.hand_over(desk, year, Path(options.to).absolute()) if options.to else None
    data = {
        "year": year,
        "file": str(path) if path else None,
        "children": [
            {"id": one.child.id, "name": one.child.name, "school": one.child.school, "day": str(one.day)}
            for one in found
        ],
    }
    lines = [f"{year} 年升入大学 {len(found)} 人"]
    lines += [f"  {one.child.name} {one.child.school} {one.day}" for one in found]
    return Answer(data, [*lines, *([f"推荐名单:{path}"] if path else [])])


def _who(desk: Desk, options: Namespace) -> str:
    return beneficiaries.named(desk, options.who).id
