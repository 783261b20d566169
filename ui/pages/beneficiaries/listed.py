"""The children of the register as a table shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.enrolment import State
from countydesk.domain.fields import Kind, title_of
from countydesk.services import register
from countydesk.services.register import Found, Wanted
from ui.style import Tone
from ui.tables.columns import Align, Column

TONES = {State.IN_SUPPORT: Tone.GREEN, State.PAUSED: Tone.AMBER, State.APPLYING: Tone.BLUE}
TONES |= {State.DROPPED_OUT: Tone.RED}


@dataclass(frozen=True)
class Listed:
    """A child with its number in the list, and when somebody was there: "10月20日"."""

    number: int
    child: Found
    visited: str


def id_of(row: Listed) -> str:
    """The record behind a row."""
    return row.child.id


@dataclass(frozen=True)
class Register:
    """The wanted children as a source for a table; asked on the worker."""

    desk: Any
    wanted: Wanted
    sort: str = "name"
    descending: bool = False

    def count(self) -> int:
        return register.how_many(self.desk, self.wanted)

    def fetch(self, offset: int, limit: int) -> Sequence[Listed]:
        found = register.listing(self.desk, self.wanted, self.sort, self.descending, offset, limit)
        year = self.desk.today.year
        return [
            Listed(n, child, short_day(child.last_visit, year)) for n, child in enumerate(found, offset + 1)
        ]

    def sorted_by(self, key: str, descending: bool) -> "Register":
        return replace(self, sort=key, descending=descending)


def short_day(day: date | None, year: int) -> str:
    """A day in a narrow column: its year only where it is another than `year`."""
    if day is None:
        return "—"
    return f"{day.month}月{day.day}日" if day.year == year else f"{day.year}年{day.month}月"


def tone_of(state: State) -> Tone:
    """The colour of a state's chip."""
    return TONES.get(state, Tone.GREY)


QUERIED = "质询"


def standing_of(row: Listed) -> str:
    """The state in a word; what the province asks about comes first, until it is answered."""
    return QUERIED if row.child.queried else row.child.state.title


def standing_tone(word: str) -> Tone:
    """The colour of the word's chip."""
    return Tone.RED if word == QUERIED else tone_of(next(s for s in State if s.title == word))


def title(name: str) -> str:
    return title_of(Beneficiary, name)


COLUMNS = (
    Column("序号", "number", Kind.NUMBER, 48, Align.LEFT, faint=True),
    Column(title("name"), lambda row: row.child.name, Kind.NAME, 118, sort="name"),
    Column(title("sex"), lambda row: row.child.sex, width=50),
    Column(title("citizen_id"), lambda row: row.child.masked_id, Kind.KEY, 146, faint=True),
    Column(title("township"), lambda row: row.child.township, Kind.KEY, 84, sort="township"),
    Column(title("school"), lambda row: row.child.school, width=162, sort="school"),
    Column("学段年级", lambda row: row.child.grade, Kind.KEY, 134, sort="stage"),
    Column(title("family_kinds"), lambda row: row.child.family, width=134),
    Column("本期金额", lambda row: row.child.fen, Kind.MONEY, 84),
    Column("最近走访", "visited", Kind.KEY, 84),
    Column(title("state"), standing_of, Kind.KEY, 76, chip=standing_tone, sort="state"),
)
