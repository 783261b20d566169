"""The commands for whole sheets of the six actions: a template, a filled sheet taken in, a list taken out."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.catalogue import Catalogue, KindOf, Ledger
from countydesk.domain.months import Month
from countydesk.domain.problems import Problem, Refused
from countydesk.services import entries, entry_sheets
from countydesk.services.entries import Wanted

SHOWN = 20  # rows that are named one by one


def take_in(options: Namespace) -> Answer:
    """`activity import FILE`: all rows that are new, or none where something is wrong with one."""
    with opened(options) as desk:
        kind = _kind(desk.catalogue, Ledger(options.ledger), options.kind)
        sheet = entry_sheets.read(desk, kind.name, Path(options.file).absolute())
        numbered, problems = entry_sheets.understood(desk, kind.name, sheet)
        good = [entry for _, entry in numbered]
        titles = {heading.key: heading.title for heading in entry_sheets.around(desk, kind.name).headings}
        known = [numbered[place][0] for place in sorted(entry_sheets.known(desk, good))]
        writes = not problems and not options.dry_run
        written = entry_sheets.record(desk, good).written if writes else 0
    fresh, wrong = len(good) - len(known), len({problem.row for problem in problems})
    done = "未导入,请改正后再试" if problems else "预览(未写入)" if options.dry_run else "已导入"
    counts = f"共 {len(sheet.rows)} 行,新增 {fresh},已登记过 {len(known)},有误 {wrong}"
    data = {
        "sheet": sheet.sheet,
        "heading_row": sheet.heading_row,
        "rows": len(sheet.rows),
        "new": fresh,
        "known": len(known),
        "known_rows": known,
        "written": written,
        "notes": list(sheet.notes),
        "problems": [_told(problem, titles) for problem in problems],
    }
    lines = [f"{done}:工作表“{sheet.sheet}”{counts}。", *sheet.notes]
    if known:
        some = "、".join(map(str, known[:SHOWN])) + ("等" if len(known) > SHOWN else "")
        lines.append(f"已登记过的略过:第 {some} 行。")
    lines += [f"  第 {p.row} 行 {titles.get(p.field or '', '')}:{p}" for p in problems]
    return Answer(data, lines, ok=not problems)


def take_out(options: Namespace) -> Answer:
    """`activity export`: a list of one kind in full, which `import` takes in again."""
    with opened(options) as desk:
        kind = _kind(desk.catalogue, Ledger(options.ledger), options.kind)
        wanted = Wanted(
            month=Month.parse(options.month) if options.month else None,
            programme=kind.programme,
            kind=kind.key,
            office=options.office,
            typed=options.find,
        )
        path = entry_sheets.listed(desk, wanted, Path(options.to).absolute())
        rows = entries.summary(desk, wanted).entries
    return Answer({"file": str(path), "rows": rows}, [f"已导出 {rows} 条:{path}"])


def template(options: Namespace) -> Answer:
    """`activity template`: an empty sheet of a kind, to be filled in and taken in."""
    with opened(options) as desk:
        kind = _kind(desk.catalogue, Ledger(options.ledger), options.kind)
        path = entry_sheets.template(desk, kind.name, Path(options.to).absolute())
    return Answer({"file": str(path)}, [f"模板已存成:{path}"])


def _kind(catalogue: Catalogue, ledger: Ledger, name: str) -> KindOf:
    """The kind of a ledger by its name. Raises `Refused` with those that there are."""
    kind = catalogue.kinds.get(name)
    if kind is None or kind.ledger is not ledger:
        known = "、".join(f"{k.name}({k.title})" for k in catalogue.kinds.values() if k.ledger is ledger)
        raise Refused(f"{ledger.title}没有“{name}”这一种记录,可用:{known}。")
    return kind


def _told(problem: Problem, titles: Mapping[str, str]) -> dict[str, object]:
    column = titles.get(problem.field or "", "")
    return {"row": problem.row, "column": column, "field": problem.field, "sentence": str(problem)}
