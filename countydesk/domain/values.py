"""Values of the catalogue's fields: read as people type them, checked, shown, and masked.

An entry keeps money in whole fen, a number as int, a decimal as text, a day as "2020-08-01", a month as
"2020-08", a choice by its key and several as a list of keys, yes or no as a bool, all else as text.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from countydesk.domain import identity, masks, names
from countydesk.domain.catalogue import MODIFIERS, FieldOf
from countydesk.domain.days import parse_day, parse_month_or_day, show_day
from countydesk.domain.fields import Kind
from countydesk.domain.money import LARGEST_FEN, in_figures, parse_yuan
from countydesk.domain.months import Month
from countydesk.domain.phones import is_phone, read_phone
from countydesk.domain.problems import Refused

LONGEST = 4000  # characters of one value; a cell of a sheet holds all of an entry's together
WAN = "万"
FEN_OF_WAN = 1_000_000
_NUMBER = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,4})?)(万?)")
_DECIMAL = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
_YES_NO = {
    "是": True,
    "有": True,
    "true": True,
    "1": True,
    "否": False,
    "无": False,
    "false": False,
    "0": False,
}
BETWEEN = r"[、,;\uff0c\uff1b\s]+"  # several choices: with the comma and semicolon of Chinese keyboards too


def read(field: FieldOf, text: str, today: date) -> Any:
    """What a text means in a field; None where there is none. Raises `Refused` with what to write."""
    plain = text.strip()
    if not plain:
        return None
    readers: dict[Kind, Callable[[], Any]] = {
        Kind.MONEY: lambda: _money(field, plain),
        Kind.NUMBER: lambda: _number(field, plain),
        Kind.DECIMAL: lambda: _decimal(field, plain),
        Kind.DAY: lambda: parse_day(plain, today).isoformat(),
        Kind.MONTH: lambda: _month(field, plain, today),
        Kind.YES_NO: lambda: _yes_no(field, plain),
        Kind.CHOICE: lambda: _choice(field, plain),
        Kind.CHOICES: lambda: [_choice(field, each) for each in re.split(BETWEEN, plain) if each],
        Kind.CITIZEN_ID: lambda: identity.normalise(plain),
        Kind.PHONE: lambda: read_phone(plain),
        Kind.NAME: lambda: names.clean_name(plain),
    }
    return readers[field.kind]() if field.kind in readers else plain


def problem_of(field: FieldOf, value: Any, today: date) -> str | None:
    """What is wrong with a value as it is kept, in a sentence; None when it is fine."""
    checks: dict[Kind, Callable[[], str | None]] = {
        Kind.MONEY: lambda: _whole_problem(value, LARGEST_FEN),
        Kind.NUMBER: lambda: _whole_problem(value, 10**15 - 1),
        Kind.DECIMAL: lambda: _decimal_problem(field, value),
        Kind.DAY: lambda: None if _is_day(value) else "不是日期",
        Kind.MONTH: lambda: None if _is_month(value) else "不是月份",
        Kind.YES_NO: lambda: None if isinstance(value, bool) else "应为是或否",
        Kind.CHOICE: lambda: _choices_problem(field, [value]),
        Kind.CHOICES: lambda: _choices_problem(field, value) if isinstance(value, list) else "应为几个选项",
        Kind.CITIZEN_ID: lambda: identity.problem_of(str(value), today),
        Kind.PHONE: lambda: None if is_phone(str(value)) else "应为 11 位手机号,或区号加号码",
        Kind.NAME: lambda: names.name_problem(str(value)),
    }
    said = checks[field.kind]() if field.kind in checks else _text_problem(value)
    return f"“{field.title}”{said.rstrip('。')}。" if said else None


def shown(field: FieldOf, value: Any) -> str:
    """A value as people read it, with its unit; "" for none."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(field.title_of(str(each)) for each in value)
    words: Mapping[Kind, Callable[[], str]] = {
        Kind.MONEY: lambda: in_figures(value) + " 元",
        Kind.NUMBER: lambda: f"{value:,}{field.unit and f' {field.unit}'}",
        Kind.DECIMAL: lambda: f"{value}{field.unit and f' {field.unit}'}",
        Kind.DAY: lambda: show_day(date.fromisoformat(value)),
        Kind.MONTH: lambda: Month.parse(value).title,
        Kind.YES_NO: lambda: "是" if value else "否",
        Kind.CHOICE: lambda: field.title_of(value),
    }
    return words[field.kind]() if field.kind in words else str(value)


