"""The activity page: the form and its photographs, begun from the last one if that is wanted."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from countydesk.domain.activities import Activity, Programme, problems_of
from countydesk.domain.closing import problem_of_closed
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.fields import fields_of
from countydesk.domain.months import Month
from countydesk.domain.problems import Problem
from countydesk.services import activities, recording
from countydesk.services.recording import ActivityAtHand, ActivityOpened
from ui import style
from ui.forms.form import Form
from ui.forms.reading import readers
from ui.parts.card import Card
from ui.parts.page import Action
from ui.parts.record_page import RecordPage
from ui.session import Session

ROWS = (("day", "programme", "kind"), (("place", 2), "people"), ("note",))
NAMES = ("day", "programme", "kind", "place", "people", "note")
PHOTOS_WIDTH = 252  # pixels


class ActivityPage(RecordPage):
    """Opened for a new activity, or for one that was recorded."""

    def __init__(self, session: Session) -> None:
        reads = readers(day=lambda text: parse_day(text, session.desk.today))
        super().__init__(session, Form(fields_of(Activity), ROWS, reads=reads, check=self._check))
        self._previous: Activity | None = None
        self._kept: Activity | None = None
        self._closed: frozenset[Month] = frozenset()
        left = Card()
        left.body.setContentsMargins(0, 0, 0, 0)
        left.add(self.form)
        self.photos.setFixedWidth(PHOTOS_WIDTH)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(style.GAP)
        beside.addWidget(left, 1)
        beside.addWidget(self.photos)

    def title(self) -> str:
        return "活动记录" if self.existing else "记一场活动"

    def trail(self) -> str:
        return "活动台账"

    def subtitle(self) -> str:
        return f"{self._kept.recorded_by} 登记" if self.existing and self._kept else ""

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.locked:
            return ()
        if self.existing:
            return (Action("保存更正", self.save, "Ctrl+Return", main=True),)
        clear = [Action("清空重填", self.start_anew)] if self.restored else []
        go_on = partial(self.session.go, "activity")
        return (
            *clear,
            Action("同上一场", self.repeat_previous, "Ctrl+D", enabled=self._previous is not None),
            Action("保存,下一场", partial(self.save, go_on), "Ctrl+Shift+Return"),
            Action("保存", self.save, "Ctrl+Return", main=True),
        )

    def opened(self, *what: object) -> None:
        self.existing, self._kept = bool(what and what[0]), None
        if self.existing:
            self.session.ask(recording.opened_activity, what[0], on_done=self._show_kept)
        else:
            self.session.ask(recording.activity, on_done=self._show_new)
        self.header_changed.emit()

    def _show_new(self, at_hand: ActivityAtHand) -> None:
        self._previous, self._closed = at_hand.previous, at_hand.known.closed
        self.begin(recording.ACTIVITY_FORM, {"day": self.session.desk.today}, at_hand.known.draft)
        self.focus_first("day")

    def _show_kept(self, opened: ActivityOpened) -> None:
        self._kept, self._closed = opened.activity, opened.closed
        closed = problem_of_closed(opened.activity.day, opened.closed)
        values = opened.activity.model_dump(include=set(NAMES))
        self.show_record(opened.activity.id, values, opened.photos, closed.sentence if closed else "")
        if not closed:
            self.form.focus("day")

    def repeat_previous(self) -> None:
        """Programme, name and place as last time; the day, the people and what happened are new."""
        if self._previous is not None:
            self.form.set_values(self._previous.model_dump(include={"programme", "kind", "place"}))
            self.form.focus("people")

    def _check(self, values: Mapping[str, Any]) -> Sequence[Problem]:
        """The rules over what could be read so far; a missing day is told by the form itself."""
        if self.session.desk is None:
            return ()
        today = self.session.desk.today
        problems = problems_of(_activity({**values, "day": values.get("day") or today}), today)
        closed = problem_of_closed(values["day"], self._closed) if values.get("day") else None
        return [*problems, closed] if closed else problems

    def record(self) -> Callable[..., Any]:
        return activities.record

    def correct(self) -> Callable[..., Any]:
        return activities.correct

    def made_of(self, values: Mapping[str, Any]) -> Activity:
        return _activity(values, office_code=self.session.desk.office.code, id=self.record_id)

    def said(self, record: Any) -> str:
        photos = f",照片 {len(self.photos.held)} 张" if self.photos.held else ""
        return f"已保存 {show_day(record.day)} 的活动“{record.kind}”{photos}。"


def _activity(values: Mapping[str, Any], **ids: str) -> Activity:
    """An activity of what a form says; what is empty there has the field's default."""
    told = {name: value for name, value in values.items() if value is not None}
    blank = {"office_code": "", "id": "", "kind": "", "programme": Programme.STUDY}
    return Activity.model_construct(**(blank | told | ids))
