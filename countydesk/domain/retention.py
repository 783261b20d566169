"""Retention (保存期限): when a child's support has ended long enough, who it was is forgotten.

个人信息保护法 arts 19 and 47: kept no longer than the purpose needs, then deleted or anonymised. What reports
are made of stays: amounts, years, stages, the township; who it was goes, in every record of the child.
"""

from datetime import date, timedelta
from typing import Any

from sqlmodel import SQLModel

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.days import years_after
from countydesk.domain.enrolment import State
from countydesk.domain.fields import FieldSpec, Kind, field, fields_of
from countydesk.domain.problems import Problem

ANONYMOUS = "(已匿名)"
ENDED = (State.AWAY, State.GRADUATED, State.DIED, State.ENDED)

# Everything that is written in words, and every number that knows a person, goes; a new field goes too,
# unless it is named here: what an office did, where, and by whom of its own people.
WORDS = frozenset(
    {Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CITIZEN_ID, Kind.PHONE, Kind.BANK_CARD, Kind.CHOICES}
)
STAYS = frozenset(
    {
        *("sex", "township", "townships", "school", "grade", "place_name", "proposed_by", "source"),
        *("recorded_by", "by", "visitors", "follow_up_by", "planned_by", "answered_by", "settled_by"),
        *("number", "people", "family_kinds", "changes"),
    }
)


class Erasure(SQLModel):
    """That a child is to be anonymised: one person proposes it, another carries it out."""

    office_code: str = field("单位代码", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    ended_on: date = field("助养结束日期", Kind.DAY)
    proposed_by: str = field("提出人")
    proposed_on: date = field("提出日期", Kind.DAY)
    confirmed_by: str = field("确认人", default="")
    confirmed_on: date | None = field("匿名化日期", Kind.DAY, default=None)

    @property
    def done(self) -> bool:
        return self.confirmed_on is not None


def end_of_retention(ended_on: date, years: int) -> date:
    """The day from which a child whose support ended on `ended_on` is anonymised."""
    return years_after(ended_on, years)


def last_end(today: date, years: int) -> date:
    """The last day on which support may have ended for its time of retention to be over today."""
    last = years_after(today, -years)
    following = last + timedelta(days=1)  # 29 February, where today is the 28th
    return following if end_of_retention(following, years) <= today else last


def anonymous(record: type[SQLModel], values: dict[str, Any]) -> dict[str, Any]:
    """A record of a child without the person in it; done twice it is the same."""
    return values | {spec.name: _blank(record, spec) for spec in fields_of(record) if _goes(record, spec)}


def problems_of(erasure: Erasure, by: str, four_eyes: bool) -> list[Problem]:
    """Why this operator cannot carry it out: it takes two people."""
    if four_eyes and erasure.proposed_by == by:
        return [Problem(f"这是{by}提出的,须由另一位经办人员确认。")]
    return []


def _goes(record: type[SQLModel], spec: FieldSpec) -> bool:
    if record is Beneficiary and spec.name == "birth":
        return True
    return (spec.kind in WORDS and spec.name not in STAYS) or spec.private


def _blank(record: type[SQLModel], spec: FieldSpec) -> Any:
    if spec.required:
        return ANONYMOUS
    info = record.model_fields[spec.name]
    default = info.get_default(call_default_factory=True)
    return default
