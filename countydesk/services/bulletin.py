"""The bulletin (情况报告): our own sentences around figures that records add up to; nothing is typed in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from countydesk.domain.catalogue import Action, Catalogue, Indicator, Programme
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.reckoning import Reckoning, Span, Told
from countydesk.services import figures
from countydesk.services.desk import Desk
from countydesk.services.figures import OnProgress

NUMERALS = "〇一二三四五六七八九十"


@dataclass(frozen=True)
class Piece:
    """Some words of the text; a number has the name of its indicator."""

    words: str
    indicator: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the report: a heading, and paragraphs of pieces."""

    title: str
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class Line:
    """A figure as the appendix lists it; `counties` and `packages` are those that its records came from."""

    told: Told
    action: str
    programme: str
    packages: tuple[str, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the 2020 report that it answers."""
        return self.told.indicator.answers


@dataclass(frozen=True)
class Bulletin:
    """A report of some months: its text in sections, and all figures with what they were made of."""

    title: str
    unit: str
    span: Span
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        paragraphs = [self.title]
        for section in self.sections:
            paragraphs.append(section.title)
            paragraphs += ["　　" + "".join(piece.words for piece in each) for each in section.paragraphs]
        return "\n".join(filter(None, paragraphs))


def span_of(first: Month, last: Month) -> Span:
    """The months from one to another. Raises `Refused` where the last is before the first."""
    if last < first:
        raise Refused(f"截止月份{last.title}早于起始月份{first.title},请核对。")
    return Span(first, last)


def compose(desk: Desk, span: Span, on_progress: OnProgress | None = None) -> Bulletin:
    """The report of these months at this desk: its own records, and those of every office it received.

    `on_progress` is told the figures done and how many there are, and may raise to cancel.
    """
    reckoning = figures.reckoned(desk, span, on_progress)
    packages = figures.packages(desk)
    place = desk.office.name
    return Bulletin(
        f"{place}“青春扶贫”行动情况报告({span.title})",
        desk.office.unit,
        span,
        tuple(_sections(desk.catalogue, reckoning, span, place)),
        tuple(_lines(desk.catalogue, reckoning, packages)),
    )


def _lines(catalogue: Catalogue, reckoning: Reckoning, packages: dict[str, str]) -> Iterator[Line]:
    for action in catalogue.actions:
        for programme in action.programmes:
            for indicator in programme.indicators:
                told = reckoning.told[indicator.name]
                sent = tuple(sorted(packages[office] for office in told.offices if office in packages))
                yield Line(told, action.title, programme.title, sent)


def _sections(catalogue: Catalogue, reckoning: Reckoning, span: Span, place: str) -> Iterator[Section]:
    whole = [i for i in catalogue.indicators.values() if i.sum_of and i.sentence]
    summary = list(_clauses(whole, reckoning))
    if summary:
        begin = Piece(f"截至{span.last.title},{place}各级团组织")
        yield Section("", ((begin, *_joined(summary)),))
    number = 0
    for action in catalogue.actions:
        paragraphs = tuple(_paragraphs(action, reckoning))
        if paragraphs:
            number += 1
            yield Section(f"{_numeral(number)}、{action.title}", paragraphs)


def _paragraphs(action: Action, reckoning: Reckoning) -> Iterator[tuple[Piece, ...]]:
    for programme in action.programmes:
        told = [each for each in programme.indicators if not each.sum_of]
        clauses = list(_clauses(told, reckoning))
        if _is_reported(programme, reckoning) and clauses:
            yield (Piece(programme.opening), *_joined(clauses))


def _is_reported(programme: Programme, reckoning: Reckoning) -> bool:
    """Whether there is a record of the programme: what documents fix alone makes no report."""
    return any(not each.fixed and not reckoning.told[each.name].is_empty for each in programme.indicators)


def _clauses(indicators: list[Indicator], reckoning: Reckoning) -> Iterator[list[Piece]]:
    for indicator in indicators:
        if indicator.sentence and not reckoning.told[indicator.name].is_empty:
            parts = re.split(r"(\{\w+\})", indicator.sentence)
            yield [_piece(words, indicator, reckoning) for words in parts]


def _piece(words: str, indicator: Indicator, reckoning: Reckoning) -> Piece:
    if not words.startswith("{"):
        return Piece(words)
    key = words.strip("{}")
    name = indicator.name if key == "figure" else f"{indicator.programme}.{key}"
    return Piece(reckoning.told[name].phrase, name)


def _joined(clauses: list[list[Piece]]) -> list[Piece]:
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
