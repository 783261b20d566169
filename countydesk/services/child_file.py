"""档案: all that the desk holds of a child as one paper, with an index of the evidence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from countydesk.domain import revisions
from countydesk.domain.applications import Application, members_of
from countydesk.domain.applications import Evidence as Scan
from countydesk.domain.beneficiaries import Beneficiary, Guardian, grade_of
from countydesk.domain.course import stretches
from countydesk.domain.days import show_day
from countydesk.domain.enrolment import EnrolmentEvent
from countydesk.domain.fields import Kind, fields_of
from countydesk.domain.money import in_figures
from countydesk.domain.months import Term
from countydesk.domain.operators import Act
from countydesk.domain.photos import Photo
from countydesk.domain.revisions import Action, Revision
from countydesk.domain.standards import yearly_on
from countydesk.domain.wording import in_words
from countydesk.export.papers.document import Column, Document, Picture, Section, Table
from countydesk.services import beneficiaries, evidence, papers, school_life
from countydesk.services.applications import ApplicationFile
from countydesk.services.applications import one as application_file
from countydesk.services.beneficiaries import ChildFile, Payment
from countydesk.services.desk import Desk
from countydesk.services.papers import Paper
from countydesk.storage.intake import APPLICATIONS
from countydesk.storage.revisions import REVISIONS
from countydesk.storage.schema import kept
from countydesk.storage.visits import PHOTOS

NOTHING = "—"
DIGEST = re.compile("[0-9a-f]{64}")
DIGEST_SHOWN = 16  # letters of it that stand on paper
# What is not said again among the facts: it stands in a part of its own, or means nothing to a reader.
APART = frozenset({"consent_on", "origin_digest", "note"})
NUMERALS = (
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
)


@dataclass(frozen=True)
class Evidence:
    """A thing that proves something: when it is of, what it is, and the digest of its content."""

    day: date | None
    what: str
    digest: str


def file_paper(desk: Desk, child_id: str) -> Paper:
    """The child's 档案, with full numbers: that it was printed is recorded.

    Raises `Refused` for an unknown id.
    """
    desk.acting(Act.HAND_OUT)
    file = beneficiaries.open_child(desk, child_id)
    applications = _applications(desk, child_id)
    photos = _photos(desk, file, applications)
    sections = [
        Section("基本情况", facts=_facts(file.child, desk.today)),
        Section("监护人", facts=_guardian(file)),
        *(section for one in applications for section in _application(one)),
        Section("学段与标准", table=_course(file)),
        Section("学籍与入库事项", table=_events(file)),
        Section("助养发放", table=_payments(file.payments)),
        *_elsewhere(file),
        Section("入户走访", table=_visits(file), pictures=_pictures(desk, photos)),
        Section("资料变动", table=_changes(desk, file)),
        Section("材料目录", table=_index(_evidence(file, photos))),
    ]
    document = Document(
        title="困境青少年帮扶档案",
        drawn_on=desk.today,
        head=(f"单位: {desk.office.unit}", f"{file.child.name} · 打印日期 {show_day(desk.today)}"),
        sections=tuple(
            replace(section, title=f"{numeral}、{section.title}")
            for numeral, section in zip(NUMERALS, sections, strict=False)
        ),
        note="内有未成年人完整证件号和住址,仅供本单位存档,不得外传。",
    )
    with desk.work() as work:
        work.log(Action.SENT_OUT, Beneficiary, child_id, "打印档案")
        work.commit()
    return papers.drawn(document, f"档案-{file.child.name}.pdf")


def _facts(child: Beneficiary, today: date) -> tuple[tuple[str, str], ...]:
    told = [
        (spec.title, in_words(spec, getattr(child, spec.name)) or NOTHING)
        for spec in fields_of(Beneficiary)
        if spec.kind is not Kind.KEY and spec.name not in APART
    ]
    return (*told, ("现年级", grade_of(child, today) or "不明"), ("备注", child.note or NOTHING))


def _guardian(file: ChildFile) -> tuple[tuple[str, str], ...]:
    consent = file.child.consent_on
    signed = ("监护人同意", f"{show_day(consent)}签字" if consent else "未登记")
    if file.guardian is None:
        return (("监护人", "未登记"), signed)
    told = [
        (spec.title, in_words(spec, getattr(file.guardian, spec.name)) or NOTHING)
        for spec in fields_of(Guardian)
        if spec.kind is not Kind.KEY
    ]
    return (*told, signed)


def _applications(desk: Desk, child_id: str) -> list[ApplicationFile]:
    """The child's applications, the earliest first."""
    order = (APPLICATIONS.c.applied_on, APPLICATIONS.c.id)
    with desk.work() as work:
        known = work.all(Application, APPLICATIONS.c.beneficiary_id == child_id, order=order)
    return [application_file(desk, application.id) for application in known]


