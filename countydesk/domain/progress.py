"""Progress: where an indicator stands against the year's plan and the year before."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from countydesk.domain.figures import Figure
from countydesk.domain.months import Month
from countydesk.domain.reckoning import Amount, Planned, Told

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Progress:
    """An indicator from January to the end of a month.

    `percent` is how much of the plan is done, `due` how much of the year is over (both in %, one
    decimal), `change` how much more it is than in the same months of the year before (in %). What
    there is nothing to compare with is None.
    """

    told: Told
    planned: Planned | None
    plan: Figure | None
    percent: Decimal | None
    due: Decimal
    before: Told
    change: Decimal | None
    arrears: Figure | None

    @property
    def is_behind(self) -> bool:
        """Whether less of the plan is done than of the year is over."""
        return self.arrears is not None

    @property
    def sentence(self) -> str:
        """Where it stands, in words: 完成年度计划的 92.7%,比序时进度少 585.8万元."""
        if self.percent is None:
            return "未设年度目标"
        done = f"完成年度计划的 {self.percent}%"
        return f"{done},比序时进度少{self.arrears.phrase}" if self.arrears else done


def share(part: Amount, whole: Amount) -> Decimal | None:
    """A part of a whole in %, one decimal; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(TENTH, ROUND_HALF_UP)


def year_gone(month: Month) -> Decimal:
    """How much of its year is over at the end of a month, in %, one decimal (序时进度)."""
    return (Decimal(month.number) * 100 / 12).quantize(TENTH, ROUND_HALF_UP)


def missing(amount: Amount, planned: Amount, month: Month) -> Decimal:
    """What is missing of the plan's share for the months that are over; 0 or less: nothing is."""
    return Decimal(planned) * month.number / 12 - amount
