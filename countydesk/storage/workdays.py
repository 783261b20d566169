"""The tables of holidays that ship with the program."""

import csv
from datetime import date
from functools import cache

from countydesk.locations import resource

WORKED = "班"
ANNOUNCEMENT = "国办"  # what the State Council's office gives out; other days only follow from the law


@cache
def load_workdays() -> tuple[dict[date, bool], frozenset[int]]:
    """The days that are otherwise than the weekday says (True: worked), and the years announced."""
    with resource("calendar", "workdays.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = {date.fromisoformat(row["day"]): row["kind"] == WORKED for row in rows}
    announced = {int(row["day"][:4]) for row in rows if row["source"].startswith(ANNOUNCEMENT)}
    return days, frozenset(announced)
