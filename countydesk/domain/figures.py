"""Figures: how what was counted is printed, as a value, its modifier (余, 近 …) and its unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from countydesk.domain.catalogue import AFTER, BEFORE, Indicator, Rounding, Style, Whenever
from countydesk.domain.days import show_day
from countydesk.domain.entries import Precision
from countydesk.domain.fields import Kind
from countydesk.domain.grades import Stage

ROUNDINGS = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.FLOOR: ROUND_FLOOR,
    Rounding.CEIL: ROUND_CEILING,
}
HANZI = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")
MAGNITUDES = ("一", "十", "百", "千", "万", "十万", "百万", "千万", "亿", "十亿", "百亿")
WAN = 10_000
COURSE = (Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR)
UNSPOKEN = ("—", "日期", "时点", "学段")
SIDE_BY_SIDE = " / "


@dataclass(frozen=True)
class Figure:
    """A printed figure, in the three columns of the report's table."""

    value: str
    modifier: str
    unit: str

    @property
    def phrase(self) -> str:
        """As a sentence says it: 近12万人次, 2万余名, 340名左右."""
        unit = "" if self.unit in UNSPOKEN else self.unit
        if self.modifier in BEFORE:
            return self.modifier + self.value + unit
        if self.modifier in AFTER:
            return self.value + unit + self.modifier
        return self.value + self.modifier + unit


def number_figure(
    indicator: Indicator, kind: Kind, amount: Decimal | int, modifier: str = "", against: Decimal | int = 0
) -> Figure:
    """Print an amount as counted: `kind` is what `Catalogue.counted` says, money is in fen.

    A ratio in % is given as the plain quotient. `modifier` is the word that the records or the
    target carry, `against` the amount of the indicator that this one is compared with.
    """
    number = Decimal(amount) / scale(indicator, kind)
    if indicator.style is Style.MAGNITUDE and number >= 10:
        power = number.adjusted()
        rounded, text = Decimal(10) ** power, MAGNITUDES[power]
    else:
        in_wan = indicator.style is Style.WAN and number >= WAN
        number = number / WAN if in_wan else number
        rounded = _rounded(number, indicator, whole=indicator.style is Style.WAN and not in_wan)
        text = _plain(rounded) + ("万" if in_wan else "")
    said = {
        Whenever.ROUNDED: rounded != number,
        Whenever.ALL: 0 < amount == against,
        Whenever.EXCEEDED: against > amount,
    }[indicator.modified]
    word = indicator.modifier if said and indicator.modifier else modifier
    return Figure(indicator.written.format(value=text), word, indicator.unit)


def is_small(indicator: Indicator, kind: Kind, amount: Decimal | int) -> bool:
    """Whether an amount that is printed in 万 is less than one of these."""
    return indicator.unit.startswith("万") and 0 < Decimal(amount) / scale(indicator, kind) < 1


def small_figure(indicator: Indicator, kind: Kind, amount: Decimal | int, modifier: str = "") -> Figure:
    """Print an amount without the 万 of its unit: 860个 for 0.1万个; yuan with their fen."""
    digits = 2 if kind is Kind.MONEY else 0
    plain = replace(indicator, unit=indicator.unit[1:], digits=digits, modifier="")
    return number_figure(plain, kind, amount, modifier)


def day_figure(indicator: Indicator, day: date, precision: Precision) -> Figure:
    """Print a day as exactly as it is known: 2月24日, 4月中旬, 4月底, 4月份; the report names the year."""
    tens = ("上旬", "中旬", "底")[min((day.day - 1) // 10, 2)]
    text = {
        Precision.DAY: show_day(day).partition("年")[2],
        Precision.TEN_DAYS: f"{day.month}月{tens}",
        Precision.MONTH: f"{day.month}月份",
        Precision.PERIOD: show_day(day).partition("年")[2],
    }[precision]
    return Figure(indicator.written.format(value=text), "", indicator.unit)


def stages_figure(indicator: Indicator, stages: Sequence[Stage]) -> Figure:
    """Print the stages that are supported: 从小学到高中阶段; it carries the modifier if none is left out."""
    standing = [stage for stage in COURSE if stage in stages]
    whole = standing == list(COURSE)
    ends = list(dict.fromkeys((standing[0].title, standing[-1].title))) if standing else []
    text = f"从{ends[0]}到{ends[1]}阶段" if len(ends) == 2 else "".join(f"{end}阶段" for end in ends)
    return Figure(text, indicator.modifier if whole else "", indicator.unit)


def fixed_figure(indicator: Indicator) -> Figure:
    """Print a number that the document itself fixes: 8+4, 两."""
    text = HANZI[int(indicator.fixed)] if indicator.style is Style.HANZI else indicator.fixed
    return Figure(text, indicator.modifier, indicator.unit)


def joined_figure(indicator: Indicator, parts: Sequence[Figure]) -> Figure:
    """Print figures side by side: 8 / 2."""
    return Figure(SIDE_BY_SIDE.join(part.value for part in parts), "", indicator.unit)


def scale(indicator: Indicator, kind: Kind) -> Decimal:
    """How many of what is counted make one of the printed unit: fen in a 万元, hours in a 万小时."""
    if indicator.unit == "%":
        return Decimal("0.01")
    one = Decimal(100) if kind is Kind.MONEY else Decimal(1)
    return one * WAN if indicator.unit.startswith("万") else one


def _rounded(number: Decimal, indicator: Indicator, whole: bool) -> Decimal:
    """Rounded as the indicator says; a small number that would vanish stays as it is."""
    digits = 0 if whole else indicator.digits
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUNDINGS[indicator.rounding])
    return rounded if rounded or not number else number


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
