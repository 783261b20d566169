"""Forms about people: how names and numbers are read, and records made of what a form says."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlmodel import SQLModel

from countydesk.domain.days import parse_day
from countydesk.domain.fields import Kind
from countydesk.domain.identity import examine
from countydesk.domain.names import clean_name, name_problem
from countydesk.domain.problems import Refused
from countydesk.services.places import regions
from ui.forms.reading import Read, readers


def people_reads(today: Callable[[], date]) -> dict[Kind, Read]:
    """The readers of a form about people; `today` is asked anew, for a form may stand open overnight."""
    return readers(
        day=lambda text: parse_day(text, today()),
        citizen_id=lambda text: _read_id(text, today()),
        name=_read_name,
    )


def kept(record: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """A form's values as the record keeps them: choices as their values, an empty field as its default."""
    return {name: _kept(record, name, value) for name, value in values.items()}


def _kept(record: type[SQLModel], name: str, value: Any) -> Any:
    if value is not None:
        return [choice.value for choice in value] if isinstance(value, list) else value
    default = record.model_fields[name].get_default(call_default_factory=True)
    return "" if record.model_fields[name].is_required() else default


def _read_id(text: str, today: date) -> str:
    found = examine(text, today, regions())
    if found.id is None:
        raise Refused(found.reason or "身份证号无法识别。")
    return found.id


def _read_name(text: str) -> str:
    name = clean_name(text)
    problem = name_problem(name)
    if problem:
        raise Refused(problem)
    return name
