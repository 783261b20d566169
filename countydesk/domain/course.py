"""A child's course: the instalments that are still to come until senior high is finished."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.disbursements import half_years, position_in_year
from countydesk.domain.grades import Stage, grade_on, stage_years
from countydesk.domain.months import Term
from countydesk.domain.offices import Settings
from countydesk.domain.standards import Standard, instalment, yearly_on

# 从小学到高中阶段全程 (2020 report): the stages that follow on one another.
COURSE = (Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR)


@dataclass(frozen=True)
class Stretch:
    """A stage on a child's way, from its first day to its last."""

    stage: Stage
    first: date
    last: date


@dataclass(frozen=True)
class Step:
    """One instalment to come: its term, the stage the child will be in, and the amount in fen."""

    term: Term
    stage: Stage
    fen: int


def to_come(
    child: Beneficiary,
    first: Term,
    standards: Sequence[Standard],
    settings: Settings,
    paid: Collection[str] = (),
) -> list[Step]:
    """The instalments from the term `first` to graduation, at the standards known today.

    Terms in `paid` (as they are written) are passed over. A stage outside the course (中职, 特教)
    runs to its own end.
    """
    steps = []
    for term, stage in _terms(child, first):
        yearly = yearly_on(term.first_day, stage, child.id, standards)
        first_of_year = half_years(term, settings)[0] == term
        if yearly is None or str(term) in paid or not first_of_year:
            continue
        fen = instalment(yearly, position_in_year(term, settings), settings.instalments)
        steps.append(Step(term, stage, fen))
    return steps


def _terms(child: Beneficiary, first: Term) -> Iterator[tuple[Term, Stage]]:
    """Every term from `first` on with the stage that the child is in, to the end of its course."""
    if child.stage is None or child.entry_year is None:
        return
    stage, entry_year, term = child.stage, child.entry_year, first
    while True:
        begin, last = stage_years(stage, child.five_four)
        grade = grade_on(stage, entry_year, term.first_day, child.five_four)
        if grade > last:
            following = next_stage(stage, entry_year, child.five_four)
            if following is None:
                return
            stage, entry_year = following
            continue
        if grade >= begin:
            yield term, stage
        term = term.next()


def next_stage(stage: Stage, entry_year: int, five_four: bool) -> tuple[Stage, int] | None:
    """The stage that follows and the year of its entry; None after senior high and outside the course."""
    if stage not in COURSE[:-1]:
        return None
    begin, last = stage_years(stage, five_four)
    return COURSE[COURSE.index(stage) + 1], entry_year + last - begin + 1


def stretches(child: Beneficiary, since: date) -> list[Stretch]:
    """The stages of a child's way to graduation, without the school years before that of `since`.

    Earlier and later stages follow from the one it is in, each taken at its full length; a stage
    outside the course (中职, 特教) stands alone. Empty where stage or year of entry is unknown.
    """
    if child.stage is None or child.entry_year is None:
        return []
    way = COURSE if child.stage in COURSE else (child.stage,)
    years = [stage_years(stage, child.five_four) for stage in way]
    lengths = [last - first + 1 for first, last in years]
    begins = child.entry_year - sum(lengths[: way.index(child.stage)])
    start, found = Term(Term.of(since).school_year, "autumn").first_day, []
    for stage, length in zip(way, lengths, strict=True):
        first = Term(begins, "autumn").first_day
        last = Term(begins + length, "autumn").first_day - timedelta(days=1)
        if last > start:
            found.append(Stretch(stage, max(first, start), last))
        begins += length
    return found
