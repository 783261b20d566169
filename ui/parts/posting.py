"""The small form that records a public notice: where it hangs and from when."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from countydesk.domain.days import parse_day, show_day
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.services.intake_steps import Posted
from ui.parts.entry_bar import Entry, Question

PLACE = FieldSpec("place", "张贴在哪里", Kind.TEXT, True, None, False, "例如 学校公示栏、村务公开栏")
PAPER = FieldSpec("paper", "公示编号", Kind.TEXT, False, None, False, "可不填")
DAY = FieldSpec("day", "开始日期", Kind.DAY, True, None, False, "")


def posting_entry(
    names: Sequence[str], period: Posted, today: date, give: Callable[[dict[str, Any]], object]
) -> Entry:
    """Ask for the notice of these children; `period` is that of a notice put up today."""
    who = "、".join(names[:3]) + (f"等 {len(names)} 人" if len(names) > 3 else "")
    sentence = f"{who}。今天张贴的,公示到 {show_day(period.last)}为止。{period.doubts}"
    questions = (
        Question(PLACE),
        Question(PAPER, width=140),
        Question(DAY, partial(parse_day, today=today), today, 160),
    )
    return Entry("登记公示", sentence, "登记公示", give, questions)
