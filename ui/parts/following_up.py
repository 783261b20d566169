"""The small form that finishes what had to follow visits: how it was done, by whom, on which day."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from countydesk.domain.days import parse_day
from countydesk.domain.fields import FieldSpec, Kind, title_of
from countydesk.domain.visits import Visit
from countydesk.services import visits
from ui.announcer import Changes
from ui.parts.entry_bar import Entry, Question


def finishing_entry(told: str, today: date, operator: str, give: Callable[[dict[str, Any]], object]) -> Entry:
    """`told` says what had to follow; the operator and today stand in the fields."""
    questions = (
        Question(_spec("follow_up_how", hint="例如 已陪同配镜")),
        Question(_spec("follow_up_by"), value=operator, width=150),
        Question(_spec("follow_up_done"), partial(parse_day, today=today), today, 160),
    )
    return Entry("完成跟进", told, "完成", give, questions)


def finish(desk: Any, visit_ids: Sequence[str], values: dict[str, Any]) -> Changes:
    """Finish the follow-ups of some visits as the form says."""
    return visits.finish_follow_ups(
        desk, visit_ids, values["follow_up_how"], values["follow_up_done"], values["follow_up_by"]
    )


def _spec(name: str, hint: str = "") -> FieldSpec:
    kind = Kind.DAY if name == "follow_up_done" else Kind.TEXT
    return FieldSpec(name, title_of(Visit, name), kind, True, None, False, hint)
