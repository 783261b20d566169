"""Places as rows: what the tables show of each, what they are sorted by, and what the grid is told."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from countydesk.domain.months import Month
from countydesk.domain.regions import stem
from countydesk.services.progress import PlaceProgress
from ui.pages.progress.words import change_words, percent_words, standing_words, tone_of
from ui.pages.progress.working import Place
from ui.tables.columns import Align, Column


def _figure(words: Callable[[Any], str]) -> Callable[[PlaceProgress], str]:
    return lambda line: words(line.progress)


COLUMNS = (
    Column("单位", lambda line: short(line.name), width=78, sort="code"),
    Column("已完成", _figure(lambda p: p.told.figure.phrase), width=92, align=Align.RIGHT, sort="amount"),
    Column(
        "年度目标",
        _figure(lambda p: p.plan.phrase if p.plan else ""),
        width=92,
        align=Align.RIGHT,
        sort="plan",
    ),
    Column("完成率", _figure(percent_words), width=66, align=Align.RIGHT, sort="percent"),
    Column(
        "差多少",
        _figure(lambda p: standing_words(p).replace("欠进度", "欠")),
        width=112,
        chip=tone_of,
        sort="behind",
    ),
    Column("比去年", _figure(change_words), width=80, align=Align.RIGHT, faint=True, sort="change"),
)
TOGETHER = (
    Column("单位", lambda line: short(line.name), width=96, sort="code"),
    Column(
        "设有目标",
        lambda line: f"{line.planned} 项" if line.planned else "未设",
        width=82,
        align=Align.RIGHT,
        sort="planned",
    ),
    Column(
        "落后",
        lambda line: f"落后 {line.behind} 项" if line.behind else "",
        width=96,
        chip=tone_of,
        sort="behind",
    ),
    Column("还没登记", lambda line: f"{line.empty} 项" if line.empty else "", width=76, sort="empty"),
    Column("最近上报", lambda line: _month(line.last), width=100, faint=True, sort="last"),
)
TOGETHER_SORTS = {key: attrgetter(key) for key in ("code", "planned", "behind", "empty", "last")}


def _month(text: str) -> str:
    return Month.parse(text).title if text else "没有上报过"


def short(name: str) -> str:
    """What fits into a cell: 临夏州 for 临夏回族自治州."""
    return stem(name) + ("州" if name.endswith("自治州") else "")


def share_done(line: PlaceProgress) -> float | None:
    """How much of its target a place has done, in %."""
    return None if line.progress.percent is None else float(line.progress.percent)


def shares_of_most(lines: Sequence[PlaceProgress]) -> list[float | None]:
    """Where no place has a target: what each has done of what the place with most has, in %."""
    amounts = [float(line.progress.told.amount or 0) for line in lines]
    most = max(amounts, default=0.0)
    return [100 * amount / most if amount > 0 else None for amount in amounts]


def told_of(line: PlaceProgress) -> str:
    """A place with one indicator, in a sentence."""
    told = line.progress.told
    plan = f"年度目标 {line.progress.plan.phrase}," if line.progress.plan else ""
    change = change_words(line.progress)
    before = f",比去年同期{change}" if change else ""
    return f"{line.name}:{told.indicator.title} {told.figure.phrase},{plan}{line.progress.sentence}{before}"


def told_together(place: Place) -> str:
    """A place with all its targets, in a sentence."""
    if not place.planned:
        return f"{place.name}:未设年度目标,最近上报 {_month(place.last)}"
    return f"{place.name}:设有目标 {place.planned} 项,落后 {place.behind} 项,还没登记 {place.empty} 项"
