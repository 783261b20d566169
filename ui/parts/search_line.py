"""The line above a list in which one types what to look for: asked when the keys rest, Ctrl+F goes there."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

PAUSE = 150  # milliseconds without a key before a list is asked
WIDTH = 300  # pixels


class SearchLine(QLineEdit):
    """`rested` tells that somebody has typed and paused; Enter is the list's business."""

    rested = Signal()

    def __init__(self, page: QWidget, name: str, hint: str) -> None:
        super().__init__()
        self.setPlaceholderText(f"{hint} Ctrl+F")
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self.setFixedWidth(WIDTH)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.rested)
        self.textChanged.connect(lambda _text: self._pause.start())
        QShortcut(QKeySequence.StandardKey.Find, page, self._come)

    def words(self) -> str:
        """What is typed; a pause that still runs is over, for the list is asked now."""
        self._pause.stop()
        return self.text().strip()

    def _come(self) -> None:
        self.setFocus()
        self.selectAll()
