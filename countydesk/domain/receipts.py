"""Receipts: what the province answered to a package, row by row."""

from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field


class RowVerdict(Choice):
    ACCEPTED = "accepted", "已接收"
    QUERIED = "queried", "请核实"
    REFUSED = "refused", "未接收"


class ReceiptRow(SQLModel):
    """The answer to one record of the package. `kind` is the key of the sheet that it stood on."""

    kind: str = field("记录种类", Kind.KEY)
    record_id: str = field("记录编号", Kind.KEY)
    verdict: RowVerdict = field("答复", Kind.CHOICE, choices=RowVerdict)
    sentence: str = field("说明", Kind.LONG_TEXT, default="")
