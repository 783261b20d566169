"""A page that records one thing: a form, its photographs, a draft that is kept, and the way to save it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent
from PySide6.QtWidgets import QLineEdit

from countydesk.domain.problems import Problem, Refused
from countydesk.services.photos import HeldPhoto
from countydesk.services.recording import KeptDraft
from ui.dialogs.asking import ask_reason
from ui.forms.drafts import Content, DraftKeeper
from ui.forms.form import Form
from ui.parts.page import Page
from ui.parts.photo_card import PhotoCard
from ui.session import Session
from ui.style import Tone

RESTORED = "已恢复未保存的内容,可接着填写;不要了请按“清空重填”。"


class RecordPage(Page):
    """What a visit's and an activity's page have in common. A subclass says what it records, by
    `record`, `correct`, `made_of`, `said`, and lays `form` and `photos` out."""

    keys = "Enter/Tab 下一格 · Shift+Enter 上一格 · Ctrl+D 同上一次 · Ctrl+O 照片"

    def __init__(self, session: Session, form: Form) -> None:
        super().__init__(session)
        self.photos = PhotoCard(session)
        self.keeper = DraftKeeper(session, self._content, self)
        self.record_id = ""
        self.existing = self.locked = False
        self.restored = False
        self._saving = False
        self._form_name = ""
        self._start: dict[str, str] = {}
        self._blank: Mapping[str, Any] = {}
        self._then: Callable[[], object] | None = None
        self.photos.changed.connect(self.keeper.touched)
        self.keeper.kept.connect(lambda at: self.say_status(f"草稿已保存 {at}", self.keys))
        self.setAcceptDrops(True)
        self.use(form)

    def use(self, form: Form) -> None:
        """Record with this form from now on; where it stands is the page's business."""
        self.form = form
        form.changed.connect(self.keeper.touched)
        form.submitted.connect(self._write)
        form.refused.connect(self._say)
        editors = [field.editor.focus_on for field in form.fields.values()]
        for editor in editors:
            editor.setAcceptDrops(False)  # a photo that is dropped on a field belongs to the page
        self.photos.take_pastes_of(editors)

    # --- what a subclass says

    def record(self) -> Callable[..., Any]:
        """The service that writes a new record with its photographs."""
        raise NotImplementedError

    def correct(self) -> Callable[..., Any]:
        """The service that writes a corrected one, with a reason."""
        raise NotImplementedError

    def made_of(self, values: Mapping[str, Any]) -> Any:
        """The record of what the form says."""
        raise NotImplementedError

    def said(self, record: Any) -> str:
        """What is said when it was saved."""
        raise NotImplementedError

    def finished(self) -> None:
        """Where one goes after saving."""
        self.session.back()

    # --- beginning

    def begin(self, form_name: str, values: Mapping[str, Any], draft: KeptDraft | None) -> None:
        """A new record, with what is known filled in, or what was typed before."""
        self.existing = self.locked = False
        self.restored = draft is not None
        self.record_id = draft.id if draft else self.session.desk.new_id()
        self._blank = values
        self.form.lock(False)
        self.form.clear()
        self.form.set_values(values)
        self._start = self.form.draft()
        if draft:
            self.form.set_draft(dict.fromkeys(self.form.fields, "") | draft.texts)
            self.session.notice(RESTORED, Tone.BLUE)
        self.photos.show_photos(draft.photos if draft else [])
        self._form_name = form_name
        self.keeper.begin(form_name)
        self.say_status("", self.keys)
        self.header_changed.emit()

    def show_record(
        self, record_id: str, values: Mapping[str, Any], photos: Sequence[HeldPhoto], locked: str
    ) -> None:
        """One that was recorded before, for correcting; `locked` says why it may only be looked at."""
        self.keeper.begin("")
        self.existing, self.locked, self.restored = True, bool(locked), False
        self.record_id = record_id
        self.form.clear()
        self.form.set_values(values)
        self.form.lock(bool(locked))
        self.photos.show_photos(photos, locked=bool(locked))
        self.say_status("", "" if locked else self.keys)
        if locked:
            self.session.notice(locked, Tone.GREY)
        self.header_changed.emit()

    def start_anew(self) -> None:
        """Give up what was typed: the form as it was at the beginning."""
        self.keeper.end(frozenset(self.photos.ever))
        self.begin(self._form_name, self._blank, None)

    def _content(self) -> Content | None:
        texts = self.form.draft()
        if texts == self._start and not self.photos.held:
            return None
        return self.record_id, texts, self.photos.sizes

    # --- saving

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save if all is right, and go on to `then`; show what is wrong otherwise."""
        self._then = then
        self.form.submit()
        self._then = None

    def _write(self, values: dict[str, Any]) -> None:
        if self._saving or self.locked or self.session.desk is None:
            return
        record, then = self.made_of(values), self._then or self.finished
        more: tuple[str, ...] = ()
        if self.existing:
            reason = ask_reason(self, "更正记录", "更正前的内容留在变动记录里。请写明为什么更正。")
            if reason is None:
                return
            more = (reason,)
        self._saving = True
        self.session.act(
            self.correct() if self.existing else self.record(),
            record,
            tuple(self.photos.held),
            *more,
            on_done=lambda _changes: self._saved(record, then),
            on_failed=self._refused,
        )

    def _saved(self, record: Any, then: Callable[[], object]) -> None:
        self._saving = False
        self.keeper.end(frozenset(self.photos.ever))
        then()
        self.session.notice(self.said(record))

    def _refused(self, failure: BaseException) -> None:
        self._saving = False
        if isinstance(failure, Refused):
            self._say(self.form.show_problems(failure.problems))
        else:
            self.session.failures.show(failure)

    def _say(self, problems: Sequence[Problem]) -> None:
        if problems:
            self.session.notice("".join(map(str, problems)), Tone.RED)

    # --- leaving; photographs dropped anywhere on the page

    def may_leave(self) -> bool:
        self.keeper.flush()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        self.keeper.flush()
        super().hideEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.locked and not self.photos.isHidden():
            self.photos.strip.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.photos.strip.dropEvent(event)

    def focus_first(self, name: str) -> None:
        """Put the cursor where typing begins, with what is filled in there selected."""
        self.form.focus(name)
        widget = self.form.fields[name].editor.focus_on
        if isinstance(widget, QLineEdit):
            widget.selectAll()
