"""升入大学: those who go on to university, handed over to 圆梦大学 as a list to be completed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from countydesk.domain.beneficiaries import Beneficiary, FamilyKind, Guardian
from countydesk.domain.enrolment import EnrolmentEvent, EventKind, standing
from countydesk.domain.fields import FieldSpec, Kind, title_of, titles
from countydesk.domain.months import Term
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.services.desk import Desk
from countydesk.storage.beneficiaries import GUARDIANS, TABLE
from countydesk.storage.enrolment import EVENTS

TO_FILL = (
    "高考总分",
    "录取院校",
    "录取专业",
    "录取批次",
    "每学年学费(元)",
    "已获其他资助",
    "申请意愿(是/否)",
)


@dataclass(frozen=True)
class GoneOn:
    """A child that goes on to university, with its guardian and the day of the event."""

    child: Beneficiary
    guardian: Guardian | None
    day: date


def gone_on(desk: Desk, year: int) -> list[GoneOn]:
    """Who went on to university in the summer of `year` (registered from February to January), by name."""
    first, last = Term(year, "spring").first_day, Term(year, "autumn").last_day
    kind = EVENTS.c.kind == EventKind.UNIVERSITY
    with desk.work() as work:
        ids = {
            one.beneficiary_id for one in work.all(EnrolmentEvent, kind, EVENTS.c.day.between(first, last))
        }
        events = work.all(EnrolmentEvent, EVENTS.c.beneficiary_id.in_(ids))
        days = {
            one.beneficiary_id: one.day
            for one in standing(events)
            if one.kind is EventKind.UNIVERSITY and first <= one.day <= last
        }
        children = work.all(Beneficiary, TABLE.c.id.in_(days), order=(TABLE.c.sort_key,))
        guardians = {
            one.beneficiary_id: one for one in work.all(Guardian, GUARDIANS.c.beneficiary_id.in_(days))
        }
    return [GoneOn(child, guardians.get(child.id), days[child.id]) for child in children]


def hand_over(desk: Desk, year: int, folder: Path) -> Path:
    """Write the list for 圆梦大学 into `folder`: who, where from, and columns for score and university.

    It carries phone numbers, no ID and no card: that it left the desk is recorded. Raises `Refused`
    where nobody went on, `Unavailable` when it cannot be saved.
    """
    from countydesk.export.workbook import write_table  # openpyxl takes its time to come

    desk.acting(Act.HAND_OUT)
    found = gone_on(desk, year)
    if not found:
        raise Refused(f"{year} 年没有登记“{EventKind.UNIVERSITY.title}”的对象。")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{year}年圆梦大学推荐名单.xlsx"
    write_table(path, f"{year}年圆梦大学推荐名单", _columns(), map(_row, found))
    with desk.work() as work:
        work.hands_out(path)
        for one in found:
            work.log(Action.SENT_OUT, Beneficiary, one.child.id, f"{year}年圆梦大学推荐名单")
        work.commit()
    return path


def _columns() -> list[FieldSpec]:
    def spec(name: str, title: str, kind: Kind = Kind.TEXT) -> FieldSpec:
        return FieldSpec(name, title, kind, False, None, False, "")

    known = [
        spec(name, title_of(Beneficiary, name))
        for name in ("name", "sex", "nation", "school", "township", "family_kinds")
    ]
    phones = [
        spec("guardian", "监护人", Kind.NAME),
        spec("phone", title_of(Beneficiary, "phone"), Kind.PHONE),
    ]
    return [*known, *phones, *(spec(f"fill{place}", title) for place, title in enumerate(TO_FILL))]


def _row(one: GoneOn) -> tuple[object, ...]:
    child, guardian = one.child, one.guardian
    family = titles(FamilyKind, child.family_kinds)
    phone = child.phone or (guardian.phone if guardian else "")
    known = (child.name, child.sex, child.nation, child.school, child.township, family)
    return (*known, guardian.name if guardian else "", phone, *[""] * len(TO_FILL))
