"""The command of rounds: who is due for a visit, a day's way planned and printed, what came of it."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.problems import Refused
from countydesk.services import beneficiaries, due_visits, papers, round_papers, visits
from countydesk.services import rounds as services
from countydesk.services.desk import Desk
from countydesk.services.due_visits import DueLine, Wanted
from countydesk.services.rounds import RoundLine, StopSeen


def rounds(options: Namespace) -> Answer:
    """`rounds [due|plan|list|show|print|missed|follow-ups|done] …`."""
    with opened(options) as desk:
        return DOES[options.part](desk, options)


def _due(desk: Desk, options: Namespace) -> Answer:
    wanted = Wanted(options.township, options.overdue)
    lines = due_visits.due(desk, wanted, limit=options.limit)
    towns = [town for town in due_visits.by_township(desk) if options.township in (None, town.township)]
    data = {
        "due": [_due_data(line) for line in lines],
        "townships": [vars(town) for town in towns],
        "count": sum(town.due for town in towns),
        "overdue": sum(town.overdue for town in towns),
    }
    said = [f"应走访 {data['count']} 人,其中逾期 {data['overdue']} 人"]
    said += [
        f"  {line.township}{line.village} {line.name} {line.standing}:{line.due.sentence}" for line in lines
    ]
    return Answer(data, said)


def _plan(desk: Desk, options: Namespace) -> Answer:
    if not options.day:
        raise Refused("请用 --day 写走访日期。")
    day = parse_day(options.day, desk.today)
    wanted = Wanted(options.township, options.overdue, free_only=True)
    if options.child:
        children = [beneficiaries.named(desk, who).id for who in options.child]
    else:
        children = [line.id for line in due_visits.due(desk, wanted, limit=options.limit)]
        if not children:
            raise Refused("没有可安排的对象:所选范围内无人应走访,或都已排入走访。")
    number = services.plan(desk, day, options.visitors, children).number
    return _printed(desk, number, options) if options.folder else _show_number(desk, number)


def _list(desk: Desk, options: Namespace) -> Answer:
    lines = services.listing(desk, limit=options.limit)
    data = [_round_data(line) for line in lines]
    said = [
        f"{line.number} {show_day(line.day)} {line.townships} {line.visitors} {line.state}" for line in lines
    ]
    return Answer({"rounds": data}, said or ["还没有走访安排。"])


def _show(desk: Desk, options: Namespace) -> Answer:
    return _show_number(desk, options.which)


def _show_number(desk: Desk, number: str) -> Answer:
    seen = services.show(desk, number)
    head = f"走访 {seen.number} {show_day(seen.day)} {seen.townships} {seen.visitors}"
    data: dict[str, Any] = {
        "number": seen.number,
        "day": seen.day.isoformat(),
        "townships": seen.townships,
        "visitors": seen.visitors,
        "stops": [_stop_data(one) for one in seen.stops],
    }
    said = [
        f"  {one.stop.position} {one.stop.name} {one.child.village} {one.stop.outcome.title}"
        for one in seen.stops
    ]
    return Answer(data, [head, *said])


def _print(desk: Desk, options: Namespace) -> Answer:
    return _printed(desk, options.which, options)


def _printed(desk: Desk, number: str, options: Namespace) -> Answer:
    if not options.folder:
        raise Refused("请用 --print 写存到哪个文件夹。")
    paper = round_papers.papers_of(desk, number)
    path = papers.save(paper, Path(options.folder).absolute())
    shown = _show_number(desk, number)
    more = {"paper": str(path), "warnings": list(paper.warnings)}
    return Answer(shown.data | more, [*shown.lines, f"名单和走访表:{path}", *paper.warnings])


def _missed(desk: Desk, options: Namespace) -> Answer:
    children = {beneficiaries.named(desk, who).id for who in options.child}
    stops = services.show(desk, options.which).stops
    chosen = [one.stop.id for one in stops if one.child.id in children]
    if not chosen:
        raise Refused("请用 --child 写名单上的哪一户未遇到。")
    services.miss(desk, options.which, chosen, options.reason)
    return _show_number(desk, options.which)


def _follow_ups(desk: Desk, options: Namespace) -> Answer:
    lines = visits.listing(desk, open_only=True, limit=options.limit)
    data = [
        {
            "visit": line.visit.id,
            "name": line.name,
            "follow_up": line.visit.follow_up,
            "due": line.visit.follow_up_due,
            "standing": line.state,
            "overdue": line.overdue,
        }
        for line in lines
    ]
    said = [f"{line.visit.id} {line.name} {line.state}:{line.visit.follow_up}" for line in lines]
    return Answer({"follow_ups": data}, said or ["没有待跟进的事。"])


def _done(desk: Desk, options: Namespace) -> Answer:
    day = parse_day(options.day, desk.today) if options.day else None
    visits.finish_follow_ups(desk, [options.which], options.how, day, options.who)
    visit = visits.named(desk, options.which)
    data = {
        "visit": visit.id,
        "done": visit.follow_up_done,
        "how": visit.follow_up_how,
        "by": visit.follow_up_by,
    }
    return Answer(data, [f"已完成:{visit.follow_up}({visit.follow_up_how})。"])


DOES = {
    "due": _due,
    "plan": _plan,
    "list": _list,
    "show": _show,
    "print": _print,
    "missed": _missed,
    "follow-ups": _follow_ups,
    "done": _done,
}


def _due_data(line: DueLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "name": line.name,
        "township": line.township,
        "village": line.village,
        "school": line.school,
        "due": line.due.by.isoformat(),
        "last": line.due.last,
        "sentence": line.due.sentence,
        "standing": line.standing,
        "overdue": line.overdue,
        "round": line.round or None,
    }


def _round_data(line: RoundLine) -> dict[str, Any]:
    return vars(line) | {"open": line.open, "state": line.state}


def _stop_data(one: StopSeen) -> dict[str, Any]:
    return {
        "position": one.stop.position,
        "child": one.child.id,
        "name": one.stop.name,
        "village": one.child.village,
        "outcome": one.stop.outcome.value,
        "visit": one.stop.visit_id,
        "missed": one.stop.missed,
    }
