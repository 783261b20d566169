"""The commands of intake's papers and of the calendar of working days."""

from argparse import Namespace
from datetime import date

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.cli.printed import saved
from countydesk.cli.readings import day_of
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.problems import Refused
from countydesk.services import applications, beneficiaries, intake_papers
from countydesk.services import workdays as calendars


def paper(options: Namespace) -> Answer:
    """`apply-paper KIND [WHO …] --to FOLDER [--day]`."""
    with opened(options) as desk:
        ids = [applications.latest(desk, beneficiaries.named(desk, who).id).id for who in options.who]
        first = ids[0] if ids else None
        made = {
            "form": lambda: intake_papers.application_form(desk, first),
            "consent": lambda: intake_papers.consent_form(desk, first),
            "finding": lambda: intake_papers.finding_forms(desk, ids),
            "notice": lambda: intake_papers.notice(desk, ids, day_of(desk, options.day)),
            "list": lambda: intake_papers.admission_list(desk, ids),
        }[options.kind]()
        return saved(made, options.to)


def workdays(options: Namespace) -> Answer:
    """`workdays YEAR [--set DAY=班|休|照表 --reason …]`."""
    words = {"班": True, "休": False, "照表": None}
    with opened(options) as desk:
        for told in options.days:
            day, _, word = told.partition("=")
            if word not in words:
                raise Refused(f"“{told}”请写成 日期=班、日期=休 或 日期=照表。")
            calendars.set_day(desk, parse_day(day, desk.today), words[word], options.reason)
        days = calendars.year(desk, options.year)
        doubts = calendars.calendar(desk).doubts(date(options.year, 1, 1), date(options.year, 12, 31))
    data = [{"day": day.isoformat(), "works": works, "own": own} for day, works, own in days]
    lines = [
        f"{show_day(day)} {'班' if works else '休'}{'(本单位)' if own else ''}" for day, works, own in days
    ]
    return Answer({"year": options.year, "days": data, "doubts": doubts}, [*lines, *filter(None, [doubts])])
