"""Closing and sending a month: what is locked, what was sent."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import SQLModel

from countydesk.domain.fields import Kind, field
from countydesk.domain.months import Month
from countydesk.domain.problems import Problem


class MonthClose(SQLModel):
    """A closed month: records of its days are locked, corrections go into the next open month."""

    office_code: str = field("单位代码", Kind.KEY)
    month: str = field("月份", Kind.MONTH)
    closed_at: datetime = field("月结时间", Kind.INSTANT)
    closed_by: str = field("月结人")
    note: str = field("说明", default="")


class SentPackage(SQLModel):
    """A package as it was sent: its number, its id, and the one before it."""

    office_code: str = field("单位代码", Kind.KEY)
    number: int = field("编号", Kind.NUMBER)
    month: str = field("月份", Kind.MONTH)
    package_id: str = field("同步包标识", Kind.KEY)
    previous_id: str | None = field("上一包标识", Kind.KEY, default=None)
    file_name: str = field("文件名")
    bytes: int = field("字节", Kind.NUMBER)
    sent_at: datetime = field("导出时间", Kind.INSTANT)
    sent_by: str = field("签名人")


def problem_of_closed(day: date, closed: Collection[Month]) -> Problem | None:
    """What is wrong with a record of `day`, if its month is one of those that are closed."""
    month = Month.of(day)
    if month not in closed:
        return None
    return Problem(f"{month.title}已月结,不能再登记或更正;更正请记入当前月份。", "day")


def before_its_end(month: Month, today: date) -> str:
    """What to say before a month is closed that is not over: its last days are locked too; "" if it is."""
    if today > month.last_day:
        return ""
    days = (month.last_day - today).days
    left = f"还有 {days} 天才结束,月结后这些天" if days else "今天是最后一天,月结后今天"
    return f"{month.title}{left}的走访、活动和发放也不能再登记。"
