"""The tables behind a figure: its records, asked for as they are shown, and the offices that gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from countydesk.domain.catalogue import Indicator
from countydesk.domain.fields import Kind
from countydesk.domain.reckoning import Span
from countydesk.services import behind
from countydesk.services.behind import Behind, Giver
from ui.tables.columns import Align, Column, ListSource

RECORDS = (
    Column("单位", "office", width=170),
    Column("日期", "when", Kind.KEY, 140),
    Column("种类", "sort", width=116, faint=True),
    Column("名称", "what", width=360),
    Column("计入", "gives", Kind.KEY, 150, align=Align.RIGHT),
)
GIVERS = (
    Column("单位", "name", width=200),
    # Exact, so that those who add them up come to the whole.
    Column(
        "本单位的数",
        lambda giver: giver.exact or giver.told.phrase,
        Kind.KEY,
        150,
        align=Align.RIGHT,
        sort="amount",
    ),
    Column("记录", lambda giver: giver.told.records, Kind.NUMBER, 80, sort="records"),
    Column("月份", lambda giver: giver.package.month if giver.package else "", Kind.KEY, 84),
    Column("同步包", lambda giver: _package(giver), Kind.KEY, 190),
    Column(
        "摘要",
        lambda giver: giver.package.package_id[:16] if giver.package else "",
        Kind.KEY,
        150,
        faint=True,
    ),
)
SORTS = {"amount": lambda giver: giver.told.amount or 0, "records": lambda giver: giver.told.records}


def _package(giver: Giver) -> str:
    package = giver.package
    return f"{package.office_code}-{package.month}-{package.number:03d}" if package else "本单位台账"


def given_by(givers: Sequence[Giver]) -> ListSource:
    """Who gives to a figure, by the office's code unless sorted otherwise."""
    return ListSource(givers, SORTS)


@dataclass(frozen=True)
class Records:
    """The records behind a figure, of one office where it is named; asked on the worker."""

    desk: Any
    indicator: Indicator
    span: Span
    office: str = ""

    def count(self) -> int:
        return behind.count(self.desk, self.indicator, self.span, self.office)

    def fetch(self, offset: int, limit: int) -> Sequence[Behind]:
        return behind.records(self.desk, self.indicator, self.span, self.office, offset, limit)

    def sorted_by(self, key: str, descending: bool) -> "Records":
        return self  # several tables one after the other: they have no order in common
