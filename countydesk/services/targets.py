"""Targets: set for an indicator, a year and a place, and listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from countydesk.domain import values
from countydesk.domain.catalogue import FIGURES, MODIFIERS, FieldOf, Indicator
from countydesk.domain.fields import Kind
from countydesk.domain.figures import WAN, Figure, scale
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.domain.targets import Target
from countydesk.services.desk import Changes, Desk
from countydesk.services.places import regions
from countydesk.storage.targets import TARGETS

YEARS = range(2016, 2100)
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
    """Set one target. Raises as `set_all` does."""
    return set_all(desk, [new], reason)


def set_all(desk: Desk, news: Sequence[NewTarget], reason: str = "") -> Changes:
    """Set targets in one go. One that is set for the indicator, year and place already is changed, or
    taken back where no amount is given; what it was stays in the record of changes.

    Raises `Refused` with `problems_of`, and without a reason where a target that is set changes.
    """
    desk.acting(Act.PLAN)
    refuse_if(problems_of(desk, news))
    with desk.work() as work:
        kept = {_key(each): each for each in work.all(Target)}
        fresh: list[Target] = []
        changed: list[Target] = []
        back: list[Target] = []
        for new in news:
            there = kept.get(_key(new))
            if there and not new.amount.strip():
                back.append(there)
                continue
            made = _made(desk, new, there.id if there else desk.new_id())
            if made != there:
                (changed if there else fresh).append(made)
        if (changed or back) and not reason.strip():
            raise Refused("改动已经设定的目标须写明原因,原因会记入变动记录。")
        work.add(*fresh, reason=reason)
        work.change_all(changed, reason)
        for each in back:
            work.remove(each, reason)
        return work.commit()


def problems_of(desk: Desk, news: Sequence[NewTarget]) -> list[Problem]:
    """Everything that cannot be set; `row` is the place in `news`, from 1."""
    kept = {_key(each) for each in listing(desk, office=desk.office.code)}
    found: list[Problem] = []
    for row, new in enumerate(news, 1):
        if new.amount.strip() or _key(new) not in kept:  # otherwise it is taken back
            try:
                _made(desk, new, "")
            except Refused as refusal:
                found.append(Problem(str(refusal), row=row))
    return found


def _key(target: Target | NewTarget) -> tuple[str, int, str]:
    return (target.indicator, target.year, target.place_code)


def _made(desk: Desk, new: NewTarget, target_id: str) -> Target:
    """The target as it is kept. Raises `Refused` for an indicator that has no amount, a year, place,
    amount or word that cannot be."""
    amount = amount_of(desk, indicator_named(desk, new.indicator), new.amount)
    if new.year not in YEARS:
        raise Refused(f"年度“{new.year}”不对,请写四位年份。")
    if new.place_code and new.place_code not in regions().divisions:
        raise Refused(f"没有代码为“{new.place_code}”的市州或县区。")
    if new.modifier and new.modifier not in MODIFIERS:
        raise Refused(f"约数用词不能是“{new.modifier}”,可用:{'、'.join(MODIFIERS)}。")
    return Target(
        office_code=desk.office.code,
        id=target_id,
        indicator=new.indicator,
        year=new.year,
        place_code=new.place_code,
        amount=amount,
        modifier=new.modifier,
        note=new.note,
    )


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
    words = values.written(FieldOf("amount", "目标值", kind), amount)
    return Figure(words, target.modifier, " 元" if kind is Kind.MONEY else "").phrase


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
    if kind not in FIGURES:
        raise Refused(f"“{indicator.title}”不是数量,不设目标。")
    own = FieldOf("amount", "目标值", kind, digits=DIGITS)
    in_wan = indicator.unit.startswith("万")
    # The indicator is printed in 万元, 万小时; what is counted are yuan and hours.
    if kind is Kind.DECIMAL and in_wan:
        bare = values.read(own, text.strip().removesuffix(indicator.unit).removesuffix("万"), desk.today)
        amount = bare and _plain(Decimal(bare) * WAN)
    else:
        wan = "万" if in_wan and "万" not in text and text.strip() else ""
        amount = values.read(own, text + wan, desk.today)
    if amount is None:
        raise Refused("请写目标值。")
    if problem := values.problem_of(own, amount, desk.today):
        raise Refused(problem)
    return str(amount)


def typed(desk: Desk, target: Target) -> str:
    """A target's amount as it would be typed, in the unit that the indicator is printed in."""
    indicator = desk.catalogue.indicators[target.indicator]
    kind = desk.catalogue.counted(indicator)
    return _plain(Decimal(target.amount) / (scale(indicator, kind) if indicator.unit != "%" else 1))


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
