"""The window's frame: top line, side bar, page area with its header, foot; and the way between pages."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui import style
from ui.announcer import Changes
from ui.parts.facts import Elided
from ui.parts.header import Header
from ui.parts.notice import Notice
from ui.parts.page import Page
from ui.parts.side_bar import Place, SideBar
from ui.parts.top_line import PRODUCT, TopLine
from ui.session import Session
from ui.style import Tone

SMALLEST = QSize(980, 520)
SIDE = ("upper", "lower")
MARGIN = 18  # pixels round the page


@dataclass(frozen=True)
class Entry:
    """A page that the window can show; `make` imports and builds it when it is first asked for."""

    place: Place
    make: Callable[[Session], Page]
    where: str = "upper"  # one of `SIDE`, the parts of the side bar; or the name of the page it belongs to
    chapter: str = ""  # of the manual, that tells about it


@dataclass
class Step:
    """A page on the way here and what it was opened with; `title` is how it stood when it was left."""

    name: str
    what: tuple[object, ...]
    title: str = ""


class Window(QMainWindow):
    """Made before anything heavy is imported: it builds no page until `go` asks for one."""

    closing = Signal(QCloseEvent)  # who hears it may ignore the event: something is still to be done
    page_shown = Signal(str)

    def __init__(self, session: Session, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.session = session
        self.top = TopLine()
        self.notice = Notice()
        self._entries = {entry.place.name: entry for entry in entries}
        self._pages: dict[str, Page] = {}
        self._trail: list[Step] = []
        self._left_out: frozenset[str] = frozenset()
        self._header = Header()
        self._stack = QStackedWidget()
        self._cover: QWidget | None = None
        self._build()
        self._bind_keys()
        session.wanted.connect(self._go_wanted)
        session.back_wanted.connect(self.back)
        session.noticed.connect(lambda sentence, tone: self.notice.say(sentence, tone))
        session.announcer.changed.connect(self._reload)

    # --- the frame

    def _build(self) -> None:
        self.setWindowTitle(PRODUCT)
        self.setMinimumSize(SMALLEST)
        self.resize(1366, 728)
        places = {where: self._places(where) for where in SIDE}
        self.side = SideBar(places["upper"], places["lower"])
        self.side.chosen.connect(lambda name: self.go(name))
        self._foot_left, self._foot_right = style.in_role(Elided(), "foot"), style.label("", "foot")
        self._middle = QWidget()
        beside = QHBoxLayout(self._middle)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.side)
        beside.addWidget(self._page_area(), 1)
        whole = style.in_role(QWidget(), "page")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self._middle, 1)
        column.addWidget(self._foot())
        self._column = column
        self.setCentralWidget(whole)
        self._header.back_wanted.connect(self.back)
        self._header.pressed.connect(self.notice.pass_over)

    def _places(self, where: str) -> list[Place]:
        return [entry.place for entry in self._entries.values() if entry.where == where]

    def _page_area(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(MARGIN, 14, MARGIN, 14)
        column.setSpacing(style.GAP)
        column.addWidget(self._header)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        return area

    def _foot(self) -> QWidget:
        foot = style.in_role(QWidget(), "foot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        foot.setFixedHeight(28)
        line = QHBoxLayout(foot)
        line.setContentsMargins(14, 0, 14, 0)
        self._foot_left.setMinimumWidth(1)  # what keys do is shown in full, what is in what is left
        line.addWidget(self._foot_left, 1)
        line.addWidget(self._foot_right)
        return foot

    def _bind_keys(self) -> None:
        self._key("Ctrl+K", self._to_search)
        self._key("Alt+Left", self.back)
        self._key("Ctrl+L", self.session.lock)
        for entry in self._entries.values():
            if entry.place.key:
                self._key(entry.place.key, partial(self._look_up, entry.place.name))
        for number in range(1, 10):
            self._key(f"Ctrl+{number}", partial(self._turn_to, number))

    def _look_up(self, manual: str) -> None:
        """The manual, where it tells about the page that is shown."""
        chapter = self._entries[self.current].chapter if self._trail else ""
        self.go(manual, *filter(None, [chapter]))

    def _turn_to(self, number: int) -> None:
        """The page of that place in the upper side bar, counted without those that are left out."""
        there = [place.name for place in self._places("upper") if place.name not in self._left_out]
        if number <= len(there):
            self.go(there[number - 1])

    def leave_out(self, names: Collection[str]) -> None:
        """Do without some pages: the office has no use for them."""
        self._left_out = frozenset(names)
        self.side.leave_out(self._left_out)

    def _key(self, key: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(key), self).activated.connect(lambda: None if self._cover else act())

    def _to_search(self) -> None:
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    # --- the pages

    @property
    def current(self) -> str:
        """The name of the page that is shown; "" before the first."""
        return self._trail[-1].name if self._trail else ""

    @property
    def where(self) -> tuple[str, tuple[object, ...]] | None:
        """The page that is shown and what it was opened with; None before the first."""
        return (self._trail[-1].name, self._trail[-1].what) if self._trail else None

    def page(self, name: str) -> Page:
        """The page of that name, built now if it was not yet."""
        if name not in self._pages:
            page = self._entries[name].make(self.session)
            page.header_changed.connect(lambda: self._show_header(page))
            page.status_changed.connect(lambda: self._show_status(page))
            self._pages[name] = page
            self._stack.addWidget(page)
        return self._pages[name]

    def go(self, name: str, *what: object) -> None:
        """Show a page; `what` says which record, and is handed to its `opened`."""
        if name not in self._entries or name in self._left_out or self._must_stay():
            return
        page = self.page(name)  # one that cannot be made leaves the window where it was
        if self.current == name and (not page.leads_on or self._trail[-1].what == what):
            self._trail.pop()
        elif self._trail:
            self._trail[-1].title = self._title(self.current)
        self._trail.append(Step(name, what))
        self._show()

    def back(self) -> None:
        """Show the page before this one, as it was opened."""
        before = self._before
        if before is not None and not self._must_stay():
            self._trail[-2:] = [before]
            self._show()

    @property
    def _before(self) -> Step | None:
        """Where the way back leads: to what was shown before, or else to the page that it belongs to."""
        if len(self._trail) > 1:
            return self._trail[-2]
        where = self._entries[self.current].where if self._trail else "upper"
        return None if where in SIDE else Step(where, (), self._title(where))

    def _title(self, name: str) -> str:
        """What a page is called where one comes from it: as the side bar says, or else by what it shows."""
        entry = self._entries[name]
        shown = self.page(name).title() if entry.where not in SIDE else ""
        return shown or entry.place.title

    def _go_wanted(self, name: str, what: tuple[object, ...]) -> None:
        self.go(name, *what)

    def _must_stay(self) -> bool:
        return bool(self._trail) and not self.page(self.current).may_leave()

    def _show(self) -> None:
        name = self.current
        page = self.page(name)
        self.notice.hide()
        self._stack.setCurrentWidget(page)
        where = self._entries[name].where
        self.side.show_current(name if where in SIDE else where)
        page.opened(*self._trail[-1].what)
        self._show_header(page)
        self._show_status(page)
        self.page_shown.emit(name)

    def _show_header(self, page: Page) -> None:
        if page is self._stack.currentWidget():
            before = self._before
            inner = before is not None and self._entries[self.current].where not in SIDE
            self._header.show_page(page, before.title if before and inner else "")

    def _show_status(self, page: Page) -> None:
        if page is self._stack.currentWidget():
            self._say_status(*page.status)

    def _say_status(self, left: str, right: str) -> None:
        self._foot_left.setText(left)
        self._foot_left.setToolTip(left)
        self._foot_right.setText(right)

    def _reload(self, changes: Changes) -> None:
        """Pages that were built hear of it, shown or not; each knows what it shows."""
        for page in self._pages.values():
            page.reload(changes)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How much waits on each page, in the side bar."""
        self.side.show_counts(counts)

    def say(self, sentence: str, tone: Tone, link: str = "", act: Callable[[], object] | None = None) -> None:
        """A sentence in the notice line of the page that is shown, with a way to act on it."""
        self.notice.say(sentence, tone, link, act)

    # --- the cover: unlocking and first start stand in the window, no dialog before it

    def cover(self, widget: QWidget) -> None:
        """Show one widget in place of side bar and page, until `uncover`; keys do nothing below it."""
        self.uncover()
        self._cover = widget
        self._middle.hide()
        self.top.setEnabled(False)
        self._say_status("", "")
        self._column.insertWidget(1, widget, 1)
        widget.show()
        widget.setFocus()

    def uncover(self) -> None:
        """Show the pages again."""
        if self._cover is not None:
            self._column.removeWidget(self._cover)
            self._cover.hide()
            self._cover.deleteLater()
            self._cover = None
            self._middle.show()
            self.top.setEnabled(True)

    def forget_pages(self) -> None:
        """Drop every page and where one was: what they show must not outlive a lock."""
        self._trail.clear()
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._header.clear()
        self.notice.hide()

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        folded = event.size().width() <= style.FOLDS_AT
        self.side.fold(folded)
        self.top.fold(folded)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._must_stay():
            event.ignore()
            return
        self.closing.emit(event)
        if event.isAccepted():
            super().closeEvent(event)
