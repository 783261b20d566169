"""Transfers in (转入): a child that comes with a signed file of another county's."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from countydesk.domain.beneficiaries import Beneficiary, Guardian, Origin, grade_of
from countydesk.domain.days import show_day
from countydesk.domain.enrolment import EnrolmentEvent, EventKind, State, replayed, standing
from countydesk.domain.money import in_figures
from countydesk.domain.months import Month, Term
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused
from countydesk.domain.school_life import COURSE_FIELDS, Changed, as_json
from countydesk.domain.standards import Standard
from countydesk.domain.transfers import MAY_COME, Elsewhere, ElsewhereKind, taken_terms
from countydesk.services import outside, school_life, trust
from countydesk.services.desk import Changes, Desk
from countydesk.services.months import require_open_month
from countydesk.services.school_life import Recorded, child_of, events_of
from countydesk.storage.beneficiaries import GUARDIANS, TABLE
from countydesk.storage.enrolment import EVENTS, STANDARDS
from countydesk.storage.transfers import ELSEWHERE
from countydesk.storage.unit_of_work import Work
from countydesk.sync import transfer
from countydesk.sync.transfer import Transfer


@dataclass(frozen=True)
class Coming:
    """A child that a transfer file brings, as it would be taken in.

    `problem` says why it cannot be; `known` is the child that it was here before, if it comes back.
    """

    transfer: Transfer
    file_id: str
    known: Beneficiary | None
    problem: str = ""

    @property
    def place(self) -> str:
        """The county that the child leaves: "庆阳市合水县"."""
        return self.transfer.issuer_name.removeprefix("甘肃省")

    @property
    def terms(self) -> list[Term]:
        """The half years that other counties have taken, in order."""
        found = (Term.parse(term) for term in taken_terms(self.transfer.past))
        return sorted(found, key=lambda term: term.first_day)

    @property
    def fen(self) -> int:
        """What has reached the child in other counties."""
        return sum(one.fen for one in self.transfer.past)

    def count(self, kind: ElsewhereKind) -> int:
        """How much of a kind is told of the child's past."""
        return sum(1 for one in self.transfer.past if one.kind is kind)


@dataclass(frozen=True)
class Arrival:
    """What is known of the child here: its school and home; "" where it is to be asked yet."""

    school: str = ""
    class_name: str = ""
    township: str = ""
    village: str = ""


@dataclass(frozen=True)
class CameIn:
    """A child that was taken in, waiting for this county's own check."""

    child: Beneficiary
    event: EnrolmentEvent
    changes: Changes


def preview(desk: Desk, path: Path) -> Coming:
    """The child that a transfer file brings, after every check; nothing is written.

    Raises `Refused` for a file that does not hold or is for another county.
    """
    pinned = trust.trust_of(desk)
    if pinned is None:
        raise Refused("还没有安装上级的证书文件,不能判断转移档案的真假,请先安装。")
    found, file_id = transfer.open_transfer(
        path,
        trust=pinned,
        today=desk.today,
        office=desk.office.code,
        openers=trust.openers_of(desk),
        first=outside.rehearse_signed,
    )
    with desk.work() as work:
        known = _known(desk, work, found.child)
        return Coming(found, file_id, known, _against(desk, work, known, file_id))


def take_in(desk: Desk, path: Path, arrival: Arrival, day: date | None = None) -> CameIn:
    """Put the child of a transfer file on the register, with its past; it waits there for `admit`.

    What other counties have paid is never paid again. One that left from here comes back to its own
    file. Raises `Refused` for a file that was taken in before, a child that is here, or a closed month.
    """
    operator = desk.acting(Act.TAKE_IN)
    coming = preview(desk, path)
    if coming.problem:
        raise Refused(coming.problem)
    came_on = day or desk.today
    if not coming.transfer.left_on <= came_on <= desk.today:
        raise Refused(Problem(f"转入日期应在转出({coming.transfer.left_on})之后、今天以前。", "day"))
    with desk.work() as work:
        require_open_month(desk, work, Month.of(came_on))
        child = _arrived(desk, coming, arrival)
        event = EnrolmentEvent(
            office_code=desk.office.code,
            id=desk.new_id(),
            beneficiary_id=child.id,
            kind=EventKind.TRANSFERRED_IN,
            day=came_on,
            reason=f"由{coming.place}转入",
            paper=f"转移档案 {coming.file_id}",
            recorded_by=operator,
            recorded_at=work.now,
            changes=as_json(_meanwhile(coming.known, child)) if coming.known else "",
        )
        if coming.known:
            replayed([*events_of(work, child.id), event])
            work.change(child, reason=event.reason)
        else:
            work.add(child, reason=event.reason)
        work.add(event)
        _write_guardian(desk, work, child.id, coming.transfer.guardian)
        _write_past(desk, work, child.id, coming.transfer)
        return CameIn(child, event, work.commit())


