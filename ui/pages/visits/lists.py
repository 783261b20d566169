"""The lists of visits as tables show them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from countydesk.domain.fields import Kind, title_of
from countydesk.domain.visits import FollowUp, Visit
from countydesk.services import due_visits, rounds, visits
from countydesk.services.due_visits import DueLine
from countydesk.services.rounds import RoundLine
from countydesk.services.visits import VisitLine, Wanted
from ui.style import Tone
from ui.tables.columns import Column

TONES = {
    FollowUp.OVERDUE.title: Tone.RED,
    FollowUp.OPEN.title: Tone.AMBER,
    FollowUp.DONE.title: Tone.GREEN,
}


@dataclass(frozen=True)
class Visits:
    """The visits that are wanted, as a source for a table; asked on the worker."""

    desk: Any
    wanted: Wanted
    sort: str = ""
    descending: bool = False

    def count(self) -> int:
        return visits.how_many(self.desk, self.wanted)

    def fetch(self, offset: int, limit: int) -> Sequence[VisitLine]:
        which = self.wanted
        return visits.listing(
            self.desk,
            which.month,
            which.beneficiary_id,
            which.open_only,
            which.typed,
            self.sort,
            self.descending,
            offset,
            limit,
        )

    def sorted_by(self, key: str, descending: bool) -> "Visits":
        return replace(self, sort=key, descending=descending)


@dataclass(frozen=True)
class Due:
    """The children due for a visit, as a source for a table; asked on the worker."""

    desk: Any
    wanted: due_visits.Wanted
    sort: str = ""
    descending: bool = False

    def count(self) -> int:
        return due_visits.how_many_due(self.desk, self.wanted)

    def fetch(self, offset: int, limit: int) -> Sequence[DueLine]:
        return due_visits.due(self.desk, self.wanted, self.sort, self.descending, offset, limit)

    def sorted_by(self, key: str, descending: bool) -> "Due":
        return replace(self, sort=key, descending=descending)


@dataclass(frozen=True)
class Rounds:
    """The rounds, the newest first, as a source for a table; asked on the worker."""

    desk: Any

    def count(self) -> int:
        return rounds.how_many(self.desk)

    def fetch(self, offset: int, limit: int) -> Sequence[RoundLine]:
        return rounds.listing(self.desk, offset=offset, limit=limit)

    def sorted_by(self, key: str, descending: bool) -> "Rounds":
        return self


def pressing(standing: str) -> Tone:
    """The colour of how pressing a visit is: "逾期 12 天" is red."""
    return Tone.RED if standing.startswith("逾期") else Tone.GREY


def progress(state: str) -> Tone:
    """The colour of how far a round is: what is still to be entered is amber."""
    return Tone.AMBER if "未登记" in state else Tone.BLUE if state.startswith("待") else Tone.GREEN


def tone_of(state: str) -> Tone:
    """The colour of a follow-up's state: "逾期 12 天" is red."""
    return TONES.get(state.split(" ")[0], Tone.GREY)


def title(name: str) -> str:
    return title_of(Visit, name)


RECORDED = (
    Column(title("day"), lambda line: line.visit.day, Kind.DAY, 138, sort="day"),
    Column("姓名", "name", Kind.NAME, 130, sort="name"),
    Column("学校", "school", width=170, faint=True, sort="school"),
    Column(title("visitors"), lambda line: line.visit.visitors, width=128),
    Column("跟进", "state", width=108, chip=tone_of),
    Column("照片", lambda line: line.photos or None, Kind.NUMBER, 60),
    Column(title("findings"), lambda line: one_line(line.visit.findings), width=300),
)
OPEN = (
    Column(title("follow_up_due"), lambda line: line.visit.follow_up_due, Kind.DAY, 138, sort="due"),
    Column("跟进", "state", width=108, chip=tone_of),
    Column("姓名", "name", Kind.NAME, 130, sort="name"),
    Column("学校", "school", width=170, faint=True, sort="school"),
    Column(title("day"), lambda line: line.visit.day, Kind.DAY, 138, sort="day"),
    Column(title("visitors"), lambda line: line.visit.visitors, width=128),
    Column(title("follow_up"), lambda line: line.visit.follow_up, width=270),
)
DUE = (
    Column("乡镇", "township", width=110),
    Column("村", "village", width=110),
    Column("姓名", "name", Kind.NAME, 100, sort="name"),
    Column("期限", "standing", width=136, chip=pressing),
    Column("原因", lambda line: line.due.why, width=190),
    Column("上次走访", lambda line: line.due.last or "从未走访", Kind.DAY, 126, sort="last"),
    Column("学校", "school", width=160, faint=True, sort="school"),
    Column("已安排", "round", width=90),
)
ROUNDS = (
    Column("编号", "number", width=100),
    Column("走访日期", "day", Kind.DAY, 138),
    Column("乡镇", "townships", width=200),
    Column("走访人", "visitors", width=170),
    Column("户数", "stops", Kind.NUMBER, 70),
    Column("进度", "state", width=200, chip=progress),
)


def one_line(text: str) -> str:
    """Prose on one line of a table."""
    return " ".join(text.split())
