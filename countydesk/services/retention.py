"""Children whose support ended long ago: listed, proposed by one person, anonymised by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.enrolment import State
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused, refuse_if
from countydesk.domain.retention import Erasure, end_of_retention, last_end, problems_of
from countydesk.services.desk import Changes, Desk
from countydesk.storage.beneficiaries import TABLE, count
from countydesk.storage.erasing import erase
from countydesk.storage.retention import ERASURES, ended_by
from countydesk.storage.unit_of_work import Work

REASON = "保存期满,匿名化"


@dataclass(frozen=True)
class Line:
    """A child whose time of retention is over, and who has proposed to anonymise it ("" nobody yet)."""

    child_id: str
    name: str
    state: State
    ended_on: date
    due_on: date  # the day from which it is to be anonymised
    proposed_by: str


def due(desk: Desk, offset: int = 0, limit: int | None = None) -> list[Line]:
    """A window of the children whose time is over, those longest gone first."""
    return _lines(desk, _over(desk).offset(offset).limit(limit))


def how_many(desk: Desk) -> int:
    """How many children's time is over."""
    with desk.read() as connection:
        return count(connection, _over(desk).order_by(None))


def done(desk: Desk) -> list[Erasure]:
    """The children that are anonymous, the newest first: known by their number alone."""
    with desk.work() as work:
        return work.all(
            Erasure,
            ERASURES.c.confirmed_on.is_not(None),
            order=(ERASURES.c.confirmed_on.desc(), ERASURES.c.beneficiary_id),
        )


def propose(desk: Desk, child_ids: Sequence[str]) -> Changes:
    """Propose to anonymise children. Raises `Refused` for one whose time is not over."""
    operator = desk.acting(Act.FORGET)
    lines = _these(desk, child_ids)
    with desk.work() as work:
        fresh = [
            Erasure(
                office_code=desk.office.code,
                beneficiary_id=line.child_id,
                ended_on=line.ended_on,
                proposed_by=operator,
                proposed_on=desk.today,
            )
            for line in lines
            if not line.proposed_by
        ]
        work.add(*fresh, reason=REASON)
        return work.commit()


def withdraw(desk: Desk, child_ids: Sequence[str], reason: str) -> Changes:
    """Take proposals back. Raises `Refused` without a reason, and for what was not proposed."""
    desk.acting(Act.FORGET)
    if not reason.strip():
        raise Refused("请写明不匿名化的原因。")
    with desk.work() as work:
        for child_id in child_ids:
            work.remove(_proposed(work, child_id), reason)
        return work.commit()


def confirm(desk: Desk, child_ids: Sequence[str]) -> Changes:
    """Anonymise children that somebody else has proposed: nobody can take this back.

    Raises `Refused` with all problems at once: not proposed, by the same person, time not over.
    """
    operator = desk.acting(Act.FORGET)
    _these(desk, child_ids)
    with desk.work() as work:
        proposals = [_proposed(work, child_id) for child_id in child_ids]
        refuse_if(
            [one for each in proposals for one in problems_of(each, operator, desk.settings.four_eyes)][:1]
        )
        for each in proposals:
            update = {"confirmed_by": operator, "confirmed_on": desk.today}
            work.change(each.model_copy(update=update), REASON)
        lost = erase(work.connection, desk.office.code, child_ids)
        work.touched("beneficiary", "guardian", "visit", "application", "photo", "draft")
        changes = work.commit()
    for digest in lost:
        desk.photos.drop(digest)
    desk.wipe()
    return changes


def _proposed(work: Work, child_id: str) -> Erasure:
    found = work.get(Erasure, work.office_code, child_id)
    if found is None or found.done:
        child = work.get(Beneficiary, work.office_code, child_id)
        raise Refused(f"{child.name if child else '这名对象'}没有待确认的匿名化,请刷新后再看。")
    return found


def _these(desk: Desk, child_ids: Sequence[str]) -> list[Line]:
    """The lines of these children alone, however many others there are."""
    lines = _lines(desk, _over(desk).where(TABLE.c.id.in_(child_ids)))
    if missing := len(set(child_ids)) - len(lines):
        raise Refused(f"有 {missing} 名对象不在期满名单中:助养没有结束,或保存期未满。")
    return lines


def _over(desk: Desk) -> Select[Any]:
    return ended_by(desk.office.code, last_end(desk.today, desk.settings.retention_years))


def _lines(desk: Desk, query: Select[Any]) -> list[Line]:
    years = desk.settings.retention_years
    with desk.read() as connection:
        rows = connection.execute(query.add_columns(func.max(ERASURES.c.proposed_by))).all()
    return [
        Line(id, name, State(state), ended, end_of_retention(ended, years), by or "")
        for id, name, state, ended, by in rows
    ]
