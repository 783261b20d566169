"""Sponsorship standards (资助标准): yearly amounts with effective dates, and their instalments."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import SQLModel

from countydesk.domain.fields import Kind, field
from countydesk.domain.grades import Stage


class Standard(SQLModel):
    """What a child of a stage is paid a year, from a day on. Source: 2020 report.

    With a `beneficiary_id` it is an override for that child, whose stage has no standard
    (中职, 特教); then `source` is the recorded reason.
    """

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    stage: Stage = field("学段", Kind.CHOICE, choices=Stage)
    beneficiary_id: str | None = field("帮扶对象编号", Kind.KEY, default=None)
    yearly_fen: int = field("年标准", Kind.MONEY, gt=0)
    from_day: date = field("起始日期", Kind.DAY)
    source: str = field("依据", min_length=1)


# The programme's amounts of the 2020 report; the day is the opinion that founded the programme.
FOUNDING_STANDARDS = {Stage.PRIMARY: 200000, Stage.JUNIOR: 360000, Stage.SENIOR: 360000}
FOUNDED_ON = date(2016, 1, 28)


def yearly_on(day: date, stage: Stage, beneficiary_id: str, standards: Iterable[Standard]) -> int | None:
    """The yearly amount in fen that holds for a child of `stage` on `day`, or None.

    A child's own override goes before the standard of its stage; the latest from-day counts.
    """
    valid = [
        s
        for s in standards
        if s.stage == stage and s.from_day <= day and s.beneficiary_id in (None, beneficiary_id)
    ]
    best = max(valid, key=lambda s: (s.beneficiary_id is not None, s.from_day), default=None)
    return best.yearly_fen if best else None


def instalment(yearly_fen: int, position: int, instalments: int) -> int:
    """The amount in fen of instalment `position` (0 or 1); the last one takes the odd fen."""
    part = yearly_fen // instalments
    return yearly_fen - part * (instalments - 1) if position == instalments - 1 else part
