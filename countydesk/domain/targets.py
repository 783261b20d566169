"""Targets (目标): what an indicator is to reach in a year, at an office or in a place under it."""

from sqlmodel import SQLModel

from countydesk.domain.fields import Kind, field


class Target(SQLModel):
    """What is planned of an indicator ("programme.indicator") for a year.

    `amount` is in the unit that the indicator counts in: whole fen for money, else a whole number or
    a decimal text. `place_code` says whose target it is, "" for the office's own.
    """

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    indicator: str = field("指标", Kind.KEY)
    year: int = field("年度", Kind.NUMBER)
    place_code: str = field("所属区划", Kind.KEY, default="")
    amount: str = field("目标值")
    modifier: str = field("约数", default="")
    note: str = field("备注", default="")
