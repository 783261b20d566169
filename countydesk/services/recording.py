"""What stands at hand while a visit is recorded, who it is and what was; and the drafts of every form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from countydesk.domain.beneficiaries import Beneficiary, Guardian, age_on, grade_of
from countydesk.domain.disbursements import Balance
from countydesk.domain.money import in_figures
from countydesk.domain.months import Month, Term
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.domain.rounds import Stop
from countydesk.domain.visits import Visit
from countydesk.services import beneficiaries, drafts, photos, rounds, visits
from countydesk.services.desk import Desk
from countydesk.services.months import closed_months
from countydesk.services.photos import HeldPhoto
from countydesk.services.visits import VisitLine
from countydesk.storage.beneficiaries import GUARDIANS
from countydesk.storage.visits import VISITS


@dataclass(frozen=True)
class KeptDraft:
    """What was typed before and not saved: the record's id, the fields' texts, the photographs."""

    id: str
    texts: dict[str, str]
    photos: list[HeldPhoto]


@dataclass(frozen=True)
class Known:
    """The draft kept for a form, and the months that it may not touch."""

    draft: KeptDraft | None
    closed: frozenset[Month]


@dataclass(frozen=True)
class ChildAtHand:
    """Who is visited, in the words of the form's left side; `last` and `open` newest first."""

    child: Beneficiary
    who: str  # "男 · 13 岁 · 县第一中学 初二"
    home: str
    guardian: Guardian | None
    payment: str  # of this term: "1,800.00 元 · 已付未签"
    last: Visit | None
    open: list[VisitLine]


@dataclass(frozen=True)
class VisitAtHand:
    """All that the visit form shows besides what is typed. `previous` is the operator's last entry,
    `planned` the stop of a round that the visit would do."""

    child: ChildAtHand
    known: Known
    previous: Visit | None
    planned: Stop | None


@dataclass(frozen=True)
class VisitOpened:
    """A visit that was recorded, for looking and correcting."""

    child: ChildAtHand
    visit: Visit
    photos: list[HeldPhoto]
    closed: frozenset[Month]


def visit_form(child_id: str) -> str:
    """The name under which the draft of a visit to this child is kept."""
    return f"visit:{child_id}"


def visit_to(desk: Desk, child_id: str) -> VisitAtHand:
    """What the form for a visit to this child needs. Raises `Refused` for an unknown child."""
    return VisitAtHand(
        _child(desk, child_id),
        _known(desk, visit_form(child_id)),
        _previous(desk),
        rounds.planned(desk, child_id),
    )


def opened_visit(desk: Desk, visit_id: str) -> VisitOpened:
    """A visit as it was recorded. Raises `Refused` for an unknown one."""
    visit = visits.named(desk, visit_id)
    child = _child(desk, visit.beneficiary_id, seen=visit)
    return VisitOpened(child, visit, photos.held_by(desk, "visit", visit_id), _closed(desk))


def application_form(application_id: str = "") -> str:
    """The name under which the draft of an application is kept: a new one's, or a correction's."""
    return f"application:{application_id}"


def draft_of(desk: Desk, form: str) -> KeptDraft | None:
    """What the operator typed into a form and did not save."""
    return _known(desk, form).draft


def keep_draft(
    desk: Desk, form: str, record_id: str, texts: Mapping[str, str], sizes: Mapping[str, int]
) -> None:
    """Keep what stands in a form; `sizes` are its photographs' digests and bytes as brought."""
    drafts.keep(desk, form, {"id": record_id, "texts": dict(texts), "photos": dict(sizes)})


def give_up_draft(desk: Desk, form: str, digests: frozenset[str] = frozenset()) -> None:
    """The form was saved or given up; photographs that nothing names any more are dropped."""
    drafts.forget(desk, form)
    photos.let_go(desk, digests)


def reveal_phone(desk: Desk, child_id: str) -> str:
    """The guardian's phone in full; that it was looked at is recorded. Raises `Refused` if there is none."""
    desk.acting(Act.REVEAL)
    with desk.work() as work:
        guardians = work.all(Guardian, GUARDIANS.c.beneficiary_id == child_id)
        if not guardians:
            raise Refused("没有登记监护人。")
        work.log(Action.SEEN, Guardian, guardians[0].id, "phone")
        work.commit()
    return guardians[0].phone


def _known(desk: Desk, form: str) -> Known:
    kept: dict[str, Any] | None = drafts.recall(desk, form)
    draft = KeptDraft(kept["id"], kept["texts"], photos.held(desk, kept["photos"])) if kept else None
    return Known(draft, _closed(desk))


def _closed(desk: Desk) -> frozenset[Month]:
    with desk.work() as work:
        return closed_months(work)


def _previous(desk: Desk) -> Visit | None:
    """The visit that this operator recorded last, whoever was visited."""
    mine = select(VISITS).where(VISITS.c.recorded_by == desk.operator.name)
    with desk.read() as connection:
        row = connection.execute(mine.order_by(VISITS.c.id.desc()).limit(1)).mappings().first()
    return Visit.model_validate(dict(row)) if row else None


def _child(desk: Desk, child_id: str, seen: Visit | None = None) -> ChildAtHand:
    """The child as whoever goes there knows it; beside a recorded visit, as it was known before that."""
    file = beneficiaries.open_child(desk, child_id)
    child = file.child
    stage = grade_of(child, desk.today)
    age = f"{age_on(child.birth, desk.today)} 岁" if child.birth else ""
    school = " ".join(filter(None, (child.school, stage, child.class_name)))
    before = [line for line in file.visits if not seen or _order(line.visit) < _order(seen)]
    term = str(Term.of(desk.today))
    paid = next((payment for payment in file.payments if payment.term == term), None)
    return ChildAtHand(
        child=child,
        who=" · ".join(filter(None, (child.sex, age, school))),
        home=" ".join(filter(None, (child.township, child.village, child.address))),
        guardian=file.guardian,
        payment=f"{in_figures(paid.fen)} 元 · {_standing(paid.balance)}" if paid else "未列入名册",
        last=before[0].visit if before else None,
        open=[line for line in file.visits if line.visit.follow_up and not line.visit.follow_up_done],
    )


def _order(visit: Visit) -> tuple[date, str]:
    return visit.day, visit.id


def _standing(balance: Balance) -> str:
    """Where one line's money is, in a word."""
    if not balance.due:
        return "已作废"
    if balance.returned:
        return "退汇未重发"
    if balance.unpaid:
        return "未付"
    return "已付未签" if balance.unsigned else "已签收"
