"""When and where a ledger was drawn up, as far as its titles, sign-off lines and names say."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from countydesk.domain.days import parse_month_or_day
from countydesk.domain.months import Month, Term
from countydesk.domain.problems import Refused
from countydesk.domain.regions import Regions
from countydesk.imports.tables import Row, shown

DAY = (
    r"(?:20[0-9]{2}\s*[年./-]\s*[0-9]{1,2}\s*(?:[月./-]\s*(?:[0-9]{1,2}\s*[日号]?)?)?|20[0-9]{6}"
    r"|二[〇○零][〇○零一二三]?[〇○零一二三四五六七八九]年[一二三四五六七八九十]+月(?:[一二三四五六七八九十]+日)?)"
)
DATED = re.compile(rf"(?:填报|填表|制表|报送|上报|统计|登记|截止|编制)?(?:日期|时间)\s*[::]?\s*({DAY})")
SCHOOL_YEAR = re.compile(
    r"(20[0-9]{2})\s*[-—–~至/]+\s*(?:20)?[0-9]{2}\s*学?年度?(?:.{0,3}?([一二上下春秋12])(?:学期|季|期))?"
)
TERM = re.compile(r"(20[0-9]{2})\s*年?度?\s*(春|秋|上半年|下半年)")


def text_of(row: Row) -> str:
    """A row as one line, the repeats of a merged range once."""
    words: list[str] = []
    for value in row.values:
        word = unicodedata.normalize("NFKC", shown(value)).strip()
        if word and (not words or words[-1] != word):
            words.append(word)
    return " ".join(words)


def day_of(titles: Iterable[str], names: Iterable[str], today: date) -> date | None:
    """The day that a ledger speaks of: a stated date (填报日期) first, then a term, then any date.

    `titles` are the lines above and below the table, `names` the sheet's and the file's. A term gives
    its first day. None when nothing is said, or only a day to come.
    """
    lines, all_words = list(titles), [*titles, *names]
    stated = (m[1] for line in lines if (m := DATED.search(line)))
    loose = (m[0] for line in all_words if (m := re.search(DAY, line)))
    terms = (day for words in all_words if (day := _term_day(words)))
    for day in (*map(lambda t: _day(t, today), stated), *terms, *map(lambda t: _day(t, today), loose)):
        if day and day <= today:
            return day
    return None


def strangers_in(titles: Iterable[str], office: str, regions: Regions) -> list[str]:
    """The names of the counties that the titles name, when the office is not one of them.

    An office of a city or of the province takes ledgers of every county below it.
    """
    reach = office[:2] if office.endswith("0000") else office[:4] if office.endswith("00") else office
    named = set().union(*(regions.counties_named_in(title) for title in titles))
    if not named or any(code.startswith(reach) for code in named):
        return []
    return [regions.divisions[code].name for code in sorted(named)]


def _term_day(words: str) -> date | None:
    if match := SCHOOL_YEAR.search(words):
        year, term = int(match[1]), match[2] or "一"
        return Term(year + 1, "spring").first_day if term in "二下春2" else Term(year, "autumn").first_day
    if match := TERM.search(words):
        return Term(int(match[1]), "spring" if match[2] in ("春", "上半年") else "autumn").first_day
    return None


def _day(text: str, today: date) -> date | None:
    try:
        found = parse_month_or_day(re.sub(r"\s", "", text), today)
    except Refused:
        return None
    return found.first_day if isinstance(found, Month) else found
