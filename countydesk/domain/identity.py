"""The citizen ID (公民身份号码, GB 11643-1999): read as people type it, checked, and masked.

Hard errors make a number invalid; doubts (a retired region, an ending that Excel leaves) only warn.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from countydesk.domain.regions import Regions

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
LOOKALIKES = str.maketrans({"×": "X", "Х": "X", "Χ": "X", "х": "X", "χ": "X", "✕": "X"})
EARLIEST_YEAR = 1900
FOREIGNER = "9"  # 外国人永久居留身份证 of 2023: 9, two digits of region, three of nationality
SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]*)?E\+?[0-9]{1,2}")


@dataclass(frozen=True)
class Examined:
    """What a citizen ID says. `id` is the normalised number, None when it is not valid;
    `region` the place it was given out in; `reason` why it is not valid, a Chinese sentence.
    """

    valid: bool
    id: str | None
    birth: date | None
    sex: str | None
    region: str | None
    reason: str | None
    warnings: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """Half-width, without blanks, zero-width characters and a leading apostrophe, X in capitals."""
    plain = unicodedata.normalize("NFKC", text.translate(LOOKALIKES))
    plain = "".join(c for c in plain if unicodedata.category(c)[0] not in "ZC")
    return plain.lstrip("'`‘’′＇\"“”").rstrip("'\"’”").upper()


def examine(text: str, today: date, regions: Regions) -> Examined:
    """Check a citizen ID as it was typed and read from it what it says.

    Source: GB 11643-1999; residence permits (81, 82, 83) and foreigners' permits (9…) follow the
    same scheme. `today` bounds the date of birth.
    """
    number = normalise(text)
    reason = problem_of(number, today)
    if reason:
        return Examined(False, None, None, None, None, reason)
    region, warnings = _region_of(number, regions)
    if number.endswith("000"):
        warnings += ("末三位是 000,可能被 Excel 截断过,请与户口簿核对。",)
    sex = "男" if int(number[16]) % 2 else "女"
    return Examined(True, number, _birth_of(number), sex, region, None, warnings)


def problem_of(number: str, today: date) -> str | None:
    """Why a normalised number is no citizen ID, a Chinese sentence; None when it is one."""
    return _form_problem(number) or _content_problem(number, today)


def disability_base(text: str) -> str | None:
    """The first 18 characters of a 20- or 22-character disability certificate number, or None.

    The number is the ID, one digit of kind (1..7), one of degree (1..4), and B1… after a re-issue.
    """
    match = re.fullmatch(r"([0-9]{17}[0-9X])[1-7][1-4](?:B[0-9])?", normalise(text))
    if match:
        return match[1]
    loose = re.fullmatch(r"([0-9]{17}[0-9X])(?:[0-9]{2}|[0-9B]{4})", normalise(text))
    return loose[1] if loose else None


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet has turned the number into "6.21E+17": its last digits are gone."""
    return SCIENTIFIC.fullmatch(normalise(text)) is not None


def check_digit(body: str) -> str:
    """The last character for the first 17 digits: ISO 7064 MOD 11-2."""
    return CHECK_DIGITS[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def mask(number: str) -> str:
    """ "6210************10": the first four and the last two, as on screens and working copies."""
    return number[:4] + "*" * (len(number) - 6) + number[-2:] if len(number) > 6 else "*" * len(number)


def _form_problem(number: str) -> str | None:
    if not number:
        return "没有填写,请按户口簿填写 18 位身份证号。"
    if is_scientific(number):
        return f"已被 Excel 改成科学计数({number}),后三位已丢失,请按户口簿重新填写。"
    if re.fullmatch(r"[GLJ][0-9]{17}[0-9X]", number):
        return f"这是学籍号({number[0]} 开头),不是身份证号,请填写 18 位身份证号。"
    if disability_base(number):
        return f"这是 {len(number)} 位残疾人证号,不是身份证号,请填写前 18 位的身份证号。"
    if re.fullmatch(r"[0-9]{15}", number):
        return "这是 15 位旧身份证号,已停用,请填写 18 位身份证号。"
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return "这是 15 位旧版外国人永久居留证号,请填写新版 18 位号码。"
    if "*" in number:
        return "号码中有 * 号,是打过码的,请填写完整的 18 位身份证号。"
    if len(number) != 18:
        return f"应为 18 位,现为 {len(number)} 位,请按户口簿核对。"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        wrong = "、".join(dict.fromkeys(re.findall(r"[^0-9]", number[:17]) or number[17]))
        return f"含有不应有的字符“{wrong}”,只能是数字,末位可以是 X。"
    return None


def _content_problem(number: str, today: date) -> str | None:
    foreigner = number.startswith(FOREIGNER)
    if not foreigner and Regions.province(number) is None:
        return f"前两位 {number[:2]} 不是任何省份的代码,请按户口簿核对。"
    birth = _birth_of(number)
    if birth is None or birth.year < EARLIEST_YEAR:
        return f"其中的出生日期 {number[6:14]} 不存在,请按户口簿核对。"
    if birth > today:
        return f"其中的出生日期 {number[6:14]} 在今天之后,请按户口簿核对。"
    if check_digit(number[:17]) != number[17]:
        return "校验位不符,可能有一位填错或两位颠倒,请按户口簿核对。"
    return None


def _birth_of(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _region_of(number: str, regions: Regions) -> tuple[str | None, tuple[str, ...]]:
    """The region's name and what is odd about its code: never a reason to refuse the number."""
    if number.startswith(FOREIGNER):
        return None, ()
    region = regions.look_up(number[:6])
    if region.retired_name:
        return region.name, (
            f"地区代码 {number[:6]}({region.retired_name})已停用,现属{region.name},号码仍然有效。",
        )
    if not region.known:
        return region.name, (f"地区代码 {number[:6]} 不在区划表中,请核对前六位。",)
    return region.name, ()
