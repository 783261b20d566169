"""The frame: pages made when asked for, keys, the way back, the folded side bar, the cover."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from countydesk.domain.problems import Refused
from tests.ui import gallery
from tests.ui.conftest import Until
from ui import style
from ui.announcer import Changes
from ui.background import Background
from ui.failures import Failures
from ui.parts.facts import Elided
from ui.parts.page import Action, Page
from ui.parts.side_bar import Place, SideButton
from ui.session import Session
from ui.style import Tone
from ui.window import Entry, Window

Key, Modifier = Qt.Key, Qt.KeyboardModifier
MADE: list[str] = []


class A(Page):
    """A page that remembers what it was told."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        MADE.append(type(self).__name__)
        self.shown: list[tuple[object, ...]] = []
        self.heard: list[Changes] = []
        self.acted = 0
        self.stays = False

    def title(self) -> str:
        return f"页 {type(self).__name__}"

    def actions(self) -> list[Action]:
        return [Action("保存", self.act, "Ctrl+Return", main=True)]

    def act(self) -> None:
        self.acted += 1

    def opened(self, *what: object) -> None:
        self.shown.append(what)
        self.say_status(f"左 {type(self).__name__}", "右")

    def reload(self, changes: Changes) -> None:
        self.heard.append(changes)

    def may_leave(self) -> bool:
        return not self.stays


class B(A):
    """Another."""


class Inner(A):
    """A page that belongs to B and stands not in the side bar."""


@pytest.fixture
def window(background: Background, tmp_path: Path) -> Iterator[Window]:
    MADE.clear()
    session = Session(background, Failures(tmp_path))
    entries = [
        Entry(Place("a", "工作台", "desk"), A),
        Entry(Place("b", "帮扶对象", "people"), B),
        Entry(Place("manual", "手册", "manual", "F1"), A, "lower"),
        Entry(Place("inner", "孩子", "people"), Inner, "b", "发放"),
    ]
    made = Window(session, entries)
    made.resize(1366, 728)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def press(window: Window, key: Key, modifier: Modifier = Modifier.NoModifier) -> None:
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QApplication.processEvents()
    QTest.keyClick(window, key, modifier)


def test_nothing_is_made_before_it_is_asked_for(window: Window) -> None:
    assert MADE == [] and window.current == ""
    window.go("b", 7)
    assert MADE == ["B"]
    window.go("b", 8)
    assert MADE == ["B"]
    page = window.page("b")
    assert isinstance(page, B) and page.shown == [(7,), (8,)]


def test_keys_turn_pages_and_alt_left_goes_back(window: Window) -> None:
    window.go("a")
    press(window, Key.Key_2, Modifier.ControlModifier)
    assert window.current == "b"
    window.session.go("inner", 42)
    press(window, Key.Key_F1)
    manual = window.page("manual")
    assert window.current == "manual" and isinstance(manual, A) and manual.shown == [("发放",)]
    press(window, Key.Key_Left, Modifier.AltModifier)
    inner = window.page("inner")
    assert window.current == "inner" and isinstance(inner, Inner) and inner.shown[-1] == (42,)
    marked = [line.place.name for line in window.side.findChildren(SideButton) if line.isChecked()]
    assert marked == ["b"]


def test_what_is_gives_way_in_the_foot_to_what_keys_do(window: Window) -> None:
    window.resize(1090, 570)
    window.go("a")
    page = window.page("a")
    assert isinstance(page, A)
    page.say_status("合计 1,234 条 · " * 20, "Enter 打开")
    QApplication.processEvents()
    (sums,) = window.findChildren(Elided)
    (keys,) = [label for label in window.findChildren(QLabel) if label.text() == "Enter 打开"]
    assert window.width() == 1090 and keys.width() >= keys.sizeHint().width()
    assert sums.width() < sums.sizeHint().width() and sums.toolTip() == page.status[0]


def way_back(window: Window) -> str:
    """The words in front of the title."""
    QApplication.processEvents()
    shown = (each for each in window._header.findChildren(QPushButton) if not each.isHidden())
    return next((each.text() for each in shown if each.text().endswith("›")), "")


def test_the_way_back_says_where_it_leads(window: Window) -> None:
    window.go("inner", 1)
    assert way_back(window) == "帮扶对象 ›"
    window.back()
    assert window.current == "b"  # which it belongs to, when nothing was shown before
    window.go("a")
    window.go("inner", 1)
    assert way_back(window) == "工作台 ›"
    window.go("inner", 2)
    window.back()
    assert window.current == "a"


