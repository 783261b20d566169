"""Activities of the six actions (六大行动): what was done, where, for how many."""

from datetime import date, datetime

from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.problems import Problem


class Programme(Choice):
    """The actions of the 2020 report; 东西部协作 and 定点帮扶 stand beside the six."""

    STUDY = "study", "学业资助"
    JOBS = "jobs", "就业援助"
    ENTERPRISE = "enterprise", "创业扶助"
    CONSUMPTION = "consumption", "消费扶贫"
    VOLUNTEERS = "volunteers", "志愿扶贫"
    SPIRIT = "spirit", "精神扶贫"
    PAIRING = "pairing", "东西部扶贫协作"
    DESIGNATED = "designated", "定点帮扶"


class Activity(SQLModel):
    """One activity of a programme."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    day: date = field("日期", Kind.DAY)
    programme: Programme = field("项目", Kind.CHOICE, choices=Programme)
    kind: str = field("活动名称", hint="例如 政策宣讲")
    place: str = field("地点", default="")
    people: int = field("惠及人数", Kind.NUMBER, default=0, ge=0)
    note: str = field("活动情况", Kind.LONG_TEXT, default="")
    recorded_by: str = field("登记人", default="")
    recorded_at: datetime | None = field("登记时间", Kind.INSTANT, default=None)


def problems_of(activity: Activity, today: date) -> list[Problem]:
    """All that is wrong with an activity before it is written."""
    found = []
    if activity.day > today:
        found.append(Problem("活动日期在今天之后,请核对。", "day"))
    if not activity.kind.strip():
        found.append(Problem("请写活动名称。", "kind"))
    if activity.people < 0:
        found.append(Problem("惠及人数不能是负数,请核对。", "people"))
    return found
