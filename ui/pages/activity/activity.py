"""The activity page: the form and its photographs, begun from the last one if that is wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from countydesk.domain.catalogue import TITLES, Ledger
from countydesk.domain.closing import problem_of_closed
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.entries import Entry, problems_of
from countydesk.domain.fields import Choice, FieldSpec, Kind, fields_of
from countydesk.domain.months import Month
from countydesk.domain.problems import Problem
from countydesk.services import entries, recording
from countydesk.services.catalogue import catalogue
from countydesk.services.recording import ActivityAtHand, ActivityOpened
from ui import style
from ui.forms.form import Form
from ui.forms.reading import readers
from ui.parts.card import Card
from ui.parts.page import Action
from ui.parts.record_page import RecordPage
from ui.session import Session

ROWS = (("first_day", "programme", "name"), (("place", 2), "people"), ("note",))
NAMES = ("first_day", "programme", "name", "place", "people", "note")
GENERAL, KIND = "_general", "activity"  # what belongs to an action and to none of its programmes
PHOTOS_WIDTH = 252  # pixels


def specs() -> list[FieldSpec]:
    """The form's fields; an activity here is one of an action's general programme."""
    titles = TITLES[Ledger.ACTIVITY]
    general = {action.key + GENERAL: action.title for action in catalogue().actions}
    members = {key: (key, title) for key, title in general.items() if key in catalogue().programmes}
    actions = Choice("Actions", members)  # type: ignore[arg-type]
    changed: dict[str, dict[str, Any]] = {
        "programme": {"title": "行动", "kind": Kind.CHOICE, "choices": actions},
        "note": {"title": "活动情况"},
    }
    return [
        replace(spec, **({"title": titles.get(spec.name, spec.title)} | changed.get(spec.name, {})))
        for spec in fields_of(Entry)
    ]


class ActivityPage(RecordPage):
    """Opened for a new activity, or for one that was recorded."""

    def __init__(self, session: Session) -> None:
        reads = readers(day=lambda text: parse_day(text, session.desk.today))
        super().__init__(session, Form(specs(), ROWS, reads=reads, check=self._check))
        self._previous: Entry | None = None
        self._kept: Entry | None = None
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
        self.begin(recording.ACTIVITY_FORM, {"first_day": self.session.desk.today}, at_hand.known.draft)
        self.focus_first("first_day")

    def _show_kept(self, opened: ActivityOpened) -> None:
        self._kept, self._closed = opened.entry, opened.closed
        locked = self._why_locked(opened)
        values = opened.entry.model_dump(include=set(NAMES))
        self.show_record(opened.entry.id, values, opened.photos, locked)
        if not locked:
            self.form.focus("first_day")

    def _why_locked(self, opened: ActivityOpened) -> str:
        closed = problem_of_closed(opened.entry.first_day, opened.closed)
        if closed:
            return closed.sentence
        if opened.entry.withdrawn:
            return f"已撤回:{opened.entry.withdrawn}"
        return "" if opened.entry.kind == KIND else "这条记录有项目自己的内容,这里只能查看。"

    def repeat_previous(self) -> None:
        """Programme, name and place as last time; the day, the people and what happened are new."""
        if self._previous is not None:
            self.form.set_values(self._previous.model_dump(include={"programme", "name", "place"}))
            self.form.focus("people")

    def _check(self, values: Mapping[str, Any]) -> Sequence[Problem]:
        """The rules over what could be read so far; a missing day is told by the form itself."""
        desk = self.session.desk
        if desk is None:
            return ()
        entry = self._entry({**values, "first_day": values.get("first_day") or desk.today}, "")
        # Until an action is chosen, the form itself says that it is missing.
        problems = problems_of(entry, desk.catalogue, desk.today) if values.get("programme") else []
        first = values.get("first_day")
        closed = problem_of_closed(first, self._closed) if first else None
        return [*problems, replace(closed, field="first_day")] if closed else problems

    def record(self) -> Callable[..., Any]:
        return entries.record

    def correct(self) -> Callable[..., Any]:
        return entries.correct

    def made_of(self, values: Mapping[str, Any]) -> Entry:
        return self._entry(values, self.record_id)

    def said(self, record: Any) -> str:
        photos = f",照片 {len(self.photos.held)} 张" if self.photos.held else ""
        return f"已保存 {show_day(record.first_day)} 的活动“{record.name}”{photos}。"

    def _entry(self, values: Mapping[str, Any], record_id: str) -> Entry:
        """An activity of what the form says; what it does not show is as it was, or as at the beginning."""
        office = self.session.desk.office
        fixed = {"office_code": office.code, "id": record_id, "ledger": Ledger.ACTIVITY, "kind": KIND}
        blank = {"programme": "", "name": "", "place": "", "people": 0, "note": "", "level": office.level}
        kept = self._kept.model_dump() if self._kept else {}
        told = {name: value for name, value in values.items() if value is not None}
        emptied = {name: blank[name] for name in values.keys() - told.keys() & blank.keys()}
        return Entry.model_construct(**(blank | kept | emptied | told | fixed))
