"""The commands for visits."""

from argparse import Namespace

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.cli.photographs import contents_of
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.months import Month
from countydesk.domain.visits import Visit
from countydesk.services import beneficiaries, visits


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
        visits.record(desk, visit, contents_of(options.photo))
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
