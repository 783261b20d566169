"""Keeps what is typed into a form: every few seconds, on leaving, and until it is saved or given up."""

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from ui.session import Session

SECONDS = 3
Content = tuple[str, Mapping[str, str], Mapping[str, int]]  # the record's id, texts, photographs' sizes


class DraftKeeper(QObject):
    """`read` says what stands in the form now, or None when that is not worth keeping."""

    kept = Signal(str)  # when, as "20:14"

    def __init__(self, session: Session, read: Callable[[], Content | None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._read = session, read
        self._form = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.flush)

    def begin(self, form: str) -> None:
        """What is typed from now on belongs to this form; "" keeps nothing."""
        self._form = form
        self._timer.stop()

    def touched(self) -> None:
        """Something was typed: it is kept in a few seconds, without waiting for a pause."""
        if self._form and not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Keep now what was typed since the last time."""
        waits, form = self._timer.isActive() or self.sender() is self._timer, self._form
        self._timer.stop()
        if not waits or not form or self._session.desk is None:
            return
        from countydesk.services import recording

        content = self._read()
        if content is None:
            self._session.ask(recording.give_up_draft, form)
        else:
            self._session.ask(recording.keep_draft, form, *content, on_done=self._tell)

    def end(self, digests: frozenset[str]) -> None:
        """The form was saved or given up; `digests` are the photographs that it held."""
        form = self._form
        self.begin("")
        if form:
            from countydesk.services import recording

            self._session.ask(recording.give_up_draft, form, digests)

    def _tell(self, _kept: None) -> None:
        self.kept.emit(f"{datetime.now():%H:%M}")
