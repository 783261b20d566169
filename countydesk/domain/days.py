"""Days as people type and read them: 2020.8.1, 2020年8月1日, 20200801, 10.9, 2020年8月."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from countydesk.domain.months import Month
from countydesk.domain.problems import Refused

SERIAL_ORIGIN = date(1899, 12, 30)  # day 0 of a spreadsheet, for every day after February 1900
SERIAL_ORIGIN_1904 = date(1904, 1, 1)
SERIALS = range(3654, 73051)  # 1910 to 2099: other numbers in a cell are not days
NEAR_WORDS = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def parse_day(text: str, today: date) -> date:
    """Read a day: 2020.8.1, 2020年8月1日, 2020/8/1, 20200801, 20.8.1, "10.9" of this year, 昨天.

    Raises `Refused` with what to type when it is not a day, or only a month.
    """
    found = parse_month_or_day(text, today)
    if isinstance(found, Month):
        raise Refused(f"日期“{text.strip()}”只写到月,请写到日,例如 {found.year}.{found.number}.1。")
    return found


def parse_month_or_day(text: str, today: date) -> date | Month:
    """Read a day or, where no day is given, a month: 2020.8, 2020年8月, 202008.

    Raises `Refused` when it is neither, or does not exist in the calendar.
    """
    plain = _plain(text)
    if plain in NEAR_WORDS:
        return today - timedelta(days=NEAR_WORDS[plain])
    numbers = _numbers(plain, today)
    if numbers is None:
        raise Refused(f"日期“{text.strip()}”无法识别,请写成 2020.8.1 这样的形式。")
    year, month, day = numbers
    try:
        return Month.of(date(year, month, 1)) if day is None else date(year, month, day)
    except ValueError:
        raise Refused(f"日期“{text.strip()}”不存在,请核对年、月、日。") from None


def day_of_serial(number: float, origin: date = SERIAL_ORIGIN) -> date | None:
    """The day that a spreadsheet's number stands for; None when it is too small or too large."""
    return origin + timedelta(days=int(number)) if int(number) in SERIALS else None


def years_after(day: date, years: int) -> date:
    """The same day so many years later, or earlier; for 29 February the 28th."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def show_day(day: date) -> str:
    """ "2026年10月9日"."""
    return f"{day.year}年{day.month}月{day.day}日"


def show_moment(at: datetime) -> str:
    """ "2026年10月9日 09:30", in the zone that the moment is told in."""
    return f"{show_day(at)} {at:%H:%M}"


def _plain(text: str) -> str:
    """Half-width, without blanks and a time of day; Chinese numerals between 年月日 as digits."""
    plain = re.sub(r"[ T]*[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?Z?$", "", _half_width(text))
    plain = re.sub(r"\s", "", plain).lstrip("'")
    if re.search(r"[〇○零一二三四五六七八九十]+[年月]", plain):
        plain = re.sub(r"([一二三]?)十([一二三四五六七八九]?)", _tens, plain).translate(NUMERALS)
    return plain


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _tens(match: re.Match[str]) -> str:
    return (match[1] or "一") + (match[2] or "〇")


def _numbers(plain: str, today: date) -> tuple[int, int, int | None] | None:
    """Year, month and day (None for a month) from the digits, without looking at the calendar."""
    if match := re.fullmatch(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})?", plain):
        return int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    mark = r"[-./年、,。]"
    if match := re.fullmatch(
        rf"([0-9]{{4}}|[0-9]{{2}}){mark}([0-9]{{1,2}})(?:[-./月、,。]([0-9]{{1,2}})?[日号]?)?", plain
    ):
        first, second, third = match.groups()
        if third or len(first) == 4 or "年" in plain or int(first) > 12:
            return _full_year(first, today), int(second), int(third) if third else None
    if match := re.fullmatch(r"([0-9]{1,2})[-./月]([0-9]{1,2})[日号]?", plain):
        return today.year, int(match[1]), int(match[2])
    if match := re.fullmatch(r"([0-9]{1,2})月份?", plain):
        return today.year, int(match[1]), None
    return None


def _full_year(digits: str, today: date) -> int:
    """Two digits mean the century that does not lie in the future: 20 is 2020, 98 is 1998."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year <= today.year % 100 + 1 else 1900 + year
