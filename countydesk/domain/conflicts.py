"""Conflicts: the same child in two offices, or on two lists for one half year; settled by a person."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date, datetime

from sqlmodel import SQLModel

from countydesk.domain.enrolment import PRESENT, State
from countydesk.domain.fields import Choice, Kind, field


class ConflictKind(Choice):
    REGISTERED = "registered", "两地在册"
    PAID = "paid", "同一期两处列支"


class ConflictState(Choice):
    OPEN = "open", "待核定"
    SETTLED = "settled", "已核定"
    GONE = "gone", "已消除"


class Conflict(SQLModel):
    """Two records of which only one can be right. The offices stand in the order of their codes."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    kind: ConflictKind = field("冲突", Kind.CHOICE, choices=ConflictKind)
    name: str = field("姓名", Kind.NAME)
    citizen_id: str = field("身份证号", Kind.CITIZEN_ID, private=True)
    term: str = field("学期", Kind.KEY, default="")
    first_office: str = field("单位甲", Kind.KEY)
    first_child: str = field("对象甲", Kind.KEY)
    first_batch: str = field("批次甲", Kind.KEY, default="")
    second_office: str = field("单位乙", Kind.KEY)
    second_child: str = field("对象乙", Kind.KEY)
    second_batch: str = field("批次乙", Kind.KEY, default="")
    state: ConflictState = field("状态", Kind.CHOICE, choices=ConflictState, default=ConflictState.OPEN)
    found_at: datetime = field("发现时间", Kind.INSTANT)
    keeper: str = field("核定保留单位", Kind.KEY, default="")
    note: str = field("核定说明", default="")
    settled_by: str = field("核定人", default="")
    settled_at: datetime | None = field("核定时间", Kind.INSTANT, default=None)


@dataclass(frozen=True)
class Registered:
    """A child as one office has it; `claims` tells which batch takes which half year."""

    office_code: str
    child_id: str
    name: str
    citizen_id: str
    state: State
    claims: Mapping[str, str] = part(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """One side of a conflict, as it stands at its office: for the table that is decided by."""

    office_code: str
    office_name: str
    name: str
    school: str
    stage: str
    state: State
    admitted_on: date | None
    batch: str
    paid_fen: int
    paid_on: date | None


def conflicts_between(own_code: str, one: Registered, other: Registered, now: datetime) -> Iterator[Conflict]:
    """What cannot be right about the same child in two offices, or twice in one.

    Registered twice counts while both have it present; a child that moved away is no conflict. A
    half year that both have listed is one whatever became of the child.
    """
    first, second = sorted((one, other), key=lambda side: (side.office_code, side.child_id))
    if first.office_code != second.office_code and {first.state, second.state} <= PRESENT:
        yield _conflict(own_code, ConflictKind.REGISTERED, first, second, "", now)
    for term in sorted(first.claims.keys() & second.claims.keys()):
        if (first.office_code, first.claims[term]) != (second.office_code, second.claims[term]):
            yield _conflict(own_code, ConflictKind.PAID, first, second, term, now)


def _conflict(
    own_code: str, kind: ConflictKind, first: Registered, second: Registered, term: str, now: datetime
) -> Conflict:
    batches = (first.claims.get(term, ""), second.claims.get(term, ""))
    sides = [first.office_code, first.child_id, second.office_code, second.child_id]
    return Conflict(
        office_code=own_code,
        id=hashlib.sha256("|".join([kind, term, *sides, *batches]).encode()).hexdigest()[:16],
        kind=kind,
        name=first.name,
        citizen_id=first.citizen_id,
        term=term,
        first_office=first.office_code,
        first_child=first.child_id,
        first_batch=batches[0],
        second_office=second.office_code,
        second_child=second.child_id,
        second_batch=batches[1],
        found_at=now,
    )
