"""Months, terms and school years: the calendar that the office works by."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from countydesk.domain.problems import Refused


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; written "2026-10"."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-10". Raises `Refused` for anything else."""
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text.strip())
        if not match:
            raise Refused(f"月份“{text}”无法识别,请写成 2026-10 这样的形式。")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that `day` lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def title(self) -> str:
        return f"{self.year}年{self.number}月"

    def next(self) -> "Month":
        return Month.of(self.last_day + timedelta(days=1))

    def previous(self) -> "Month":
        return Month.of(self.first_day - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


SEASONS = {"spring": "春季学期", "autumn": "秋季学期"}


@dataclass(frozen=True)
class Term:
    """Half a school year (学期); written "2026-autumn".

    Autumn runs from 1 September to the end of January, spring from 1 February to 31 August, so
    that every day lies in one term. `year` is the calendar year that the term begins in.
    """

    year: int
    season: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-autumn", "2026秋季", "2026年春季学期". Raises `Refused` for anything else."""
        pattern = r"([0-9]{4})\s*[-年]?\s*(spring|autumn|春季?|秋季?)(?:学期)?"
        match = re.fullmatch(pattern, text.strip())
        if not match:
            raise Refused(f"学期“{text}”无法识别,请写成 2026-autumn(秋季)或 2026-spring(春季)。")
        season = {"春": "spring", "秋": "autumn"}.get(match[2][0], match[2])
        return cls(int(match[1]), season)

    @classmethod
    def of(cls, day: date) -> Self:
        """The term that `day` lies in."""
        if day.month == 1:
            return cls(day.year - 1, "autumn")
        return cls(day.year, "autumn" if day.month >= 9 else "spring")

    @property
    def school_year(self) -> int:
        """The year in which the term's school year began: 2026 for 2026-autumn and 2027-spring."""
        return self.year if self.season == "autumn" else self.year - 1

    @property
    def first_day(self) -> date:
        return date(self.year, 9 if self.season == "autumn" else 2, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    @property
    def title(self) -> str:
        return f"{self.year}年{SEASONS[self.season]}"

    def next(self) -> "Term":
        return Term(self.year + 1, "spring") if self.season == "autumn" else Term(self.year, "autumn")

    def previous(self) -> "Term":
        return Term(self.year - 1, "autumn") if self.season == "spring" else Term(self.year, "spring")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.season}"
