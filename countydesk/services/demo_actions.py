"""Records of the six actions for the made-up county: a few of each ledger, and the targets of the year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from countydesk.domain.entries import Entry
from countydesk.services import entries, targets
from countydesk.services.desk import Desk
from countydesk.services.targets import NewTarget

FEN = 100


@dataclass(frozen=True)
class Made:
    """One record: its kind, so many days ago, and what it says."""

    kind: str
    name: str
    days: int
    place: str
    values: Mapping[str, Any] = field(default_factory=dict)
    people: int = 0
    modifiers: Mapping[str, str] = field(default_factory=dict)


POINT = Made("contact_points.point", "西华池镇唐旗村", 20, "西华池镇", {"officer": "李明"})
FAIR = {"form": "onsite", "companies": 18, "posts": 430, "signed": 96, "signed_registered": 31}
APPEAL = {"topic": "job", "channel": "home", "person": "刘洋", "state": "answered"}
RECORDS = (
    Made("job_fair.fair", "金秋专场招聘会", 4, "县人民广场", FAIR, 620, {"people": "余"}),
    Made("hope.donation", "希望工程圆梦行动", 15, "合水县", {"amount": 86_000 * FEN, "source": "society"}),
    Made("hope.donation", "县工会助学款", 9, "合水县", {"amount": 20_000 * FEN, "source": "government"}),
    Made("left_behind.activity", "七彩假期", 12, "老城镇", {"type": "cottage"}, 45),
    Made("left_behind.cottage", "何家畔七彩小屋", 18, "何家畔镇", {"type": "cottage"}),
    Made("volunteer_service.activity", "清扫庭院", 8, "吉岘镇", {"channel": "offline", "hours": "126.5"}, 42),
    Made("volunteer_service.activity", "敬老助残", 2, "固城镇", {"channel": "offline", "hours": "88"}, 27),
    Made("leaders.leader", "何建军", 16, "太白镇", {"industry": "breeding"}),
    Made("leaders.leader", "王小霞", 16, "板桥镇", {"industry": "online"}),
    Made("live_sales.broadcast", "合水苹果上线了", 6, "合水县", {"viewers": 12_600, "sales": 31_800 * FEN}),
    Made("youth_home.home", "西华池镇青年之家", 19, "西华池镇", {"online": True}),
    Made("youth_voice.appeal", "想学电焊,问何处有培训", 7, "店子乡", APPEAL),
    Made("public_service.goods", "保暖衣物", 3, "段家集乡", {"item": "clothes", "quantity": 60}, 60),
)
VISIT = Made("contact_points.visit", "走访并宣讲政策", 5, "唐旗村", {"officer": "李明", "households": 12})
TARGETS = {
    "hope.raised": "15",
    "volunteer_service.activities_offline": "12",
    "left_behind.activities": "6",
    "youth_home.homes": "2",
}


def bring(desk: Desk) -> None:
    """Record them all, as of some days before the desk's today, and set the year's targets."""
    point = _entry(desk, POINT)
    entries.record_all(desk, [point, *(_entry(desk, made) for made in RECORDS)])
    entries.record(desk, _entry(desk, VISIT, belongs_to=point.id))
    targets.set_all(desk, list(_targets(desk.today.year)))


def _entry(desk: Desk, made: Made, belongs_to: str = "") -> Entry:
    return entries.new(
        desk,
        made.kind,
        made.name,
        desk.today - timedelta(days=made.days),
        place=made.place,
        people=made.people,
        values=dict(made.values),
        modifiers=dict(made.modifiers),
        belongs_to=belongs_to,
    )


def _targets(year: int) -> Iterator[NewTarget]:
    return (NewTarget(indicator, year, amount) for indicator, amount in TARGETS.items())
