"""The bulletin (情况通报) of some months: figures that records add up to, and the text around them."""

from collections.abc import Iterator
from dataclasses import dataclass

from countydesk.domain.bulletin import Section, Text, is_told, place_of
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.punctuation import full_width
from countydesk.domain.receiving import ReceivedPackage
from countydesk.domain.reckoning import Reckoning, Span, Told
from countydesk.services import figures
from countydesk.services.desk import Desk
from countydesk.services.figures import OnProgress


@dataclass(frozen=True)
class Line:
    """A figure as the appendix lists it; `packages` are those that its records came in."""

    told: Told
    action: str
    programme: str
    packages: tuple[str, ...]
    is_own: bool = True  # whether an office of this level speaks of it at all

    @property
    def says_something(self) -> bool:
        """Whether it is one that this office speaks of, and there is something to tell."""
        return self.is_own and not self.told.is_empty

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
        """The whole text, as it is handed out."""
        paragraphs = [self.title]
        for section in self.sections:
            paragraphs.append(section.title)
            paragraphs += ["　　" + "".join(piece.words for piece in each) for each in section.paragraphs]
        return full_width("\n".join(filter(None, paragraphs)))


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
    return Bulletin(
        f"{place_of(desk.office)}“青春扶贫”行动情况报告({span.title})",
        desk.office.unit,
        span,
        tuple(Text(desk.catalogue, reckoning, span, desk.office).sections()),
        tuple(_lines(desk, reckoning, packages)),
    )


def _lines(desk: Desk, reckoning: Reckoning, packages: dict[str, ReceivedPackage]) -> Iterator[Line]:
    for action in desk.catalogue.actions:
        for programme in action.programmes:
            for indicator in programme.indicators:
                told = reckoning.told[indicator.name]
                sent = sorted(packages[office].package_id for office in told.offices if office in packages)
                own = is_told(desk.catalogue, indicator, desk.office.level)
                yield Line(told, action.title, programme.title, tuple(sent), own)
