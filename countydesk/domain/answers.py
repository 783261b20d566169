"""A receipt that was taken in, and what the office has to answer: row by row until none is open."""

from datetime import datetime

from sqlmodel import SQLModel

from countydesk.domain.fields import Kind, field
from countydesk.domain.receipts import RowVerdict


class TakenReceipt(SQLModel):
    """The newest receipt for one package of the office."""

    office_code: str = field("单位代码", Kind.KEY)
    package_id: str = field("同步包标识", Kind.KEY)
    receipt_id: str = field("回执标识", Kind.KEY)
    month: str = field("月份", Kind.MONTH)
    number: int = field("同步包编号", Kind.NUMBER)
    issuer: str = field("答复单位代码", Kind.KEY)
    issued_at: datetime = field("答复时间", Kind.INSTANT)
    accepted: int = field("已接收行数", Kind.NUMBER)
    taken_in_at: datetime = field("登记时间", Kind.INSTANT)
    taken_in_by: str = field("登记人")


class QueriedRow(SQLModel):
    """A record that the province asks about or does not accept, and what the office answered."""

    office_code: str = field("单位代码", Kind.KEY)
    package_id: str = field("同步包标识", Kind.KEY)
    kind: str = field("记录种类", Kind.KEY)
    record_id: str = field("记录编号", Kind.KEY)
    verdict: RowVerdict = field("答复", Kind.CHOICE, choices=RowVerdict)
    sentence: str = field("说明", Kind.LONG_TEXT, default="")
    answer: str = field("回复", Kind.LONG_TEXT, default="")
    answered_by: str = field("回复人", default="")
    answered_at: datetime | None = field("回复时间", Kind.INSTANT, default=None)

    @property
    def open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.answered_at is None
