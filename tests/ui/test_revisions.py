"""The page of the record of changes: the list, what is spelled out below it, narrowing, handing out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from countydesk.services import beneficiaries, revisions
from countydesk.services.desk import Desk
from tests.ui.conftest import Asked, Until
from ui.pages.revisions import page
from ui.pages.revisions.revisions import RevisionsPage
from ui.session import Session

CARD = "6217003810012345678"


@pytest.fixture
def changed(session: Session, until: Until, asked: Asked, acting: Callable[[str], Desk]) -> RevisionsPage:
    """王海 looks, after 李明 corrected a card."""

    def correct(desk: Desk) -> None:
        child = beneficiaries.open_child(desk, beneficiaries.listing(desk)[0].id).child
        beneficiaries.correct(desk, child.model_copy(update={"bank_card": CARD}), None, "监护人换卡")

    asked(correct)
    session.seat(acting("王海"))
    made = page(session)
    made.opened()
    until(lambda: made.view.table.rowCount() and made.view.table.held(0) is not None)
    return made


def texts(shown: RevisionsPage) -> str:
    return "\n".join(label.text() for label in shown.detail.findChildren(QLabel))


def test_a_chosen_change_is_spelled_out_and_shown_in_full_on_record(
    changed: RevisionsPage, until: Until, asked: Asked
) -> None:
    changed.view.selectRow(0)
    assert not changed.detail.isHidden()
    assert "李明修改帮扶对象" in texts(changed) and "→ ****5678" in texts(changed)
    assert "原因:监护人换卡" in texts(changed) and not changed.detail._full.isHidden()
    changed.detail._full.click()
    until(lambda: CARD in texts(changed))
    last = asked(lambda desk: revisions.listing(desk, revisions.Wanted(), limit=1))[0]
    assert last.action.title == "查看" and last.by == "王海"


def test_chips_and_words_narrow_it(changed: RevisionsPage, until: Until) -> None:
    changed.typed.setText("换卡")
    until(lambda: changed.view.table.rowCount() == 1)
    changed.by.choose("王海")
    until(lambda: changed.view.table.rowCount() == 0)
    changed.typed.clear()
    changed.by.choose(None)
    changed.days.choose(changed.days._options[0][1])
    until(lambda: changed.view.table.rowCount() > 1)
    assert changed.subtitle() == f"{changed.view.table.rowCount():,} 条"


def test_of_one_child_it_says_whose_it_is(changed: RevisionsPage, until: Until, asked: Asked) -> None:
    child = asked(lambda desk: beneficiaries.listing(desk)[0])
    changed.opened(child.id, child.name)
    until(lambda: changed.subtitle().startswith(f"{child.name} "))
    assert changed.wanted.child_id == child.id


def test_it_is_handed_out(changed: RevisionsPage, session: Session, until: Until, tmp_path: Path) -> None:
    said: list[str] = []
    session.noticed.connect(lambda sentence, _tone: said.append(sentence))
    changed.export(tmp_path / "变动.xlsx")
    until(lambda: len(said) == 2)
    assert said[1].startswith("已导出") and (tmp_path / "变动.xlsx").exists()
