"""The papers of intake as PDF: application, consent and finding forms, the notice, the admission list."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from countydesk.domain.applications import (
    INCOMES,
    Application,
    Cause,
    Health,
    Housing,
    Station,
    income_a_head,
    members_of,
)
from countydesk.domain.beneficiaries import Beneficiary, FamilyKind, Guardian, grade_of
from countydesk.domain.days import show_day
from countydesk.domain.fields import Choice, title_of, titles
from countydesk.domain.intake import DECIDING, Advice, ApplicationStep, StepKind, stations
from countydesk.domain.money import in_figures
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.export.papers.admission_list import AdmissionLine, AdmissionList, admission_list_pdf
from countydesk.export.papers.application_form import ApplicationForm, application_form_pdf
from countydesk.export.papers.consent_form import ConsentForm, consent_form_pdf
from countydesk.export.papers.finding_form import FindingForm, finding_forms_pdf
from countydesk.export.papers.fonts import Fonts, find_fonts, missing_sentence
from countydesk.export.papers.form_rows import ticked
from countydesk.export.papers.notice import Notice, NoticeLine, notice_pdf
from countydesk.services import applications
from countydesk.services.applications import ApplicationFile
from countydesk.services.desk import Desk
from countydesk.services.intake_steps import notice_period
from countydesk.services.papers import Paper

TICKS_A_LINE = 7
SIGNERS = {Station.COUNTY: "团县(市、区)委", Station.CITY: "团市(州)委", Station.PROVINCE: "团省委"}


def application_form(desk: Desk, application_id: str | None = None) -> Paper:
    """The 申请表 of an application with all that is known, or a blank one."""
    desk.acting(Act.HAND_OUT)
    file = applications.one(desk, application_id) if application_id else None
    form = _filled(desk, file) if file else _blank(desk)
    _log(desk, [file] if file else [], "打印申请表")
    return _paper(
        form.text, lambda fonts: application_form_pdf(form, fonts), f"申请表-{form.name or '空白'}.pdf"
    )


def consent_form(desk: Desk, application_id: str | None = None) -> Paper:
    """The 监护人告知同意书 for an application, or a blank one."""
    desk.acting(Act.HAND_OUT)
    file = applications.one(desk, application_id) if application_id else None
    form = ConsentForm(
        unit=desk.office.unit,
        drawn_on=desk.today,
        notice_days=desk.settings.notice_days,
        name=file.child.name if file else "",
        guardian=_with_relation(file.guardian) if file else "",
    )
    _log(desk, [file] if file else [], "打印告知同意书")
    return _paper(
        form.text, lambda fonts: consent_form_pdf(form, fonts), f"告知同意书-{form.name or '空白'}.pdf"
    )


def finding_forms(desk: Desk, application_ids: Sequence[str]) -> Paper:
    """The 入户核查表 of some applications, a page each. Raises `Refused` for none."""
    desk.acting(Act.HAND_OUT)
    files = _files(desk, application_ids)
    forms = [_finding(desk, file) for file in files]
    _log(desk, files, "打印入户核查表")
    text = [words for form in forms for words in form.text]
    return _paper(text, lambda fonts: finding_forms_pdf(forms, fonts), f"入户核查表-{_named(files)}.pdf")


def notice(desk: Desk, application_ids: Sequence[str], first: date) -> Paper:
    """The 公示 of some children, up from `first`: name, school, grade and class, and nothing else.

    Raises `Refused` for none, and for a child that cannot be put on a notice.
    """
    desk.acting(Act.HAND_OUT)
    files = _files(desk, application_ids)
    for file in files:
        if file.application.station is not Station.NOTICE:
            raise Refused(f"{file.child.name}的申请现在“{file.application.station.title}”环节,不能公示。")
    period = notice_period(desk, first)
    told = Notice(
        unit=desk.office.unit,
        first=period.first,
        last=period.last,
        days=desk.settings.notice_days,
        lines=tuple(_notice_line(file.child, first) for file in files),
    )
    _log(desk, files, "打印公示")
    paper = _paper(told.text, lambda fonts: notice_pdf(told, fonts), f"拟入库名单公示-{first}.pdf")
    warnings = tuple(filter(None, (*paper.warnings, period.doubts)))
    return Paper(paper.pdf, paper.file_name, warnings)


def admission_list(desk: Desk, application_ids: Sequence[str]) -> Paper:
    """The 审核入库表 of some applications whose notice is over, for the signatures. Raises `Refused`."""
    desk.acting(Act.HAND_OUT)
    files = _files(desk, application_ids)
    for file in files:
        if file.application.station not in (*DECIDING, Station.ADMITTED):
            raise Refused(
                f"{file.child.name}的申请现在“{file.application.station.title}”环节,公示后才能审核。"
            )
    levels = [station for station in stations(desk.settings.admission) if station in SIGNERS]
    listed = AdmissionList(
        unit=desk.office.unit,
        drawn_on=desk.today,
        lines=tuple(_admission_line(file, desk.today) for file in files),
        signers=tuple(SIGNERS[station] for station in levels),
    )
    _log(desk, files, "打印审核入库表")
    return _paper(
        listed.text, lambda fonts: admission_list_pdf(listed, fonts), f"审核入库表-{desk.today}.pdf"
    )


def _files(desk: Desk, application_ids: Sequence[str]) -> list[ApplicationFile]:
    if not application_ids:
        raise Refused("请先选择申请。")
    return [applications.one(desk, one) for one in dict.fromkeys(application_ids)]


def _paper(text: Iterable[str], draw: Callable[[Fonts], bytes], file_name: str) -> Paper:
    fonts = find_fonts()
    missing = fonts.missing("".join(text).replace("\n", ""))
    return Paper(draw(fonts), file_name, (missing_sentence(missing),) if missing else ())


def _log(desk: Desk, files: Sequence[ApplicationFile], what: str) -> None:
    """That a child's data left the desk on paper is on record."""
    with desk.work() as work:
        for file in files:
            work.log(Action.SENT_OUT, Application, file.application.id, what)
        work.commit()


