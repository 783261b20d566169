"""September (学年升级): what a child does when the school year begins, and what has to be decided."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from countydesk.domain.beneficiaries import Beneficiary, age_on, grade_of
from countydesk.domain.course import next_stage
from countydesk.domain.enrolment import PRESENT, EventKind, State
from countydesk.domain.fields import Choice
from countydesk.domain.grades import Stage, grade_on, grades_of_school, stage_years
from countydesk.domain.months import Term
from countydesk.domain.school_life import Changed

UNVISITED = timedelta(days=365)
AT_SCHOOL_FROM = 6  # years of age in the first year (义务教育法 art. 11)
LAST_OF_ALL = 12  # the last grade of senior high
YOUNGER, OLDER = 1, 3  # years that age and grade may be apart; 7 is allowed, and years are repeated


class Decision(Choice):
    """What becomes of a child in September."""

    GO_ON = "go_on", "照常"
    NEXT = "next", "升学"
    VOCATIONAL = "vocational", "升入中职"
    REPEAT = "repeat", "留级"
    GRADUATE = "graduate", "毕业"
    UNIVERSITY = "university", "升入大学"
    LATER = "later", "暂不处理"


# The event that writes a decision down; going on and waiting write nothing.
EVENTS = {
    Decision.NEXT: EventKind.PROMOTED,
    Decision.VOCATIONAL: EventKind.PROMOTED,
    Decision.REPEAT: EventKind.REPEATED,
    Decision.GRADUATE: EventKind.GRADUATED,
    Decision.UNIVERSITY: EventKind.UNIVERSITY,
}


@dataclass(frozen=True)
class Move:
    """A child in September: its grade before and after, what is proposed, what else may be decided.

    `reasons` say why to look at it; `must` that nothing is done until somebody confirms.
    """

    child: Beneficiary
    before: str
    after: str
    proposed: Decision
    choices: tuple[Decision, ...]
    reasons: tuple[str, ...] = ()
    must: bool = False

    @property
    def is_exception(self) -> bool:
        return self.must or bool(self.reasons)


def first_day(year: int) -> date:
    """The day on which the school year `year` begins."""
    return Term(year, "autumn").first_day


def judge(child: Beneficiary, last_visit: date | None, year: int) -> Move | None:
    """What a child does in September of `year`; None for one that is not on the roster any more."""
    if child.state not in PRESENT:
        return None
    day = first_day(year)
    before, after = grade_of(child, day - timedelta(days=1)), grade_of(child, day)
    if child.state is not State.IN_SUPPORT:
        reason = f"{child.state.title}中,复学后再办"
        return Move(child, before, before, Decision.LATER, (Decision.LATER,), (reason,))
    if child.stage is None or child.entry_year is None:
        reason = "学段或入学年份不明,请先更正"
        return Move(child, "学段不明", "学段不明", Decision.LATER, (Decision.LATER,), (reason,))
    first, last = stage_years(child.stage, child.five_four)
    grade = grade_on(child.stage, child.entry_year, day, child.five_four)
    notes = _notes(child, grade, day, last_visit)
    if grade <= last:
        choices = (Decision.GO_ON, Decision.REPEAT) if grade > first else (Decision.GO_ON,)
        return Move(child, before, after, Decision.GO_ON, choices, notes)
    return _at_the_end(child, child.stage, before, grade - last, notes, day)


def _at_the_end(
    child: Beneficiary, stage: Stage, before: str, years_over: int, notes: tuple[str, ...], day: date
) -> Move:
    """A child whose stage has ended: on to the next one, or through."""
    over = (f"{stage.title}已超年限 {years_over - 1} 年",) if years_over > 1 else ()
    repeat = (Decision.REPEAT,) if years_over == 1 else ()
    if next_stage_on(child, day) is None:
        choices = (Decision.GRADUATE, Decision.UNIVERSITY, *repeat, Decision.LATER)
        reasons = (f"{stage.title}已读完,请确认毕业", *over, *notes)
        return Move(child, before, "毕业", Decision.GRADUATE, choices, reasons, must=True)
    after = grade_of(child.model_copy(update=course_after(child, Decision.NEXT, day)), day)
    if stage is Stage.PRIMARY:
        choices = (Decision.NEXT, *repeat, Decision.LATER)
        return Move(child, before, after, Decision.NEXT, choices, (*over, *notes), must=bool(over))
    choices = (Decision.NEXT, Decision.VOCATIONAL, *repeat, Decision.GRADUATE, Decision.LATER)
    reasons = ("待确认升学", *over, *notes)
    return Move(child, before, after, Decision.NEXT, choices, reasons, must=True)


def next_stage_on(child: Beneficiary, day: date) -> tuple[Stage, int] | None:
    """The stage that a child whose own has ended is in on `day`, with its year of entry; None if through."""
    if child.stage is None or child.entry_year is None:
        return None
    found = next_stage(child.stage, child.entry_year, child.five_four)
    while found and grade_on(*found, day, child.five_four) > stage_years(found[0], child.five_four)[1]:
        found = next_stage(*found, child.five_four)
    return found


def course_after(child: Beneficiary, decision: Decision, day: date) -> dict[str, Any]:
    """Stage, year of entry and class after going on to another stage; the class there is not known yet."""
    found = next_stage_on(child, day)
    if found is None or decision not in (Decision.NEXT, Decision.VOCATIONAL):
        return {}
    stage = Stage.VOCATIONAL if decision is Decision.VOCATIONAL else found[0]
    return {"stage": stage, "entry_year": found[1], "class_name": ""}


def changes_of(child: Beneficiary, decision: Decision, day: date) -> Changed:
    """What a decision changes of a child: field → (before, after)."""
    if decision is Decision.REPEAT and child.entry_year is not None:
        return {"entry_year": (child.entry_year, child.entry_year + 1)}
    after = course_after(child, decision, day)
    return {name: (getattr(child, name), value) for name, value in after.items()}


def _notes(child: Beneficiary, grade: int, day: date, last_visit: date | None) -> tuple[str, ...]:
    """What is worth a look, though it keeps nobody from going on."""
    found = []
    promised = grades_of_school(child.school)
    if not child.school.strip():
        found.append("学校不明")
    elif promised and promised[1] < grade <= LAST_OF_ALL:
        found.append(f"学校还是“{child.school}”,请登记转学")
    if child.birth and not -YOUNGER <= age_on(child.birth, day) - (AT_SCHOOL_FROM + grade - 1) <= OLDER:
        found.append(f"{age_on(child.birth, day)} 岁,年龄与年级不符")
    if last_visit is None or last_visit < day - UNVISITED:
        found.append("一年内没有走访")
    return tuple(found)
