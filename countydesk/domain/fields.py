"""The data dictionary: a record's field is declared once, with its title, kind and rule.

Forms, table columns, Excel headings, import matching, papers and error sentences read it here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic_core import PydanticUndefined
from sqlalchemy import JSON, BigInteger, Boolean, Date, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel


class Kind(StrEnum):
    """What a field holds, and so how it is typed, shown, written to a sheet and read back."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    CITIZEN_ID = "citizen_id"
    PHONE = "phone"
    BANK_CARD = "bank_card"
    DAY = "day"
    INSTANT = "instant"  # a moment with its second, ISO text with zone
    MONTH = "month"
    MONEY = "money"  # whole fen in the record, yuan with two decimals on paper
    NUMBER = "number"
    DECIMAL = "decimal"  # text of a decimal number, "78.4"
    YES_NO = "yes_no"
    CHOICE = "choice"  # a StrEnum whose members have a Chinese `title`
    CHOICES = "choices"  # several of them, a list of their values
    VALUES = "values"  # values by the key of a catalogue's field: a JSON object
    KEY = "key"  # identifies records to programs: never shown to a person, always carried


class Choice(StrEnum):
    """A value from a closed list: `value` is stored, `title` is what people read."""

    title: str  # type: ignore[assignment]  # a str method of this name is of no use here

    def __new__(cls, value: str, title: str = "") -> "Choice":
        member = str.__new__(cls, value)
        member._value_ = value
        member.title = title or value
        return member


class Instant(TypeDecorator[datetime]):
    """A moment as ISO text in UTC: the same text in every database, sortable, to the second."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return value.astimezone(UTC).isoformat(timespec="seconds") if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if value else None


# SQLModel declares a field and its column in one place; what a kind is in a column stands here.
COLUMN_TYPES: dict[Kind, type[TypeEngine[Any]]] = {
    Kind.DAY: Date,
    Kind.INSTANT: Instant,
    Kind.MONEY: BigInteger,
    Kind.NUMBER: Integer,
    Kind.YES_NO: Boolean,
    Kind.CHOICES: JSON,
    Kind.VALUES: JSON,
}


@dataclass(frozen=True)
class FieldSpec:
    """A declared field, as forms, sheets and sentences read it."""

    name: str
    title: str
    kind: Kind
    required: bool
    choices: type[Choice] | None
    private: bool  # masked on the screen until asked for; reading it is logged
    hint: str


def field(
    title: str,
    kind: Kind = Kind.TEXT,
    *,
    default: Any = PydanticUndefined,
    choices: type[Choice] | None = None,
    private: bool = False,
    hint: str = "",
    **rules: Any,
) -> Any:
    """Declare a field of a record.

    Takes the Chinese `title`, its `kind`, the `choices` of a closed list, whether it is `private`,
    a `hint` for the form, and SQLModel's own rules (`max_length`, `ge`, `sa_type` …).
    A field without a default is required.
    """
    extra = {"kind": kind, "choices": choices, "private": private, "hint": hint}
    if isinstance(default, list | dict):
        rules["default_factory"] = default.copy
    elif default is not PydanticUndefined:
        rules["default"] = default
    rules.setdefault("sa_type", COLUMN_TYPES.get(kind, Text))
    return Field(title=title, schema_extra={"json_schema_extra": extra}, **rules)


@cache
def fields_of(record: type[SQLModel]) -> tuple[FieldSpec, ...]:
    """The declared fields of a record class, in the order of their declaration."""
    specs = []
    for name, info in record.model_fields.items():
        extra = info.json_schema_extra
        if not isinstance(extra, dict):
            raise TypeError(f"{record.__name__}.{name} is not declared with field()")
        specs.append(
            FieldSpec(
                name=name,
                title=info.title or name,
                kind=Kind(str(extra["kind"])),
                required=info.is_required(),
                choices=extra["choices"],  # type: ignore[arg-type]
                private=bool(extra["private"]),
                hint=str(extra["hint"]),
            )
        )
    return tuple(specs)


def title_of(record: type[SQLModel], name: str) -> str:
    """The Chinese title of a record's field."""
    return next(spec.title for spec in fields_of(record) if spec.name == name)


def titles(choices: type[Choice], values: Sequence[str]) -> str:
    """The titles of several chosen values, as they are read: "孤儿、单亲"."""
    return "、".join(choices(value).title for value in values)
