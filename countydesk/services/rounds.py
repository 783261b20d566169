"""Rounds: a day's way planned, its order changed, and what came of each stop."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, and_, case, func, select

from countydesk.domain.beneficiaries import Beneficiary, grade_of
from countydesk.domain.enrolment import PRESENT
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.domain.rounds import Cutoffs, DueVisit, Outcome, Stop, problems_of
from countydesk.domain.visits import Visit, visitors_of
from countydesk.services.desk import Changes, Desk
from countydesk.services.due_visits import BY_PLACE, due_of
from countydesk.storage.beneficiaries import TABLE, count
from countydesk.storage.bulk import parts
from countydesk.storage.rounds import IS_OPEN, STOPS, to_be_visited
from countydesk.storage.unit_of_work import Work


@dataclass(frozen=True)
class RoundLine:
    """A round as lists show it."""

    number: str
    day: date
    townships: str
    visitors: str
    stops: int
    met: int
    missed: int
    late: bool  # its day has passed, and something is still to be entered

    @property
    def open(self) -> int:
        return self.stops - self.met - self.missed

    @property
    def state(self) -> str:
        """In words: "待走访 12 户", "还有 3 户未登记", "走访 9 户,未遇到 2 户"."""
        if self.open:
            return f"还有 {self.open} 户未登记" if self.late else f"待走访 {self.open} 户"
        missed = f",未遇到 {self.missed} 户" if self.missed else ""
        return f"走访 {self.met} 户{missed}"


@dataclass(frozen=True)
class StopSeen:
    """A stop with the child as known today."""

    stop: Stop
    child: Beneficiary
    grade: str
    guardian: str
    due: DueVisit | None  # None for whoever has left since


@dataclass(frozen=True)
class Round:
    """A round with its stops in the order of its way."""

    number: str
    day: date
    townships: str
    visitors: str
    stops: list[StopSeen]

    def left(self) -> list[StopSeen]:
        """The stops of which nothing is entered yet."""
        return [one for one in self.stops if one.stop.outcome is Outcome.PLANNED]


@dataclass(frozen=True)
class Planned:
    """A round that was planned."""

    number: str
    changes: Changes


def plan(desk: Desk, day: date, visitors: str, child_ids: Sequence[str]) -> Planned:
    """Plan a round to some children, in the order in which their villages were last gone through.

    Raises `Refused` with all problems: a day that has passed, fewer than two visitors, nobody to visit,
    somebody who has left or stands on another round already.
    """
    operator = desk.acting(Act.RECORD)
    child_ids = list(dict.fromkeys(child_ids))
    with desk.work() as work:
        children = _named(work, child_ids)
        refuse_if([*problems_of(day, visitors, child_ids, desk.today), *_unfit(work, children, child_ids)])
        number = _next_number(work, day.year)
        townships = "、".join(dict.fromkeys(child.township for child in children if child.township))
        stops = [
            Stop(
                office_code=desk.office.code,
                id=desk.new_id(),
                number=number,
                position=position,
                day=day,
                townships=townships,
                visitors="、".join(visitors_of(visitors)),
                beneficiary_id=child.id,
                name=child.name,
                planned_by=operator,
                planned_at=work.now.replace(microsecond=0),
            )
            for position, child in enumerate(_along_the_way(work, children), 1)
        ]
        work.add(*stops)
        return Planned(number, work.commit())


def put_off(desk: Desk, number: str, day: date, visitors: str) -> Changes:
    """Another day or other visitors for a round of which nothing is entered yet.

    Raises `Refused` with all problems.
    """
    desk.acting(Act.RECORD)
    with desk.work() as work:
        stops = _stops(work, number)
        if any(stop.outcome is not Outcome.PLANNED for stop in stops):
            raise Refused(f"走访 {number} 已开始登记,不能再改日期和走访人。")
        refuse_if(problems_of(day, visitors, [stop.id for stop in stops], desk.today))
        for stop in stops:
            told = {"day": day, "visitors": "、".join(visitors_of(visitors))}
            work.change(stop.model_copy(update=told))
        return work.commit()


def reorder(desk: Desk, number: str, stop_ids: Sequence[str]) -> Changes:
    """Another order of the way. Raises `Refused` if these are not the stops of the round."""
    desk.acting(Act.RECORD)
    with desk.work() as work:
        stops = {stop.id: stop for stop in _stops(work, number)}
        if sorted(stops) != sorted(stop_ids):
            raise Refused("走访名单已有变动,请刷新后再排顺序。")
        for position, stop_id in enumerate(stop_ids, 1):
            work.change(stops[stop_id].model_copy(update={"position": position}))
        return work.commit()


def miss(desk: Desk, number: str, stop_ids: Sequence[str], reason: str) -> Changes:
    """Nobody was met at these stops, and why; whoever was missed stays due.

    Raises `Refused` without a reason, or for a stop whose visit is recorded.
    """
    desk.acting(Act.RECORD)
    if not reason.strip():
        raise Refused(Problem("请写未遇到的原因,例如 家中无人。", "missed"))
    return _mark(desk, number, stop_ids, reason.strip())


def take_up_again(desk: Desk, number: str, stop_ids: Sequence[str]) -> Changes:
    """Stops that were said by mistake to have been missed. Raises `Refused` if one's visit is recorded."""
    desk.acting(Act.RECORD)
    return _mark(desk, number, stop_ids, "")


