"""One line that says what is to be done next, with ways to it where this person cannot."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from ui import style
from ui.parts.card import Card, empty, link

Way = tuple[str, Callable[[], object]]


class NextLine(Card):
    """A heading, a sentence, and links."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(style.PADDING, 6, style.PADDING, 6)
        self._title = style.label("", "strong")
        self._sentence = style.label("", wraps=True)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(style.GAP)
        line = QHBoxLayout()
        line.setSpacing(style.GAP)
        line.addWidget(self._title, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._sentence, 1)
        line.addLayout(self._ways)
        self.body.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def sentence(self) -> str:
        """What is being said."""
        return self._sentence.text()

    def say(self, title: str, sentence: str, ways: Sequence[Way] = ()) -> None:
        """Say something else; each way is the words of a link and what it does."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(f"{title}:{sentence}")
        empty(self._ways)
        for words, act in ways:
            button = link(words)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._ways.addWidget(button)
