"""A child that moves to another county: its file made on its page, and taken in over there."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from countydesk.domain.enrolment import EventKind, State
from countydesk.services import beneficiaries, moving_away, school_life
from countydesk.services.desk import Desk, open_desk
from countydesk.services.register import Gap
from tests.conftest import PASSPHRASE, TestClock
from tests.services.area import HESHUI, NING, OPERATOR, make
from tests.ui.conftest import Asked, Until
from ui.background import Background
from ui.failures import Failures
from ui.pages.child import page as child_page
from ui.pages.child.child import ChildPage
from ui.pages.transfer import page
from ui.pages.transfer.transfer import TransferPage
from ui.session import Session

Seat = Callable[[str], Session]


@pytest.fixture(scope="session")
def area_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province with two counties, 合水 and 宁县, each with a certificate."""
    folder, clock = tmp_path_factory.mktemp("area"), TestClock()
    clock.on(date(2026, 9, 10))
    make(folder, clock, HESHUI, NING)
    return folder


@pytest.fixture
def at(area_folder: Path, clock: TestClock, background: Background, tmp_path: Path) -> Iterator[Seat]:
    """Opens the desk of a county, with a session at it."""
    with ExitStack() as stack:

        def seat(code: str) -> Session:
            desk = stack.enter_context(open_desk(area_folder / code, PASSPHRASE, OPERATOR, clock))
            made = Session(background, Failures(tmp_path / "reports"))
            made.failures.crashed.connect(lambda report, _kept: pytest.fail(report))
            made.seat(desk)
            return made

        yield seat


def said_by(session: Session) -> list[str]:
    said: list[str] = []
    session.noticed.connect(lambda words, _tone: said.append(words))
    return said


def shown(session: Session, child_id: str, until: Until) -> ChildPage:
    made = child_page(session)
    assert isinstance(made, ChildPage)
    made.resize(1140, 640)
    made.show()
    session.announcer.changed.connect(made.reload)
    made.opened(child_id)
    until(lambda: made.seen)
    return made


def asked_of(session: Session, until: Until, function: Callable[..., Any], *args: Any) -> Any:
    heard: list[Any] = []
    session.ask(function, *args, on_done=heard.append)
    until(lambda: heard)
    return heard[0]


def leave(desk: Desk, name: str) -> str:
    child = beneficiaries.named(desk, name).id
    school_life.record(desk, child, EventKind.MOVED_AWAY, desk.today, "随父母搬家")
    return child


def test_a_child_goes_and_is_taken_in(at: Seat, until: Until, tmp_path: Path) -> None:
    first = at(HESHUI)
    child = asked_of(first, until, leave, "张小明")
    leaving = shown(first, child, until)
    assert "转移档案" in leaving.todo.sentence and leaving.todo.isVisible()
    said = said_by(first)
    leaving.doing.ask_hand_over()
    for name, value in (("county", "宁县"), ("folder", tmp_path), ("passphrase", PASSPHRASE)):
        leaving.entry.fields[name].editor.set_value(value)
    leaving.entry.submit()
    until(lambda: said)
    [path] = tmp_path.glob("转移档案-*.xlsx")

    second = at(NING)
    arriving = page(second)
    arriving.resize(1140, 640)
    arriving.show()
    arriving.opened(str(path))
    until(lambda: arriving.coming)
    assert arriving.entry.is_open and "庆阳市合水县" in arriving.entry.accessibleName()
    assert arriving.view.table.rowCount() == 2
    arriving.entry.fields["school"].editor.set_value("宁县第二小学")
    went: list[tuple[object, ...]] = []
    second.wanted.connect(lambda where, what: went.append((where, *what)))
    arriving.entry.submit()
    until(lambda: went)
    assert went == [("child", child)]
    listed = asked_of(second, until, beneficiaries.listing, beneficiaries_wanted())
    assert [one.name for one in listed] == ["张小明"]

    there = shown(second, child, until)
    assert "由庆阳市合水县转入" in there.todo.sentence
    there.doing.ask_admission()
    there.entry.fields["finding"].editor.set_value("已核对户口簿和学籍")
    there.entry.submit()
    until(lambda: there.seen and there.seen.file.child.state is State.IN_SUPPORT)
    until(lambda: not there.todo.isVisible())

    arriving.look_at(path)
    until(lambda: arriving.coming)
    assert "已经接收过" in arriving.told.sentence and not arriving.entry.is_open


def beneficiaries_wanted() -> Any:
    from countydesk.services.register import Wanted

    return Wanted(gap=Gap.ARRIVED)


def test_a_file_that_is_none_is_told(at: Seat, until: Until, tmp_path: Path) -> None:
    arriving: TransferPage = page(at(NING))
    arriving.show()
    wrong = tmp_path / "台账.xlsx"
    wrong.write_bytes(b"PK no workbook")
    arriving.opened(str(wrong))
    until(lambda: arriving.told.sentence)
    assert "台账.xlsx" in arriving.told.sentence and arriving.coming is None


def test_what_can_be_printed_follows_the_state(
    session: Session, until: Until, asked: Asked, desk: Desk
) -> None:
    child = asked(beneficiaries.listing)[0]
    made = shown(session, child.id, until)
    assert not made.todo.isVisible()
    asked(school_life.record, child.id, EventKind.DROPPED_OUT, desk.today, "外出务工")
    made._look()
    until(lambda: made.todo.isVisible())
    assert "告知单" in made.todo.sentence
    assert moving_away.PLAIN  # what is said of a file that anybody can read
