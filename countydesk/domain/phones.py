"""Telephone numbers: a mobile, or a landline with its area code, as people type them."""

import re
import unicodedata

from countydesk.domain.problems import Refused

_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{9,11}|[2-8][0-9]{6,7}|400[0-9]{7}")


def is_phone(text: str) -> bool:
    """Whether a text is a telephone number in digits alone."""
    return _PHONE.fullmatch(text) is not None


def read_phone(text: str) -> str:
    """The number in digits alone: "１３８ 1234-5566", "(0934) 5521234", "+86 138…". Raises `Refused`."""
    plain = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text)).removeprefix("+86")
    if not is_phone(plain):
        raise Refused(f"电话“{text.strip()}”无法识别,请填 11 位手机号,或区号加号码。")
    return plain
