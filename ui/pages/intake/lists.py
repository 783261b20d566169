"""The applications as a table shows them, and where they wait as steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from countydesk.domain.applications import Station
from countydesk.domain.fields import Kind
from countydesk.services import applications
from countydesk.services.applications import Line, Waiting
from ui.parts.marks import State
from ui.parts.step_path import Step
from ui.style import Tone
from ui.tables.columns import Column

TONES = {station: Tone.BLUE for station in Station} | {
    Station.ADMITTED: Tone.GREEN,
    Station.REFUSED: Tone.RED,
}


@dataclass(frozen=True)
class Applications:
    """The applications that are wanted, as a source for a table; asked on the worker."""

    desk: Any
    station: Station | None
    typed: str = ""
    sort: str = "since"
    descending: bool = False

    def count(self) -> int:
        return applications.how_many(self.desk, self.station, self.typed)

    def fetch(self, offset: int, limit: int) -> Sequence[Line]:
        return applications.lines(
            self.desk, self.station, self.typed, self.sort, self.descending, offset, limit
        )

    def sorted_by(self, key: str, descending: bool) -> "Applications":
        return replace(self, sort=key, descending=descending)


def waited(line: Line) -> str:
    """ "12 天"; "" for whom nobody waits any more."""
    if line.station in (Station.ADMITTED, Station.REFUSED):
        return ""
    return f"{line.days} 天" if line.days else "今天"


def steps_of(way: Sequence[Station], waiting: Sequence[Waiting]) -> list[Step]:
    """The way as steps: how many wait at each, and how long the first of them has."""
    by_station = {one.station: one for one in waiting}
    return [_step(station, by_station.get(station)) for station in way]


def _step(station: Station, waiting: Waiting | None) -> Step:
    if waiting is None:
        return Step(station.title, State.TO_COME, "无")
    longest = f",最久 {waiting.days} 天" if waiting.days else ""
    return Step(station.title, State.NOW, f"{waiting.count:,} 人{longest}")


COLUMNS = (
    Column("姓名", "name", Kind.NAME, 110, sort="name"),
    Column("环节", "station", Kind.CHOICE, 96, chip=TONES, choices=Station, sort="station"),
    Column("已等", waited, width=76, sort="since"),
    Column("说明", "words", width=280),
    Column("学校", "school", width=180, sort="school"),
    Column("年级", "grade", width=156, faint=True),
    Column("申请日期", "applied_on", Kind.DAY, 130, sort="applied"),
)
