"""How an indicator is counted, in words for those who open a figure."""

from collections.abc import Callable, Iterator

from countydesk.domain.catalogue import (
    AMONG,
    MODIFIERS,
    Catalogue,
    Count,
    Indicator,
    Period,
    Rounding,
    Style,
    Whenever,
)
from countydesk.domain.enrolment import State
from countydesk.domain.fields import Choice
from countydesk.domain.figures import UNSPOKEN
from countydesk.domain.grades import Stage

SOURCES = {
    "beneficiaries": "帮扶对象",
    "payments": "助养发放明细",
    "standards": "资助标准",
    "places": "贫困县名单",
}
BUILT_IN_FIELDS = {
    "stage": "学段", "state": "状态", "city": "市州", "county": "县区", "amount": "实发金额",
    "yearly": "年标准", "name": "名称", "people": "人数", "organisers": "主办单位",
    "partners": "合作单位", "place_code": "所在县区",
}  # fmt: skip
CHOICES: dict[str, type[Choice]] = {"stage": Stage, "state": State}
PERIODS = {
    Period.WITHIN: "通报期间之内的记录",
    Period.TO_DATE: "从开始到通报截止月末的记录",
    Period.AT: "通报截止月末仍在任、有效的记录",
}
DOCUMENTS = ("standards", "places")  # nobody's records: they hold for the whole province
ROUNDINGS = {Rounding.HALF_UP: "四舍五入", Rounding.FLOOR: "舍去零头", Rounding.CEIL: "零头进一"}


def in_words(catalogue: Catalogue, indicator: Indicator) -> list[tuple[str, str]]:
    """What is counted, of which records, of which days, how it is printed, and who enters it; label and
    sentence."""
    programme = catalogue.programmes[indicator.programme]
    facts = [("怎么算", how(catalogue, indicator))]
    facts.append(("只算", ";".join(_only(catalogue, indicator))))
    if indicator.source and indicator.source not in DOCUMENTS:
        facts.append(("期间", PERIODS[indicator.period]))
        facts.append(("谁登记", "、".join(each.title for each in indicator.level or programme.reports)))
    facts.append(("怎么写", ",".join(_printed(catalogue, indicator))))
    facts.append(("报告行号", "、".join(indicator.answers)))
    return [(label, words) for label, words in facts if words]


def how(catalogue: Catalogue, indicator: Indicator) -> str:
    """How the number comes about, in one sentence."""

    def titles(names: tuple[str, ...]) -> list[str]:
        return [_quoted(catalogue.indicators[name].title) for name in names]

    if indicator.fixed:
        return "文件本身定下的数,不由记录相加。"
    if indicator.target_of:
        return f"{titles((indicator.target_of,))[0]}的年度目标。"
    if indicator.sum_of:
        same = "就是" if len(indicator.sum_of) == 1 else ""
        return same + " 加 ".join(titles(indicator.sum_of)) + "。"
    if indicator.ratio_of:
        return " 除以 ".join(titles(indicator.ratio_of)) + "。"
    if indicator.joined:
        return " 和 ".join(titles(indicator.joined)) + ",并列写。"
    source = _quoted(source_title(catalogue, indicator.source))
    field = _quoted(field_title(catalogue, indicator))
    return {
        Count.COUNT: f"数{source}有几条。",
        Count.SUM: f"{source}的{field}相加。",
        Count.DISTINCT: f"{source}里不同的{field}有几个。",
        Count.MAX: f"{source}里最大的{field}。",
        Count.LATEST: f"{source}里最近一条的{field}。",
        Count.FIRST_DAY: f"{source}里最早的日期。",
    }[indicator.count]


def source_title(catalogue: Catalogue, source: str) -> str:
    """What the records of an indicator's source are called."""
    kind = catalogue.kinds.get(source)
    return SOURCES.get(source) or (kind.title if kind else source)


def field_title(catalogue: Catalogue, indicator: Indicator, key: str = "") -> str:
    """What a field of an indicator's source is called; the one that it counts unless `key` names another."""
    key = key or indicator.field
    kind = catalogue.kinds.get(indicator.source)
    own = kind.own(key) if kind else None
    named = own.title if own else kind.titles.get(key) if kind else None
    return named or BUILT_IN_FIELDS.get(key, key)


def _quoted(title: str) -> str:
    """In quotation marks, unless it has some of its own."""
    return title if "“" in title else f"“{title}”"


def _title_of_choice(key: str) -> Callable[[str], str]:
    choices = CHOICES.get(key)
    return lambda value: choices(value).title if choices else value


def _only(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    kind = catalogue.kinds.get(indicator.source)
    for key, keys in indicator.where.items():
        own = kind.own(key) if kind else None
        titled = own.title_of if own else _title_of_choice(key)
        chosen = "、".join(titled(each) for each in keys)
        yield f"{field_title(catalogue, indicator, key)}为{chosen}"
    if indicator.among:
        yield f"{AMONG[indicator.among]}的"


def _printed(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    """The unit, how it is rounded, and which modifier it takes when."""
    if indicator.fixed or not indicator.unit or indicator.unit in UNSPOKEN:
        return
    yield f"单位{indicator.unit}"
    if indicator.style is Style.WAN:
        yield "满一万时按万写"
    if indicator.style is Style.MAGNITUDE:
        yield "只写到十、百、千、万、千万这样的位"
    elif indicator.digits < 0:
        yield f"写到十位,{ROUNDINGS[indicator.rounding]}"
    elif indicator.digits:
        yield f"保留 {indicator.digits} 位小数,{ROUNDINGS[indicator.rounding]}"
    if indicator.modifier in MODIFIERS:
        compared = catalogue.indicators.get(indicator.compared_with, indicator).title
        yield {
            Whenever.ROUNDED: f"有零头时写“{indicator.modifier}”",
            Whenever.ALL: f"与{_quoted(compared)}相等时写“{indicator.modifier}”",
            Whenever.EXCEEDED: f"{_quoted(compared)}超过它时写“{indicator.modifier}”",
        }[indicator.modified]
