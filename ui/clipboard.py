"""Takes full numbers off the clipboard again: an ID or a card stays there no longer than a minute."""

import re

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

SECONDS = 60
# A citizen ID, or a card number as people group it; what is masked has stars in it.
NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){14,18}[\dXx]?(?!\d)")


class Clearing(QObject):
    """Looks only at what this program put there; what others copy is none of its business."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._look)

    @property
    def holds_number(self) -> bool:
        """Whether the clipboard has a full number that was copied here."""
        return self.is_ours and bool(NUMBER.search(self._clipboard.text()))

    @property
    def is_ours(self) -> bool:
        """Whether this program put there what is on the clipboard."""
        return self._clipboard.ownsClipboard()

    def _look(self) -> None:
        if self.holds_number:
            self._timer.start()
        else:
            self._timer.stop()

    def clear(self) -> None:
        """Take a full number away now: its minute is over, or the desk is locked or left."""
        self._timer.stop()
        if self.holds_number:
            self._clipboard.clear()
