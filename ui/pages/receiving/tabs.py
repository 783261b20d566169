"""What the page shows one at a time, with how much there is of each; and how far an act is."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui import style
from ui.parts.card import Card
from ui.parts.header import bind_key


class Tabs(QWidget):
    """Words to press, one of which is chosen."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = list(titles)
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(QMargins())
        line.setSpacing(8)
        for number, title in enumerate(titles):
            button = style.in_role(QPushButton(title), "toggle")
            button.setCheckable(True)
            self._group.addButton(button, number)
            line.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        self.choose(0)

    def choose(self, number: int) -> None:
        """Mark one as chosen without saying so."""
        self._group.button(number).setChecked(True)

    def count(self, number: int, count: int, shown: bool = True) -> None:
        """Say how much there is; `shown` puts the words away."""
        button = self._group.button(number)
        button.setText(f"{self._titles[number]} {count}")
        button.setVisible(shown)


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
