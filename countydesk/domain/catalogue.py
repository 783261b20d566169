"""The catalogue (项目目录): actions, programmes, kinds of record, and the figures counted from them.

It is read from `resources/catalogue/*.toml` (see `catalogue_file`); what the records hold, how the
forms look and how the figures of a report are counted is all said there.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from countydesk.domain.fields import Choice, FieldSpec, Kind
from countydesk.domain.offices import Level


class Ledger(Choice):
    """The ledgers that records of the actions stand in."""

    ACTIVITY = "activity", "活动台账"
    PERSON = "person", "人员名册"
    ORGANISATION = "organisation", "组织名册"
    AGREEMENT = "agreement", "协议与项目台账"
    GOODS = "goods", "物品发放台账"
    FUND = "fund", "资金台账"
    CONTACT = "contact", "联系点台账"
    APPEAL = "appeal", "诉求台账"
    MEDIA = "media", "作品与宣传台账"


# The fields that every record has, as the form of a ledger names them; those not named are not in it.
TITLES: dict[Ledger, dict[str, str]] = {
    Ledger.ACTIVITY: {
        "name": "活动名称", "first_day": "日期", "last_day": "结束日期", "place": "地点",
        "organisers": "主办单位", "partners": "合作单位", "people": "惠及人数",
    },
    Ledger.PERSON: {"name": "姓名", "first_day": "起始日期", "last_day": "结束日期", "place": "所在地"},
    Ledger.ORGANISATION: {"name": "名称", "first_day": "成立日期", "place": "所在地"},
    Ledger.AGREEMENT: {
        "name": "名称", "first_day": "签订日期", "last_day": "到期日期", "place": "帮扶地",
        "organisers": "甲方", "partners": "乙方",
    },
    Ledger.GOODS: {
        "name": "物品", "first_day": "发放日期", "place": "发放地点", "organisers": "来源单位",
        "people": "受助人数",
    },
    Ledger.FUND: {"name": "资金名称", "first_day": "到账日期", "place": "用于何地", "organisers": "来源单位"},
    Ledger.CONTACT: {"name": "联系点", "first_day": "日期", "place": "所在地"},
    Ledger.APPEAL: {"name": "诉求", "first_day": "受理日期", "place": "所在地"},
    Ledger.MEDIA: {
        "name": "名称", "first_day": "发布日期", "place": "地点", "organisers": "主办单位",
        "partners": "合作单位",
    },
}  # fmt: skip

FIGURES = (Kind.NUMBER, Kind.MONEY, Kind.DECIMAL)  # kinds of field that can be added up
# Words that say that a figure is approximate, or what it stands for: before the number, between it
# and its unit, or after both.
BEFORE = ("近", "超", "超过", "全部", "超额完成")
BETWEEN = ("余", "多")
AFTER = ("左右", "以上", "以下", "全程", "全覆盖")
MODIFIERS = (*BETWEEN, *BEFORE, *AFTER)


class Source(StrEnum):
    """The document that an action comes from."""

    REPORT = "2020"  # the report of the Gansu provincial committee, 27 August 2020
    OPINION = "2016"  # the opinion of the Central Committee, 28 January 2016


class RelationKind(StrEnum):
    OF_WHICH = "of_which"  # 其中: each part is at most the whole
    SUM = "sum"  # the parts add up to the whole


class Count(StrEnum):
    """How an indicator is counted from the records that it is made of."""

    COUNT = "count"  # how many records
    SUM = "sum"  # the field added up
    DISTINCT = "distinct"  # how many different values of the field
    MAX = "max"  # the largest value of the field
    LATEST = "latest"  # the value of the newest record
    FIRST_DAY = "first_day"  # the earliest day, as exactly as it is known


class Period(StrEnum):
    """Which days count towards an indicator, when a report is made from one day to another."""

    WITHIN = "within"  # from the first to the last day of the report
    TO_DATE = "to_date"  # all that began up to the last day
    AT = "at"  # what is in force on the last day


class Rounding(StrEnum):
    HALF_UP = "half_up"
    FLOOR = "floor"
    CEIL = "ceil"


class Style(StrEnum):
    """How the value of a figure is written."""

    PLAIN = "plain"  # 35590, 7414.2
    WAN = "wan"  # 2万, 1.8万
    MAGNITUDE = "magnitude"  # 千万: the power of ten
    HANZI = "hanzi"  # 两
    DAY = "day"  # 2月24日, 4月中旬, 4月底, 4月份
    STAGES = "stages"  # 从小学到高中阶段


class Whenever(StrEnum):
    """When a figure carries its modifier."""

    ROUNDED = "rounded"  # rounding dropped something
    ALL = "all"  # it is as large as the indicator that it is compared with
    EXCEEDED = "exceeded"  # it is a target, and what it is compared with has gone beyond it


# What the desk knows without entries, and the fields of it that an indicator may count or ask for.
BUILT_IN: dict[str, dict[str, Kind]] = {
    "beneficiaries": {"stage": Kind.CHOICE, "state": Kind.CHOICE, "city": Kind.TEXT},
    "payments": {"amount": Kind.MONEY},  # paid out, net of what came back
    "standards": {"stage": Kind.CHOICE, "yearly": Kind.MONEY},
    "places": {"county": Kind.TEXT, "city": Kind.TEXT},  # the 58 poor counties
}
# The fields of every entry that an indicator may count or ask for.
COMMON: dict[str, Kind] = {
    "name": Kind.NAME, "people": Kind.NUMBER, "organisers": Kind.TEXT, "partners": Kind.TEXT,
    "place_code": Kind.TEXT,  # counted by county: its first six digits
}  # fmt: skip
# Lists of counties that an indicator may keep to.
AMONG = {"poor": "贫困县", "last8": "未脱贫摘帽县", "lifted": "已脱贫摘帽县"}


@dataclass(frozen=True)
class FieldOf:
    """A field that a kind of record has beyond the common ones."""

    key: str
    title: str
    kind: Kind
    unit: str = ""
    required: bool = False
    digits: int = 0  # of a decimal, after the point
    choices: tuple[tuple[str, str], ...] = ()  # key and title
    private: bool = False
    hint: str = ""
    not_before: str = ""  # of a day: "first_day" or the key of a day above it, which it cannot precede
    answers: tuple[str, ...] = ()
    line: int = dataclasses.field(default=0, compare=False)

    @cached_property
    def spec(self) -> FieldSpec:
        """The field as forms, lists and sheets read that of any record."""
        members = {key: (key, title) for key, title in self.choices}
        choices: Any = Choice(self.key, members) if members else None  # type: ignore[arg-type]
        hint = self.hint or self.unit
        return FieldSpec(self.key, self.title, self.kind, self.required, choices, self.private, hint)

    def title_of(self, choice: str) -> str:
        """The title of one of the choices; of one that is no more, its key."""
        return dict(self.choices).get(choice, choice)


@dataclass(frozen=True)
class Relation:
    """其中 or a sum within one record: fields by key, "people" among them."""

    kind: RelationKind
    whole: str
    parts: tuple[str, ...]
    title: str
    answers: tuple[str, ...] = ()
    line: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True)
class KindOf:
    """A kind of record of a programme: one form and one list."""

    programme: str
    key: str
    title: str
    ledger: Ledger
    titles: Mapping[str, str]  # the common fields of the form, in its order, with their titles
    of: str = ""  # "programme.kind" of the record that one of these belongs to
    fields: tuple[FieldOf, ...] = ()
    relations: tuple[Relation, ...] = ()
    answers: tuple[str, ...] = ()
    line: int = dataclasses.field(default=0, compare=False)

    @property
    def name(self) -> str:
        """The name that is unique in the catalogue: "live_sales.broadcast"."""
        return f"{self.programme}.{self.key}"

    def own(self, key: str) -> FieldOf | None:
        """One of its own fields, None if it has none of this key."""
        return next((field for field in self.fields if field.key == key), None)


@dataclass(frozen=True)
class Indicator:
    """A figure: how it is counted, and how it is printed. Names of others are "programme.indicator".

    It is counted from records (`count` of `source`), or made of other indicators (`sum_of`,
    `ratio_of`: a ÷ b, in % if that is its unit; `joined`: written side by side), or it is the
    target of another (`target_of`), or a number that the document itself fixes (`fixed`).
    """

    programme: str
    key: str
    title: str
    unit: str = ""
    source: str = ""  # "programme.kind" or one of `BUILT_IN`
    count: Count = Count.COUNT
    field: str = ""
    level: tuple[Level, ...] = ()  # of these levels only; empty: of all
    where: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    among: str = ""
    sum_of: tuple[str, ...] = ()
    ratio_of: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    target_of: str = ""
    fixed: str = ""
    period: Period = Period.WITHIN
    part_of: str = ""  # the indicator of which this one is 其中
    digits: int = 0  # after the point; -1 rounds to tens
    rounding: Rounding = Rounding.HALF_UP
    style: Style = Style.PLAIN
    written: str = "{value}"
    modifier: str = ""
    modified: Whenever = Whenever.ROUNDED
    compared_with: str = ""
    # A clause of the bulletin: {figure} is this one, {key} another of the programme, {area} 全省 or 全县.
    sentence: str = ""
    local_sentence: str = ""  # where offices below the province say it otherwise
    note: str = ""
    answers: tuple[str, ...] = ()
    line: int = dataclasses.field(default=0, compare=False)

    @property
    def name(self) -> str:
        """The name that is unique in the catalogue: "live_sales.sales_province"."""
        return f"{self.programme}.{self.key}"

    @property
    def made_of(self) -> tuple[str, ...]:
        """The indicators that it is reckoned from."""
        target = (self.target_of,) if self.target_of else ()
        return (*self.sum_of, *self.ratio_of, *self.joined, *target)


@dataclass(frozen=True)
class Programme:
    """A programme (项目) of an action."""

    action: str
    key: str
    title: str
    reports: tuple[Level, ...]  # whose desks enter its records
    opening: str = ""  # the sentence that the bulletin begins the programme with
    local_opening: str = ""  # where offices below the province begin it otherwise
    kinds: tuple[KindOf, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    answers: tuple[str, ...] = ()
    line: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True)
class Action:
    """An action (行动): one file of the catalogue."""

    key: str
    title: str
    source: Source
    order: int
    programmes: tuple[Programme, ...] = ()
    answers: tuple[str, ...] = ()
    file: str = dataclasses.field(default="", compare=False)


class Catalogue:
    """All actions, and everything in them by its name; `catalogue_file.linked` makes one."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self.actions = sorted(actions, key=lambda action: (action.source != Source.REPORT, action.order))
        self.programmes = {p.key: p for action in self.actions for p in action.programmes}
        self.kinds = {k.name: k for p in self.programmes.values() for k in p.kinds}
        self.indicators = {i.name: i for p in self.programmes.values() for i in p.indicators}

    def action(self, key: str) -> Action | None:
        """The action of this key, None if there is none."""
        return next((action for action in self.actions if action.key == key), None)

    def kind(self, programme: str, key: str) -> KindOf | None:
        """A programme's kind of record, None where the catalogue (no longer) has it."""
        return self.kinds.get(f"{programme}.{key}")

    def reckoned_from(self, indicator: Indicator) -> set[str]:
        """The names of all indicators that one is reckoned from, by however many steps."""
        found: set[str] = set()
        ahead = [*indicator.made_of]
        while ahead:
            name = ahead.pop()
            if name not in found and name in self.indicators:
                ahead += self.indicators[name].made_of
            found.add(name)
        return found

    def counted(self, indicator: Indicator) -> Kind:
        """What the value of an indicator is before it is printed: money in fen, a number, a day, a text."""
        if indicator.count is Count.FIRST_DAY:
            return Kind.DAY
        if indicator.joined or indicator.style is Style.STAGES:
            return Kind.TEXT
        if indicator.made_of and not indicator.ratio_of:
            return self.counted(self.indicators[indicator.made_of[0]])
        if indicator.ratio_of:
            parts = {self.counted(self.indicators[name]) for name in indicator.ratio_of}
            return Kind.MONEY if len(parts) == 2 and Kind.MONEY in parts else Kind.DECIMAL
        if indicator.fixed:
            return Kind.TEXT
        if indicator.count in (Count.COUNT, Count.DISTINCT):
            return Kind.NUMBER
        return self.kind_of_field(indicator.source, indicator.field) or Kind.NUMBER

    def kind_of_field(self, source: str, key: str) -> Kind | None:
        """What a field of an indicator's source holds; None where it has none of this key."""
        if source in BUILT_IN:
            return BUILT_IN[source].get(key)
        own = self.kinds[source].own(key) if source in self.kinds else None
        return own.kind if own else COMMON.get(key)