def _blank(desk: Desk) -> ApplicationForm:
    return ApplicationForm(
        unit=desk.office.unit,
        drawn_on=desk.today,
        family_kinds=_ticks(FamilyKind, ()),
        causes=_ticks(Cause, ()),
        housing=_ticks(Housing, ()),
        health=_ticks(Health, ()) + "    残疾类别和等级:________",
        incomes=tuple((title_of(Application, name), "") for name in INCOMES),
    )


def _filled(desk: Desk, file: ApplicationFile) -> ApplicationForm:
    asked, child, guardian = file.application, file.child, file.guardian
    holder = f"{child.bank_holder}({asked.bank_relation})" if asked.bank_relation else child.bank_holder
    return ApplicationForm(
        unit=desk.office.unit,
        drawn_on=asked.applied_on,
        day=show_day(asked.applied_on),
        source=" ".join(filter(None, (asked.source.title, asked.proposed_by))),
        name=child.name,
        sex=child.sex,
        nation=child.nation,
        birth=_month_of_birth(child),
        citizen_id=child.citizen_id or "",
        student_number=child.student_number,
        household=asked.household.title if asked.household else "",
        school_class=_school_class(child),
        stage=grade_of(child, asked.applied_on),
        address=_home(child),
        postcode=asked.postcode,
        phone=child.phone,
        guardian=_with_relation(guardian),
        guardian_id=(guardian.citizen_id if guardian else "") or "",
        guardian_phone=guardian.phone if guardian else "",
        family_kinds=_ticks(FamilyKind, child.family_kinds),
        causes=_ticks(Cause, asked.causes),
        people=_count(asked.people),
        in_school=_count(asked.in_school),
        dependants=_count(asked.dependants),
        unemployed=_count(asked.unemployed),
        income_a_head=_yuan(income_a_head(asked)),
        incomes=tuple((title_of(Application, name), _yuan(getattr(asked, name))) for name in INCOMES),
        members=tuple(_member_rows(asked)),
        housing=_ticks(Housing, (asked.housing,) if asked.housing else ()),
        health=_health(asked),
        events=asked.events,
        bank_holder=holder,
        bank_name=child.bank_name,
        bank_card=child.bank_card,
        request=asked.request,
    )


