"""One cell of a ledger as a value of the field: ID, money, phone, card, each with what is odd about it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from countydesk.domain.days import day_of_serial, parse_month_or_day
from countydesk.domain.identity import Examined, disability_base, examine
from countydesk.domain.money import parse_yuan
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.domain.regions import Regions
from countydesk.imports.tables import Value, shown

Say = Callable[[str, str], None]  # a field's name and what is odd about it

NOTHING = re.compile(r"^(?:无|没有|不详|-+|—+|/+|\\+|、|\.|×|空)?$")
DITTO = frozenset({"同上", "同前", "同左", "〃", "″", "“", "”", '"', "''", "’’", "``", "ditto"})
YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "y", "yes", "1", "对", "真"})
NEVER_CALCULATED = "公式没有算出结果,请用 Excel 或 WPS 打开并保存后再导入。"
LONG_NUMBER = 10**15  # a spreadsheet keeps no more digits than this exactly
MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
LANDLINE = re.compile(r"(?<![0-9])(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?![0-9])")


def text_of(value: Value) -> str:
    """A cell's text, half-width where it is no name, blanks at the ends and line breaks gone."""
    return re.sub(r"\s+", " ", shown(value)).strip()


def half_width(text: str) -> str:
    """NFKC without any blanks: for numbers, never for names."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def is_destroyed(value: Value) -> bool:
    """Whether a long number has lost its last digits by being kept as a number."""
    if isinstance(value, float):
        return abs(value) >= LONG_NUMBER
    return isinstance(value, int) and value >= LONG_NUMBER and value % 1000 == 0


def read_id(value: Value, today: date, regions: Regions, say: Say) -> Examined:
    """A child's citizen ID. Of a 20- or 22-character disability number the first 18 are taken.

    What Excel has destroyed is reported, never guessed; a number that the file still spells out digit by
    digit is taken. A retired region is no news in a whole ledger: nothing is to be done about it.
    """
    text = shown(value)
    if is_destroyed(value):
        scientific = f"{value:.2E}"
        reason = f"已被 Excel 改成科学计数({scientific}),后三位已丢失,请按户口簿重新填写。"
        return Examined(False, None, None, None, None, reason)
    if text.startswith("="):
        return Examined(False, None, None, None, None, NEVER_CALCULATED)
    base = disability_base(text)
    seen = examine("" if NOTHING.match(text.strip()) else base or text, today, regions)
    if base and seen.valid:
        length = len(half_width(text))
        say("id", f"填的是 {length} 位残疾人证号,已取前 18 位作为身份证号,请核对。")
    if isinstance(value, int) and seen.valid:
        say("id", "单元格是数字格式,各位数字尚完整,已照读,请与户口簿核对。")
    for warning in seen.warnings if seen.id and seen.id[:6] not in regions.retired else ():
        say("id", warning)
    return seen


def read_fen(value: Value, label: str, field: str, say: Say) -> int | None:
    """An amount in whole fen: 1800, "1,800元", "1.8千元"; 万元 in the heading counts. None without one."""
    text = half_width(shown(value)).rstrip("。")
    if NOTHING.match(text):
        return None
    if text.startswith("="):
        say(field, NEVER_CALCULATED)
        return None
    unit = 10000 if "万元" in half_width(label) else 1
    try:
        if isinstance(value, int | float):
            fen = (Decimal(repr(value)) * unit * 100).quantize(Decimal("0.000001"))
        elif thousands := re.fullmatch(r"([0-9.]+)千元?", text):
            fen = Decimal(thousands[1]) * 100_000
        else:
            fen = Decimal(parse_yuan(text)) * unit
    except Refused as refused:
        say(field, str(refused))
        return None
    except InvalidOperation:
        say(field, f"金额“{text}”无法识别,请只填数字。")
        return None
    if fen < 0 or fen != fen.to_integral_value():
        say(field, f"金额“{text}”小于零或超过两位小数,请核对。")
        return None
    return int(fen)


def read_birth(value: Value, today: date, say: Say) -> date | Month | None:
    """A date of birth, or only its month. Numbers are days only where they can be none else."""
    if isinstance(value, date):
        return value
    text = text_of(value)
    if NOTHING.match(text):
        return None
    if isinstance(value, int) and (serial := day_of_serial(value)):
        return serial
    try:
        return parse_month_or_day(text, today)
    except Refused as refused:
        say("birth", str(refused))
        return None


def agrees(birth: date, typed: date | Month) -> bool:
    """Whether a typed birth is the ID's; of "2008.1" as a number, October has lost its 0."""
    if isinstance(typed, Month):
        return birth.year == typed.year and (birth.month == typed.number or birth.month == typed.number * 10)
    return birth == typed


def read_phone(text: str, say: Say) -> str:
    """The first telephone number in a text; a text without one is kept, with a sentence."""
    plain = half_width(text)
    if NOTHING.match(plain):
        return ""
    match = MOBILE.search(plain) or LANDLINE.search(plain)
    if match:
        return match[0]
    say("phone", f"“{text}”不是完整的电话号码,请核对。")
    return plain


def split_phone(text: str) -> tuple[str, str]:
    """ "马军(15283372902)" as the name and the number."""
    plain = unicodedata.normalize("NFKC", text)
    match = MOBILE.search(re.sub(r"\s", "", plain)) or LANDLINE.search(plain)
    if not match:
        return text, ""
    name = re.sub(r"[0-9\-]{7,}", "", re.sub(r"(?<=[0-9])\s+(?=[0-9])", "", plain))
    return re.sub(r"[()::,、/]|电话|手机|联系方式", "", name), match[0]


def read_card(value: Value, say: Say) -> str:
    """A card or account number: digits only. A destroyed one is left out, a doubtful one kept."""
    if is_destroyed(value):
        say("bank_card", f"已被 Excel 改成科学计数({value:.2E}),后几位已丢失,请重新填写。")
        return ""
    digits = re.sub(r"[-']", "", half_width(shown(value)))
    if NOTHING.match(digits):
        return ""
    if not digits.isascii() or not digits.isdigit():
        say("bank_card", f"“{digits}”含有数字以外的字符,请核对。")
    elif digits.startswith("62") and not (16 <= len(digits) <= 19 and _luhn(digits)):
        say("bank_card", "卡号位数或校验位不符,请与卡面核对。")
    return digits


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: bank cards end with a check digit; passbook accounts do not."""
    doubled = (sum(divmod(int(d) * 2, 10)) for d in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0