def _application(file: ApplicationFile) -> Iterator[Section]:
    """What was applied for: the family, its income and home, its members; and each step that was taken."""
    application = file.application
    facts = [
        (spec.title, words)
        for spec in fields_of(Application)
        if spec.kind is not Kind.KEY and spec.name != "members"
        if (words := in_words(spec, getattr(application, spec.name)))
    ]
    members = [
        (one.name, one.relation, "" if one.age is None else str(one.age), one.workplace, one.health)
        for one in members_of(application)
    ]
    family = (
        Column("家庭成员", 3), Column("关系", 2), Column("年龄", 1.2, "centre"), Column("工作(学习)单位", 4),
        Column("健康状况", 3),
    )  # fmt: skip
    yield Section("申请与家庭情况", facts=tuple(facts), table=_table(family, members))
    steps = [
        (show_day(one.day), one.station.title, one.kind.title, one.people, one.reason, one.paper)
        for one in file.steps
    ]
    way = (
        Column("日期", 3), Column("环节", 2.2), Column("办理", 1.8), Column("办理人", 2.4), Column("意见", 5),
        Column("依据", 3),
    )  # fmt: skip
    yield Section("审核入库经过", table=_table(way, steps))


def _course(file: ChildFile) -> Table:
    """The stages from the first day that is known of the child, each with its yearly standard."""
    child = file.child
    since = min((one for one in (child.admitted_on, *(e.day for e in file.events)) if one), default=date.min)
    rows = []
    for stage in stretches(child, since) if since != date.min else []:
        yearly = yearly_on(stage.first, stage.stage, child.id, file.standards)
        amount = f"{in_figures(yearly)} 元/年" if yearly else "没有标准"
        rows.append((stage.stage.title, show_day(stage.first), show_day(stage.last), amount))
    columns = (Column("学段", 1), Column("自", 2), Column("至", 2), Column("标准", 2, "right"))
    return Table(columns, tuple(rows) or (("学段或入学年份不明", "", "", ""),))


def _events(file: ChildFile) -> Table:
    rows = []
    for one in school_life.happened(file.events):
        event = one.event
        words = ";".join(filter(None, (event.reason, "已撤销" if one.undone else "")))
        rows.append((show_day(event.day), event.kind.title, words, _paper(event), event.recorded_by))
    columns = (
        Column("日期", 3), Column("事项", 2.4), Column("原因", 6), Column("依据", 4), Column("登记人", 2),
    )  # fmt: skip
    return _table(columns, rows)


def _paper(event: EnrolmentEvent) -> str:
    """What an event rests on; of a digest its beginning says enough."""
    return " ".join(word[:DIGEST_SHOWN] if DIGEST.fullmatch(word) else word for word in event.paper.split())


def _payments(payments: Sequence[Payment]) -> Table:
    rows = [
        (
            Term.parse(one.term).title,
            f"{one.number} 第 {one.position} 号",
            in_figures(one.fen),
            in_figures(one.balance.paid_out),
            show_day(one.day) if one.day else "",
            ";".join(filter(None, (one.state.title, one.reason, f"代领 {one.proxy}" if one.proxy else ""))),
        )
        for one in reversed(payments)
    ]
    total = sum(one.balance.paid_out for one in payments)
    if payments:
        due = sum(one.balance.due for one in payments)
        rows.append((f"合计 {len(payments)} 期", "", in_figures(due), in_figures(total), "", ""))
    columns = (
        Column("学期", 3.2), Column("名册", 3.6), Column("应发", 2.2, "right"), Column("实发", 2.2, "right"),
        Column("日期", 3), Column("情况", 3.4),
    )  # fmt: skip
    return _table(columns, rows)


def _elsewhere(file: ChildFile) -> Iterator[Section]:
    if not file.elsewhere:
        return
    rows = [
        (show_day(one.day), one.place_name, one.title, one.words, in_figures(one.fen) if one.fen else "")
        for one in file.elsewhere
    ]
    columns = (
        Column("日期", 3), Column("经办单位", 3), Column("名目", 3), Column("内容", 6),
        Column("实发", 2.2, "right"),
    )  # fmt: skip
    yield Section("五(附)、外县经历", table=_table(columns, rows))


