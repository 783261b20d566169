"""Backups: what each was made before, which ones are kept, and how old the last may be."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from countydesk.domain.fields import Choice

WHOLE_DAYS, DAYS, WEEKS, MONTHS = 2, 7, 8, 12
OLD_AFTER = 7  # days without a backup on the second place


class Occasion(Choice):
    """Why a backup was made."""

    DAY = "day", "每日"
    CLOSING = "closing", "关闭程序"
    ASKED = "asked", "手工"
    MIGRATION = "migration", "升级前"
    IMPORT = "import", "导入前"
    RECEIPT = "receipt", "收回执前"


# What somebody may want to go back to is not replaced by the next backup of the day.
LASTING = frozenset({Occasion.ASKED, Occasion.MIGRATION, Occasion.IMPORT, Occasion.RECEIPT})


@dataclass(frozen=True)
class Made:
    """A backup as the rotation sees it."""

    name: str
    at: datetime
    occasion: Occasion


def superfluous(made: Sequence[Made], newest: str) -> list[Made]:
    """The backups that are kept no longer, now that the one called `newest` proved good.

    Kept are all of the last 2 days that have one (somebody who restored the wrong one can do it again),
    the last of each of the last 7 days, 8 weeks and 12 months, and on those 7 days also each that was
    made before something. `newest` stays whatever the clock says.
    """
    ordered = sorted(made, key=lambda one: (one.at, one.name), reverse=True)
    kept = {newest}
    kept |= _last_of_each(ordered, lambda day: day, DAYS)
    kept |= _last_of_each(ordered, lambda day: day.isocalendar()[:2], WEEKS)
    kept |= _last_of_each(ordered, lambda day: (day.year, day.month), MONTHS)
    days = sorted({one.at.date() for one in made}, reverse=True)[:DAYS]
    kept |= {one.name for one in made if one.occasion in LASTING and one.at.date() in days}
    kept |= {one.name for one in made if one.at.date() in days[:WHOLE_DAYS]}
    return [one for one in made if one.name not in kept]


def _last_of_each(ordered: Sequence[Made], period: Callable[[date], Hashable], many: int) -> set[str]:
    last: dict[Hashable, str] = {}
    for one in ordered:
        last.setdefault(period(one.at.date()), one.name)
    return set(list(last.values())[:many])


def is_old(last: date | None, today: date) -> bool:
    """Whether the last backup on the second place is too old, or there is none."""
    return last is None or (today - last).days > OLD_AFTER


def age_in_words(last: date | None, today: date) -> str:
    """ "今天", "昨天", "9 天前"; "还没有" where there is none."""
    if last is None:
        return "还没有"
    days = (today - last).days
    return {0: "今天", 1: "昨天"}.get(max(days, 0), f"{days} 天前")
