"""The visit page: choosing the child, the form with what is known beside it, and the recorded visit again."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from countydesk.domain.closing import problem_of_closed
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.fields import fields_of
from countydesk.domain.months import Month
from countydesk.domain.problems import Problem
from countydesk.domain.visits import Visit, problems_of
from countydesk.services import recording, visits
from countydesk.services.recording import VisitAtHand, VisitOpened
from ui import style
from ui.announcer import Changes
from ui.forms.form import Form
from ui.forms.reading import readers
from ui.pages.visit.choosing import Choosing
from ui.pages.visit.who import Who
from ui.parts.card import Card
from ui.parts.page import Action
from ui.parts.record_page import RecordPage
from ui.session import Session
from ui.style import Tone

ROWS = (
    ("day", "visitors", "seen"),
    ("schooling", "health", "family_change"),
    ("risks",),
    ("findings",),
    (("follow_up", 2), "follow_up_due"),
)
NAMES = tuple(name if isinstance(name, str) else name[0] for row in ROWS for name in row)
PHOTOS_WIDTH = 222  # pixels


class VisitPage(RecordPage):
    """Opened for nobody yet, for a child (of a list that is worked off), or for a recorded visit."""

    def __init__(self, session: Session) -> None:
        reads = readers(day=lambda text: parse_day(text, session.desk.today))
        super().__init__(session, Form(fields_of(Visit), ROWS, reads=reads, check=self._check))
        self._child_id = self._child_name = ""
        self._queue: Sequence[str] = ()
        self._visit_id = ""
        self._kept: Visit | None = None
        self._previous: Visit | None = None
        self._closed: frozenset[Month] = frozenset()
        self.who = Who()
        self.choosing = Choosing(session)
        self._stack = QStackedWidget()
        self._lay_out()
        self.choosing.chosen.connect(lambda child_id: session.go("visit", child_id))
        self.who.finished.connect(self._finish)
        self.who.file_wanted.connect(lambda child_id: session.go("child", child_id))
        self.who.phone_wanted.connect(
            lambda child_id: session.ask(recording.reveal_phone, child_id, on_done=self.who.show_phone)
        )

    def _lay_out(self) -> None:
        middle = Card()
        middle.body.setContentsMargins(0, 0, 0, 0)
        middle.add(self.form)
        self.photos.setFixedWidth(PHOTOS_WIDTH)
        entry = QWidget()
        beside = QHBoxLayout(entry)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(style.GAP)
        beside.addWidget(self.who)
        beside.addWidget(middle, 1)
        beside.addWidget(self.photos)
        self._stack.addWidget(self.choosing)
        self._stack.addWidget(entry)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    # --- the header

    @property
    def _chooses(self) -> bool:
        return self._stack.currentIndex() == 0

    @property
    def _place(self) -> int:
        """The place of the child in the list that is worked off, from 0; -1 outside of one."""
        return self._queue.index(self._child_id) if self._child_id in self._queue else -1

    def title(self) -> str:
        return "走访记录" if self.existing else "记一次走访"

    def trail(self) -> str:
        return "入户走访"

    def subtitle(self) -> str:
        if self._chooses:
            return "选择帮扶对象;没有输入时,最久没有走访的排在前面"
        if self._place >= 0:
            return f"名单第 {self._place + 1} / {len(self._queue)} 名"
        if self.existing and self._kept:
            return f"{self._kept.recorded_by} 登记"
        return ""

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self._chooses or self.locked:
            return ()
        if self.existing:
            return (Action("保存更正", self.save, "Ctrl+Return", main=True),)
        clear = [Action("清空重填", self.start_anew)] if self.restored else []
        same = Action("同上一次", self.repeat_previous, "Ctrl+D", enabled=self._previous is not None)
        if self._place >= 0:
            return (
                *clear,
                same,
                Action("跳过", self._go_next, "Ctrl+Down"),
                Action("保存,下一名", partial(self.save, self._go_next), "Ctrl+Return", main=True),
            )
        return (
            *clear,
            same,
            Action("保存,下一名", partial(self.save, self._go_next), "Ctrl+Shift+Return"),
            Action("保存", self.save, "Ctrl+Return", main=True),
        )

    # --- opening

    def opened(self, *what: object) -> None:
        given = (*what, *("", (), "")[len(what) :])
        self._child_id, self._visit_id = str(given[0]), str(given[2])
        self._queue = tuple(given[1]) if isinstance(given[1], Sequence) else ()
        self.existing, self._kept = bool(self._visit_id), None
        if self._visit_id:
            self.session.ask(recording.opened_visit, self._visit_id, on_done=self._show_visit)
        elif self._child_id:
            self.session.ask(recording.visit_to, self._child_id, on_done=self._show_child)
        else:
            self._stack.setCurrentIndex(0)
            self.choosing.begin()
            self.say_status("", "↑↓ 选择 · Enter 选定 · Alt+← 返回")
        self.header_changed.emit()

    def _show_child(self, at_hand: VisitAtHand) -> None:
        """A new visit: today, by the two who went last time, unless something was typed before."""
        self._show_who(at_hand.child.child.id, at_hand.child.child.name)
        self.who.show_child(at_hand.child, self.session.desk.today)
        self._previous, self._closed = at_hand.previous, at_hand.known.closed
        known = {
            "day": self.session.desk.today,
            "visitors": at_hand.previous.visitors if at_hand.previous else "",
        }
        self.begin(recording.visit_form(self._child_id), known, at_hand.known.draft)
        self.focus_first("day")

    def _show_visit(self, opened: VisitOpened) -> None:
        self._kept, self._closed = opened.visit, opened.closed
        self._show_who(opened.child.child.id, opened.child.child.name)
        self.who.show_child(opened.child, self.session.desk.today)
        closed = problem_of_closed(opened.visit.day, opened.closed)
        self.show_record(
            opened.visit.id,
            opened.visit.model_dump(include=set(NAMES)),
            opened.photos,
            closed.sentence if closed else "",
        )
        if not closed:
            self.form.focus("day")

    def _show_who(self, child_id: str, name: str) -> None:
        self._child_id, self._child_name = child_id, name
        self._stack.setCurrentIndex(1)

    def reload(self, changes: Changes) -> None:
        """Only what stands beside the form: what is being typed is nobody else's."""
        if self._child_id and not self._chooses and changes & {"beneficiary", "guardian"}:
            self.session.ask(recording.visit_to, self._child_id, on_done=self._show_beside)

    def _show_beside(self, at_hand: VisitAtHand) -> None:
        if at_hand.child.child.id == self._child_id:
            self.who.show_child(at_hand.child, self.session.desk.today)

    # --- what is typed

    def _check(self, values: Mapping[str, Any]) -> Sequence[Problem]:
        """The rules over what could be read so far; a missing day is told by the form itself."""
        if self.session.desk is None:
            return ()
        today = self.session.desk.today
        problems = problems_of(_visit({**values, "day": values.get("day") or today}), today)
        closed = problem_of_closed(values["day"], self._closed) if values.get("day") else None
        return [*problems, closed] if closed else problems

    def repeat_previous(self) -> None:
        """The same day and visitors as the last entry: one goes from house to house."""
        if self._previous is not None:
            self.form.set_values({"day": self._previous.day, "visitors": self._previous.visitors})
            self.form.focus("seen")

    def _finish(self, visit_id: str, done: bool) -> None:
        act = _done_on_the_spot if done else visits.reopen_follow_up
        said = "跟进已记为完成;点错了再按一次“已完成”。" if done else "跟进恢复为未完成。"
        self.session.act(act, visit_id, on_done=lambda _changes: self.session.notice(said, Tone.GREEN))

    # --- saving

    def record(self) -> Callable[..., Any]:
        return visits.record

    def correct(self) -> Callable[..., Any]:
        return visits.correct

    def made_of(self, values: Mapping[str, Any]) -> Visit:
        return _visit(
            values,
            office_code=self.session.desk.office.code,
            id=self.record_id,
            beneficiary_id=self._child_id,
        )

    def said(self, record: Any) -> str:
        photos = f",照片 {len(self.photos.held)} 张" if self.photos.held else ""
        return f"已保存 {self._child_name} {show_day(record.day)} 的走访{photos}。"

    def _go_next(self) -> None:
        """On to the next child of the list; without a list, or at its end, to whoever is chosen."""
        place = self._place
        if 0 <= place < len(self._queue) - 1:
            self.session.go("visit", self._queue[place + 1], self._queue)
        elif place >= 0:
            self.session.back()
        else:
            self.session.go("visit")


def _done_on_the_spot(desk: Any, visit_id: str) -> Changes:
    """What had to follow was done, or found done, at this visit."""
    return visits.finish_follow_ups(desk, [visit_id], "走访时已办妥")


def _visit(values: Mapping[str, Any], **ids: str) -> Visit:
    """A visit of what a form says; what is empty there has the field's default."""
    told = {name: value for name, value in values.items() if value is not None}
    blank = {"office_code": "", "id": "", "beneficiary_id": "", "visitors": ""}
    return Visit.model_construct(**(blank | told | ids))
