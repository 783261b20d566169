"""Entries of the six actions: one record for every ledger, its own fields shaped by the catalogue."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import SQLModel

from countydesk.domain import values
from countydesk.domain.catalogue import MODIFIERS, Catalogue, FieldOf, KindOf, Ledger, Relation, RelationKind
from countydesk.domain.days import parse_month_or_day, show_day
from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.problems import Problem, Refused


class Precision(Choice):
    """How exactly the date is known: in 月 and 旬 the first day of it stands for the whole."""

    DAY = "day", "到日"
    TEN_DAYS = "ten_days", "到旬"
    MONTH = "month", "到月"
    PERIOD = "period", "起止"


MOST_PEOPLE = 1_000_000_000
LONGEST = 12_000  # characters of all values together: they travel in one cell of a sheet
# The three parts of a month, by the words for them, with the day that each begins on.
TENS = {"上旬": 1, "初": 1, "中旬": 11, "中": 11, "下旬": 21, "底": 21}
_ALIKE = (Kind.TEXT, Kind.MONTH, Kind.YES_NO, Kind.CHOICE, Kind.CHOICES)
_TENS_TITLES = {1: "上旬", 11: "中旬", 21: "下旬"}


class Entry(SQLModel):
    """One record of a programme: an activity, a person, an organisation, goods, money and so on.

    `values` holds the fields that the catalogue gives the kind, by key: money in whole fen, a number
    as int, a decimal or percentage as text, a day in ISO form, a choice by its key, several as a list.
    `modifiers` says 余, 近 … of a value, by the field's key or "people". A `withdrawn` entry keeps the
    reason and counts nowhere.
    """

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    ledger: Ledger = field("台账", Kind.CHOICE, choices=Ledger)
    programme: str = field("项目", Kind.KEY)
    kind: str = field("种类", Kind.KEY)
    name: str = field("名称")
    level: Level = field("层级", Kind.CHOICE, choices=Level)
    first_day: date = field("日期", Kind.DAY)
    last_day: date | None = field("结束日期", Kind.DAY, default=None, hint="只有一天就留空")
    precision: Precision = field("日期精度", Kind.CHOICE, choices=Precision, default=Precision.DAY)
    place_code: str = field("地点代码", Kind.KEY, default="")
    place: str = field("地点", default="")
    organisers: str = field("主办单位", default="")
    partners: str = field("合作单位", default="")
    people: int = field("惠及人数", Kind.NUMBER, default=0)
    values: dict[str, Any] = field("项目内容", Kind.VALUES, default={})
    modifiers: dict[str, Any] = field("约数", Kind.VALUES, default={})
    belongs_to: str = field("所属记录", Kind.KEY, default="")
    explanation: str = field("勾稽说明", Kind.LONG_TEXT, default="", hint="其中、合计不符时写明原因")
    note: str = field("备注", Kind.LONG_TEXT, default="")
    withdrawn: str = field("撤回原因", default="")
    recorded_by: str = field("登记人", default="")
    recorded_at: datetime | None = field("登记时间", Kind.INSTANT, default=None)


def problems_of(entry: Entry, catalogue: Catalogue, today: date) -> list[Problem]:
    """All that is wrong with an entry before it is written; each names its field."""
    kind = catalogue.kind(entry.programme, entry.kind)
    if kind is None:
        return [Problem("项目目录中没有这一种记录,请重新选择项目。", "programme")]
    return [
        *_common_problems(entry, kind, today),
        *_value_problems(entry, kind, today),
        *_modifier_problems(entry, kind),
        *broken_relations(entry, kind),
    ]


def read_when(text: str, today: date) -> tuple[date, Precision]:
    """A first day and how exactly it is known: "2020.4.9", "2020年4月中旬", "4月底", "2020年4月".

    Raises `Refused` with what to write.
    """
    found = re.fullmatch(r"(.+月)份?(上旬|中旬|下旬|初|中|底)", text.strip())
    read = parse_month_or_day(found[1] if found else text, today)
    if found and isinstance(read, Month):
        return read.first_day.replace(day=TENS[found[2]]), Precision.TEN_DAYS
    if found:
        raise Refused(f"日期“{text.strip()}”无法识别,请写成 2020年4月中旬 这样的形式。")
    return (read.first_day, Precision.MONTH) if isinstance(read, Month) else (read, Precision.DAY)


def show_when(entry: Entry) -> str:
    """When it was, as exactly as it is known: "2020年4月中旬", "2020年5月9日至2020年5月11日"."""
    began = show_first_day(entry.first_day, entry.precision)
    return f"{began}至{show_day(entry.last_day)}" if entry.last_day else began


def show_first_day(day: date, precision: Precision) -> str:
    """A first day as exactly as it is known; `read_when` takes it back."""
    if precision is Precision.MONTH:
        return Month.of(day).title
    if precision is Precision.TEN_DAYS:
        return Month.of(day).title + _TENS_TITLES[min((day.day - 1) // 10, 2) * 10 + 1]
    return show_day(day)


def broken_relations(entry: Entry, kind: KindOf) -> Iterator[Problem]:
    """其中 and sums that do not hold; none where a written explanation says why.

    Of the 2020 report: a part is at most its whole, and online and offline, or province and county,
    make the total.
    """
    if entry.explanation.strip():
        return
    for relation, key, left in differences(entry, kind):
        if breaks(relation, left):
            summed = relation.kind is RelationKind.SUM
            how = "与各部分之和不符" if summed else f"大于“{_title(kind, relation.whole)}”"
            yield _broken(relation, kind, key, how)


def differences(entry: Entry, kind: KindOf) -> Iterator[tuple[Relation, str, Decimal]]:
    """What is left of each whole: beyond a part (其中), by the part's key; beyond the sum of all parts, by
    the whole's key. Parts that are not given are not compared."""
    for relation in kind.relations:
        whole = _amount(entry, relation.whole)
        parts = {key: _amount(entry, key) for key in relation.parts if _given(entry, key)}
        if relation.kind is RelationKind.OF_WHICH:
            yield from ((relation, key, whole - part) for key, part in parts.items())
        elif parts:
            yield relation, relation.whole, whole - sum(parts.values())


