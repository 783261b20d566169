"""Receiving: what was received of each office, what waits for a decision, and where a package belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field


class ReceivedPackage(SQLModel):
    """A package that was received: what its cover said, and what it changed.

    `place` counts an office's packages as they were received; the last one that was `merged` is
    what is held of the office. One that came late is only noted.
    """

    office_code: str = field("单位代码", Kind.KEY)
    package_id: str = field("同步包标识", Kind.KEY)
    place: int = field("接收次序", Kind.NUMBER)
    merged: bool = field("已合并", Kind.YES_NO)
    office_name: str = field("行政区划")
    unit: str = field("单位名称")
    month: str = field("月份", Kind.MONTH)
    number: int = field("同步包编号", Kind.NUMBER)
    previous_id: str | None = field("上一包标识", Kind.KEY, default=None)
    created_at: datetime = field("生成时间", Kind.INSTANT)
    chain_head: str = field("变更记录链摘要", Kind.KEY)
    signer: str = field("签名人", default="")
    four_eyes: bool = field("拟定与复核、批准分人", Kind.YES_NO, default=True)
    children: int = field("帮扶对象人数", Kind.NUMBER)
    due_fen: int = field("应发", Kind.MONEY, default=0)
    paid_fen: int = field("实发", Kind.MONEY, default=0)
    returned_fen: int = field("退汇未重发", Kind.MONEY, default=0)
    unpaid_fen: int = field("未发", Kind.MONEY, default=0)
    added: int = field("新增行数", Kind.NUMBER, default=0)
    changed: int = field("变动行数", Kind.NUMBER, default=0)
    same: int = field("未变行数", Kind.NUMBER, default=0)
    decision: str = field("接收说明", default="")
    received_at: datetime = field("接收时间", Kind.INSTANT)
    received_by: str = field("接收人")


class HeldPackage(SQLModel):
    """A package that cannot be merged by itself and waits for the officer's decision."""

    office_code: str = field("单位代码", Kind.KEY)
    package_id: str = field("同步包标识", Kind.KEY)
    office_name: str = field("行政区划")
    month: str = field("月份", Kind.MONTH)
    number: int = field("同步包编号", Kind.NUMBER)
    path: str = field("文件")
    sentence: str = field("原因")
    held_at: datetime = field("登记时间", Kind.INSTANT)


class Standing(Choice):
    """Where a package stands in its office's series, as far as it was received."""

    NEXT = "next", "衔接"
    ALREADY = "already", "已收过"
    OLDER = "older", "比已收的旧"
    GAP = "gap", "缺号"
    OTHER_FILE = "other_file", "同号不同文件"
    OTHER_PREDECESSOR = "other_predecessor", "前后不衔接"
    REWRITTEN = "rewritten", "改动了已报的记录"


@dataclass(frozen=True)
class Placed:
    """Where a package stands, and in a sentence why it cannot just follow."""

    standing: Standing
    sentence: str = ""


def current(received: Sequence[ReceivedPackage]) -> ReceivedPackage | None:
    """The package that tells what is held of an office, from all that were received of it."""
    merged = [package for package in received if package.merged]
    return max(merged, key=lambda package: package.place, default=None)


def placed(
    received: Sequence[ReceivedPackage], package_id: str, number: int, previous_id: str | None
) -> Placed:
    """Where a package stands among those that were received of its office."""
    if any(known.package_id == package_id for known in received):
        return Placed(Standing.ALREADY, f"第 {number} 号同步包已经收过,没有重复合并。")
    last = current(received)
    held, held_id = (last.number, last.package_id) if last else (0, None)
    if number == held + 1 and previous_id == held_id:
        return Placed(Standing.NEXT)
    if any(known.number == number for known in received):
        sentence = f"第 {number} 号已收到过内容不同的另一个文件,请与对方核对以哪一个为准。"
        return Placed(Standing.OTHER_FILE, sentence)
    if last and number <= held:
        sentence = f"已收到第 {held} 号({last.month}),这是更早的第 {number} 号,不会覆盖现有数据。"
        return Placed(Standing.OLDER, sentence)
    if number > held + 1:
        return Placed(Standing.GAP, f"{_missing(held + 1, number - 1)},请向对方索要,或核实后接收。")
    return Placed(
        Standing.OTHER_PREDECESSOR,
        f"第 {number} 号所写的上一包不是已收到的第 {held} 号,请与对方核对。"
        if held
        else "这是第 1 号,却写有上一包,请与对方核对。",
    )


def _missing(first: int, last: int) -> str:
    numbers = f"第 {first} 号" if first == last else f"第 {first} 至 {last} 号"
    return f"缺{numbers}同步包"
