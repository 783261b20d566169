"""School life: what an event changes of a child, how it was on a day, and what follows for the payments."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from countydesk.domain.beneficiaries import Beneficiary, grade_of
from countydesk.domain.course import Step, to_come
from countydesk.domain.enrolment import EnrolmentEvent, EventKind, State, replayed, standing, state_on
from countydesk.domain.grades import Stage, grade_on, stage_years
from countydesk.domain.money import in_figures
from countydesk.domain.months import Term
from countydesk.domain.offices import Settings
from countydesk.domain.problems import Refused
from countydesk.domain.standards import Standard

SHIFTS = {EventKind.REPEATED: 1, EventKind.SKIPPED: -1}  # of the year of entry
LASTING = frozenset({EventKind.ADMITTED, EventKind.TAKEN_OVER, EventKind.TRANSFERRED_IN, EventKind.UNDONE})
COURSE_FIELDS = frozenset({"stage", "entry_year"})
Changed = Mapping[str, tuple[Any, Any]]


def changes_by(kind: EventKind, child: Beneficiary, school: str, class_name: str, day: date) -> Changed:
    """What an event of `day` changes of a child: field → (before, after).

    A repeated year moves the year of entry on by one, a skipped one back; another school takes the
    place of the old. Raises `Refused` where no grade is known or none is left to go back to, and for
    university before senior high.
    """
    if kind is EventKind.UNIVERSITY and child.stage in (Stage.PRIMARY, Stage.JUNIOR):
        raise Refused(f"现为{child.stage.title}在读,不能登记“{kind.title}”。")
    if kind is EventKind.CHANGED_SCHOOL:
        new = {"school": school.strip(), "class_name": class_name.strip()}
        return {name: (getattr(child, name), value) for name, value in new.items()}
    shift = SHIFTS.get(kind, 0)
    if not shift:
        return {}
    if child.stage is None or child.entry_year is None:
        raise Refused(f"学段或入学年份不明,不能登记“{kind.title}”,请先更正。")
    first, _ = stage_years(child.stage, child.five_four)
    if grade_on(child.stage, child.entry_year + shift, day, child.five_four) < first:
        raise Refused(
            f"{day:%Y-%m-%d} 在{grade_of(child, day)},是{child.stage.title}第一年,不能登记留级;"
            "如重读本年级,请在9月1日新学年开始后登记。"
        )
    return {"entry_year": (child.entry_year, child.entry_year + shift)}


def as_json(changes: Changed) -> str:
    """Changes as an event keeps them; "" for none."""
    return json.dumps(changes, ensure_ascii=False) if changes else ""


def applied(child: Beneficiary, changes: Changed) -> Beneficiary:
    """The child after some changes, checked."""
    if not changes:
        return child
    values = child.model_dump() | {name: after for name, (_, after) in changes.items()}
    return Beneficiary.model_validate(values)


def taken_back(child: Beneficiary, event: EnrolmentEvent) -> Changed:
    """What taking an event back changes of the child as it is now.

    What was corrected since stays as corrected; a shifted year is shifted back.
    """
    back: dict[str, tuple[Any, Any]] = {}
    shift = SHIFTS.get(event.kind, 0)
    if shift and child.entry_year is not None:
        return {"entry_year": (child.entry_year, child.entry_year - shift)}
    for name, (before, after) in event.changed().items():
        if getattr(child, name) == after:
            back[name] = (after, before)
    return back


def enrolled_on(child: Beneficiary, events: Sequence[EnrolmentEvent], day: date) -> Beneficiary:
    """The child with stage and year of entry as they were on `day`: later events are rolled back."""
    if not any(event.day > day for event in events):
        return child
    stage, entry_year = child.stage, child.entry_year
    for event in reversed(standing(events)):
        if event.day <= day:
            break
        changed = event.changed()
        if event.kind in SHIFTS and entry_year is not None:
            entry_year -= SHIFTS[event.kind]
        elif COURSE_FIELDS & changed.keys():  # another stage, or what another county had recorded meanwhile
            before = changed["stage"][0] if "stage" in changed else stage
            stage = Stage(before) if before else None
            entry_year = changed["entry_year"][0] if "entry_year" in changed else entry_year
    return child.model_copy(update={"stage": stage, "entry_year": entry_year})


def reason_on(child: Beneficiary, events: Sequence[EnrolmentEvent], day: date) -> Stage | None:
    """The stage for which a child may be paid on `day`: in support, and within its years; or None."""
    then = enrolled_on(child, events, day)
    if state_on(events, day) is not State.IN_SUPPORT or then.stage is None:
        return None
    if then.entry_year is None:
        return then.stage  # paid as the office's own ledger has it
    first, last = stage_years(then.stage, then.five_four)
    return then.stage if first <= grade_on(then.stage, then.entry_year, day, then.five_four) <= last else None


def _touches(event: EnrolmentEvent) -> frozenset[str]:
    """What an event says of the child that a later one may build on: its course, its school."""
    names = frozenset(event.changed())
    course = COURSE_FIELDS if event.kind in SHIFTS or names & COURSE_FIELDS else frozenset()
    return course | (names & {"school"})


def require_last(events: Sequence[EnrolmentEvent], event: EnrolmentEvent) -> None:
    """Refuse an event of which a later one has changed the same; that one is to be undone first."""
    order = standing(events)
    later = order[[one.id for one in order].index(event.id) + 1 :]
    over = next((one for one in reversed(later) if _touches(one) & _touches(event)), None)
    if over is not None:
        raise Refused(f"其后已有 {over.day:%Y-%m-%d} 的“{over.kind.title}”,请先撤销它。")


def require_undoable(events: Sequence[EnrolmentEvent], event: EnrolmentEvent) -> None:
    """Refuse taking back what others rest on: an admission, what is undone, what later events need."""
    if event.kind in LASTING:
        raise Refused(f"“{event.kind.title}”不能撤销。")
    order = standing(events)
    if event.id not in {one.id for one in order}:
        raise Refused(f"{event.day:%Y-%m-%d} 的“{event.kind.title}”已经撤销。")
    require_last(events, event)
    try:
        replayed(one for one in order if one.id != event.id)
    except Refused:
        later = [one for one in order if (one.day, one.recorded_at) > (event.day, event.recorded_at)]
        then = f"其后的“{later[-1].kind.title}”" if later else "其他事项"
        raise Refused(f"撤销“{event.kind.title}”后,{then}不能成立,请先撤销它。") from None


@dataclass(frozen=True)
class Outlook:
    """A child as known with some events, and the instalments that it may expect."""

    child: Beneficiary
    events: Sequence[EnrolmentEvent]
    standards: Sequence[Standard]
    settings: Settings
    today: date
    claimed: Collection[str] = ()  # the terms that a list has taken

    @property
    def state(self) -> State:
        return state_on(self.events, self.today)

    def to_come(self) -> list[Step]:
        """The instalments from this term to graduation, as things stand."""
        if self.state is not State.IN_SUPPORT:
            return []
        return to_come(self.child, Term.of(self.today), self.standards, self.settings, self.claimed)


def effect_of(event: EnrolmentEvent, before: Outlook, after: Outlook) -> str:
    """What an event does to the payments to come, in a sentence, to be told before it is recorded."""
    was, will = before.to_come(), after.to_come()
    said = _difference(event.kind, before, after, was, will)
    term = Term.of(before.today)
    if was and not will and str(term) in before.claimed:
        said += f"{term.title}已列入名册,不随之更改。"
    return said + _advice(event, before)


def _difference(
    kind: EventKind, before: Outlook, after: Outlook, was: Sequence[Step], will: Sequence[Step]
) -> str:
    if kind in (EventKind.PAUSED, EventKind.DROPPED_OUT) and was:
        return _paused(was, before.today)
    if was and not will:
        return f"从{was[0].term.title}起不再发放,少发 {_sum(was)}。"
    if will and not was:
        return f"从{will[0].term.title}起恢复发放,至毕业 {_sum(will)}。"
    if not will:
        return "今后没有应发的期数,不影响发放。"
    grades = [grade_of(one.child, one.today) for one in (before, after)]
    grade = f"年级由{grades[0]}改为{grades[1]}," if grades[0] != grades[1] else ""
    price = (
        f"从{will[0].term.title}起每期由 {in_figures(was[0].fen)} 元改为 {in_figures(will[0].fen)} 元,"
        if will[0].fen != was[0].fen
        else ""
    )
    return f"{grade}{price}{_more_or_less(was, will)}"


def _more_or_less(was: Sequence[Step], will: Sequence[Step]) -> str:
    number, fen = len(will) - len(was), _fen(will) - _fen(was)
    if not number and not fen:
        return f"助养照常,至毕业仍为 {_sum(will)}。"
    more = "多" if (number, fen) > (0, 0) else "少"
    return f"至毕业{more}发 {abs(number)} 期 {in_figures(abs(fen))} 元。"


def _paused(was: Sequence[Step], today: date) -> str:
    year = Term.of(today).school_year
    missed = [step for step in was if step.term.school_year == year]
    less = f",本学年少发 {_sum(missed)}" if missed else ""
    return f"从{was[0].term.title}起暂停发放{less};复学后恢复。"


def _advice(event: EnrolmentEvent, before: Outlook) -> str:
    if event.kind is EventKind.UNIVERSITY:
        return "升入大学可申请圆梦大学项目。"
    if event.kind is EventKind.DROPPED_OUT:
        return "请告知乡镇并入户劝返。"
    if event.kind is EventKind.RESUMED:
        away = (EventKind.PAUSED, EventKind.DROPPED_OUT)
        left = [one for one in standing(before.events) if one.kind in away]
        years = Term.of(event.day).school_year - Term.of(left[-1].day).school_year if left else 0
        return f"离校跨了 {years} 个学年,如从原年级读起,请再登记留级。" if years > 0 else ""
    return ""


def _sum(steps: Sequence[Step]) -> str:
    return f"{len(steps)} 期 {in_figures(_fen(steps))} 元"


def _fen(steps: Sequence[Step]) -> int:
    return sum(step.fen for step in steps)
