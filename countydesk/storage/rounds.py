"""The stops of rounds as a table, and the question who is due for a visit."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Index, Select, Text, and_, case, cast, false, func, not_, or_, select
from sqlmodel import SQLModel

from countydesk.domain.beneficiaries import FamilyKind
from countydesk.domain.enrolment import PRESENT, EventKind, State
from countydesk.domain.fields import Choice
from countydesk.domain.offices import Office
from countydesk.domain.rounds import Cutoffs, Stop
from countydesk.domain.visits import Risk
from countydesk.storage.beneficiaries import GUARDIANS, matching
from countydesk.storage.beneficiaries import TABLE as CHILDREN
from countydesk.storage.columns import belongs_to, keyed
from countydesk.storage.enrolment import EVENTS
from countydesk.storage.partitions import partitioned
from countydesk.storage.visits import VISITS


class StopRow(Stop, table=True):
    __tablename__ = "round_stop"
    __table_args__ = keyed(
        belongs_to("beneficiary", "beneficiary_id"),
        Index(None, "office_code", "number", "position"),
        Index(None, "office_code", "beneficiary_id"),
        Index(None, "office_code", "day"),
    )


STOPS = SQLModel.metadata.tables["round_stop"]

partitioned(STOPS)

_OLDER = VISITS.alias("older_visit")
EARLIEST = "19000101"  # what stands before it in a citizen ID is no birth
IS_OPEN = and_(STOPS.c.visit_id.is_(None), STOPS.c.missed == "")
DROPPED_ON = (
    select(func.max(EVENTS.c.day))
    .where(
        EVENTS.c.office_code == CHILDREN.c.office_code,
        EVENTS.c.beneficiary_id == CHILDREN.c.id,
        EVENTS.c.kind == EventKind.DROPPED_OUT,
    )
    .scalar_subquery()
)
# The round on whose way the child stands and was not yet asked for.
ROUND = (
    select(func.max(STOPS.c.number))
    .where(STOPS.c.office_code == CHILDREN.c.office_code, STOPS.c.beneficiary_id == CHILDREN.c.id, IS_OPEN)
    .scalar_subquery()
)


def to_be_visited(office: Office, at: Cutoffs, typed: str = "") -> Select[Any]:
    """Children in the office's care that match what was typed, each with what `due_by` asks.

    `last` and `risks` are of the last visit; `since` is when the desk came to know the child.
    """
    newest = (
        select(_OLDER.c.id)
        .where(_OLDER.c.office_code == CHILDREN.c.office_code, _OLDER.c.beneficiary_id == CHILDREN.c.id)
        .order_by(_OLDER.c.day.desc(), _OLDER.c.id.desc())
        .limit(1)
        .correlate(CHILDREN)
        .scalar_subquery()
    )
    of_guardian = and_(
        GUARDIANS.c.office_code == CHILDREN.c.office_code, GUARDIANS.c.beneficiary_id == CHILDREN.c.id
    )
    return (
        matching(typed)
        .select_from(CHILDREN)
        .outerjoin(VISITS, and_(VISITS.c.office_code == CHILDREN.c.office_code, VISITS.c.id == newest))
        .outerjoin(GUARDIANS, of_guardian)
        .where(CHILDREN.c.office_code == office.code, CHILDREN.c.state.in_(PRESENT))
        .add_columns(
            VISITS.c.day.label("last"),
            VISITS.c.risks.label("risks"),
            _since(office.founded_on).label("since"),
            func.coalesce(_old_guardian(at), false()).label("old_guardian"),
            GUARDIANS.c.name.label("guardian"),
            DROPPED_ON.label("dropped_on"),
            ROUND.label("round"),
        )
    )


def _since(founded_on: date) -> ColumnElement[date]:
    """The day of admission, or that of the desk's founding where it is later or the former unknown."""
    later = CHILDREN.c.admitted_on > founded_on
    return case((later, CHILDREN.c.admitted_on), else_=founded_on)


def is_listed(at: Cutoffs) -> ColumnElement[bool]:
    """Whether a child of `to_be_visited` is listed for a visit; see `due_by`."""
    last = VISITS.c.day
    return or_(
        last.is_(None),
        last < at.period,
        and_(_at_risk(at), last <= at.risk),
        and_(_dropped_out(), or_(last <= at.dropped_out, last < DROPPED_ON)),
    )


def is_overdue(office: Office, at: Cutoffs) -> ColumnElement[bool]:
    """Whether the day by which a child of `to_be_visited` was to be visited has passed; see `due_by`."""
    last, known = VISITS.c.day, _since(office.founded_on)
    before = func.coalesce(last, known)
    since_then = or_(DROPPED_ON.is_(None), func.coalesce(last >= DROPPED_ON, false()))
    often = and_(since_then, before < at.late_dropped_out)
    first = and_(not_(since_then), at.late_event > DROPPED_ON)
    return or_(
        and_(last.is_(None), known < at.period),
        last < at.late_period,
        and_(_at_risk(at), before < at.late_risk),
        and_(_dropped_out(), or_(often, first)),
    )


def _at_risk(at: Cutoffs) -> ColumnElement[bool]:
    return or_(
        _has(VISITS.c.risks, Risk.ALONE, Risk.ILL, Risk.OLD_GUARDIAN),
        _has(CHILDREN.c.family_kinds, FamilyKind.UNATTENDED),
        _old_guardian(at),
    )


def _old_guardian(at: Cutoffs) -> ColumnElement[bool]:
    """Whether the guardian's citizen ID tells a birth that long ago."""
    return func.substr(GUARDIANS.c.citizen_id, 7, 8).between(EARLIEST, f"{at.old:%Y%m%d}")


def _dropped_out() -> ColumnElement[bool]:
    return or_(CHILDREN.c.state == State.DROPPED_OUT, _has(VISITS.c.risks, Risk.DROPPED_OUT))


def _has(column: ColumnElement[Any], *values: Choice) -> ColumnElement[bool]:
    """Whether a column of several choices holds one of these; the JSON text is looked into."""
    return or_(*(cast(column, Text).contains(f'"{value.value}"') for value in values))
