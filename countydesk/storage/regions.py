"""The places that ship with the program, read from its resources."""

import csv
from functools import cache

from countydesk.domain.regions import Division, PoorCounty, Regions, RetiredCode
from countydesk.locations import resource


@cache
def load_regions() -> Regions:
    """Provinces, cities and counties of today, and the retired codes; read once."""
    return Regions(
        (division for division in divisions() if len(division.code) == 6),
        retired_codes(),
    )


def divisions() -> list[Division]:
    """Today's places down to the townships, in the order of their codes."""
    return [Division(**row) for row in _rows("gansu-divisions.csv")]


def villages_of(county: str) -> list[Division]:
    """The townships and villages of a county (six digits), in the order of their codes."""
    return [
        Division(**row)
        for row in _rows("gansu-divisions-with-villages.csv")
        if len(row["code"]) > 6 and row["code"].startswith(county)
    ]


def retired_codes() -> list[RetiredCode]:
    """The retired six-digit codes and what they are today."""
    return [
        RetiredCode(row["old_code"], row["old_name"], tuple(row["now_code"].split("|")))
        for row in _rows("gansu-retired-codes.csv")
    ]


@cache
def poor_counties() -> tuple[PoorCounty, ...]:
    """The 58 poor counties, in the order of their codes; read once."""
    return tuple(
        PoorCounty(row["code"], row["name"], row["city"], row["last8_2020"] == "1")
        for row in _rows("gansu-poverty-counties-58.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with resource("places", name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
