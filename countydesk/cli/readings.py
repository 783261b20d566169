"""Words of commands read as values: a choice by its key or title, several of them, a whole number."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from countydesk.domain.days import parse_day
from countydesk.domain.fields import Choice, FieldSpec, Kind
from countydesk.domain.money import parse_yuan
from countydesk.domain.problems import Refused
from countydesk.services.desk import Desk


def chosen(text: str, choices: Sequence[Any]) -> Any:
    """A choice by its value or its title. Raises `Refused` naming the titles."""
    for choice in choices:
        if text in (choice.value, choice.title):
            return choice
    known = "、".join(choice.title for choice in choices)
    raise Refused(f"没有“{text}”,可用:{known}。")


def several(text: str, choices: type[Choice]) -> list[str]:
    """The values of choices with commas between them. Raises `Refused` for an unknown one."""
    words = [word.strip() for word in text.replace("\uff0c", "、").replace(",", "、").split("、")]
    return [chosen(word, tuple(choices)).value for word in words if word]


def whole_number(text: str) -> int:
    """A number without sign or decimals. Raises `Refused`."""
    if not text.strip().isdecimal():
        raise Refused(f"“{text}”应为整数。")
    return int(text)


def value_of(spec: FieldSpec, text: str, today: date) -> Any:
    """What a text means in a field of a record. Raises `Refused`."""
    if spec.kind is Kind.MONEY:
        return parse_yuan(text)
    if spec.kind is Kind.NUMBER:
        return whole_number(text)
    if spec.kind is Kind.DAY:
        return parse_day(text, today)
    if spec.kind is Kind.CHOICE and spec.choices:
        return chosen(text, tuple(spec.choices))
    if spec.kind is Kind.CHOICES and spec.choices:
        return several(text, spec.choices)
    return text


def day_of(desk: Desk, text: str | None) -> date:
    """The day that was written, or today. Raises `Refused`."""
    return parse_day(text, desk.today) if text else desk.today