def _visits(file: ChildFile) -> Table:
    rows = []
    for line in reversed(file.visits):
        visit = line.visit
        follow = visit.follow_up and f"{visit.follow_up}({line.state or '已完成'})"
        changed = visit.family_change and f"家庭变化:{visit.family_change}"
        said = "\n".join(filter(None, (visit.findings, changed)))
        rows.append((show_day(visit.day), visit.visitors, said, follow))
    columns = (Column("日期", 3), Column("走访人", 2.6), Column("情况", 8), Column("跟进", 4))
    return _table(columns, rows)


def _photos(desk: Desk, file: ChildFile, applications: Sequence[ApplicationFile]) -> list[Photo]:
    """The photographs of the child's visits, and the papers of its applications, the earliest first."""
    ids = [line.visit.id for line in file.visits] + [one.application.id for one in applications]
    with desk.work() as work:
        return work.all(
            Photo,
            PHOTOS.c.subject.in_(("visit", evidence.SUBJECT)),
            PHOTOS.c.subject_id.in_(ids),
            order=(PHOTOS.c.day, PHOTOS.c.id),
        )


def _what(photo: Photo) -> str:
    return "走访照片" if photo.subject == "visit" else Scan(photo.title).title


def _pictures(desk: Desk, photos: Sequence[Photo]) -> tuple[Picture, ...]:
    """The visits' photographs whose files are there; a lost one stands in the index alone."""
    return tuple(
        Picture(desk.photos.get(photo.digest), f"{show_day(photo.day)} {photo.digest[:8]}")
        for photo in photos
        if photo.subject == "visit" and desk.photos.has(photo.digest)
    )


def _changes(desk: Desk, file: ChildFile) -> Table:
    """Who changed what of the child and its guardian; who only looked is in the desk's own record."""
    ids = [file.child.id, *([file.guardian.id] if file.guardian else [])]
    with desk.work() as work:
        found = work.all(
            Revision,
            REVISIONS.c.kind.in_([kept(record).table.name for record in (Beneficiary, Guardian)]),
            REVISIONS.c.record_id.in_(ids),
            REVISIONS.c.action.in_((Action.ADDED, Action.CHANGED)),
            order=(REVISIONS.c.number,),
        )
        found = work.child_keys.opened(found)
    rows = [
        (show_day(one.at.astimezone().date()), one.by, one.action.title, _changed(one), one.reason)
        for one in found
    ]
    columns = (
        Column("日期", 3), Column("经办人", 2), Column("动作", 1.4), Column("内容", 8), Column("原因", 3),
    )  # fmt: skip
    return _table(columns, rows)


def _changed(revision: Revision) -> str:
    record = next(one for one in (Beneficiary, Guardian) if kept(one).table.name == revision.kind)
    if revision.action is Action.ADDED:
        return kept(record).title
    return "\n".join(
        f"{one.title}:{one.before or NOTHING} → {one.after or NOTHING}"
        for one in revisions.in_words(record, revision.changes, masked=False)
        if one.title
    )


def _evidence(file: ChildFile, photos: Sequence[Photo]) -> list[Evidence]:
    """What proves the file: papers named by events, the ledger or transfer file, photographs."""
    child = file.child
    told = [one for one in file.events if one.paper and child.origin_digest not in one.paper.split()]
    found = [Evidence(one.day, f"{one.kind.title}:{_paper(one)}", "") for one in told]
    if child.origin_digest:
        found.append(Evidence(child.admitted_on, child.origin.title, child.origin_digest))
    if child.consent_on:
        found.append(Evidence(child.consent_on, "监护人同意书", ""))
    found += [Evidence(photo.day, _what(photo), photo.digest) for photo in photos]
    return sorted(found, key=lambda one: one.day or date.min)


def _index(found: Sequence[Evidence]) -> Table:
    rows = [
        (str(number), show_day(one.day) if one.day else "", one.what, one.digest[:DIGEST_SHOWN] or "纸质")
        for number, one in enumerate(found, 1)
    ]
    columns = (Column("序号", 1, "centre"), Column("日期", 3), Column("材料", 8), Column("内容摘要", 4))
    return _table(columns, rows)


def _table(columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    """The rows, or a line that says that there are none."""
    return Table(columns, tuple(rows) or (("无", *[""] * (len(columns) - 1)),))
