"""Events, September, what is due and what is owed, on a desk."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.enrolment import EventKind, State
from countydesk.domain.grades import Stage
from countydesk.domain.months import Term
from countydesk.domain.problems import Refused
from countydesk.domain.promotion import Decision
from countydesk.export.papers.pages import Pages
from countydesk.services import (
    beneficiaries,
    checking,
    drawing,
    owing,
    promotion,
    school_life,
    school_lists,
    setup,
    workbench,
)
from countydesk.services.desk import Desk
from tests.conftest import TestClock
from tests.services.course import admit, new_desk, on, pay

AUTUMN, SPRING = Term(2026, "autumn"), Term(2027, "spring")


@pytest.fixture
def three(tmp_path: Path, clock: TestClock) -> Iterator[tuple[Desk, list[str]]]:
    """A desk of 6 September 2026 with a child in the last year of each stage."""
    on(clock, 2026, 9, 6)
    children = [("小明", Stage.PRIMARY, 2021), ("小红", Stage.JUNIOR, 2024), ("小军", Stage.SENIOR, 2024)]
    with new_desk(tmp_path, clock) as desk:
        yield desk, admit(desk, children)


def child(desk: Desk, child_id: str) -> Beneficiary:
    return beneficiaries.open_child(desk, child_id).child


def test_an_event_says_what_it_does_and_its_counter_event_what_comes_back(desk: Desk) -> None:
    who = beneficiaries.listing(desk, limit=1)[0].id
    before = child(desk, who)
    told = school_life.effects(desk, who)
    recorded = school_life.record(desk, who, EventKind.PAUSED, desk.today, "住院", "审批表")
    assert recorded.effect == told[EventKind.PAUSED]
    assert recorded.effect.startswith("从2026年秋季学期起暂停发放,本学年少发 2 期")
    undone = school_life.undo(desk, recorded.event.id, "登记错人")
    assert undone.effect.startswith("从2026年秋季学期起恢复发放")
    assert child(desk, who) == before
    assert [(one.event.kind, one.undone) for one in school_life.listing(desk, who)][-2:] == [
        (EventKind.PAUSED, True),
        (EventKind.UNDONE, False),
    ]
    with pytest.raises(Refused, match="已经撤销"):
        school_life.undo(desk, recorded.event.id, "再来")
    assert checking.check(desk) == []


def test_another_school_and_a_repeated_year_are_put_back(desk: Desk) -> None:
    who = beneficiaries.listing(desk, limit=1)[0].id
    before = child(desk, who)
    moved = school_life.record(
        desk, who, EventKind.CHANGED_SCHOOL, desk.today, "搬家", school="第一小学", class_name="3班"
    )
    assert (child(desk, who).school, child(desk, who).class_name) == ("第一小学", "3班")
    school_life.undo(desk, moved.event.id, "没有搬")
    assert child(desk, who) == before


def test_what_lies_ahead_is_recorded_when_it_happens(desk: Desk) -> None:
    who = beneficiaries.listing(desk, limit=1)[0].id
    with pytest.raises(Refused, match="到时登记"):
        school_life.record(desk, who, EventKind.PAUSED, date(2026, 10, 16), "住院")


def test_what_a_list_rests_on_is_not_taken_back(desk: Desk, clock: TestClock) -> None:
    who = beneficiaries.listing(desk, limit=1)[0].id
    school_life.record(desk, who, EventKind.PAUSED, desk.today, "住院")
    on(clock, 2026, 10, 20)
    back = school_life.record(desk, who, EventKind.RESUMED, desk.today, "康复").event
    on(clock, 2026, 10, 25)
    number = drawing.draw(desk, AUTUMN).number
    with pytest.raises(Refused, match=f"已据此列入名册 {number}"):
        school_life.undo(desk, back.id, "还没有康复")


def test_september_in_one_step(three: tuple[Desk, list[str]], clock: TestClock) -> None:
    desk, (primary, junior, senior) = three
    pay(desk, AUTUMN)
    with pytest.raises(Refused, match="只能在 2027 学年内"):
        promotion.promote(desk, 2027)
    on(clock, 2027, 9, 2)
    assert "3 人学段已满年限" in {task.word: task.sentence for task in workbench.look(desk).tasks}["学年升级"]
    shown = promotion.plan(desk, 2027)
    assert [move.child.id for move in shown.moved] == [primary]
    assert {move.child.id for move in shown.undecided} == {junior, senior}
    assert [(one.children, one.before_fen, one.after_fen) for one in shown.repriced] == [(1, 200000, 360000)]
    nobody = drawing.preview(desk, Term(2027, "autumn"))
    assert nobody.due == []
    assert {left.reason for left in nobody.left_out} == {
        f"{stage}已满年限,请先登记升学或毕业" for stage in ("小学", "初中", "高中")
    }
    with pytest.raises(Refused, match="小军不能选“升学”,可选:毕业、升入大学、留级、暂不处理"):
        promotion.promote(desk, 2027, {senior: Decision.NEXT})
    done = promotion.promote(desk, 2027, {junior: Decision.REPEAT, senior: Decision.UNIVERSITY})
    assert done.written == {Decision.NEXT: 1, Decision.REPEAT: 1, Decision.UNIVERSITY: 1}
    assert (child(desk, primary).stage, child(desk, primary).entry_year) == (Stage.JUNIOR, 2027)
    assert (child(desk, junior).stage, child(desk, junior).entry_year) == (Stage.JUNIOR, 2025)
    assert child(desk, senior).state is State.GRADUATED
    due = drawing.preview(desk, Term(2027, "autumn")).due
    assert sorted((one.grade.strip(), one.fen) for one in due) == [("初一", 180000), ("初三", 180000)]
    # A list of the year before is drawn up late: it sees the stage of its own day.
    assert [
        (one.stage, one.fen) for one in drawing.preview(desk, SPRING).due if one.stage is Stage.PRIMARY
    ] == [(Stage.PRIMARY, 100000)]
    with pytest.raises(Refused, match="没有需要升学或毕业的对象"):
        promotion.promote(desk, 2027)


def test_september_is_taken_back_as_one_until_a_list_rests_on_it(
    three: tuple[Desk, list[str]], clock: TestClock
) -> None:
    desk, ids = three
    on(clock, 2027, 9, 2)
    before = [child(desk, one) for one in ids]
    everybody = {move.child.id: move.proposed for move in promotion.plan(desk, 2027).undecided}
    promotion.promote(desk, 2027, everybody)
    assert promotion.plan(desk, 2027).done == 3
    promotion.undo(desk, 2027, "名单有误")
    assert [child(desk, one) for one in ids] == before
    with pytest.raises(Refused, match="没有可撤销的学年升级"):
        promotion.undo(desk, 2027, "再来")
    promotion.promote(desk, 2027, everybody)
    number = drawing.draw(desk, Term(2027, "autumn")).number
    with pytest.raises(Refused, match=f"已据此拟定名册 {number}"):
        promotion.undo(desk, 2027, "名单有误")
    assert checking.check(desk) == []


def test_each_school_gets_its_list_without_id_numbers(
    three: tuple[Desk, list[str]], clock: TestClock, tmp_path: Path
) -> None:
    desk, (primary, junior, _senior) = three
    known = child(desk, primary).model_copy(update={"citizen_id": "621024201503019976"})
    beneficiaries.correct(desk, known, None, "补录")
    beneficiaries.correct(desk, child(desk, junior).model_copy(update={"school": ""}), None, "不明")
    on(clock, 2027, 9, 2)
    counted: list[tuple[int, int]] = []
    paths = school_lists.write(desk, 2027, tmp_path / "各校", counted.append)
    assert counted == [(0, 2), (1, 2)]
    listed = promotion.plan(desk, 2027).moves
    books, printed = ([one for one in paths if one.suffix == end] for end in (".xlsx", ".pdf"))
    assert len(books) == len(printed) == 2
    assert "学校不明" in "".join(path.name for path in paths)
    sheets = [list(load_workbook(path).worksheets[0].values) for path in books]
    assert sum(len(rows) - 1 for rows in sheets) == len(listed) == 3
    told = "".join(text_of(path) for path in printed)
    assert all(move.child.name in told for move in listed)
    assert "621024201503019976" not in told
    assert "621024201503019976" not in {cell for rows in sheets for row in rows for cell in row}


def text_of(pdf: Path) -> str:
    """All that stands on a paper, without blanks."""
    with Pages(pdf.read_bytes()) as pages:
        return "".join("".join(pages.text(number).split()) for number in range(len(pages)))


def test_arrears_are_paid_on_a_list_of_their_own_term_where_the_office_does_so(
    three: tuple[Desk, list[str]], clock: TestClock
) -> None:
    desk, (primary, junior, _senior) = three
    for who in (primary, junior):
        school_life.record(desk, who, EventKind.PAUSED, desk.today, "住院")
    pay(desk, AUTUMN)
    on(clock, 2027, 3, 1)
    school_life.record(desk, primary, EventKind.RESUMED, desk.today, "康复")
    assert drawing.arrears(desk) == []
    setup.change_settings(desk, "补发上一期", arrears=True)
    [(term, one)] = drawing.arrears(desk)
    assert (term, one.candidate.child.id, one.fen) == (AUTUMN, primary, 100000)
    assert "补发:当时休学,现已复学" in one.hint
    assert {due.candidate.child.id for due in drawing.preview(desk, SPRING).due} >= {primary}
    pay(desk, AUTUMN)
    assert drawing.arrears(desk) == []
    with pytest.raises(Refused, match="没有可列入的对象"):
        drawing.draw(desk, AUTUMN)


def test_what_is_needed_to_everybodys_graduation(three: tuple[Desk, list[str]]) -> None:
    """小明: 1 year of 2000, 6 of 3600; 小红: 4 of 3600; 小军: 1 of 3600."""
    desk, _ids = three
    found = owing.to_graduation(desk)
    assert sum(one.fen for one in found) == 200000 + 11 * 360000
    assert [(one.school_year, one.stage, one.instalments) for one in found[:3]] == [
        (2026, Stage.PRIMARY, 2),
        (2026, Stage.JUNIOR, 2),
        (2026, Stage.SENIOR, 2),
    ]
    supposed = owing.to_graduation(desk, {Stage.JUNIOR: 400000})
    assert sum(one.fen for one in supposed) == sum(one.fen for one in found) + 4 * 40000
    pay(desk, AUTUMN)
    supposed = owing.to_graduation(desk, {Stage.JUNIOR: 400000})
    assert sum(one.fen for one in supposed) == 100000 + 20 * 180000 + 7 * 20000


def test_a_september_of_five_thousand(tmp_path: Path, clock: TestClock) -> None:
    """Every grade alike: a twelfth of them enters junior high, senior high, or is through."""
    on(clock, 2026, 9, 6)
    with new_desk(tmp_path, clock) as desk:
        stages = [(Stage.PRIMARY, 6), (Stage.JUNIOR, 3), (Stage.SENIOR, 3)]
        grades = [(stage, 2026 - year) for stage, years in stages for year in range(years)]
        admit(desk, [(f"孩{number}", *grades[number % 12]) for number in range(5000)])
        on(clock, 2027, 9, 2)
        shown = promotion.plan(desk, 2027)
        assert (len(shown.going_on), len(shown.moved), len(shown.undecided)) == (3751, 417, 832)
        everybody = {move.child.id: move.proposed for move in shown.undecided}
        done = promotion.promote(desk, 2027, everybody)
        assert done.written == {Decision.NEXT: 417 + 416, Decision.GRADUATE: 416}
        assert len(drawing.preview(desk, Term(2027, "autumn")).due) == 5000 - 416
        promotion.undo(desk, 2027, "名单有误")
        assert len(promotion.plan(desk, 2027).moved) == 417
