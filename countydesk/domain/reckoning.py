"""Reckoning: what each office's records add up to, put together to amounts and printed as figures."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from countydesk.domain.catalogue import Catalogue, Count, Indicator, Period, Style
from countydesk.domain.entries import Precision
from countydesk.domain.figures import (
    Figure,
    day_figure,
    fixed_figure,
    is_small,
    joined_figure,
    number_figure,
    small_figure,
    stages_figure,
)
from countydesk.domain.grades import Stage
from countydesk.domain.months import Month
from countydesk.domain.offices import Level

MORE = {"余", "多", "超", "超过", "以上"}
ABOUT = "左右"
Amount = int | Decimal


@dataclass(frozen=True)
class Span:
    """The months that a report is about, both within it."""

    first: Month
    last: Month

    @property
    def title(self) -> str:
        """As a title says it: 2020年1—8月, 2020年8月, 2019年9月—2020年8月."""
        if self.first == self.last:
            return self.last.title
        if self.first.year == self.last.year:
            return f"{self.first.year}年{self.first.number}—{self.last.number}月"
        return f"{self.first.title}—{self.last.title}"


@dataclass(frozen=True)
class Selection:
    """Which records an indicator counts: indicators with the same one are made of the same records."""

    source: str  # "programme.kind" or one of `catalogue.BUILT_IN`
    level: tuple[Level, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...]
    among: str
    period: Period

    @classmethod
    def of(cls, indicator: Indicator) -> "Selection":
        """The selection of an indicator that is counted from records."""
        where = tuple(sorted(indicator.where.items()))
        return cls(indicator.source, indicator.level, where, indicator.among, indicator.period)


@dataclass(frozen=True)
class Part:
    """What the records of one office give an indicator: how many they are, and by the way it is
    counted their sum, their different values, or a day and how exactly it is known; `words` are the
    modifiers that the records carry (余, 近 …)."""

    records: int
    amount: Amount = 0
    values: frozenset[str] = frozenset()
    day: date | None = None
    precision: Precision = Precision.DAY
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Planned:
    """A target: the amount in the unit that its indicator is counted in, and its modifier."""

    amount: Amount
    modifier: str = ""


@dataclass(frozen=True)
class Told:
    """A figure as tables print it and as a sentence says it, what it was made of, and by whom; `amount`
    is None where there is none (a day, a text, a share of nothing)."""

    indicator: Indicator
    figure: Figure
    phrase: str
    amount: Amount | None
    records: int
    offices: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell: no value, or nothing counted."""
        return not self.figure.value or (self.amount is not None and not self.amount) or not self.records


def combined(words: Iterable[str]) -> str:
    """The modifier of a sum whose parts carry these: theirs where they agree, 余 where all say more,
    otherwise 左右."""
    said = {word for word in words if word}
    if len(said) <= 1:
        return "".join(said)
    return "余" if said <= MORE else ABOUT


def added(parts: Collection[Part], count: Count) -> Part:
    """The parts of several offices as one."""
    days = [part for part in parts if part.day]
    largest = max if count is Count.MAX else sum
    amount: Amount = largest(part.amount for part in parts) if parts else 0
    first = min(days, key=lambda part: part.day or date.max, default=None)
    chosen = max(days, key=lambda part: part.day or date.min, default=None)
    if count is Count.LATEST:
        amount, first = (chosen.amount, chosen) if chosen else (0, None)
    return Part(
        sum(part.records for part in parts),
        amount,
        frozenset().union(*(part.values for part in parts)),
        first.day if first else None,
        first.precision if first else Precision.DAY,
        frozenset().union(*(part.words for part in parts)),
    )