def _mark(desk: Desk, number: str, stop_ids: Sequence[str], missed: str) -> Changes:
    with desk.work() as work:
        stops = {stop.id: stop for stop in _stops(work, number)}
        for stop_id in stop_ids:
            stop = stops.get(stop_id)
            if stop is None or stop.outcome is Outcome.MET:
                raise Refused("这一户已登记走访,请刷新后再看。")
            work.change(stop.model_copy(update={"missed": missed}))
        return work.commit()


def meet(work: Work, visit: Visit) -> None:
    """A visit was recorded: the stop planned for that child, if there is one, is done with it."""
    for stop in work.all(Stop, STOPS.c.beneficiary_id == visit.beneficiary_id, IS_OPEN):
        if stop.planned_at is None or stop.planned_at.astimezone(work.now.tzinfo).date() <= visit.day:
            work.change(stop.model_copy(update={"visit_id": visit.id}), "已登记走访")


def planned(desk: Desk, child_id: str) -> Stop | None:
    """The stop of a child of which nothing is entered yet, if the child stands on a round."""
    with desk.work() as work:
        stops = work.all(Stop, STOPS.c.beneficiary_id == child_id, IS_OPEN, order=(STOPS.c.number,))
    return stops[0] if stops else None


def show(desk: Desk, number: str) -> Round:
    """A round with its stops. Raises `Refused` for an unknown number."""
    at = Cutoffs.on(desk.today, desk.settings)
    with desk.work() as work:
        stops = _stops(work, number)
        ids = [stop.beneficiary_id for stop in stops]
        children = {child.id: child for child in _named(work, ids)}
        known: dict[str, RowMapping] = {}
        for some in parts(ids):
            query = to_be_visited(desk.office, at).where(TABLE.c.id.in_(some))
            known |= {row["id"]: row for row in work.connection.execute(query).mappings()}
    first = stops[0]
    seen = [
        _seen(desk, stop, children[stop.beneficiary_id], known.get(stop.beneficiary_id)) for stop in stops
    ]
    return Round(number, first.day, first.townships, first.visitors, seen)


def _seen(desk: Desk, stop: Stop, child: Beneficiary, row: RowMapping | None) -> StopSeen:
    grade = " ".join(filter(None, (grade_of(child, desk.today), child.class_name)))
    if row is None:
        return StopSeen(stop, child, grade, "", None)
    return StopSeen(stop, child, grade, row["guardian"] or "", due_of(desk, row))


