"""The child's page: facts, the way through school, payments, visits and events; and what can be done."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from countydesk.domain.beneficiaries import FamilyKind
from countydesk.domain.enrolment import possible
from countydesk.services import (
    beneficiaries,
    recording,
)
from ui import style
from ui.announcer import Changes
from ui.charts.course_chart import CourseChart
from ui.charts.legend import Legend, Meaning, Shape
from ui.dialogs.pdf_preview import preview_paper
from ui.dialogs.photo_view import PhotoView
from ui.pages.child.correcting import Correcting
from ui.pages.child.doing import Doing
from ui.pages.child.facts import Ways, facts_of
from ui.pages.child.leaving import ToDo, next_of
from ui.pages.child.papers import NOTICE, MakePaper, papers_of
from ui.pages.child.payments import Payments
from ui.pages.child.seen import Photo, Seen, look, photos_of
from ui.pages.child.story import enrolment_events, visit_events
from ui.pages.child.way import course_of, said
from ui.parts.card import Card
from ui.parts.entry_bar import Entry, EntryBar
from ui.parts.facts import FactStrip
from ui.parts.folding import Beside, Scrolled
from ui.parts.lists import Timeline
from ui.parts.next_line import NextLine
from ui.parts.page import Action, Page
from ui.session import Session
from ui.style import Tone
from ui.tables.record_view import framed
from ui.tables.walk import Walk

SHOWS = frozenset(
    {"beneficiary", "guardian", "enrolment_event", "visit", "photo", "ledger", "batch", "standard"}
    | {"queried_row", "elsewhere"}
)
STATES = {"in_support": Tone.GREEN, "paused": Tone.AMBER, "applying": Tone.BLUE, "dropped_out": Tone.RED}
# Pixels from the right, where the buttons of the menus stand.
BELOW_ACTION, BELOW_PRINTING = 372, 452


class ChildPage(Page):
    """Opened with a child's id and, from a list, the walk along it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.child_id = ""
        self.doing = Doing(self)
        self._walk: Walk | None = None
        self.seen: Seen | None = None
        self._shown_in_full: dict[str, str] = {}
        self._photos: Mapping[str, Sequence[Photo]] = {}
        self.entry = EntryBar()
        self.asked = NextLine()
        self.asked.hide()
        self.todo = NextLine()
        self.todo.hide()
        self.facts = FactStrip(narrowest=230)
        self.chart = CourseChart()
        self.said = style.label("", "small", wraps=True)
        self.payments = Payments()
        self.visits = Timeline()
        self.events = Timeline()
        self._lay_out()
        self.payments.opened.connect(lambda payment: session.go("batch", payment.number))
        self.entry.shut.connect(self._entry_shut)
        for key, by in (("Ctrl+Down", 1), ("Ctrl+Up", -1)):
            QShortcut(QKeySequence(key), self, partial(self.step, by))

    def _lay_out(self) -> None:
        strip = Card()
        strip.add(self.facts)
        way = Card("从小学到高中毕业")
        dots = (Meaning("已付", "green", Shape.DOT), Meaning("退汇或未付", "red", Shape.DOT))
        way.heading.addWidget(Legend([*dots, Meaning("走访", "amber", Shape.DIAMOND)]))
        way.add(self.chart)
        way.add(self.said)
        been = Card("走访")
        been.add(self.visits)
        been.body.addStretch(1)
        happened = Card("登记事项")
        happened.add(self.events)
        happened.body.addStretch(1)
        left = QWidget()
        below = QVBoxLayout(left)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(style.GAP)
        below.addWidget(framed(self.payments, above=["发放"]))
        below.addWidget(happened, 1)
        scrolled = Scrolled()
        for card in (self.asked, self.todo, self.entry, strip, way):
            scrolled.column.addWidget(card)
        scrolled.column.addWidget(Beside([(left, 11), (been, 10)]), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled)
        self._scrolled = scrolled

    # --- the header

    def title(self) -> str:
        return self.seen.file.child.name if self.seen else ""

    def chips(self) -> Sequence[tuple[str, Tone]]:
        if self.seen is None:
            return ()
        child = self.seen.file.child
        kinds = [(FamilyKind(kind).title, Tone.GREY) for kind in child.family_kinds]
        return ((child.state.title, STATES.get(child.state, Tone.GREY)), *kinds[:3])

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.seen is None or self.entry.is_open:
            return ()
        return (
            Action("打印…", self.choose_paper, "Ctrl+P"),
            Action("登记事项…", self.choose_event, "Ctrl+J"),
            Action("更正…", self.correct, "Ctrl+E"),
            Action("记一次走访", lambda: self.session.go("visit", self.child_id), "Ctrl+Return", main=True),
        )

    # --- what is shown

    def opened(self, *what: object) -> None:
        child_id = str(what[0]) if what else self.child_id
        walk = what[1] if len(what) > 1 else None
        self._walk = walk if isinstance(walk, Walk) else None
        if child_id != self.child_id:
            self._clear()
        self.child_id, self._shown_in_full = child_id, {}
        self.entry.close_entry()
        self._look()
        self.setFocus()

    def _clear(self) -> None:
        """Nothing of the child before may stand under this one's name."""
        self.seen, self._photos = None, {}
        self.asked.hide()
        self.todo.hide()
        self.facts.show_facts(())
        self.said.setText("")
        self.chart.hide()
        self.payments.show_payments(())
        for line in (self.visits, self.events):
            line.show_events((), "")
        self._scrolled.verticalScrollBar().setValue(0)
        self.header_changed.emit()

    def reload(self, changes: Changes) -> None:
        if changes & SHOWS and self.child_id and self.session.desk is not None:
            self._look()

    def _look(self) -> None:
        self.session.ask(look, self.child_id, on_done=partial(self._show, self.child_id))

    def _show(self, child_id: str, seen: Seen) -> None:
        if child_id != self.child_id:
            return
        self.seen = seen
        self._show_facts()
        self._show_asked(seen)
        self._show_todo(seen)
        course = course_of(seen)
        self.chart.setVisible(course is not None)
        if course is not None:
            self.chart.show_course(course)
        self.said.setText(said(seen))
        self.payments.show_payments(seen.file.payments)
        self._show_visits()
        self.events.show_events(enrolment_events(seen.happened, seen.file.elsewhere, self.doing.ask_undo))
        self.header_changed.emit()
        self._say_keys()
        with_photos = [one.visit.id for one in seen.file.visits if one.photos]
        if with_photos:
            ratio = self.devicePixelRatioF()
            self.session.ask(photos_of, with_photos, ratio, on_done=partial(self._show_photos, child_id))

    def _show_asked(self, seen: Seen) -> None:
        """What the province asks about the child stands above all until it is answered."""
        self.asked.setVisible(bool(seen.asked))
        sentence = "".join(one.row.sentence for one in seen.asked)
        answer = partial(self.session.go, "month", "receipts")
        self.asked.say("省级质询", sentence, [("去回复", answer)] if seen.asked else [])

    def _show_todo(self, seen: Seen) -> None:
        """What the child's state asks to be done."""
        found = next_of(seen)
        self.todo.setVisible(found is not None)
        if found is not None:
            ways: dict[ToDo, Callable[[], object]] = {
                ToDo.ADMIT: self.doing.ask_admission,
                ToDo.HAND_OVER: self.doing.ask_hand_over,
                ToDo.TELL: partial(self.print_paper, *NOTICE),
            }
            self.todo.say(found.title, found.sentence, [(found.words, ways[found.todo])])

    def _say_keys(self) -> None:
        along = self._walk.has(1) or self._walk.has(-1) if self._walk else False
        place = f"第 {self._walk.position + 1:,} / {self._walk.count:,} 名" if self._walk else ""
        keys = ("Ctrl+P 打印", "Alt+← 返回名单", *(("Ctrl+↓ 下一名 · Ctrl+↑ 上一名",) if along else ()))
        self.say_status(place or "查看完整证件号会记入访问记录", " · ".join(keys))

    # --- facts

    def _show_facts(self) -> None:
        assert self.seen is not None
        ways = Ways(self.reveal, self.correct, self.doing.ask_consent, self.show_changes)
        self.facts.show_facts(facts_of(self.seen, self._shown_in_full, ways))

    def show_changes(self) -> None:
        """The record of changes of this child and all that belongs to it."""
        self.session.go("revisions", self.child_id, self.title())

    def reveal(self, name: str) -> None:
        """Show a private field in full until the page is left."""
        done = partial(self._revealed, self.child_id, name)
        if name == "guardian_phone":
            self.session.ask(recording.reveal_phone, self.child_id, on_done=done)
        else:
            self.session.ask(beneficiaries.reveal, self.child_id, name, on_done=done)

    def _revealed(self, child_id: str, name: str, full: str) -> None:
        if child_id == self.child_id and self.seen is not None:
            self._shown_in_full[name] = full
            self._show_facts()
            self.say_status("已显示完整号码,本次查看已记录;离开本页后恢复掩码", self.status[1])

    # --- visits

    def _show_visits(self) -> None:
        assert self.seen is not None
        events = visit_events(
            self.seen.file.visits,
            self._photos,
            opened=lambda visit_id: self.session.go("visit", "", (), visit_id),
            finish=self.doing.ask_finish,
            show_photo=self._show_photo,
        )
        self.visits.show_events(events, "还没有走访。按 Ctrl+Enter 记一次走访。")

    def _show_photos(self, child_id: str, photos: Mapping[str, Sequence[Photo]]) -> None:
        if child_id == self.child_id and self.seen is not None:
            self._photos = photos
            self._show_visits()

    def _show_photo(self, visit_id: str, number: int) -> None:
        PhotoView(self.window(), [photo.content for photo in self._photos[visit_id]], number).open()

    # --- going along the list

    def step(self, by: int) -> None:
        """Show the next child of the list that one came from, or the one before."""
        if self._walk is not None and self._walk.has(by) and not self.entry.is_open:
            walk = self._walk
            self.session.ask(lambda _desk: walk.step(by), on_done=self._stepped)

    def _stepped(self, found: tuple[str, Walk] | None) -> None:
        if found is not None:
            self.session.go("child", *found)

    # --- what is done

    def choose_paper(self) -> None:
        """Offer what can be printed of the child."""
        assert self.seen is not None
        offered = papers_of(self.seen.file.child)
        self._offer(
            [(title, partial(self.print_paper, title, made)) for title, made in offered], BELOW_PRINTING
        )

    def print_paper(self, title: str, made: MakePaper) -> None:
        """Show a paper of the child before it is printed."""
        child_id = self.child_id
        preview_paper(
            self,
            self.session,
            lambda desk: made(desk, child_id),
            title=title,  # no name: titles stand in task bars and printers' queues
            landscape=False,
        )

    def correct(self) -> None:
        """Open the correction of the whole file."""
        self.session.ask(
            beneficiaries.open_to_correct,
            self.child_id,
            on_done=lambda file: Correcting(self, self.session, file).open(),
        )

    def choose_event(self) -> None:
        """Offer the events that can follow on the child's state."""
        assert self.seen is not None
        kinds = possible(self.seen.file.child.state)
        self._offer([(kind.title, partial(self.doing.ask_event, kind)) for kind in kinds], BELOW_ACTION)

    def _offer(self, offered: Sequence[tuple[str, Callable[[], object]]], right: int) -> None:
        """A menu below the header, `right` pixels from the page's right side."""
        menu = QMenu(self)
        for words, act in offered:
            menu.addAction(words).triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(self.mapToGlobal(QPoint(self.width() - right, -8)))
        if offered:
            menu.setActiveAction(menu.actions()[0])

    def ask(self, entry: Entry) -> None:
        """Open the small form above the facts."""
        self._scrolled.verticalScrollBar().setValue(0)
        self.entry.ask(entry)
        self.header_changed.emit()

    def done(self, sentence: str) -> None:
        """Shut the small form and say what was done."""
        self.entry.close_entry()
        self.session.notice(sentence)

    def _entry_shut(self) -> None:
        self.header_changed.emit()
        self.setFocus()
