"""What a table shows of a record: columns by the kind of their field, as words for people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from countydesk.domain.fields import Choice, Kind
from countydesk.domain.masks import mask
from countydesk.domain.money import in_figures
from ui.style import Tone

Row = Any  # a dataclass, a SQLModel record, a mapping or a tuple: whatever the source hands out
RIGHT = frozenset({Kind.MONEY, Kind.NUMBER})


class Align(StrEnum):
    """On which side a cell's words stand; AUTO sets figures right."""

    AUTO = "auto"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Column:
    """One column. `key` names the attribute, mapping key or tuple index, or is a function of the row."""

    title: str
    key: str | int | Callable[[Row], Any]
    kind: Kind = Kind.TEXT
    width: int = 100  # pixels
    align: Align = Align.AUTO
    chip: Callable[[Any], Tone] | Mapping[Any, Tone] | None = None  # value -> colour of its chip
    choices: type[Choice] | None = None
    private: bool = False  # masked until the page shows it
    faint: bool = False
    tone: Tone | None = None  # words in a colour, such as a warning
    picture: Callable[[Any, Any, Row], None] | None = None  # draws the cell, given the painter and its box
    sort: str | None = None  # what the source sorts by; a column without it does not sort

    def value(self, row: Row) -> Any:
        """What the record holds here."""
        if callable(self.key):
            return self.key(row)
        if isinstance(self.key, int) or isinstance(row, Mapping):
            return row[self.key]
        return getattr(row, self.key)

    def words(self, row: Row, *, masked: bool = True) -> str:
        """What a person reads here."""
        words = in_words(self.kind, self.value(row), self.choices)
        return mask(self.kind, words) if self.private and masked else words

    def chip_tone(self, row: Row) -> Tone | None:
        """The colour of the chip round the words, if there is one."""
        if self.chip is None:
            return None
        value = self.value(row)
        return self.chip.get(value, Tone.GREY) if isinstance(self.chip, Mapping) else self.chip(value)

    @property
    def stands_right(self) -> bool:
        return self.align is Align.RIGHT or (self.align is Align.AUTO and self.kind in RIGHT)


def in_words(kind: Kind, value: Any, choices: type[Choice] | None = None) -> str:
    """A field's value as people read it; "" for none."""
    if value is None:
        return ""
    if kind is Kind.MONEY:
        return in_figures(value)
    if kind is Kind.NUMBER:
        return f"{value:,}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, list | tuple | frozenset):
        return "、".join(in_words(Kind.CHOICE, each, choices) for each in value)
    if choices is not None and not isinstance(value, Choice):
        value = choices(value)
    return value.title if isinstance(value, Choice) else str(value)


class Source(Protocol):
    """Where a table's rows come from. Its functions are called on the worker thread."""

    def count(self) -> int:
        """How many rows there are."""

    def fetch(self, offset: int, limit: int) -> Sequence[Row]:
        """At most `limit` rows from `offset` on."""

    def sorted_by(self, key: str, descending: bool) -> "Source":
        """The same rows in another order."""


@dataclass(frozen=True)
class ListSource:
    """Rows that are at hand already. `keys` are what it can be sorted by."""

    rows: Sequence[Row] = ()
    keys: Mapping[str, Callable[[Row], Any]] = field(default_factory=dict)

    def count(self) -> int:
        return len(self.rows)

    def fetch(self, offset: int, limit: int) -> Sequence[Row]:
        return self.rows[offset : offset + limit]

    def sorted_by(self, key: str, descending: bool) -> "ListSource":
        ordered = sorted(self.rows, key=self.keys[key], reverse=descending)
        return ListSource(ordered, self.keys)