def listing(
    desk: Desk, open_only: bool = False, offset: int = 0, limit: int | None = None
) -> list[RoundLine]:
    """Rounds, the newest first; or those of which something is still to be entered, by their day."""
    query = _rounds(desk, open_only)
    newest = (func.min(STOPS.c.day).desc(), STOPS.c.number.desc())
    query = query.order_by(*((func.min(STOPS.c.day), STOPS.c.number) if open_only else newest))
    with desk.read() as connection:
        rows = connection.execute(query.offset(offset).limit(limit)).all()
    late = [row.day < desk.today and row.stops > row.met + row.missed for row in rows]
    return [RoundLine(**row._mapping, late=one) for row, one in zip(rows, late, strict=True)]


def how_many(desk: Desk) -> int:
    """How many rounds there are."""
    with desk.read() as connection:
        return count(connection, _rounds(desk, False))


def _rounds(desk: Desk, open_only: bool) -> Select[Any]:
    met = func.sum(case((STOPS.c.visit_id.is_not(None), 1), else_=0))
    missed = func.sum(case((and_(STOPS.c.visit_id.is_(None), STOPS.c.missed != ""), 1), else_=0))
    query = (
        select(
            STOPS.c.number,
            func.min(STOPS.c.day).label("day"),
            func.min(STOPS.c.townships).label("townships"),
            func.min(STOPS.c.visitors).label("visitors"),
            func.count().label("stops"),
            met.label("met"),
            missed.label("missed"),
        )
        .where(STOPS.c.office_code == desk.office.code)
        .group_by(STOPS.c.number)
    )
    return query.having(func.count() > met + missed) if open_only else query


def _stops(work: Work, number: str) -> list[Stop]:
    stops = work.all(Stop, STOPS.c.number == number.strip(), order=(STOPS.c.position, STOPS.c.id))
    if not stops:
        raise Refused(f"没有编号为“{number}”的走访安排,请刷新列表后再看。")
    return stops


def _named(work: Work, child_ids: Sequence[str]) -> list[Beneficiary]:
    """The children with these ids, by township, village and name."""
    found: list[Beneficiary] = []
    for some in parts(child_ids):
        found += work.all(Beneficiary, TABLE.c.id.in_(some), order=BY_PLACE)
    return found


def _unfit(work: Work, children: Sequence[Beneficiary], child_ids: Sequence[str]) -> Iterable[Problem]:
    if len(children) < len(child_ids):
        yield Problem("名单中有的帮扶对象找不到,请刷新后重新选择。")
    for child in children:
        if child.state not in PRESENT:
            yield Problem(f"{child.name}现为“{child.state.title}”,不再走访。")
    for some in parts(child_ids):
        for stop in work.all(Stop, STOPS.c.beneficiary_id.in_(some), IS_OPEN, order=(STOPS.c.number,)):
            yield Problem(f"{stop.name}已列入走访 {stop.number},请从名单中去掉。")


def _next_number(work: Work, year: int) -> str:
    own = STOPS.c.office_code == work.office_code
    query = select(func.max(STOPS.c.number)).where(own, STOPS.c.number.like(f"{year}-%"))
    last = work.connection.scalar(query)
    return f"{year}-{int(last.split('-')[1]) + 1 if last else 1:03d}"


def _along_the_way(work: Work, children: Sequence[Beneficiary]) -> list[Beneficiary]:
    """The children village by village, as the last round through their township went; others by name."""
    query = (
        select(TABLE.c.township, TABLE.c.village, STOPS.c.number, func.min(STOPS.c.position))
        .join(TABLE, and_(TABLE.c.office_code == STOPS.c.office_code, TABLE.c.id == STOPS.c.beneficiary_id))
        .where(
            STOPS.c.office_code == work.office_code,
            TABLE.c.township.in_({child.township for child in children}),
        )
        .group_by(TABLE.c.township, TABLE.c.village, STOPS.c.number)
        .order_by(STOPS.c.number)
    )
    ways: dict[str, dict[str, int]] = defaultdict(dict)
    for township, village, _number, position in work.connection.execute(query):
        ways[township][village] = position  # the last round that came there
    unknown = 10_000  # behind every village that was gone to

    def place(child: Beneficiary) -> tuple[str, int, str]:
        return child.township, ways[child.township].get(child.village, unknown), child.village

    return sorted(children, key=place)
