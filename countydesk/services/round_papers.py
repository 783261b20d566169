"""The papers of a round: the list of its stops, and a visit form for each in the same order."""

from dataclasses import replace

from countydesk.domain.operators import Act
from countydesk.export.papers.fonts import find_fonts, missing_sentence
from countydesk.export.papers.round_sheet import RoundSheet, SheetStop, round_pdf
from countydesk.export.papers.visit_form import VisitForm
from countydesk.services import papers, rounds
from countydesk.services.desk import Desk
from countydesk.services.papers import Paper
from countydesk.services.rounds import Round, StopSeen


def papers_of(desk: Desk, number: str) -> Paper:
    """What is taken along on a round. Raises `Refused` for an unknown number."""
    desk.acting(Act.HAND_OUT)
    seen = rounds.show(desk, number)
    forms = [_form(desk, seen, one) for one in seen.stops]
    sheet = RoundSheet(
        desk.office.unit,
        seen.number,
        seen.day,
        seen.townships,
        seen.visitors,
        tuple(_stop(one, form) for one, form in zip(seen.stops, forms, strict=True)),
    )
    fonts = find_fonts()
    missing = fonts.missing("".join([*sheet.text, *(text for form in forms for text in form.text)]))
    papers.log_forms(desk, [one.child.id for one in seen.stops])
    warnings = (missing_sentence(missing),) if missing else ()
    return Paper(round_pdf(sheet, forms, fonts), f"走访名单-{seen.number}.pdf", warnings)


def _form(desk: Desk, seen: Round, one: StopSeen) -> VisitForm:
    return replace(
        papers.form_of(desk, one.child.id),
        day=seen.day,
        stop=f"走访 {seen.number} 第 {one.stop.position} 户",
        why=one.due.why if one.due else "",
    )


def _stop(one: StopSeen, form: VisitForm) -> SheetStop:
    due = one.due.sentence if one.due else f"现为“{one.child.state.title}”"
    follow_up = f"待跟进: {form.last_follow_up}" if form.last_follow_up else ""
    child = one.child
    return SheetStop(
        child.name,
        "\n".join(filter(None, (child.school, one.grade))),
        "".join((child.township, child.village, child.address)),
        form.guardian,
        form.phone,
        "\n".join(filter(None, (due, follow_up))),
    )
