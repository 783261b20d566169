"""Recording what happens to a child's enrolment: which events can follow, what each asks and means."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.days import parse_day
from countydesk.domain.enrolment import EnrolmentEvent, EventKind
from countydesk.domain.fields import FieldSpec, Kind, title_of
from ui.parts.entry_bar import Entry, Question


def entry_for(
    kind: EventKind, effect: str, today: date, give: Callable[[EventKind, dict[str, Any]], object]
) -> Entry:
    """The small form of an event: its day and reason, what it rests on, and the school where it changes.

    `effect` says what it would do today to the payments to come.
    """
    questions = [
        Question(_spec("day", "日期", Kind.DAY), partial(parse_day, today=today), today, 150),
        Question(_spec("reason", "原因(会记入台账)")),
    ]
    if kind is EventKind.CHANGED_SCHOOL:
        questions.insert(1, Question(_spec("school", "转入学校"), width=200))
        questions.insert(
            2, Question(_spec("class_name", title_of(Beneficiary, "class_name"), need=False), width=80)
        )
    else:
        paper = title_of(EnrolmentEvent, "paper")
        questions.append(Question(_spec("paper", paper, need=False, hint="例如 休学审批表"), width=170))
    return Entry(f"登记{kind.title}", effect, "登记", partial(give, kind), tuple(questions))


def undo_entry(event: EnrolmentEvent, give: Callable[[EnrolmentEvent, dict[str, Any]], object]) -> Entry:
    """The small form of taking an event back: why."""
    day = event.day
    sentence = (
        f"{day.year}年{day.month}月{day.day}日登记的“{event.kind.title}”不再算数,原记录和撤销都会保留。"
    )
    reason = Question(_spec("reason", "撤销原因(会记入台账)"))
    return Entry(f"撤销{event.kind.title}", sentence, "撤销", partial(give, event), (reason,))


def _spec(name: str, title: str, kind: Kind = Kind.TEXT, *, need: bool = True, hint: str = "") -> FieldSpec:
    return FieldSpec(name, title, kind, need, None, False, hint)
