"""The text of a bulletin (情况通报): our own sentences around figures, as an office of a level says them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from countydesk.domain.catalogue import Action, Catalogue, Count, Indicator, Programme
from countydesk.domain.offices import Level, Office
from countydesk.domain.reckoning import Reckoning, Span
from countydesk.domain.regions import HOME, PROVINCES

NUMERALS = "〇一二三四五六七八九十"
AREA = "area"  # in a sentence: 全省, 全市, 全县
BESIDES = "另"  # says nothing where nothing stands before it
# What stands in the documents for the whole province and is no record of anybody's work.
GIVEN = ("places", "standards")
# Who counts places: a county does not count counties, nor a city cities.
COUNTS_PLACES = {"city": {Level.PROVINCE}, "place_code": {Level.PROVINCE, Level.CITY}}


@dataclass(frozen=True)
class Piece:
    """Some words of the text; a number has the name of its indicator."""

    words: str
    indicator: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the bulletin: a heading, and paragraphs of pieces."""

    title: str
    paragraphs: tuple[tuple[Piece, ...], ...]


def place_of(office: Office) -> str:
    """How a heading names an office's place: 甘肃省, 庆阳市合水县."""
    return office.name.removeprefix(PROVINCES[HOME]) or office.name


def is_told(catalogue: Catalogue, indicator: Indicator, level: Level) -> bool:
    """Whether a bulletin of this level speaks of an indicator at all.

    Below the province it does not where nobody at or below the level enters the programme, where the
    figure is the province's alone, or where the document fixes it for the whole province.
    """
    if level is Level.PROVINCE:
        return True

    def told(names: Iterable[str]) -> Iterator[bool]:
        return (is_told(catalogue, catalogue.indicators[name], level) for name in names)

    if indicator.sum_of:
        return any(told(indicator.sum_of))
    if indicator.made_of:
        return all(told(indicator.made_of))
    if indicator.fixed or indicator.source == "places":
        return False
    if indicator.count is Count.DISTINCT and level not in COUNTS_PLACES.get(indicator.field, Level):
        return False
    enter = catalogue.programmes[indicator.programme].reports
    return all({level, Level.COUNTY} & set(levels) for levels in (enter, indicator.level or enter))


def note_of(catalogue: Catalogue, indicator: Indicator, span: Span, level: Level) -> str:
    """What is to be said beside a figure: a note is about the document that the action comes from, and
    concerns the province in the year of that document alone."""
    action = catalogue.action(catalogue.programmes[indicator.programme].action)
    concerns = level is Level.PROVINCE and action and action.source == str(span.last.year)
    return indicator.note if concerns else ""


class Text:
    """The sections of a bulletin of some months, by an office."""

    def __init__(self, catalogue: Catalogue, reckoning: Reckoning, span: Span, office: Office) -> None:
        self._catalogue, self._reckoning = catalogue, reckoning
        self._span, self._office = span, office

    def sections(self) -> Iterator[Section]:
        """What it all adds up to, each action that has something to tell, and notes on figures."""
        whole = [each for each in self._catalogue.indicators.values() if each.sum_of]
        if summary := list(self._clauses(whole)):
            begin = Piece(f"截至{self._span.last.title},{place_of(self._office)}各级团组织")
            yield Section("", ((begin, *_joined(summary)),))
        number = 0
        for action in self._catalogue.actions:
            if paragraphs := tuple(self._paragraphs(action)):
                number += 1
                yield Section(f"{_numeral(number)}、{action.title}", paragraphs)
        if notes := tuple(self._notes()):
            yield Section("数据说明", notes)

    def _paragraphs(self, action: Action) -> Iterator[tuple[Piece, ...]]:
        opened = False
        for programme in action.programmes:
            clauses = list(self._clauses([each for each in programme.indicators if not each.sum_of]))
            if clauses and self._is_reported(programme):
                opening = self._worded(programme.opening, programme.local_opening)
                first, *rest = [Piece(opening), *_joined(clauses)] if opening else _joined(clauses)
                yield (first if opened else Piece(first.words.removeprefix(BESIDES), first.indicator), *rest)
                opened = True

    def _notes(self) -> Iterator[tuple[Piece, ...]]:
        for indicator in self._catalogue.indicators.values():
            note = note_of(self._catalogue, indicator, self._span, self._office.level)
            if note and self._has_something(indicator):
                yield (Piece(f"{indicator.title}:{note}"),)

    def _is_reported(self, programme: Programme) -> bool:
        """Whether there is a record of the programme: what documents fix alone makes no bulletin."""
        return any(
            not each.fixed and each.source not in GIVEN and self._has_something(each)
            for each in programme.indicators
        )

    def _has_something(self, indicator: Indicator) -> bool:
        told = self._reckoning.told[indicator.name]
        return not told.is_empty and is_told(self._catalogue, indicator, self._office.level)

    def _clauses(self, indicators: Sequence[Indicator]) -> Iterator[list[Piece]]:
        for indicator in indicators:
            if indicator.sentence and self._has_something(indicator):
                sentence = self._worded(indicator.sentence, indicator.local_sentence)
                parts = re.split(r"(\{\w+\})", sentence)
                yield [self._piece(words, indicator) for words in parts]

    def _worded(self, province: str, local: str) -> str:
        """What the province says, or offices below it where they say it otherwise."""
        return province if self._office.level is Level.PROVINCE else local or province

    def _piece(self, words: str, indicator: Indicator) -> Piece:
        key = words.strip("{}")
        if key == words:
            return Piece(words)
        if key == AREA:
            return Piece("全" + self._office.name[-1:])
        name = indicator.name if key == "figure" else f"{indicator.programme}.{key}"
        return Piece(self._reckoning.told[name].phrase, name)


def _joined(clauses: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Clauses as one sentence."""
    pieces: list[Piece] = []
    for number, clause in enumerate(clauses):
        pieces += [Piece("," if number else ""), *clause]
    return [piece for piece in [*pieces, Piece("。")] if piece.words]


def _numeral(number: int) -> str:
    """一, 十, 十四 for headings, to 九十九."""
    tens, ones = divmod(number, 10)
    ten = ("", "十")[tens] if tens < 2 else NUMERALS[tens] + "十"
    return ten + (NUMERALS[ones] if ones else "")
