"""Transfers between counties (转出, 转入): what another county recorded of a child, what follows from it."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import SQLModel

from countydesk.domain.enrolment import EnrolmentEvent, EventKind, State, standing
from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.problems import Refused


class ElsewhereKind(Choice):
    """What it was that the other county recorded."""

    EVENT = "event", "登记事项"
    PAYMENT = "payment", "发放"
    VISIT = "visit", "走访"


class Elsewhere(SQLModel):
    """Something that another county recorded of a child, as its transfer file tells it.

    `place` is that county's code, `id` that of its record. Of a payment `terms` are the half years that
    it takes (as they are written, a blank between them), and `fen` is what has reached the child.
    """

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    place: str = field("经办单位代码", Kind.KEY)
    place_name: str = field("经办单位")
    kind: ElsewhereKind = field("种类", Kind.CHOICE, choices=ElsewhereKind)
    day: date = field("日期", Kind.DAY)
    title: str = field("名目", default="")
    words: str = field("内容", Kind.LONG_TEXT, default="")
    terms: str = field("占用学期", Kind.KEY, default="")
    fen: int = field("实发金额", Kind.MONEY, default=0)


# A child of one of these states here may come in from another county; of any other it is here already.
MAY_COME = frozenset({State.AWAY, State.GRADUATED, State.ENDED})


def taken_terms(known: Iterable[Elsewhere]) -> dict[str, str]:
    """The half years that other counties have taken for a child, each with the name of the county."""
    return {term: one.place_name for one in known for term in one.terms.split()}


def require_gone(name: str, events: Sequence[EnrolmentEvent]) -> EnrolmentEvent:
    """The event with which a child has left the county. Raises `Refused` where it has not."""
    last = standing(events)[-1:]
    if not last or last[0].kind is not EventKind.MOVED_AWAY:
        raise Refused(f"{name}还没有登记“{EventKind.MOVED_AWAY.title}”,请先登记,再生成转移档案。")
    return last[0]


def arrived_on(events: Iterable[EnrolmentEvent]) -> date | None:
    """The day on which a child last came in from another county; None for one that never did."""
    days = [event.day for event in standing(events) if event.kind is EventKind.TRANSFERRED_IN]
    return max(days, default=None)
