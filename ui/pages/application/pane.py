"""The form as the page shows it: who the child may be above it, a draft that is kept, and saving."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from countydesk.domain.applications import Consent, Source
from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.grades import Schooling
from countydesk.domain.likeness import Hit
from countydesk.domain.problems import Problem, Refused
from countydesk.services import likeness, recording
from countydesk.services.applications import ApplicationFile
from countydesk.services.recording import KeptDraft
from ui import style
from ui.forms.drafts import Content, DraftKeeper
from ui.pages.application.form import LOOKED_AT, ApplicationForm, Ids, values_of
from ui.parts.card import carded
from ui.parts.next_line import NextLine
from ui.session import Session
from ui.style import Tone

RESTORED = "已恢复未保存的内容,可接着填写;不要了请按“清空重填”。"
ANEW = frozenset(  # what an earlier application said then, to be asked again
    {"applied_on", "consent_on", "consent_by", "consent_paper", "notice_consent", "notice_consent_on"}
    | {"likeness_reason"}
)


class FormPane(QWidget):
    """`submitted` hands over the three records once nothing is wrong with what was typed."""

    submitted = Signal(object)
    begun = Signal()
    kept = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.form = ApplicationForm(session)
        self.hits = NextLine()
        self.hits.hide()
        self.keeper = DraftKeeper(session, self._content, self)
        self.restored = False
        self.file: ApplicationFile | None = None  # that is amended
        self._ids = Ids("", "", "")
        self._form_name = ""
        self._blank: Mapping[str, Any] = {}
        self._start: dict[str, str] = {}
        self._looked: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.hits)
        column.addWidget(carded(self.form), 1)
        self.form.changed.connect(self.keeper.touched)
        self.form.submitted.connect(self._hand_over)
        self.form.refused.connect(self.say)
        self.keeper.kept.connect(self.kept)
        for name in LOOKED_AT:
            self.form.fields[name].editor.keys.left.connect(self.look)

    # --- beginning

    def begin(self, earlier: ApplicationFile | None = None) -> None:
        """A new application: empty, as it was typed before, or of a child that applied once already."""
        today = self._session.desk.today
        known: dict[str, Any] = {"source": Source.SCHOOL, "schooling": Schooling.SIX_THREE}
        if earlier is not None:
            known |= {name: each for name, each in values_of(earlier).items() if name not in ANEW}
        known |= {"applied_on": today, "notice_consent": Consent.OPEN}
        name = recording.application_form()
        self._session.ask(recording.draft_of, name, on_done=partial(self._begin, name, known, None))

    def amend(self, file: ApplicationFile) -> None:
        """An application that waits to be submitted, as it stands now or as a correction was begun."""
        name = recording.application_form(file.application.id)
        known = partial(self._begin, name, values_of(file), file)
        self._session.ask(recording.draft_of, name, on_done=known)

    def _begin(
        self, name: str, known: Mapping[str, Any], file: ApplicationFile | None, draft: KeptDraft | None
    ) -> None:
        self.file, self._form_name, self._blank = file, name, known
        self._ids = self._ids_of(draft)
        self.restored = draft is not None
        self.form.clear()
        self.form.set_values(known)
        self._start = self.form.draft()
        if draft is not None:
            self.form.set_draft(dict.fromkeys(self.form.fields, "") | draft.texts)
            self._session.notice(RESTORED, Tone.BLUE)
        self._looked = ()
        self._show_hits([])
        self.look()
        self.keeper.begin(name)
        self.form.focus("name" if file else "applied_on")
        self.begun.emit()

    def _ids_of(self, draft: KeptDraft | None) -> Ids:
        if self.file is not None:
            return Ids(self.file.child.id, self._session.desk.new_id(), self.file.application.id)
        fresh = self._session.desk.new_id
        return Ids(fresh(), fresh(), draft.id if draft else fresh())

    def start_anew(self) -> None:
        """Give up what was typed: the form as it was at the beginning."""
        self.end()
        self._begin(self._form_name, self._blank, self.file, None)

    def end(self) -> None:
        """What was typed is saved, or given up."""
        self.keeper.end(frozenset())

    def _content(self) -> Content | None:
        texts = self.form.draft()
        return (self._ids.application, texts, {}) if texts != self._start else None

    def hideEvent(self, event: QHideEvent) -> None:
        self.keeper.flush()
        super().hideEvent(event)

    # --- who the child may be

    def look(self) -> None:
        """Look for the child on the register, once name or number is another."""
        typed = self.form.who()
        if typed == self._looked or self._session.desk is None:
            return
        self._looked = typed
        told = self.form.told()
        if not told.get("name") and not told.get("citizen_id"):
            self._show_hits([])
            return
        code = self._session.desk.office.code
        child = Beneficiary(
            office_code=code,
            id=self._ids.child,
            name=told.get("name") or "",
            citizen_id=told.get("citizen_id"),
        )
        guardian = Guardian(
            office_code=code,
            id=self._ids.guardian,
            beneficiary_id=child.id,
            name=told.get("guardian_name") or "",
            citizen_id=told.get("guardian_citizen_id"),
        )
        self._session.ask(likeness.hits, child, guardian, on_done=partial(self._looked_up, typed))

    def _looked_up(self, typed: tuple[str, ...], hits: list[Hit]) -> None:
        if typed == self._looked:
            self._show_hits(hits)

    def _show_hits(self, hits: list[Hit]) -> None:
        self.form.show_hits(hits)
        self.hits.setVisible(bool(hits))
        if hits:
            title = "不能受理" if any(hit.hard for hit in hits) else "疑似重复"
            known = dict.fromkeys(hit.beneficiary_id for hit in hits if hit.beneficiary_id)
            ways = [("查看台账", partial(self._session.go, "child", each)) for each in list(known)[:2]]
            self.hits.say(title, "".join(hit.sentence for hit in hits), ways)

    # --- saving

    def save(self) -> None:
        """Hand the records over if all is right; show what is wrong otherwise."""
        self.form.submit()

    def _hand_over(self, values: dict[str, Any]) -> None:
        self.submitted.emit(self.form.brought(values, self._ids, self.file))

    def refused(self, failure: BaseException) -> None:
        """Saving was refused: say why, at its field where it names one."""
        if isinstance(failure, Refused):
            self._looked = ()
            self.look()
            self.say(self.form.show_problems(failure.problems))
        else:
            self._session.failures.show(failure)

    def say(self, problems: list[Problem]) -> None:
        """What belongs to no field."""
        if problems:
            self._session.notice("".join(map(str, problems)), Tone.RED)
