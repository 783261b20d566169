"""The calendar of working days: the tables that ship with the program, and what the office says otherwise."""

from dataclasses import dataclass
from datetime import date

from countydesk.domain.workdays import Calendar
from countydesk.services.desk import Changes, Desk
from countydesk.services.setup import change_settings
from countydesk.storage.workdays import load_workdays


@dataclass(frozen=True)
class YearSeen:
    """A year as the settings show it: first and last of each holiday, weekend days that are worked, and
    whether its table has been given out."""

    number: int
    off: list[tuple[date, date]]
    worked: list[date]
    announced: bool


def calendar(desk: Desk) -> Calendar:
    """The office's calendar."""
    days, announced = load_workdays()
    return Calendar(days, announced, desk.settings.workdays)


def set_day(desk: Desk, day: date, works: bool | None, reason: str) -> Changes:
    """Say that the office works on a day, does not, or (None) keeps to the table again.

    The change is recorded. Raises `Refused` for who may not change settings.
    """
    own = {each.isoformat(): told for each, told in desk.settings.workdays.items() if each != day}
    if works is not None:
        own[day.isoformat()] = works
    return change_settings(desk, reason, workdays=own)


def year(desk: Desk, number: int) -> list[tuple[date, bool, bool]]:
    """The days of a year that are otherwise than the weekday says: the day, whether it is worked, and
    whether the office itself said so."""
    return [(day, works, day in desk.settings.workdays) for day, works in calendar(desk).out_of_step(number)]


def seen(desk: Desk, number: int) -> YearSeen:
    """A year in short, the office's own days among the others."""
    known = calendar(desk)
    worked = [day for day, works in known.out_of_step(number) if works]
    return YearSeen(number, known.days_off(number), worked, number in known.announced)
