"""The commands for visits and activities."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.activities import Activity, Programme
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.disk_faults import reason_of
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused, Unavailable
from countydesk.domain.visits import Visit
from countydesk.services import activities, beneficiaries, visits


def add_visit(options: Namespace) -> Answer:
    """`visit add`: one visit of a child."""
    with opened(options) as desk:
        child = beneficiaries.named(desk, options.child)
        visit = Visit(
            office_code=desk.office.code,
            id=desk.new_id(),
            beneficiary_id=child.id,
            day=parse_day(options.day, desk.today),
            visitors=options.visitors,
            seen=options.seen,
            schooling=options.schooling,
            health=options.health,
            family_change=options.change,
            findings=options.findings,
            follow_up=options.follow_up,
            follow_up_due=parse_day(options.due, desk.today) if options.due else None,
        )
        visits.record(desk, visit, _photos(options.photo))
    return Answer({"visit": visit.id}, [f"已登记 {child.name} {show_day(visit.day)} 的走访。"])


def list_visits(options: Namespace) -> Answer:
    """`visit list [--month] [--child]`."""
    month = Month.parse(options.month) if options.month else None
    with opened(options) as desk:
        child = beneficiaries.named(desk, options.child).id if options.child else None
        lines = visits.listing(desk, month, child)
    data = [
        {"name": line.name, "overdue": line.overdue, **line.visit.model_dump(mode="json")} for line in lines
    ]
    said = [f"{show_day(x.visit.day)} {x.name} {x.visit.visitors} {x.visit.findings}" for x in lines]
    return Answer({"visits": data}, said or ["没有走访记录。"])


def add_activity(options: Namespace) -> Answer:
    """`activity add`: one activity of a programme."""
    with opened(options) as desk:
        activity = Activity(
            office_code=desk.office.code,
            id=desk.new_id(),
            day=parse_day(options.day, desk.today),
            programme=_programme(options.programme),
            kind=options.kind,
            place=options.place,
            people=options.people,
            note=options.note,
        )
        activities.record(desk, activity, _photos(options.photo))
    return Answer({"activity": activity.id}, [f"已登记活动:{activity.kind}。"])


def list_activities(options: Namespace) -> Answer:
    """`activity list [--month]`."""
    month = Month.parse(options.month) if options.month else None
    with opened(options) as desk:
        found = activities.listing(desk, month)
    lines = [f"{show_day(a.day)} {a.programme.title} {a.kind} {a.people} 人" for a in found]
    return Answer({"activities": [a.model_dump(mode="json") for a in found]}, lines or ["没有活动记录。"])


def _programme(word: str) -> Programme:
    for programme in Programme:
        if word in (programme.value, programme.title):
            return programme
    raise Refused(f"没有“{word}”这个项目,可用:{'、'.join(p.title for p in Programme)}。")


def _photos(paths: Sequence[str]) -> list[bytes]:
    contents = []
    for path in paths:
        try:
            contents.append(Path(path).read_bytes())
        except OSError as fault:
            raise Unavailable(f"照片读不出来:{path}({reason_of(fault)})。") from fault
    return contents