def breaks(relation: Relation, left: Decimal) -> bool:
    """Whether what is left of a whole says that its relation does not hold."""
    return left != 0 if relation.kind is RelationKind.SUM else left < 0


def like(entry: Entry, kind: KindOf) -> dict[str, Any]:
    """What the next one of a kind has in common with this one, by the common field and by "values".

    People and organisations come in lists: the name is another, the day the same; else it is the other
    way round. Figures and whatever is private are never taken over, nor who leads an organisation.
    """
    listed = kind.ledger in (Ledger.PERSON, Ledger.ORGANISATION)
    taken = {"first_day", "last_day", "precision"} if listed else {"name"}
    taken |= {"place", "place_code", "organisers", "partners", "belongs_to", "level"}
    kinds = _ALIKE if kind.ledger is Ledger.ORGANISATION else (*_ALIKE, Kind.NAME)
    alike = {own.key for own in kind.fields if own.kind in kinds and not own.private}
    kept = {key: value for key, value in entry.values.items() if key in alike}
    return {**entry.model_dump(include=taken), "values": kept}


def _common_problems(entry: Entry, kind: KindOf, today: date) -> Iterator[Problem]:
    if entry.ledger != kind.ledger:
        yield Problem(f"“{kind.title}”应记入{kind.ledger.title}。", "ledger")
    if not entry.name.strip():
        yield Problem(f"请写{kind.titles['name']}。", "name")
    if entry.first_day > today:
        yield Problem(f"{kind.titles['first_day']}在今天之后,请核对。", "first_day")
    if entry.last_day and entry.last_day < entry.first_day:
        end = kind.titles.get("last_day", "结束日期")
        yield Problem(f"{end}早于{kind.titles['first_day']},请核对。", "last_day")
    if not 0 <= entry.people <= MOST_PEOPLE:
        wrong = "不能是负数" if entry.people < 0 else "过大"
        yield Problem(f"{_title(kind, 'people')}{wrong},请核对。", "people")


def _value_problems(entry: Entry, kind: KindOf, today: date) -> Iterator[Problem]:
    for own in kind.fields:
        value = entry.values.get(own.key)
        if value is None or value in ("", []):
            if own.required:
                yield Problem(f"请填写{own.title}。", own.key)
        elif sentence := values.problem_of(own, value, today) or _early(entry, kind, own, value):
            yield Problem(sentence, own.key)
    if (length := sum(len(str(value)) for value in entry.values.values())) > LONGEST:
        yield Problem(f"{kind.title}的内容共 {length} 字,一条记录放不下,请缩短。", next(iter(entry.values)))
    for key in entry.values.keys() - {own.key for own in kind.fields}:
        yield Problem(f"“{kind.title}”没有“{key}”这一项。", key)


def _early(entry: Entry, kind: KindOf, own: FieldOf, day: str) -> str:
    """What is wrong with a day before the one that it follows; where that one is not told, before the one
    that that one follows."""
    before = own.not_before
    while (earlier := kind.own(before)) and not entry.values.get(before):
        before = earlier.not_before
    if not before:
        return ""
    known = str(entry.values[before]) if earlier else entry.first_day.isoformat()
    return f"{own.title}早于{_title(kind, before)},请核对。" if day < known else ""


def _modifier_problems(entry: Entry, kind: KindOf) -> Iterator[Problem]:
    known = {own.key for own in kind.fields} | {"people"}
    for key, word in entry.modifiers.items():
        if key not in known:
            yield Problem(f"“{kind.title}”没有“{key}”这一项。", key)
        elif word not in MODIFIERS:
            said = "、".join(MODIFIERS)
            yield Problem(f"“{_title(kind, key)}”的约数用词不能是“{word}”,可用:{said}。", key)


def _broken(relation: Relation, kind: KindOf, key: str, how: str) -> Problem:
    title = _title(kind, key)
    return Problem(f"{relation.title}:“{title}”{how},请核对;确实如此的,请写勾稽说明。", key)


def _title(kind: KindOf, key: str) -> str:
    own = kind.own(key)
    return own.title if own else kind.titles.get(key, "惠及人数")


def _given(entry: Entry, key: str) -> bool:
    return bool(entry.people) if key == "people" else entry.values.get(key) is not None


def _amount(entry: Entry, key: str) -> Decimal:
    """A figure of the entry, exactly; what is none is told as such elsewhere and counts 0 here."""
    value = entry.people if key == "people" else entry.values.get(key)
    try:
        return Decimal(value or 0)
    except (ArithmeticError, TypeError, ValueError):
        return Decimal(0)
