"""The papers of a round: its list and the forms, in the order of the way, with what is known."""

import re
from datetime import timedelta

import pytest

from countydesk.domain.problems import Refused
from countydesk.services import due_visits, papers, round_papers, rounds, visits
from countydesk.services.desk import Desk
from tests.services.test_visits import visit_to


def texts_of(pdf: bytes) -> list[str]:
    with papers.opened(pdf) as pages:
        return [re.sub(r"[ \n]", "", pages.text(page)) for page in range(len(pages))]


def test_the_list_comes_first_and_a_form_for_each_stop_in_its_order(desk: Desk) -> None:
    some = [line.id for line in due_visits.due(desk, limit=13)]
    due = desk.today + timedelta(days=9)
    known = {"findings": "外祖母种玉米六亩。\n住校。", "follow_up": "陪同配镜", "follow_up_due": due}
    visits.record(desk, visit_to(desk, some[0], **known))
    number = rounds.plan(desk, desk.today + timedelta(days=1), "李明、赵芳", some).number
    seen = rounds.show(desk, number)
    rounds.reorder(desk, number, [one.stop.id for one in reversed(seen.stops)])
    paper = round_papers.papers_of(desk, number)
    assert paper.warnings == ()
    assert paper.file_name == "走访名单-2026-001.pdf"
    first, second, *forms = texts_of(paper.pdf)
    names = [one.child.name for one in reversed(seen.stops)]
    assert [name in first for name in names] == [True] * 12 + [False] and names[12] in second
    assert "走访编号:2026-001" in first and "走访日期:2026年10月16日" in first and "共13户" in first
    assert "第2页共2页" in second
    assert len(forms) == 13
    for position, (name, form) in enumerate(zip(names, forms, strict=True), 1):
        assert f"走访2026-001第{position}户" in form and name in form
        assert "走访日期:2026年10月16日" in form and "本次走访:" in form
    (told,) = (form for form in forms if "外祖母种玉米六亩" in form)
    assert "待跟进:陪同配镜(2026年10月24日前)" in told
    assert paper.pdf == round_papers.papers_of(desk, number).pdf


def test_a_round_that_is_not_there_has_no_papers(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有编号为"):
        round_papers.papers_of(desk, "2026-001")
