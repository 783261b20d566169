"""September on the page: what it brings, deciding for those selected, doing it and taking it back."""

from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.enrolment import State
from countydesk.domain.grades import Stage
from countydesk.domain.promotion import Decision
from countydesk.services import beneficiaries
from countydesk.services.desk import Desk
from tests.conftest import TestClock
from tests.ui.conftest import Asked, Until
from ui.pages.promotion import page
from ui.pages.promotion.promotion import MOVED, UNDECIDED, PromotionPage
from ui.session import Session


@pytest.fixture
def opened(session: Session, until: Until, asked: Asked, clock: TestClock) -> PromotionPage:
    """September 2027: the autumn's first years are a year older, and some have come to an end."""
    clock.on(date(2027, 9, 3))
    made = page(session)
    session.announcer.changed.connect(made.reload)
    made.resize(1150, 600)
    made.show()
    made.opened()
    until(lambda: made.shown is not None)
    return made


def state_of(desk: Desk, child_id: str) -> tuple[State, Stage | None]:
    child = beneficiaries.open_child(desk, child_id).child
    return child.state, child.stage


def test_it_says_what_september_brings(opened: PromotionPage) -> None:
    assert opened.subtitle() == "2027–2028 学年"
    shown = opened.shown
    assert shown is not None and len(shown.moves) == 24
    assert len(shown.going_on) + len(shown.moved) + len(shown.undecided) == 24
    assert shown.moved and shown.undecided
    assert [action.title for action in opened.actions()][-1] == "执行升级"
    assert f"待确认 {len(shown.undecided)}" == opened.kinds.button(UNDECIDED).text()


def test_those_selected_are_decided_and_only_by_what_they_may_choose(
    opened: PromotionPage, desk: Desk, until: Until, asked: Asked
) -> None:
    assert opened.shown is not None
    until(lambda: opened.view.table.rowCount() == len(opened.shown.undecided))  # type: ignore[union-attr]
    through = next(n for n, m in enumerate(opened.shown.undecided) if m.proposed is Decision.GRADUATE)
    graduate = opened.shown.undecided[through].child.id
    opened.view.selectRow(through)
    assert opened.buttons[Decision.UNIVERSITY].isEnabled()
    assert not opened.buttons[Decision.NEXT].isEnabled()
    opened.buttons[Decision.UNIVERSITY].click()
    assert opened.decisions == {graduate: Decision.UNIVERSITY}
    assert [row.move.child.id for row in opened.view.selected_rows()] == [graduate]
    opened.confirm_all()
    assert opened.decisions[graduate] is Decision.UNIVERSITY
    opened.promote()
    until(lambda: opened.shown is not None and opened.shown.done)
    assert asked(state_of, graduate) == (State.GRADUATED, Stage.SENIOR)
    assert opened.shown.undecided == []
    assert not opened.actions()[-1].enabled


def test_it_is_taken_back_as_one(opened: PromotionPage, until: Until, asked: Asked) -> None:
    assert opened.shown is not None
    entering = opened.shown.moved[0].child.id
    opened.promote()
    until(lambda: opened.shown is not None and opened.shown.done)
    assert asked(state_of, entering) == (State.IN_SUPPORT, Stage.JUNIOR)
    opened.ask_undo()
    opened.entry.fields["reason"].editor.set_value("名单有误")
    opened.entry.submit()
    until(lambda: opened.shown is not None and not opened.shown.done)
    assert asked(state_of, entering) == (State.IN_SUPPORT, Stage.PRIMARY)
    assert not opened.entry.is_open


def test_the_lists_of_the_moved_and_of_the_schools(
    opened: PromotionPage, until: Until, tmp_path: Path
) -> None:
    opened.kinds.button(MOVED).click()
    assert opened.shown is not None
    assert opened.view.table.rowCount() == len(opened.shown.moved)
    said: list[str] = []
    opened.session.noticed.connect(lambda words, _tone: said.append(words))
    opened.hand_out(tmp_path / "各校")
    until(lambda: "1 / " in opened.status[0])
    opened.stop_writing()
    until(lambda: said)
    schools = {move.child.school for move in opened.shown.moves}
    assert 0 < len(list((tmp_path / "各校").glob("*.pdf"))) < len(schools)
    assert "已停止生成" in said[0] and opened.actions()[-1].title == "执行升级"
    opened.hand_over(tmp_path)
    until(lambda: said[-1].startswith("2027"))
    assert said[-1] == "2027 年没有登记“升入大学”的对象。"
