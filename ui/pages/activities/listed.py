"""What the list of a kind shows: the common fields under the kind's titles, then its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from countydesk.domain import values
from countydesk.domain.catalogue import FIGURES, FieldOf, KindOf, Ledger
from countydesk.domain.entries import show_when
from countydesk.domain.fields import Kind
from countydesk.domain.figures import Figure
from countydesk.services import entries
from countydesk.services.desk import Desk
from countydesk.services.entries import EntryLine, Summary, Wanted
from countydesk.services.places import called
from ui.tables.columns import Align, Column

WIDTHS = {"first_day": 142, "name": 190, "place": 140, "organisers": 150, "partners": 140, "people": 92}
OWN_WIDTHS = {
    Kind.CITIZEN_ID: 170, Kind.TEXT: 140, Kind.PHONE: 124, Kind.MONEY: 120, Kind.NUMBER: 96, Kind.NAME: 88,
}  # fmt: skip
SORTED = ("first_day", "name", "place", "people")


@dataclass(frozen=True)
class Entries:
    """The entries that are wanted, as a source for a table; asked on the worker."""

    desk: Desk
    wanted: Wanted
    sort: str = ""
    descending: bool = False

    def count(self) -> int:
        return entries.summary(self.desk, self.wanted).entries

    def fetch(self, offset: int, limit: int) -> Sequence[EntryLine]:
        return entries.lines(self.desk, self.wanted, self.sort, self.descending, offset, limit)

    def sorted_by(self, key: str, descending: bool) -> "Entries":
        return replace(self, sort=key, descending=descending)


def columns_of(kind: KindOf | None, *, withdrawn: bool, several_offices: bool) -> tuple[Column, ...]:
    """The columns for one kind, or for records of any."""
    before = (
        (Column("单位", lambda line: called(line.entry.office_code), Kind.KEY, 132, sort="office_code"),)
        if several_offices
        else ()
    )
    why = (Column("撤回原因", lambda line: line.entry.withdrawn, width=180),) if withdrawn else ()
    after = (Column("备注", lambda line: " ".join(line.entry.note.split()), width=112, faint=True),)
    if kind is None:
        mixed = [each for each in _mixed() if not (several_offices and each.title == "地点")]
        return (*before, *why, *mixed, *after)  # where work lay matters less than whose it was
    photos = (Column("照片", lambda line: line.photos or None, Kind.NUMBER, 64),)
    common = [_common(name, title) for name, title in kind.titles.items() if name != "last_day"]
    own = [_own(each) for each in kind.fields]
    return (*before, *why, *common, *own, *(photos if kind.ledger is Ledger.ACTIVITY else ()), *after)


def told_of(summary: Summary, kind: KindOf | None) -> str:
    """The sums of a list in words: "12 条,惠及 2,300 人,销售额 1,234.00 元"; what has no unit is a number
    that nobody adds up."""
    words = [f"{summary.entries:,} 条"]
    people = kind.titles.get("people", "") if kind else "惠及"
    if people and summary.people:
        words.append(f"{people} {summary.people:,} 人")
    for key, total in summary.totals.items():
        own = kind.own(key) if kind else None
        if own is not None and total and (own.unit or own.kind is Kind.MONEY):
            words.append(f"{own.title} {values.shown(own, total)}")
    return ",".join(words)


def _mixed() -> Sequence[Column]:
    return (
        Column("日期", lambda line: show_when(line.entry), Kind.KEY, 138, sort="first_day"),
        Column("名称", lambda line: line.entry.name, Kind.KEY, 184, sort="name"),
        Column("项目", lambda line: line.programme, width=160, sort="programme"),
        Column("种类", lambda line: line.kind, width=120),
        Column("地点", lambda line: line.entry.place, width=130, sort="place"),
        Column("惠及人数", lambda line: line.entry.people or None, Kind.NUMBER, 92, sort="people"),
    )


def _common(name: str, title: str) -> Column:
    sort = name if name in SORTED else None
    if name == "first_day":
        return Column(title, lambda line: show_when(line.entry), Kind.KEY, WIDTHS[name], sort=sort)
    if name == "people":
        people = FieldOf(name, title, Kind.NUMBER)
        said = _approximate(people, lambda line: line.entry.people or None)
        return Column(title, said, width=WIDTHS[name], align=Align.RIGHT, sort=sort)
    tells = Kind.KEY if name == "name" else Kind.TEXT  # a name does not give way
    return Column(title, lambda line: getattr(line.entry, name), tells, WIDTHS[name], sort=sort)


def _own(own: FieldOf) -> Column:
    figure = own.kind in FIGURES
    unit = "元" if own.kind is Kind.MONEY else own.unit
    title = f"{own.title}({unit})" if figure and unit else own.title
    said = _approximate(own, lambda line: line.entry.values.get(own.key))
    width = max(OWN_WIDTHS.get(own.kind, 100), 14 * len(title) + 34)
    return Column(title, said, Kind.KEY, width, align=Align.RIGHT if figure else Align.AUTO, sort=own.key)


def _approximate(own: FieldOf, value: Callable[[EntryLine], Any]) -> Callable[[EntryLine], str]:
    """A value without its unit, with the word that says that it is approximate."""
    plain = replace(own, unit="")

    def said(line: EntryLine) -> str:
        word = str(line.entry.modifiers.get(own.key, ""))
        return Figure(values.written(plain, value(line)), word, "").phrase

    return said
