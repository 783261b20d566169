"""The child's page: facts, the way through school, payments, visits and events; and what can be done."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from countydesk.domain.beneficiaries import Beneficiary, FamilyKind, age_on, grade_of
from countydesk.domain.days import parse_day
from countydesk.domain.enrolment import EnrolmentEvent, EventKind, State, possible
from countydesk.domain.fields import FieldSpec, Kind, title_of
from countydesk.domain.masks import mask
from countydesk.domain.visits import Visit
from countydesk.services import (
    beneficiaries,
    child_file,
    dropout,
    held,
    moving_away,
    papers,
    recording,
    school_life,
    transfers,
)
from countydesk.services.papers import Paper
from countydesk.services.school_life import Recorded
from ui import style
from ui.announcer import Changes
from ui.charts.course_chart import CourseChart
from ui.charts.legend import Legend, Meaning, Shape
from ui.dialogs.pdf_preview import preview_paper
from ui.dialogs.photo_view import PhotoView
from ui.forms.paths import default_folder
from ui.pages.child.correcting import Correcting
from ui.pages.child.leaving import ToDo, admit_entry, hand_over_entry, next_of
from ui.pages.child.marking import entry_for, undo_entry
from ui.pages.child.payments import Payments
from ui.pages.child.seen import Photo, Seen, look, photos_of
from ui.pages.child.story import enrolment_events, visit_events
from ui.pages.child.way import course_of, said
from ui.parts.card import Card
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.facts import Fact, FactStrip
from ui.parts.folding import Beside, Scrolled
from ui.parts.following_up import finish, finishing_entry
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
        self._id = ""
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

    def trail(self) -> str:
        return "帮扶对象"

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
            Action("记一次走访", lambda: self.session.go("visit", self._id), "Ctrl+Return", main=True),
        )

    # --- what is shown

    def opened(self, *what: object) -> None:
        child_id = str(what[0]) if what else self._id
        walk = what[1] if len(what) > 1 else None
        self._walk = walk if isinstance(walk, Walk) else None
        if child_id != self._id:
            self._clear()
        self._id, self._shown_in_full = child_id, {}
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
        if changes & SHOWS and self._id and self.session.desk is not None:
            self._look()

    def _look(self) -> None:
        self.session.ask(look, self._id, on_done=partial(self._show, self._id))

    def _show(self, child_id: str, seen: Seen) -> None:
        if child_id != self._id:
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
        self.events.show_events(enrolment_events(seen.happened, seen.file.elsewhere, self.ask_undo))
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
            ways = {
                ToDo.ADMIT: self.ask_admission,
                ToDo.HAND_OVER: self.ask_hand_over,
                ToDo.TELL: self.print_notice,
            }
            self.todo.say(found.title, found.sentence, [(found.words, ways[found.todo])])

    def _say_keys(self) -> None:
        along = self._walk.has(1) or self._walk.has(-1) if self._walk else False
        place = f"第 {self._walk.position + 1:,} / {self._walk.count:,} 名" if self._walk else ""
        keys = ("Alt+← 返回名单", *(("Ctrl+↓ 下一名 · Ctrl+↑ 上一名",) if along else ()))
        self.say_status(place or "查看完整证件号会记入访问记录", " · ".join(keys))

    # --- facts

    def _show_facts(self) -> None:
        assert self.seen is not None
        child, guardian = self.seen.file.child, self.seen.file.guardian
        grade = grade_of(child, self.seen.today) or "学段不明"
        consent = child.consent_on
        signed = f"{consent.year}年{consent.month}月{consent.day}日" if consent else "未登记"
        self.facts.show_facts(
            [
                self._private("身份证号", "citizen_id", Kind.CITIZEN_ID, child.citizen_id or ""),
                Fact("出生", self._born(child)),
                Fact("学校", " ".join(filter(None, (child.school, grade, child.class_name)))),
                self._guardian_fact(guardian),
                self._private("银行卡", "bank_card", Kind.BANK_CARD, child.bank_card, child.bank_name),
                Fact("监护人同意", signed, *(() if consent else ("登记", self.ask_consent))),
                Fact("住址", " ".join(filter(None, (child.township, child.village))) or "未登记"),
                Fact("来源", self._origin(child), "变动记录", self.show_changes),
            ]
        )

    def _born(self, child: Beneficiary) -> str:
        assert self.seen is not None
        if child.birth is None:
            return child.sex or "未登记"
        born = f"{child.birth.year}年{child.birth.month}月({age_on(child.birth, self.seen.today)} 岁)"
        return " ".join(filter(None, (born, child.sex)))

    def _origin(self, child: Beneficiary) -> str:
        day = child.admitted_on
        return f"{child.origin.title}{f' {day.year}年{day.month}月' if day else ''}"

    def _private(self, label: str, name: str, kind: Kind, value: str, before: str = "") -> Fact:
        """A masked fact with a way to see it in full; that it was looked at is recorded."""
        if not value:
            return Fact(label, "未登记")
        full = self._shown_in_full.get(name)
        words = " ".join(filter(None, (before, full or mask(kind, value))))
        return Fact(label, words) if full else Fact(label, words, "显示", partial(self.reveal, name))

    def _guardian_fact(self, guardian: Any) -> Fact:
        if guardian is None:
            return Fact("监护人", "未登记", "更正", self.correct)
        who = f"{guardian.name}({guardian.relation})" if guardian.relation else guardian.name
        return (
            self._private("监护人", "guardian_phone", Kind.PHONE, guardian.phone, who)
            if guardian.phone
            else (Fact("监护人", who))
        )

    def show_changes(self) -> None:
        """The record of changes of this child and all that belongs to it."""
        self.session.go("revisions", self._id, self.title())

    def reveal(self, name: str) -> None:
        """Show a private field in full until the page is left."""
        done = partial(self._revealed, self._id, name)
        if name == "guardian_phone":
            self.session.ask(recording.reveal_phone, self._id, on_done=done)
        else:
            self.session.ask(beneficiaries.reveal, self._id, name, on_done=done)

    def _revealed(self, child_id: str, name: str, full: str) -> None:
        if child_id == self._id and self.seen is not None:
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
            finish=self.ask_finish,
            show_photo=self._show_photo,
        )
        self.visits.show_events(events, "还没有走访。按 Ctrl+Enter 记一次走访。")

    def ask_finish(self, visit: Visit) -> None:
        """Ask how what had to follow a visit was done."""
        desk = self.session.desk
        give = partial(self._finish, visit.id)
        self.ask(finishing_entry(visit.follow_up, desk.today, self.session.operator, give))

    def _finish(self, visit_id: str, values: dict[str, Any]) -> None:
        self.session.act(
            finish,
            [visit_id],
            values,
            on_done=lambda _changes: self._done("跟进已记为完成。"),
            on_failed=self.entry.refused,
        )

    def _show_photos(self, child_id: str, photos: Mapping[str, Sequence[Photo]]) -> None:
        if child_id == self._id and self.seen is not None:
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
        offered = [("走访表", self.print_form), ("档案", self.print_file)]
        offered.append(("个人信息告知书", self.print_held))
        if self.seen.file.child.state is State.DROPPED_OUT:
            offered.append(("控辍保学告知单", self.print_notice))
        self._offer([(words, act) for words, act in offered], BELOW_PRINTING)

    def print_form(self) -> None:
        """The visit form of this child, to take along."""
        self._print(papers.visit_form, "入户走访记录表")

    def print_file(self) -> None:
        """All that is known of the child on paper; its full numbers are on it, so that it is recorded."""
        self._print(child_file.file_paper, "档案")

    def print_held(self) -> None:
        """What a guardian who asks is told: what is known of the child, and who looked."""
        self._print(held.paper, "个人信息告知书")

    def print_notice(self) -> None:
        """What the township is told of a child that has dropped out."""
        self._print(dropout.notice, "控辍保学告知单")

    def _print(self, made: Callable[[Any, str], Paper], title: str) -> None:
        child_id = self._id
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
            self._id,
            on_done=lambda file: Correcting(self, self.session, file).open(),
        )

    def choose_event(self) -> None:
        """Offer the events that can follow on the child's state."""
        assert self.seen is not None
        kinds = possible(self.seen.file.child.state)
        self._offer([(kind.title, partial(self._ask_event, kind)) for kind in kinds], BELOW_ACTION)

    def _offer(self, offered: Sequence[tuple[str, Callable[[], object]]], right: int) -> None:
        """A menu below the header, `right` pixels from the page's right side."""
        menu = QMenu(self)
        for words, act in offered:
            menu.addAction(words).triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(self.mapToGlobal(QPoint(self.width() - right, -8)))
        if offered:
            menu.setActiveAction(menu.actions()[0])

    def _ask_event(self, kind: EventKind) -> None:
        assert self.seen is not None
        self.ask(entry_for(kind, self.seen.effects.get(kind, ""), self.seen.today, self._mark))

    def ask_undo(self, event: EnrolmentEvent) -> None:
        """Ask why an event is taken back; a counter-event does it, nothing is deleted."""
        self.ask(undo_entry(event, self._undo))

    def _undo(self, event: EnrolmentEvent, values: dict[str, Any]) -> None:
        self.session.act(
            school_life.undo,
            event.id,
            str(values.get("reason") or ""),
            on_done=lambda recorded: self._done(f"已撤销“{event.kind.title}”。{recorded.effect}"),
            on_failed=self.entry.refused,
        )

    def ask(self, entry: Entry) -> None:
        """Open the small form above the facts."""
        self._scrolled.verticalScrollBar().setValue(0)
        self.entry.ask(entry)
        self.header_changed.emit()

    def _mark(self, kind: EventKind, values: dict[str, Any]) -> None:
        self.session.act(
            partial(_mark, kind=kind, child_id=self._id, values=values),
            on_done=lambda recorded: self._done(f"已登记{kind.title}。{recorded.effect}"),
            on_failed=self.entry.refused,
        )

    def ask_hand_over(self) -> None:
        """Ask where the child goes and where its file is to be written."""
        self.ask(hand_over_entry(self.title(), default_folder(), self._hand_over))

    def _hand_over(self, values: dict[str, Any]) -> None:
        self.session.act(
            moving_away.hand_over,
            self._id,
            values["county"],
            values["folder"],
            values["passphrase"],
            values.get("certificate"),
            on_done=lambda made: self._done(
                f"转移档案已生成:{made.path}。{'已加密。' if made.encrypted else moving_away.PLAIN + '。'}"
            ),
            on_failed=self.entry.refused,
        )

    def ask_admission(self) -> None:
        """Ask what was found when a child from another county was looked at here."""
        self.ask(admit_entry(self.title(), self._admit))

    def _admit(self, values: dict[str, Any]) -> None:
        self.session.act(
            transfers.admit,
            self._id,
            str(values.get("finding") or ""),
            on_done=lambda recorded: self._done(f"已批准入库。{recorded.effect}"),
            on_failed=self.entry.refused,
        )

    def ask_consent(self) -> None:
        """Ask for the day on which the guardian signed."""
        today = self.session.desk.today
        spec = FieldSpec("day", title_of(Beneficiary, "consent_on"), Kind.DAY, True, None, False, "例如 10.9")
        sentence = "签字的同意书请随档案保存,这里登记签字日期。"
        question = Question(spec, partial(parse_day, today=today), today, 180)
        self.ask(Entry("登记监护人同意书", sentence, "登记", self._give_consent, (question,)))

    def _give_consent(self, values: dict[str, Any]) -> None:
        self.session.act(
            beneficiaries.consent,
            [self._id],
            values["day"],
            on_done=lambda _changes: self._done("已登记监护人同意书。"),
            on_failed=self.entry.refused,
        )

    def _done(self, sentence: str) -> None:
        self.entry.close_entry()
        self.session.notice(sentence)

    def _entry_shut(self) -> None:
        self.header_changed.emit()
        self.setFocus()


def _mark(desk: Any, *, kind: EventKind, child_id: str, values: Mapping[str, Any]) -> Recorded:
    said = {name: str(values.get(name) or "") for name in ("reason", "paper", "school", "class_name")}
    return school_life.record(desk, child_id, kind, values["day"], **said)
