"""Finding a child from anywhere: typed above, listed below, opened by Enter."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import Until
from ui.finding import Finding
from ui.session import Session
from ui.window import Window

Key = Qt.Key


@pytest.fixture
def window(session: Session) -> Iterator[Window]:
    made = Window(session, [])
    made.top.show_office("共青团合水县委员会", "李明")
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_initials_list_children_and_enter_opens_one(window: Window, session: Session, until: Until) -> None:
    wanted: list[tuple[str, tuple[object, ...]]] = []
    session.wanted.connect(lambda name, what: wanted.append((name, what)))
    finding, search = Finding(window.top, session), window.top.search
    search.setFocus()
    QTest.keyClicks(search, "w")
    until(lambda: finding.listed)
    first, second = finding._found[:2]
    assert finding.listed[0].startswith(first.name) and "****" in finding.listed[0]
    QTest.keyClick(search, Key.Key_Down)
    QTest.keyClick(search, Key.Key_Return)
    assert wanted == [("child", (second.id,))] and first.id != second.id
    assert finding.listed == [] and search.text() == ""


def test_nobody_found_is_said_and_escape_puts_it_away(window: Window, session: Session, until: Until) -> None:
    finding, search = Finding(window.top, session), window.top.search
    search.setFocus()
    QTest.keyClicks(search, "qqqq")
    until(lambda: finding.listed)
    assert finding.listed == ["没有找到“qqqq”"]
    QTest.keyClick(search, Key.Key_Return)
    QTest.keyClick(search, Key.Key_Escape)
    assert finding.listed == [] and search.text() == ""
