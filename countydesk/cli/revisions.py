"""The commands that show the record of changes."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.days import parse_day
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.services import beneficiaries, revisions
from countydesk.services.desk import Desk
from countydesk.services.revisions import KIND_TITLES, Line, Wanted


def list_(options: Namespace) -> Answer:
    """`changes list`: the newest first, numbers masked."""
    with opened(options) as desk:
        wanted = _wanted(desk, options)
        found, total = revisions.listing(desk, wanted, limit=options.limit), revisions.how_many(desk, wanted)
    more = [f"共 {total} 条,只列出最近 {len(found)} 条。"] if total > len(found) else []
    return Answer({"total": total, "changes": [_data(one) for one in found]}, [*map(_line, found), *more])


def show(options: Namespace) -> Answer:
    """`changes show NUMBER`: in full; that it was looked at is recorded."""
    with opened(options) as desk:
        found = revisions.in_full(desk, options.number)
    return Answer(_data(found), [_line(found)])


def export(options: Namespace) -> Answer:
    """`changes export FILE`: as a workbook."""
    path = Path(options.file).absolute()
    with opened(options) as desk:
        written = revisions.hand_out(desk, _wanted(desk, options), path)
    return Answer({"file": str(path), "changes": written}, [f"变动记录 {written} 条:{path}"])


def _wanted(desk: Desk, options: Namespace) -> Wanted:
    return Wanted(
        child_id=beneficiaries.named(desk, options.child).id if options.child else "",
        by=options.operator,
        action=_action(options.action) if options.action else None,
        kind=_kind(options.kind) if options.kind else "",
        first=parse_day(options.first, desk.today) if options.first else None,
        last=parse_day(options.last, desk.today) if options.last else None,
        typed=options.words,
    )


def _action(word: str) -> Action:
    for action in Action:
        if word in (action.value, action.title):
            return action
    raise Refused(f"没有“{word}”这种动作,可用:{'、'.join(action.title for action in Action)}。")


def _kind(word: str) -> str:
    for kind, title in KIND_TITLES.items():
        if word in (kind, title):
            return kind
    raise Refused(f"没有“{word}”这种内容,可用:{'、'.join(KIND_TITLES.values())}。")


def _data(one: Line) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": one.at.isoformat(),
        "by": one.by,
        "action": one.action.value,
        "kind": one.kind,
        "subject": one.subject,
        "fields": [{"title": t.title, "before": t.before, "after": t.after} for t in one.told],
        "sentence": one.sentence,
        "reason": one.reason,
    }


def _line(one: Line) -> str:
    what = f"{one.action.title}{one.kind}{f'“{one.subject}”' if one.subject else ''}"
    parts = (what, one.sentence, f"原因:{one.reason}" if one.reason else "")
    return f"{one.number}  {one.at:%Y-%m-%d %H:%M}  {one.by}  {' '.join(filter(None, parts))}"