def test_one_record_leads_to_another_and_back(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Inner, "leads_on", True)
    window.go("a")
    for number in (1, 2, 2):
        window.go("inner", number)
    assert way_back(window) == "页 Inner ›"
    window.back()
    assert window.where == ("inner", (1,)) and way_back(window) == "工作台 ›"


def test_the_main_action_is_pressed_by_its_key_and_says_it(window: Window) -> None:
    window.go("a")
    press(window, Key.Key_Return, Modifier.ControlModifier)
    page = window.page("a")
    assert isinstance(page, A) and page.acted == 1
    assert window._header.buttons["保存"].text() == "保存 Ctrl+Enter"


def test_what_was_done_is_said_until_something_else_is_begun(window: Window) -> None:
    window.go("a")
    for tone, then in ((Tone.GREEN, ""), (Tone.RED, "一句话")):
        window.session.notice("一句话", tone)
        press(window, Key.Key_Return, Modifier.ControlModifier)
        assert window.notice.sentence == then


def test_a_page_that_must_not_be_left_stays(window: Window) -> None:
    window.go("a")
    page = window.page("a")
    assert isinstance(page, A)
    page.stays = True
    window.go("b")
    window.back()
    assert window.current == "a" and not window.close()
    page.stays = False


def test_changes_reach_the_pages_that_exist(window: Window) -> None:
    window.go("a")
    window.session.announcer.announce(frozenset({"visits"}))
    window.session.announcer.announce(frozenset())
    page = window.page("a")
    assert isinstance(page, A) and page.heard == [frozenset({"visits"})]
    assert MADE == ["A"]


def test_what_a_service_changed_is_announced(window: Window, until: Until) -> None:
    heard: list[Changes] = []
    window.session.announcer.changed.connect(heard.append)
    window.session.act(lambda desk: frozenset({"disbursements"}))
    until(lambda: heard)
    assert heard == [frozenset({"disbursements"})]


def test_a_refusal_is_said_in_the_page(window: Window, until: Until) -> None:
    def refuse(desk: object) -> None:
        raise Refused("复核人不能是拟定人。")

    window.go("a")
    window.session.act(refuse)
    until(lambda: window.notice.sentence)
    assert window.notice.sentence == "复核人不能是拟定人。"


def test_the_side_bar_folds_to_icons_in_a_narrow_window(window: Window) -> None:
    window.show_counts({"b": 12})
    assert window.side.width() == style.SIDE
    window.resize(1090, 570)
    QApplication.processEvents()
    assert window.side.width() == style.SIDE_FOLDED
    line = window.side.findChildren(SideButton)[1]
    assert line.folded and line.count == 12 and "帮扶对象" in line.toolTip()
    assert line.accessibleName() == "帮扶对象,12 项待办"
    window.resize(1366, 728)
    QApplication.processEvents()
    assert window.side.width() == style.SIDE


def test_under_a_cover_no_key_turns_pages_and_a_lock_forgets_them(window: Window) -> None:
    window.go("a")
    window.forget_pages()
    cover = QWidget()
    window.cover(cover)
    press(window, Key.Key_2, Modifier.ControlModifier)
    assert window.current == "" and cover.isVisible() and not window.side.isVisible()
    window.uncover()
    window.go("b")
    assert window.side.isVisible() and MADE == ["A", "B"]


def test_the_frame_imports_nothing_heavy() -> None:
    heavy = "{'sqlalchemy', 'sqlmodel', 'pydantic', 'openpyxl', 'pypinyin', 'alembic', 'PySide6.QtSvg'}"
    code = f"import sys, ui.window, ui.dialogs.ask_passphrase; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("size", [(1366, 728), (1090, 570), (1024, 540)])
def test_every_page_of_the_gallery_shows_without_a_warning(
    application: QApplication, tmp_path: Path, size: tuple[int, int]
) -> None:
    window = gallery.a_window(tmp_path)
    window.resize(*size)
    window.show()
    for entry in gallery.ENTRIES:
        window.go(entry.place.name)
        application.processEvents()
        for label in window.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                needed = label.heightForWidth(label.width())
                assert label.height() >= needed, f"{entry.place.name}: {label.text()} is cut"
    window.close()
    window.deleteLater()
