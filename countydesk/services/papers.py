"""Papers: the roster and the visit form as PDF, the same bytes for window and command."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from countydesk.domain.beneficiaries import Beneficiary, FamilyKind, grade_of
from countydesk.domain.days import show_day
from countydesk.domain.disbursements import Batch, BatchLine, BatchState
from countydesk.domain.fields import titles
from countydesk.domain.money import in_figures
from countydesk.domain.months import Term
from countydesk.domain.offices import Office
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.domain.visits import Visit
from countydesk.export.papers.document import Document, document_pdf
from countydesk.export.papers.fonts import find_fonts, missing_sentence
from countydesk.export.papers.pages import Pages
from countydesk.export.papers.roster import Roster, RosterLine, roster_pdf
from countydesk.export.papers.visit_form import VisitForm, visit_forms_pdf
from countydesk.services import beneficiaries, disbursements
from countydesk.services.booking import BatchSheet
from countydesk.services.desk import Desk
from countydesk.storage.whole_files import write_whole


@dataclass(frozen=True)
class Paper:
    """A finished paper, what to call its file, and what the person who prints has to know."""

    pdf: bytes
    file_name: str
    warnings: tuple[str, ...] = ()


def roster(desk: Desk, number: str) -> Paper:
    """The 发放花名册 of a batch; before it has its number it is marked as a draft."""
    desk.acting(Act.PRINT)
    sheet = disbursements.show(desk, number)
    drawn = _roster(desk, sheet)
    fonts = find_fonts()
    missing = fonts.missing("".join(drawn.text))
    if sheet.batch.roster_number:
        _log_printing(desk, sheet.batch)
    return Paper(
        roster_pdf(drawn, fonts),
        f"发放花名册-{sheet.batch.number}.pdf",
        (missing_sentence(missing),) if missing else (),
    )


def drawn(document: Document, file_name: str) -> Paper:
    """A paper that runs on, with what to know of characters that no font here has."""
    fonts = find_fonts()
    missing = fonts.missing("".join(document.text))
    warnings = (missing_sentence(missing),) if missing else ()
    return Paper(document_pdf(document.in_print, fonts), file_name, warnings)


def of_office(desk: Desk, document: Document, file_name: str) -> Paper:
    """A paper about the work of the whole office, as `drawn`; that it goes out is on record."""
    desk.acting(Act.HAND_OUT)
    paper = drawn(document, file_name)
    log_going_out(desk, f"打印{file_name.removesuffix('.pdf')}")
    return paper


def log_going_out(desk: Desk, what: str, *files: Path) -> None:
    """Record that something about the whole office goes out; `files` were written of it, and go away again
    where that cannot be recorded."""
    desk.acting(Act.HAND_OUT)
    with desk.work() as work:
        work.hands_out(*files)
        work.log(Action.SENT_OUT, Office, desk.office.code, what)
        work.commit()


def visit_form(desk: Desk, child_id: str) -> Paper:
    """The 入户走访记录表 of a child, with what is known filled in."""
    return visit_forms(desk, [child_id])


def visit_forms(desk: Desk, child_ids: Sequence[str]) -> Paper:
    """The 入户走访记录表 of some children, a page each. Raises `Refused` for none or an unknown one."""
    desk.acting(Act.HAND_OUT)
    if not child_ids:
        raise Refused("请先选择要走访的帮扶对象。")
    forms = [form_of(desk, child_id) for child_id in child_ids]
    fonts = find_fonts()
    missing = fonts.missing("".join(text for form in forms for text in form.text))
    log_forms(desk, child_ids)
    told = forms[0].name if len(forms) == 1 else f"{len(forms)}份"
    return Paper(
        visit_forms_pdf(forms, fonts),
        f"入户走访记录表-{told}.pdf",
        (missing_sentence(missing),) if missing else (),
    )


def form_of(desk: Desk, child_id: str) -> VisitForm:
    """What is known of a child, for its visit form. Raises `Refused` for an unknown one."""
    file = beneficiaries.open_child(desk, child_id)
    child, guardian = file.child, file.guardian
    last = file.visits[0].visit if file.visits else None
    stage = grade_of(child, desk.today)
    return VisitForm(
        unit=desk.office.unit,
        drawn_on=desk.today,
        name=child.name,
        sex=child.sex,
        birth=f"{child.birth.year}年{child.birth.month}月" if child.birth else "",
        nation=child.nation,
        school_class=" ".join(filter(None, (child.school, child.class_name))),
        stage=stage,
        address="".join((child.township, child.village, child.address)),
        guardian=_with_relation(guardian.name, guardian.relation) if guardian else "",
        phone=(guardian.phone if guardian else "") or child.phone,
        hardships=titles(FamilyKind, child.family_kinds),
        support=_support(file.payments),
        last_day=last.day if last else None,
        last_findings=last.findings if last else "",
        last_follow_up=";".join(_open_follow_ups(line.visit for line in file.visits)),
    )


def opened(pdf: bytes) -> Pages:
    """A paper opened for looking: its pages are drawn one by one, as they are asked for."""
    return Pages(pdf)


def _roster(desk: Desk, sheet: BatchSheet) -> Roster:
    by = {step.state: step.by for step in sheet.steps}
    term = Term.parse(sheet.batch.term)
    return Roster(
        place=desk.office.name.removeprefix("甘肃省"),
        title=f"困境青少年助养项目{term.title}资助金发放花名册",
        unit=desk.office.unit,
        drawn_on=sheet.batch.day,
        lines=tuple(_roster_line(line) for line in sheet.lines),
        number=sheet.batch.roster_number or "",
        approved_by=by.get(BatchState.APPROVED, ""),
        checked_by=by.get(BatchState.CHECKED, ""),
        drawn_by=by.get(BatchState.DRAWN, ""),
    )


def _roster_line(line: BatchLine) -> RosterLine:
    return RosterLine(
        name=line.name,
        sex=line.sex,
        citizen_id=line.citizen_id or "",
        school_class=" ".join(filter(None, (line.school, line.grade.replace(" ", "")))),
        stage=line.stage.title,
        guardian=line.guardian,
        account=line.bank_card or "现金",
        fen=line.fen,
    )


def log_forms(desk: Desk, child_ids: Sequence[str]) -> None:
    """The forms carry addresses and phone numbers: that they left the desk is on record."""
    desk.acting(Act.HAND_OUT)
    with desk.work() as work:
        for child_id in child_ids:
            work.log(Action.SENT_OUT, Beneficiary, child_id, "打印走访表")
        work.commit()


def _log_printing(desk: Desk, batch: Batch) -> None:
    """A roster carries full IDs and card numbers: that it left the desk is on record."""
    with desk.work() as work:
        work.log(Action.SENT_OUT, Batch, batch.id, f"打印名册 {batch.number}")
        work.commit()


def _with_relation(name: str, relation: str) -> str:
    return f"{name}({relation})" if relation else name


def _support(payments: Sequence[beneficiaries.Payment]) -> str:
    if not payments:
        return ""
    return f"{Term.parse(payments[0].term).title} {in_figures(payments[0].fen)} 元"


def _open_follow_ups(visits: Iterable[Visit]) -> Iterator[str]:
    for visit in visits:
        if visit.follow_up and not visit.follow_up_done:
            due = f"({show_day(visit.follow_up_due)}前)" if visit.follow_up_due else ""
            yield f"{visit.follow_up}{due}"


def save(paper: Paper, folder: Path) -> Path:
    """Write a paper into a folder; returns where. Raises `Unavailable` when the disk fails."""
    path = folder / paper.file_name
    write_whole(path, paper.pdf)
    return path
