"""Entries of the six actions: one record for every ledger, its own fields shaped by the catalogue."""

from datetime import date, datetime
from typing import Any

from sqlmodel import SQLModel

from countydesk.domain.catalogue import Ledger
from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.offices import Level


class Precision(Choice):
    """How exactly the date is known: in 月 and 旬 the first day of it stands for the whole."""

    DAY = "day", "到日"
    TEN_DAYS = "ten_days", "到旬"
    MONTH = "month", "到月"
    PERIOD = "period", "起止"


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
