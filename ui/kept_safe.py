"""The day's backup: made in the background once somebody has settled to work, and watched from then on."""

from PySide6.QtCore import QObject, QTimer

from countydesk.services import backups
from ui.session import Session

LOOKS_EVERY = 10 * 60_000  # milliseconds: the day may change, the stick may come


class KeptSafe(QObject):
    """Asks the service now and then whether a backup is due."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._at: object = None  # the day and the fault that were told last
        self._timer = QTimer(self)
        self._timer.setInterval(LOOKS_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        QTimer.singleShot(LOOKS_EVERY // 10, self, self.look)

    def look(self) -> None:
        """Have made what is due."""
        if self._session.desk is not None:
            self._session.ask(backups.daily, on_done=self._hear)

    def _hear(self, standing: backups.Standing | None) -> None:
        if standing != self._at:
            self._at = standing
            self._session.announcer.announce(frozenset({"backup"}))
