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
from countydesk.domain.rounds import Stop
from countydesk.domain.visits import Visit, problems_of
from countydesk.services import recording, rounds, visits
from countydesk.services.recording import VisitAtHand, VisitOpened
from ui import style
from ui.announcer import Changes
from ui.forms.form import Form
from ui.forms.reading import readers
from ui.pages.visit.choosing import Choosing
from ui.pages.visit.who import Who
from ui.parts.card import Card
from ui.parts.entry_bar import EntryBar
from ui.parts.page import Action
from ui.parts.planning import missed_entry
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
ON_A_ROUND = "Enter/Tab 下一格 · Ctrl+↑ 上一名 · Ctrl+↓ 下一名 · Ctrl+M 未遇到 · Ctrl+O 照片"


class VisitPage(RecordPage):
    """Opened for nobody yet, for a child (of a list that is worked off), or for a recorded visit."""

    def __init__(self, session: Session) -> None:
        reads = readers(day=lambda text: parse_day(text, session.desk.today))
        super().__init__(session, Form(fields_of(Visit), ROWS, reads=reads, check=self._check))
        self._child_id = self._child_name = ""
        self._queue: Sequence[str] = ()
        self._recorded: dict[str, str] = {}  # of the queue: child -> visit
        self._planned: Stop | None = None
        self._visit_id = ""
        self._kept: Visit | None = None
        self._previous: Visit | None = None
        self._closed: frozenset[Month] = frozenset()
        self.entry = EntryBar()
        self.entry.shut.connect(self.header_changed)
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
        column.setSpacing(style.GAP)
        column.addWidget(self.entry)
        column.addWidget(self._stack, 1)

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

    def subtitle(self) -> str:
        if self._chooses:
            return "选择帮扶对象;没有输入时,最久没有走访的排在前面"
        if self._planned:
            return f"走访 {self._planned.number} 第 {self._planned.position} 户"
        if self._place >= 0:
            return f"名单第 {self._place + 1} / {len(self._queue)} 名"
        if self.existing and self._kept:
            return f"{self._kept.recorded_by} 登记"
        return ""

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self._chooses or self.entry.is_open:
            return ()
        if self.existing:
            save = Action("保存更正", self.save, "Ctrl+Return", main=True)
            return (*self._ways(), *(() if self.locked else (save,)))
        clear = [Action("清空重填", self.start_anew)] if self.restored else []
        same = Action("同上一次", self.repeat_previous, "Ctrl+D", enabled=self._previous is not None)
        missed = [Action("未遇到…", self.ask_missed, "Ctrl+M")] if self._planned else [same]
        if self._place >= 0:
            return (
                *clear,
                *missed,
                *self._ways(),
                Action("保存,下一名", partial(self.save, self._go_on), "Ctrl+Return", main=True),
            )
        return (
            *clear,
            *missed,
            Action("保存,下一名", partial(self.save, self._go_next), "Ctrl+Shift+Return"),
            Action("保存", self.save, "Ctrl+Return", main=True),
        )

    def _ways(self) -> Sequence[Action]:
        """To the one before and the one after in the list that is worked off."""
        if self._place < 0:
            return ()
        return (
            Action("上一名", partial(self._step, -1), "Ctrl+Up", enabled=self._place > 0),
            Action("下一名", self._go_next, "Ctrl+Down"),
        )

    # --- opening

    def opened(self, *what: object) -> None:
        given = (*what, *("", (), "")[len(what) :])
        self._child_id, self._visit_id = str(given[0]), str(given[2])
        queue = tuple(given[1]) if isinstance(given[1], Sequence) else ()
        self._recorded = self._recorded if queue == self._queue else {}
        self._queue, self._planned = queue, None
        self.existing, self._kept = bool(self._visit_id), None
        self.entry.close_entry()
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
        """A new visit: as planned, or today by those who went last, unless something was typed before."""
        self._show_who(at_hand.child.child.id, at_hand.child.child.name)
        self.who.show_child(at_hand.child, self.session.desk.today)
        self._previous, self._closed = at_hand.previous, at_hand.known.closed
        self._planned, today = at_hand.planned, self.session.desk.today
        last = self._planned or at_hand.previous
        known = {
            "day": min(self._planned.day, today) if self._planned else today,
            "visitors": last.visitors if last else "",
            "risks": at_hand.child.last.risks if at_hand.child.last else [],
        }
        self.begin(recording.visit_form(self._child_id), known, at_hand.known.draft)
        if self._planned:
            self.say_status("", ON_A_ROUND)
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

    def ask_missed(self) -> None:
        """Ask why nobody was met; the stop is done with it, the child stays due."""
        assert self._planned is not None
        give = partial(self._miss, self._planned)
        self.entry.ask(missed_entry(self._child_name, give))
        self.header_changed.emit()

    def _miss(self, stop: Stop, values: Mapping[str, Any]) -> None:
        self.session.act(
            rounds.miss,
            stop.number,
            [stop.id],
            values["missed"],
            on_done=lambda _changes: self._missed(stop),
            on_failed=self.entry.refused,
        )

    def _missed(self, stop: Stop) -> None:
        self.entry.close_entry()
        self._go_next()
        self.session.notice(f"{stop.name}记为未遇到,仍列入应走访。")

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

    def _go_on(self) -> None:
        """On from a visit that was saved: going back to this child opens it again."""
        self._recorded[self._child_id] = self.record_id
        self._go_next()

    def _go_next(self) -> None:
        """On to the next child of the list; without a list, or at its end, to whoever is chosen."""
        if 0 <= self._place < len(self._queue) - 1:
            self._step(1)
        elif self._place >= 0:
            self.session.back()
        else:
            self.session.go("visit")

    def _step(self, by: int) -> None:
        child_id = self._queue[self._place + by]
        recorded = [self._recorded[child_id]] if child_id in self._recorded else []
        self.session.go("visit", child_id, self._queue, *recorded)


def _done_on_the_spot(desk: Any, visit_id: str) -> Changes:
    """What had to follow was done, or found done, at this visit."""
    return visits.finish_follow_ups(desk, [visit_id], "走访时已办妥")


def _visit(values: Mapping[str, Any], **ids: str) -> Visit:
    """A visit of what a form says; what is empty there has the field's default."""
    told = {name: value for name, value in values.items() if value is not None}
    blank = {"office_code": "", "id": "", "beneficiary_id": "", "visitors": ""}
    return Visit.model_construct(**(blank | told | ids))