def written(field: FieldOf, value: Any) -> str:
    """A value as it stands in its field, without the unit beside it; `read` takes it back."""
    if value is None:
        return ""
    if field.kind is Kind.MONEY:
        in_wan = format((Decimal(value) / FEN_OF_WAN).normalize(), "f")
        return in_wan if field.unit.startswith(WAN) else in_figures(value)
    if field.kind is Kind.NUMBER:
        return f"{value:,}"
    return str(value) if field.kind is Kind.DECIMAL else shown(field, value)


def without_modifier(text: str) -> tuple[str, str]:
    """What was typed of an approximate figure as the figure and the word: "近300", "1.5万余"."""
    word = next((word for word in sorted(MODIFIERS, key=len, reverse=True) if word in text), "")
    return (text.replace(word, "", 1) if word else text), word


def masked(field: FieldOf, value: Any) -> Any:
    """A private value as lists show it: "6210************10", "138****1234", "张**"; others as they are."""
    if not field.private or value is None:
        return value
    return masks.mask(field.kind, str(value))


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _money(field: FieldOf, text: str) -> int:
    """Yuan, or 万元 where the field is entered in these; a unit that is typed goes before."""
    in_wan = field.unit.startswith(WAN) and not re.search(r"[万元圆块]", text)
    return parse_yuan(text + WAN if in_wan else text)


def _number(field: FieldOf, text: str) -> int:
    found = _NUMBER.fullmatch(re.sub(r"[\s,']", "", _half_width(text)))
    number = Decimal(found[1]) * (10_000 if found[2] else 1) if found else None
    if number is None or number != int(number):
        raise Refused(f"“{field.title}”应为整数,不能是“{text}”。")
    return int(number)


def _decimal(field: FieldOf, text: str) -> str:
    plain = re.sub(r"[\s,'%]", "", _half_width(text))
    if not _DECIMAL.fullmatch(plain):
        raise Refused(f"“{field.title}”应为数字,不能是“{text}”。")
    whole, _, part = plain.partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))


def _month(field: FieldOf, text: str, today: date) -> str:
    found = parse_month_or_day(text, today)
    return str(found if isinstance(found, Month) else Month.of(found))


def _yes_no(field: FieldOf, text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise Refused(f"“{field.title}”请写是或否。")
    return _YES_NO[text.lower()]


def _choice(field: FieldOf, text: str) -> str:
    for key, title in field.choices:
        if text in (key, title):
            return key
    raise Refused(f"“{field.title}”没有“{text}”这一项,可用:{'、'.join(dict(field.choices).values())}。")


def _whole_problem(value: Any, largest: int) -> str | None:
    if type(value) is not int:
        return "应为整数"
    if value < 0:
        return "不能是负数"
    return None if value <= largest else "过大,请核对"


def _decimal_problem(field: FieldOf, value: Any) -> str | None:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        return "应为数字,不能是负数"
    if len(value.partition(".")[2]) > field.digits:
        return f"最多 {field.digits} 位小数" if field.digits else "应为整数"
    return None


def _choices_problem(field: FieldOf, values: list[Any]) -> str | None:
    unknown = [str(value) for value in values if value not in dict(field.choices)]
    return f"没有“{unknown[0]}”这一项" if unknown else None


def _text_problem(value: Any) -> str | None:
    if not isinstance(value, str):
        return "应为文字"
    if any(char == "\0" or unicodedata.category(char) == "Cs" for char in value):
        return "含有残缺的字符,请重新录入"
    return None if len(value) <= LONGEST else f"超过 {LONGEST} 字,请缩短"


def _is_day(value: Any) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == str(value)
    except (TypeError, ValueError):
        return False


def _is_month(value: Any) -> bool:
    try:
        return str(Month.parse(value)) == str(value)
    except (AttributeError, Refused):
        return False