def admit(desk: Desk, child_id: str, finding: str) -> Recorded:
    """Admit a child that came from another county, after this county's own check: in support from today.

    Raises `Refused` without a finding, for a child that does not wait for it, and for whoever took it in
    where two people are asked for.
    """
    operator = desk.acting(Act.ADMIT)
    if not finding.strip():
        raise Refused(Problem("请写核对情况,例如 已核对户口簿和学籍、入户走访。", "reason"))
    with desk.work() as work:
        require_open_month(desk, work, Month.of(desk.today))
        child, events = child_of(desk, work, child_id), events_of(work, child_id)
        last = standing(events)[-1:]
        if not last or last[0].kind is not EventKind.TRANSFERRED_IN:
            raise Refused(f"{child.name}不是外县转入、待核对入库的对象。")
        if desk.settings.four_eyes and last[0].recorded_by == operator:
            raise Refused(f"{operator}是转入的登记人,不能由本人批准入库,请由另一人办理。")
        admitted = child.model_copy(update={"admitted_on": child.admitted_on or desk.today})
        told = school_life.Told(EventKind.ADMITTED, desk.today, finding)
        return school_life.write(desk, work, admitted, events, told)


def _known(desk: Desk, work: Work, child: Beneficiary) -> Beneficiary | None:
    """The child as it was here before: the same ID, or the same record."""
    if child.citizen_id:
        same = work.all(Beneficiary, TABLE.c.citizen_id == child.citizen_id)
        if same:
            return same[0]
    return work.get(Beneficiary, desk.office.code, child.id)


def _against(desk: Desk, work: Work, known: Beneficiary | None, file_id: str) -> str:
    paper = f"转移档案 {file_id}"
    if work.all(EnrolmentEvent, EVENTS.c.paper == paper, EVENTS.c.kind == EventKind.TRANSFERRED_IN):
        return "这份转移档案已经接收过,不能重复接收。"
    if known and known.state not in MAY_COME:
        return f"{known.name}已在本县登记,状态“{known.state.title}”,不能再转入。"
    return ""


def _arrived(desk: Desk, coming: Coming, arrival: Arrival) -> Beneficiary:
    """The child as it stands here: what the other county knows of it, and where it lives and learns now."""
    here = {
        "office_code": desk.office.code,
        "state": State.APPLYING,
        "school": arrival.school.strip(),
        "class_name": arrival.class_name.strip(),
        "township": arrival.township.strip(),
        "village": arrival.village.strip(),
        "address": "",
        "origin": Origin.TRANSFERRED,
        "origin_digest": coming.file_id,
        "admitted_on": None,
    }
    if coming.known:
        kept = ("id", "note", "origin", "origin_digest", "admitted_on")
        here |= {name: getattr(coming.known, name) for name in kept}
    return coming.transfer.child.model_copy(update=here)


def _meanwhile(known: Beneficiary, child: Beneficiary) -> Changed:
    """What became of a child's course while it was in another county: field → (before, after)."""
    both = {name: (getattr(known, name), getattr(child, name)) for name in sorted(COURSE_FIELDS)}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def _write_guardian(desk: Desk, work: Work, child_id: str, guardian: Guardian | None) -> None:
    if guardian is None:
        return
    own = {"office_code": desk.office.code, "beneficiary_id": child_id}
    held = work.all(Guardian, GUARDIANS.c.beneficiary_id == child_id)
    if held:
        work.change(guardian.model_copy(update=own | {"id": held[0].id}), reason="外县转入")
    else:
        work.add(guardian.model_copy(update=own))


def _write_past(desk: Desk, work: Work, child_id: str, coming: Transfer) -> None:
    """The past in other counties, brought up to date; what this one recorded itself is here already."""
    own = {"office_code": desk.office.code, "beneficiary_id": child_id}
    past = [one.model_copy(update=own) for one in coming.past if one.place != desk.office.code]
    held = {one.id for one in work.all(Elsewhere, ELSEWHERE.c.beneficiary_id == child_id)}
    for one in past:
        if one.id in held:
            work.change(one, reason="新的转移档案")
    work.add(*(one for one in past if one.id not in held))
    known = {one.id for one in work.all(Standard, STANDARDS.c.beneficiary_id == child_id)}
    work.add(*(one.model_copy(update=own) for one in coming.standards if one.id not in known))


def told(coming: Coming, today: date) -> list[tuple[str, str]]:
    """What a transfer file says, as title and words, for whoever decides about it."""
    child, guardian = coming.transfer.child, coming.transfer.guardian
    terms = coming.terms
    events, visits = coming.count(ElsewhereKind.EVENT), coming.count(ElsewhereKind.VISIT)
    paid = f"{len(terms)} 期,实发 {in_figures(coming.fen)} 元"
    if terms:
        paid += f",最近 {terms[-1].title}"
    return [
        ("对象", _words(child.name, child.sex, grade_of(child, today))),
        ("监护人", _words(guardian.name, guardian.relation) if guardian else "未登记"),
        ("转出", f"{coming.transfer.unit},{show_day(coming.transfer.left_on)}"),
        ("外县已发", paid if terms else "没有发放记录"),
        (
            "外县经历",
            f"登记事项 {events} 项,走访 {visits} 次",
        ),
        ("监护人同意", f"{show_day(child.consent_on)}已签" if child.consent_on else "未登记,入库前请补签"),
        ("本县记录", "曾在本县,转回后接续原档案" if coming.known else "新对象"),
    ]


def _words(*words: str) -> str:
    return " ".join(filter(None, words))
