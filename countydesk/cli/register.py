"""The commands of the register: taking in a ledger, finding a child."""

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.days import parse_day
from countydesk.domain.problems import Refused
from countydesk.services import beneficiaries, taking_in
from countydesk.services.desk import Desk
from countydesk.services.taking_in import Preview, Verdict


def take_in(options: Namespace) -> Answer:
    """`import FILE [--dry-run]`: takes the good rows and lists the rest."""
    with opened(options) as desk:
        shown = _preview(desk, options)
        if not options.dry_run:
            taking_in.accept(desk, shown)
    return Answer(preview_data(shown, options.dry_run), preview_lines(shown, options.dry_run))


def find(options: Namespace) -> Answer:
    """`find TEXT`: by name, pinyin initials, ID or school."""
    with opened(options) as desk:
        found = beneficiaries.find(desk, options.text, options.limit)
        total = beneficiaries.how_many(desk, options.text)
    data = {
        "total": total,
        "beneficiaries": [
            {
                "id": child.id,
                "name": child.name,
                "citizen_id": child.masked_id,
                "school": child.school,
                "grade": child.grade,
                "state": child.state.value,
            }
            for child in found
        ],
    }
    lines = [f"{c.name} {c.masked_id} {c.school} {c.grade} {c.state.title}" for c in found]
    return Answer(data, [f"共 {total} 人", *lines])


def _preview(desk: Desk, options: Namespace) -> Preview:
    path = Path(options.file).absolute()
    as_of = parse_day(options.as_of, desk.today) if options.as_of else None
    shown = taking_in.preview(desk, path, as_of)
    if shown.asks_day and not options.dry_run and sys.stdin and sys.stdin.isatty():
        return taking_in.preview(desk, path, _asked_day(desk))
    return shown


def _asked_day(desk: Desk) -> date | None:
    """The day that the sheet speaks of; Enter leaves it open."""
    while True:
        print("表中年级以哪一天为准?(例如 2020.4.9,直接回车则暂不确定)", end=" ", file=sys.stderr)
        typed = input().strip()
        if not typed:
            return None
        try:
            return parse_day(typed, desk.today)
        except Refused as refused:
            print(refused, file=sys.stderr)


def preview_lines(shown: Preview, dry_run: bool) -> list[str]:
    """What a previewed sheet says, for people: each row that is not simply taken."""
    lines = [_summary(shown, dry_run), *(str(note) for note in shown.ledger.notes)]
    if shown.asks_day:
        lines.append("表中没有填报日期,入学年份未定;请用 --as-of 日期 指明后重新导入。")
    for row in shown.rows:
        who = row.source.name or "(无姓名)"
        lines += [f"  第 {row.source.row} 行 {who} {row.verdict.title}:{text}" for text in row.problems]
    return lines


def _summary(shown: Preview, dry_run: bool) -> str:
    counts = ",".join(f"{verdict.title} {shown.count(verdict)}" for verdict in Verdict)
    done = "预览(未写入)" if dry_run else "已导入"
    return f"{done}:工作表“{shown.ledger.sheet}”共 {len(shown.rows)} 行,{counts}"


def preview_data(shown: Preview, dry_run: bool) -> dict[str, object]:
    """What a previewed sheet says, for programs."""
    return {
        "sheet": shown.ledger.sheet,
        "heading_row": shown.ledger.heading_row,
        "as_of": shown.ledger.as_of.isoformat() if shown.ledger.as_of else None,
        "written": not dry_run,
        "counts": {verdict.value: shown.count(verdict) for verdict in Verdict},
        "notes": [str(note) for note in shown.ledger.notes],
        "rows": [
            {
                "row": row.source.row,
                "verdict": row.verdict.value,
                "name": row.source.name,
                "id": row.source.id,
                "fen": row.source.fen,
                "stage": row.source.tier,
                "problems": list(row.problems),
            }
            for row in shown.rows
        ],
    }
