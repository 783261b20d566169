"""Targets: set for an indicator, a year and a place, and listed."""

from dataclasses import dataclass

from sqlalchemy import select

from countydesk.domain import values
from countydesk.domain.catalogue import MODIFIERS, FieldOf, Indicator
from countydesk.domain.fields import Kind
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.targets import Target
from countydesk.services.desk import Changes, Desk
from countydesk.services.places import regions
from countydesk.storage.targets import TARGETS

YEARS = range(2016, 2100)
COUNTED = (Kind.MONEY, Kind.NUMBER, Kind.DECIMAL)
DIGITS = 4  # of a decimal target, after the point


@dataclass(frozen=True)
class NewTarget:
    """What is planned, as it was typed; `amount` in the unit that the indicator is printed in."""

    indicator: str
    year: int
    amount: str
    place_code: str = ""
    modifier: str = ""
    note: str = ""


def set_(desk: Desk, new: NewTarget, reason: str = "") -> Changes:
    """Set a target; one that is set for the indicator, year and place already is changed, and what it
    was stays in the record of changes.

    Raises `Refused` for an indicator that has no amount, a year, place or amount that cannot be.
    """
    desk.acting(Act.RECORD)
    indicator = indicator_named(desk, new.indicator)
    amount = amount_of(desk, indicator, new.amount)
    if new.year not in YEARS:
        raise Refused(f"年度“{new.year}”不对,请写四位年份。")
    if new.place_code and new.place_code not in regions().divisions:
        raise Refused(f"没有代码为“{new.place_code}”的市州或县区。")
    if new.modifier and new.modifier not in MODIFIERS:
        raise Refused(f"约数用词不能是“{new.modifier}”,可用:{'、'.join(MODIFIERS)}。")
    own = (TARGETS.c.indicator == new.indicator, TARGETS.c.year == new.year)
    with desk.work() as work:
        kept = work.all(Target, *own, TARGETS.c.place_code == new.place_code)
        target = Target(
            office_code=desk.office.code,
            id=kept[0].id if kept else desk.new_id(),
            indicator=new.indicator,
            year=new.year,
            place_code=new.place_code,
            amount=amount,
            modifier=new.modifier,
            note=new.note,
        )
        if kept:
            work.change(target, reason)
        else:
            work.add(target, reason=reason)
        return work.commit()


def listing(
    desk: Desk, year: int | None = None, indicator: str | None = None, office: str | None = None
) -> list[Target]:
    """Targets by year, the newest first, then indicator and place; of every office that is held here
    unless one is named."""
    query = select(TARGETS).order_by(
        TARGETS.c.year.desc(), TARGETS.c.indicator, TARGETS.c.office_code, TARGETS.c.place_code
    )
    exact = {TARGETS.c.year: year, TARGETS.c.indicator: indicator, TARGETS.c.office_code: office}
    query = query.where(*(column == value for column, value in exact.items() if value is not None))
    with desk.read() as connection:
        return [Target.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def shown(desk: Desk, target: Target) -> str:
    """A target's amount with its modifier, as people read it."""
    indicator = desk.catalogue.indicators.get(target.indicator)
    kind = desk.catalogue.counted(indicator) if indicator else Kind.TEXT
    amount = int(target.amount) if kind in (Kind.MONEY, Kind.NUMBER) else target.amount
    return values.shown(FieldOf("amount", "目标值", kind), amount) + target.modifier


def indicator_named(desk: Desk, name: str) -> Indicator:
    """The indicator of this name. Raises `Refused` where the catalogue has none."""
    if name not in desk.catalogue.indicators:
        raise Refused(f"项目目录中没有指标“{name}”,请用 catalogue 命令查看。")
    return desk.catalogue.indicators[name]


def amount_of(desk: Desk, indicator: Indicator, text: str) -> str:
    """The amount in the unit that the indicator is counted in: "8000" of 万元 is 8000000000 fen.

    Raises `Refused` for what is no amount, or where the indicator has none.
    """
    kind = desk.catalogue.counted(indicator)
    if kind not in COUNTED:
        raise Refused(f"“{indicator.title}”不是数量,不设目标。")
    # The indicator is printed in 万元, 万个; what is counted are yuan and pieces.
    wan = kind is not Kind.DECIMAL and indicator.unit.startswith("万") and "万" not in text
    own = FieldOf("amount", "目标值", kind, digits=DIGITS)
    amount = values.read(own, text + "万" if wan and text.strip() else text, desk.today)
    if amount is None:
        raise Refused("请写目标值。")
    if problem := values.problem_of(own, amount, desk.today):
        raise Refused(problem)
    return str(amount)
