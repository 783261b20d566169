"""The record of changes as a table shows it, and the spans of days that narrow it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from countydesk.domain.fields import Kind
from countydesk.domain.months import Month
from countydesk.domain.revisions import Action
from countydesk.services import revisions
from countydesk.services.revisions import Line, Wanted
from ui.style import Tone
from ui.tables.columns import Column

TONES = {
    Action.ADDED: Tone.GREEN,
    Action.CHANGED: Tone.BLUE,
    Action.REMOVED: Tone.RED,
    Action.SEEN: Tone.GREY,
    Action.SENT_OUT: Tone.AMBER,
}
Span = tuple[date, date]


@dataclass(frozen=True)
class Revisions:
    """The revisions that are wanted, as a source for a table; asked on the worker."""

    desk: Any
    wanted: Wanted

    def count(self) -> int:
        return revisions.how_many(self.desk, self.wanted)

    def fetch(self, offset: int, limit: int) -> Sequence[Line]:
        return revisions.listing(self.desk, self.wanted, offset, limit)

    def sorted_by(self, key: str, descending: bool) -> "Revisions":
        return self  # always the newest first: the order is what it vouches for


def spans(today: date) -> list[tuple[str, Span]]:
    """What days can be narrowed to, each with its first and last day."""
    month = Month.of(today)
    last = month.previous()
    return [
        ("今天", (today, today)),
        ("近 7 天", (today - timedelta(days=6), today)),
        ("本月", (month.first_day, month.last_day)),
        ("上月", (last.first_day, last.last_day)),
        ("今年", (date(today.year, 1, 1), today)),
        ("去年", (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))),
    ]


COLUMNS = (
    Column("序号", "number", Kind.NUMBER, 72, faint=True),
    Column("时间", lambda line: f"{line.at:%Y-%m-%d %H:%M}", Kind.KEY, 138),
    Column("经办人员", "by", Kind.KEY, 76),
    Column("动作", "action", Kind.KEY, 64, chip=TONES),
    Column("内容", "kind", Kind.KEY, 110),
    Column("对象", "subject", Kind.NAME, 120),
    Column("变动", "sentence", width=330),
    Column("原因", "reason", width=200, faint=True),
)
