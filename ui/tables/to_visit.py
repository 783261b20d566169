"""Children by how long ago somebody was there, for choosing whom to visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from countydesk.domain.fields import Kind
from countydesk.services import visits
from countydesk.services.visits import ToVisit
from ui.style import Tone
from ui.tables.columns import Column

LONG_AGO = 180  # days: a term without a visit is marked


@dataclass(frozen=True)
class ChildrenToVisit:
    """The children as a source for a table; asked on the worker."""

    desk: Any
    typed: str = ""
    anyone: bool = False

    def count(self) -> int:
        return visits.how_many_to_visit(self.desk, self.typed, self.anyone)

    def fetch(self, offset: int, limit: int) -> Sequence[ToVisit]:
        return visits.to_visit(self.desk, self.typed, self.anyone, offset, limit)

    def sorted_by(self, key: str, descending: bool) -> "ChildrenToVisit":
        return self


def how_long(row: ToVisit) -> str:
    """How long ago the last visit was, in a word."""
    if row.days is None:
        return "从未走访"
    return "今天" if row.days == 0 else f"{row.days} 天前"


def tone_of(words: str) -> Tone:
    """Amber for who was left alone too long."""
    if words == "从未走访":
        return Tone.AMBER
    days = int(words.split()[0]) if words[0].isdigit() else 0
    return Tone.AMBER if days > LONG_AGO else Tone.GREY


COLUMNS = (
    Column("姓名", "name", Kind.NAME, 150),
    Column("上次走访", "last", Kind.DAY, 130),
    Column("距今", how_long, width=110, chip=tone_of),
    Column("乡镇", "township", width=130),
    Column("村", "village", width=130),
    Column("学校", "school", width=220),
    Column("年级", "grade", width=150, faint=True),
)
