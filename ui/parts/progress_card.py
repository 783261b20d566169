"""How far something long has come, and the way to stop it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton

from ui import style
from ui.parts.card import Card
from ui.parts.header import bind_key

PATIENCE = 400  # milliseconds before the card comes at all, where something is mostly quick


class ProgressCard(Card):
    """Hidden until something goes on; `stopped` tells that somebody wants it to end."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = style.label("", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._stop = QPushButton("停止 Esc")
        bind_key(self._stop, "Esc")
        line = QHBoxLayout()
        line.setSpacing(style.GAP)
        line.addWidget(self._words, 2)
        line.addWidget(self._bar, 1)
        line.addWidget(self._stop)
        self.body.addLayout(line)
        self._stop.clicked.connect(lambda: self._stop.setEnabled(False))
        self._stop.clicked.connect(self.stopped)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self.show)
        self.hide()

    def begin_soon(self, words: str) -> None:
        """Something begins that is mostly over in a moment: nothing is shown before that has passed."""
        self._stop.setEnabled(True)
        self.go_on(words, 0, 0)
        self._patience.start()

    def end(self) -> None:
        """It is over."""
        self._patience.stop()
        self.hide()

    def begin(self, words: str) -> None:
        """Something begins."""
        self._stop.setEnabled(True)
        self.go_on(words, 0, 0)
        self.show()

    def go_on(self, words: str, done: int, of: int) -> None:
        """It has come so far; `of` 0 says that nobody knows how far it goes."""
        self._words.setText(words)
        self._bar.setRange(0, of)
        self._bar.setValue(done)