def _member_rows(asked: Application) -> Iterable[tuple[str, ...]]:
    for one in members_of(asked):
        told = (one.workplace, one.occupation, one.education, _yuan(one.income_fen), one.health)
        yield (one.name, one.relation, _count(one.age), *told)


def _finding(desk: Desk, file: ApplicationFile) -> FindingForm:
    asked, child, guardian = file.application, file.child, file.guardian
    a_head = income_a_head(asked)
    told = (
        f"家庭 {asked.people} 人" if asked.people else "",
        f"人均年收入 {_yuan(a_head)} 元" if a_head is not None else "",
        f"住房 {asked.housing.title}" if asked.housing else "",
    )
    return FindingForm(
        unit=desk.office.unit,
        drawn_on=desk.today,
        name=child.name,
        sex=child.sex,
        birth=_month_of_birth(child),
        school_class=_school_class(child),
        guardian=_with_relation(guardian),
        phone=(guardian.phone if guardian else "") or child.phone,
        address=_home(child),
        hardships=titles(FamilyKind, child.family_kinds),
        told=",".join(filter(None, told)),
    )


def _notice_line(child: Beneficiary, day: date) -> NoticeLine:
    return NoticeLine(child.name, child.school, grade_of(child, day), child.class_name)


def _admission_line(file: ApplicationFile, today: date) -> AdmissionLine:
    child, asked = file.child, file.application
    checked = _last_passed(file.steps, Station.DOCUMENTS)
    visited = _last_passed(file.steps, Station.VISIT)
    objections = sum(step.kind is StepKind.OBJECTION for step in file.steps)
    advice = Advice(visited.told()["advice"]).title if visited else ""
    hung = f"{_short(asked.notice_from)}至{_short(asked.notice_to)}"
    return AdmissionLine(
        name=child.name,
        sex=child.sex,
        citizen_id=child.citizen_id or "",
        school_class=" ".join(filter(None, (child.school, grade_of(child, today), child.class_name))),
        family=titles(FamilyKind, child.family_kinds),
        guardian=_with_relation(file.guardian),
        checked=f"{_short(checked.day)} {checked.people}" if checked else "",
        visited=f"{_short(visited.day)} {visited.people} {advice}" if visited else "",
        posted=f"{hung} {f'异议 {objections} 条已答复' if objections else '无异议'}",
    )


def _last_passed(steps: Sequence[ApplicationStep], station: Station) -> ApplicationStep | None:
    passed = [step for step in steps if step.station is station and step.kind is StepKind.PASSED]
    return passed[-1] if passed else None


def _health(asked: Application) -> str:
    told = _ticks(Health, (asked.health,) if asked.health else ())
    if asked.disability:
        told += f"    残疾:{asked.disability.title} {asked.disability_level} 级"
    return f"{told}    {asked.illness}" if asked.illness else told


def _ticks(choices: type[Choice], chosen: Iterable[str]) -> str:
    known = set(chosen)
    return ticked(((choice.title, choice.value in known) for choice in choices), TICKS_A_LINE)


def _with_relation(guardian: Guardian | None) -> str:
    if guardian is None:
        return ""
    return f"{guardian.name}({guardian.relation})" if guardian.relation else guardian.name


def _school_class(child: Beneficiary) -> str:
    return " ".join(filter(None, (child.school, child.class_name)))


def _home(child: Beneficiary) -> str:
    return "".join((child.township, child.village, child.address))


def _month_of_birth(child: Beneficiary) -> str:
    return f"{child.birth.year}年{child.birth.month}月" if child.birth else ""


def _named(files: Sequence[ApplicationFile]) -> str:
    return files[0].child.name if len(files) == 1 else f"{len(files)}份"


def _short(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else in_figures(fen)
