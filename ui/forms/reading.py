"""How what was typed becomes a value, by the kind of field; the rules themselves are the domain's."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from countydesk.domain.fields import Kind
from countydesk.domain.money import parse_yuan
from countydesk.domain.phones import read_phone
from countydesk.domain.problems import Refused

Read = Callable[[str], Any]  # text that is not empty -> value; raises Refused with a sentence
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
# Kinds whose text is brought to plain half-width characters on leaving. Never names and prose:
# normalising those would change characters that people chose.
PLAIN = frozenset(
    {Kind.CITIZEN_ID, Kind.PHONE, Kind.BANK_CARD, Kind.DAY, Kind.MONTH, Kind.MONEY, Kind.NUMBER}
)


def tidy(kind: Kind, text: str) -> str:
    """What stands in the field after it is left: plain characters where the kind asks for them."""
    text = text.translate(INVISIBLE).strip()
    if kind not in PLAIN:
        return text
    plain = unicodedata.normalize("NFKC", text).strip()
    if kind in (Kind.CITIZEN_ID, Kind.BANK_CARD):
        plain = re.sub(r"[\s'-]", "", plain).upper()
    return plain


def read_card(text: str) -> str:
    """A bank card number with a right check digit (Luhn). Raises `Refused`."""
    plain = tidy(Kind.BANK_CARD, text)
    if not re.fullmatch(r"[0-9]{12,19}", plain):
        raise Refused("银行卡号应为 12 至 19 位数字,请对照卡面核对。")
    if len(plain) >= 16 and not _luhn(plain):
        raise Refused("银行卡号有一位不对(校验不符),请对照卡面核对。")
    return plain


def read_number(text: str) -> int:
    """A whole number; commas between thousands are understood. Raises `Refused`."""
    plain = tidy(Kind.NUMBER, text).replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,15}", plain):
        raise Refused(f"“{text}”不是整数,请只填数字。")
    return int(plain)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        figure = int(digit) * (2 if place % 2 else 1)
        total += figure - 9 if figure > 9 else figure
    return total % 10 == 0


DEFAULTS: Mapping[Kind, Read] = {
    Kind.PHONE: read_phone,
    Kind.BANK_CARD: read_card,
    Kind.NUMBER: read_number,
    Kind.MONEY: parse_yuan,
}


def readers(
    *,
    day: Read | None = None,
    month: Read | None = None,
    citizen_id: Read | None = None,
    name: Read | None = None,
) -> dict[Kind, Read]:
    """How each kind is read: `DEFAULTS`, and what needs today's date or the regions, handed in.

    A kind without a reader keeps its tidied text.
    """
    given = {Kind.DAY: day, Kind.MONTH: month, Kind.CITIZEN_ID: citizen_id, Kind.NAME: name}
    return {**DEFAULTS, **{kind: read for kind, read in given.items() if read is not None}}
