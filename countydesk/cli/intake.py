"""The command that takes in applications: one by one, by a sheet; and who waits where."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.cli.readings import chosen, day_of, several, value_of, whole_number
from countydesk.cli.register import preview_data, preview_lines
from countydesk.domain.applications import (
    GOVERNED,
    Application,
    Consent,
    Evidence,
    Member,
    Source,
    Station,
    as_members,
)
from countydesk.domain.beneficiaries import Beneficiary, FamilyKind, Guardian
from countydesk.domain.days import parse_day
from countydesk.domain.fields import fields_of
from countydesk.domain.grades import Stage
from countydesk.domain.problems import Refused
from countydesk.services import (
    applications,
    beneficiaries,
    evidence,
    intake,
    intake_looking,
    intake_sheet,
    likeness,
)
from countydesk.services.desk import Desk
from countydesk.services.intake_sheet import Proposal

KEYS = frozenset({"office_code", "id", "beneficiary_id", "members", *GOVERNED})


def apply(options: Namespace) -> Answer:
    """`apply FILE`, `apply --name …`, each with `[--dry-run]`; `apply list`."""
    with opened(options) as desk:
        if options.what == "list":
            return _list(desk, options)
        if options.what:
            return _by_sheet(desk, options)
        return _single(desk, options)


def _list(desk: Desk, options: Namespace) -> Answer:
    station = chosen(options.station, tuple(Station)) if options.station else None
    found, waiting = applications.lines(desk, station), applications.waiting(desk)
    data = {
        "waiting": [
            {"station": one.station.value, "count": one.count, "oldest": one.oldest, "days": one.days}
            for one in waiting
        ],
        "applications": [
            {
                "id": one.id,
                "name": one.name,
                "citizen_id": one.masked_id,
                "school": one.school,
                "station": one.station.value,
                "days": one.days,
                "words": one.words,
            }
            for one in found
        ],
    }
    lines = [f"{one.station.title} {one.count} 人,最久 {one.days} 天" for one in waiting]
    lines += [f"  {one.name} {one.school} {one.station.title} {one.days} 天 {one.words}" for one in found]
    return Answer(data, lines or ["没有在办的申请。"])


def _by_sheet(desk: Desk, options: Namespace) -> Answer:
    as_of = parse_day(options.as_of, desk.today) if options.as_of else None
    shown = intake_sheet.preview(desk, Path(options.what).absolute(), as_of)
    if not options.dry_run:
        source = chosen(options.source, tuple(Source))
        proposal = Proposal(source, options.proposed_by, day_of(desk, options.day))
        intake_sheet.accept(desk, shown, proposal)
    return Answer(preview_data(shown, options.dry_run), preview_lines(shown, options.dry_run))


def _single(desk: Desk, options: Namespace) -> Answer:
    child, guardian, asked = _brought(desk, options)
    hits, missing = likeness.hits(desk, child, guardian), []
    if not options.dry_run:
        intake.enter(desk, child, guardian, asked)
        kept = applications.latest(desk, beneficiaries.named(desk, child.citizen_id or child.name).id)
        for told in options.evidence:
            kind, _, file = told.partition("=")
            evidence.attach(desk, kept.id, chosen(kind, tuple(Evidence)), [Path(file).absolute()])
        missing = [str(problem) for problem in intake_looking.look(desk, kept.id).missing]
    data = {
        "id": asked.id,
        "written": not options.dry_run,
        "hits": [{"sentence": hit.sentence, "hard": hit.hard} for hit in hits],
        "missing": missing,
    }
    said = "查重(未写入)" if options.dry_run else "已受理"
    lines = [f"{said}:{child.name}", *(hit.sentence for hit in hits)]
    return Answer(data, [*lines, "提交审核前还要补上:", *missing] if missing else lines)


def _brought(desk: Desk, options: Namespace) -> tuple[Beneficiary, Guardian | None, Application]:
    """The application that the words tell."""
    day = day_of(desk, options.day)
    child = Beneficiary(
        office_code=desk.office.code,
        id=desk.new_id(),
        name=options.name,
        citizen_id=options.id or None,
        nation=options.nation,
        student_number=options.student_number,
        township=options.township,
        village=options.village,
        address=options.address,
        school=options.school,
        stage=chosen(options.stage, tuple(Stage)) if options.stage else None,
        entry_year=whole_number(options.entry_year) if options.entry_year else None,
        class_name=getattr(options, "class"),
        family_kinds=several(options.kinds, FamilyKind),
        bank_name=options.bank_name,
        bank_card=options.bank_card,
        bank_holder=options.bank_holder,
    )
    guardian = Guardian(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        name=options.guardian,
        relation=options.relation,
        citizen_id=options.guardian_id or None,
        phone=options.phone,
    )
    said = {None: Consent.OPEN, "yes": Consent.GIVEN, "no": Consent.DENIED}[options.notice]
    consented = parse_day(options.consent_day, desk.today) if options.consent_day else None
    asked = Application(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child.id,
        applied_on=day,
        since=day,
        source=chosen(options.source, tuple(Source)),
        proposed_by=options.proposed_by,
        consent_on=consented,
        consent_by=options.consent_by,
        consent_paper=options.consent_paper,
        notice_consent=said,
        notice_consent_on=(consented or day) if options.notice else None,
        likeness_reason=options.because,
        members=as_members([_member(told) for told in options.member]),
    )
    told = dict(_set(desk, text) for text in options.set)
    return child, guardian if options.guardian else None, asked.model_copy(update=told)


def _set(desk: Desk, text: str) -> tuple[str, Any]:
    """ "家庭人口=4" or "people=4": a field of the application and its value."""
    name, mark, value = text.partition("=")
    specs = {key: spec for spec in fields_of(Application) for key in (spec.name, spec.title)}
    spec = specs.get(name.strip())
    if not mark or spec is None or spec.name in KEYS:
        raise Refused(f"“{text}”请写成 栏目=值,例如 家庭人口=4;栏目名见申请表。")
    return spec.name, value_of(spec, value.strip(), desk.today)


def _member(text: str) -> Member:
    name, relation, age = [*text.replace("\uff0c", ",").split(","), "", ""][:3]
    return Member(
        name=name.strip(), relation=relation.strip(), age=whole_number(age) if age.strip() else None
    )
