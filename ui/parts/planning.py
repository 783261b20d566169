"""The small forms of rounds: the day and visitors of one, and why nobody was met at a stop."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from countydesk.domain.days import parse_day
from countydesk.domain.fields import FieldSpec, Kind, fields_of, title_of
from countydesk.domain.rounds import Stop
from ui.parts.entry_bar import Entry, Question

Give = Callable[[dict[str, Any]], object]


def day_and_visitors(
    title: str, sentence: str, act: str, day: date | None, visitors: str, today: date, give: Give
) -> Entry:
    """Ask for the day and the visitors of a round, with what is known filled in."""
    specs = {spec.name: spec for spec in fields_of(Stop)}
    questions = (
        Question(specs["day"], partial(parse_day, today=today), day, 180),
        Question(specs["visitors"], value=visitors, width=300),
    )
    return Entry(title, sentence, act, give, questions)


def missed_entry(names: str, give: Give) -> Entry:
    """Ask why nobody was met."""
    title = title_of(Stop, "missed")
    reason = FieldSpec("missed", title, Kind.TEXT, True, None, False, "例如 家中无人")
    return Entry("未遇到", f"{names}仍列入应走访。", "记下", give, (Question(reason),))
