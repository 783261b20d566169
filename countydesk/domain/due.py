"""Who is due what for a term, who is not, and why: one child, one decision, one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from countydesk.domain.beneficiaries import Beneficiary, Guardian, grade_of
from countydesk.domain.disbursements import half_years, position_in_year
from countydesk.domain.enrolment import State
from countydesk.domain.grades import Stage, grade_on, stage_years
from countydesk.domain.months import Term
from countydesk.domain.offices import Settings
from countydesk.domain.standards import Standard, instalment, yearly_on


@dataclass(frozen=True)
class Candidate:
    """A child as looked at for a term: its state on the day, and the batches that took the term."""

    child: Beneficiary
    guardian: Guardian | None
    state: State
    claimed_by: str | None
    arrears: str = ""  # why an earlier half year is paid later, where it is
    paid_by: str = ""  # another county that has taken the term


@dataclass(frozen=True)
class Due:
    """A child that is due this instalment, in fen, at this yearly standard."""

    candidate: Candidate
    stage: Stage
    grade: str
    yearly_fen: int
    fen: int
    hint: str


@dataclass(frozen=True)
class LeftOut:
    """A child that is not, and the reason as a short sentence."""

    beneficiary_id: str
    name: str
    reason: str
    school: str = ""


def decide(
    candidate: Candidate, term: Term, day: date, standards: Sequence[Standard], settings: Settings
) -> Due | LeftOut:
    """Whether a child is due the instalment of `term`, looked at on `day`."""
    child = candidate.child
    reason = _reason_against(candidate, day)
    yearly = None
    if reason is None and child.stage:
        yearly = yearly_on(day, child.stage, child.id, standards)
        if yearly is None:
            reason = f"{child.stage.title}没有资助标准,需登记个人标准和原因"
    if reason or yearly is None or child.stage is None:
        return LeftOut(child.id, child.name, reason or "学段不明", child.school)
    position = position_in_year(term, settings)
    return Due(
        candidate,
        child.stage,
        " ".join(filter(None, (grade_of(child, day) or child.stage.title, child.class_name))),
        yearly,
        instalment(yearly, position, settings.instalments),
        ";".join(filter(None, (candidate.arrears, hint_for(child, candidate.guardian)))),
    )


def _reason_against(candidate: Candidate, day: date) -> str | None:
    child = candidate.child
    if candidate.state is not State.IN_SUPPORT:
        return "尚未入库" if candidate.state is State.APPLYING else candidate.state.title
    if candidate.claimed_by:
        return f"本期已列入名册 {candidate.claimed_by}"
    if candidate.paid_by:
        return f"本期已由{candidate.paid_by}发放"
    if child.stage is None:
        return "学段不明,请先补齐"
    if child.entry_year is None:
        return None
    first, last = stage_years(child.stage, child.five_four)
    grade = grade_on(child.stage, child.entry_year, day, child.five_four)
    if grade > last:
        return f"{child.stage.title}已满年限,请先登记升学或毕业"
    if grade < first:
        return f"{child.entry_year}年才入学"
    return None


def hint_for(child: Beneficiary, guardian: Guardian | None) -> str:
    """What to look at before the money goes out, or nothing.

    A stage without its year of entry is paid as the office's own ledger has it, and said here.
    """
    names = {child.name, guardian.name if guardian else ""}
    hints = []
    if not child.bank_card:
        hints.append("无银行卡号,按现金发放")
    elif child.bank_holder and child.bank_holder not in names:
        hints.append(f"账户姓名“{child.bank_holder}”与本人、监护人不同")
    if child.entry_year is None:
        hints.append("入学年份不明,请核对学段")
    return ";".join(hints)


def claimed_terms(term: Term, settings: Settings) -> list[str]:
    """The half years that paying `term` takes, as they are kept."""
    return [str(half) for half in half_years(term, settings)]


def arrears_of(term: Term, then: State, now: State, today: date, settings: Settings) -> str:
    """Why the earlier half year `term` of this school year may still be paid, or "".

    It may where a pause or a late admission left it open and the child is in support today; an
    office decides whether it does so at all (setting). A year paid at once has no half left open.
    """
    current = Term.of(today)
    before = term == current.previous() and term.school_year == current.school_year
    if now is not State.IN_SUPPORT or not before or settings.instalments == 1:
        return ""
    return {State.PAUSED: "补发:当时休学,现已复学", State.APPLYING: "补发:当时尚未入库"}.get(then, "")