class Reckoning:
    """All figures of a report: `parts` by indicator and office, `targets` by indicator and the place
    whose they are ("" is the desk's own); `within` keeps to the offices whose code begins so."""

    def __init__(
        self,
        catalogue: Catalogue,
        parts: Mapping[str, Mapping[str, Part]],
        targets: Mapping[str, Mapping[str, Planned]],
        within: str = "",
    ) -> None:
        self._catalogue, self._parts, self._targets = catalogue, parts, targets
        self._within = within
        self._whole: dict[str, Part] = {}

    def inside(self, within: str) -> "Reckoning":
        """The same report of the offices whose code begins with `within`."""
        return Reckoning(self._catalogue, self._parts, self._targets, within)

    @cached_property
    def told(self) -> dict[str, Told]:
        """Every figure of the catalogue, by the indicator's name."""
        return {name: self.tell(indicator) for name, indicator in self._catalogue.indicators.items()}

    def tell(self, indicator: Indicator) -> Told:
        """One figure."""
        figure, amount = self._figure(indicator), self.amount(indicator)
        return Told(
            indicator,
            figure,
            self._phrase(indicator, figure, amount),
            amount,
            self._records(indicator),
            self._offices(indicator.name),
        )

    def amount(self, indicator: Indicator) -> Amount | None:
        """What an indicator amounts to, in the unit that it is counted in: fen for money."""
        named = self._catalogue.indicators
        if indicator.sum_of:
            parts = [self.amount(named[name]) or 0 for name in indicator.sum_of]
            return sum(parts)
        if indicator.ratio_of:
            over, under = (self.amount(named[name]) for name in indicator.ratio_of)
            return Decimal(over or 0) / under if under else None
        if indicator.target_of:
            planned = self.planned(indicator.target_of)
            return planned.amount if planned else 0
        if not indicator.source or indicator.count is Count.FIRST_DAY or indicator.style is Style.STAGES:
            return None
        part = self._part(indicator)
        return len(part.values) if indicator.count is Count.DISTINCT else part.amount

    def planned(self, name: str) -> Planned | None:
        """The target of an indicator; where none is set for the whole, those of the places in it, if
        every office that has records of it has one."""
        targets = self._targets.get(name, {})
        whole = self._within.ljust(6, "0") if self._within else ""
        if whole in targets:
            return targets[whole]
        inside = {place: each for place, each in targets.items() if place.startswith(self._within)}
        if not all(office in inside or _city(office) in inside for office in self._offices(name)):
            return None
        # A city's target is that of its counties together.
        parts = [
            each for place, each in inside.items() if place == _city(place) or _city(place) not in inside
        ]
        return Planned(sum(p.amount for p in parts), combined(p.modifier for p in parts)) if parts else None

    def leaves(self, indicator: Indicator) -> list[Indicator]:
        """The indicators counted from records that one is made of, each kind of records once."""
        named = self._catalogue.indicators
        ahead, found = [indicator], dict[Selection, Indicator]()
        while ahead:
            each = ahead.pop(0)
            if each.source:
                found.setdefault(Selection.of(each), each)
            elif not each.target_of:
                ahead += [named[name] for name in each.made_of]
        names = {each.name for each in found.values()}
        return [each for each in found.values() if each.part_of not in names]

    def _figure(self, indicator: Indicator) -> Figure:
        named = self._catalogue.indicators
        kind = self._catalogue.counted(indicator)
        if indicator.fixed:
            return fixed_figure(indicator)
        if indicator.joined:
            return joined_figure(indicator, [self._figure(named[name]) for name in indicator.joined])
        if indicator.count is Count.FIRST_DAY:
            part = self._part(indicator)
            return (
                day_figure(indicator, part.day, part.precision)
                if part.day
                else Figure("", "", indicator.unit)
            )
        if indicator.style is Style.STAGES:
            stages = [Stage(value) for value in self._part(indicator).values]
            return stages_figure(indicator, stages)
        amount = self.amount(indicator)
        if amount is None:
            return Figure("", "", indicator.unit)
        against = self.amount(named[indicator.compared_with]) if indicator.compared_with else 0
        return number_figure(indicator, kind, amount, self._modifier(indicator), against or 0)

    def _phrase(self, indicator: Indicator, figure: Figure, amount: Amount | None) -> str:
        """As a sentence says it: the unit of a day stands in the report's table alone, and what is less
        than one 万 is said without it (860个)."""
        if indicator.count is Count.FIRST_DAY:
            return figure.value
        kind = self._catalogue.counted(indicator)
        if amount is not None and is_small(indicator, kind, amount):
            return small_figure(indicator, kind, amount, self._modifier(indicator)).phrase
        return figure.phrase

    def _modifier(self, indicator: Indicator) -> str:
        if indicator.target_of:
            planned = self.planned(indicator.target_of)
            return planned.modifier if planned else ""
        if indicator.ratio_of:
            return ""
        leaves = self.leaves(indicator)
        return combined(word for leaf in leaves for word in self._part(leaf).words)

    def _records(self, indicator: Indicator) -> int:
        if indicator.fixed:
            return 1  # the catalogue's own line, which says the document that fixes it
        if indicator.target_of:
            return len(self._targets.get(indicator.target_of, {}))
        return sum(self._part(leaf).records for leaf in self.leaves(indicator))

    def _offices(self, name: str) -> frozenset[str]:
        """Whose records an indicator is made of."""
        leaves = self.leaves(self._catalogue.indicators[name]) if name in self._catalogue.indicators else []
        counted = [leaf for leaf in leaves if leaf.source not in ("places", "standards")]
        return frozenset(office for leaf in counted for office in self._own(leaf))

    def _own(self, indicator: Indicator) -> dict[str, Part]:
        parts = self._parts.get(indicator.name, {})
        if indicator.source == "standards":  # the desk's own hold for the whole area
            return dict(parts)
        return {office: part for office, part in parts.items() if office.startswith(self._within)}

    def _part(self, indicator: Indicator) -> Part:
        if indicator.name not in self._whole:
            self._whole[indicator.name] = added(list(self._own(indicator).values()), indicator.count)
        return self._whole[indicator.name]


def _city(place: str) -> str:
    return place[:4] + "00"
