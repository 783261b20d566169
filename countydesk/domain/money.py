"""Money in whole fen: read as people type it, written in figures and in capitals."""

import re
import unicodedata
from decimal import Decimal

from countydesk.domain.problems import Refused

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
LARGEST_FEN = 10**16 * 100 - 1


def parse_yuan(text: str) -> int:
    """Read an amount in yuan ("1,800元", "１８００", "¥1409.50", "0.5万元") and return whole fen.

    Raises `Refused` when it is not an amount, is below zero, or has more than two decimals.
    """
    plain = re.sub(r"[\s,']", "", unicodedata.normalize("NFKC", text))
    match = re.fullmatch(r"(?:人民币|RMB|[¥¥])?([0-9]+(?:\.[0-9]+)?)(万)?(?:元|圆|块)?整?", plain)
    if not match:
        raise Refused(f"金额“{text}”无法识别,请只填数字,例如 1800 或 1800.00。")
    fen = Decimal(match[1]) * 100 * (10000 if match[2] else 1)
    if fen != fen.to_integral_value():
        raise Refused(f"金额“{text}”超过两位小数,请精确到分。")
    if fen > LARGEST_FEN:
        raise Refused(f"金额“{text}”过大,请核对。")
    return int(fen)


def in_figures(fen: int) -> str:
    """ "3,012,000.00" for 301200000 fen."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def in_capitals(fen: int) -> str:
    """人民币大写 without the leading 人民币: "壹仟肆佰零玖元伍角整" for 140950 fen.

    Source: 支付结算办法 附一; 整 also after 角, as 会计基础工作规范 art. 52 asks for.
    Raises `Refused` for an amount below zero or of more than sixteen digits before the point.
    """
    if not 0 <= fen <= LARGEST_FEN:
        raise Refused("大写金额只能用于零以上、万亿以下的数。")
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole_in_capitals(yuan)}元" if yuan else ""
    if not jiao and not cents:
        return (words or "零元") + "整"
    if yuan and (not jiao or yuan % 10 == 0):
        words += "零"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    return words + (f"{DIGITS[cents]}分" if cents else "整")


def _whole_in_capitals(number: int) -> str:
    """Groups of four digits from the right; a gap is read as one 零."""
    words, rest, group, gap = "", number, 0, False
    while rest:
        rest, four = divmod(rest, 10000)
        if four:
            head = _four_in_capitals(four) + GROUPS[group]
            words = head + ("零" if gap and words else "") + words
        # The next group to the left is followed by 零 when this one has a leading gap.
        gap = four < 1000 if four or words else False
        group += 1
    return words


def _four_in_capitals(four: int) -> str:
    words, zero = "", False
    for place in (3, 2, 1, 0):
        digit = four // 10**place % 10
        if digit:
            words += ("零" if zero and words else "") + DIGITS[digit] + PLACES[place]
            zero = False
        else:
            zero = True
    return words
