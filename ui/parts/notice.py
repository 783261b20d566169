"""The notice line: one sentence in the page, with a way to act on it and a way to dismiss it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui import style
from ui.parts.icons import icon
from ui.style import Tone

WORDS = {Tone.GREEN: "完成", Tone.AMBER: "注意", Tone.RED: "未办", Tone.BLUE: "提示", Tone.GREY: "说明"}


class Notice(QWidget):
    """Hidden until it has something to say; what it says stays until dismissed or replaced.

    What was done stays until something else is begun."""

    def __init__(self) -> None:
        super().__init__()
        self._tone = Tone.GREY
        self._act: Callable[[], object] | None = None
        self._word = style.label("", "strong")
        self._sentence = style.label("", wraps=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._link = style.in_role(QPushButton(), "link")
        self._close = style.in_role(QPushButton(icon("close"), ""), "plain")
        self._close.setAccessibleName("关闭提示")
        self._close.setToolTip("关闭")
        line = QHBoxLayout(self)
        line.setContentsMargins(style.PADDING, 4, 6, 4)
        line.setSpacing(style.GAP)
        line.addWidget(self._word, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._sentence, 1)
        line.addWidget(self._link)
        line.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._word.setContentsMargins(0, 5, 0, 5)
        self._close.setFixedSize(30, 30)
        self._link.clicked.connect(self._go)
        self._close.clicked.connect(self.hide)
        self.hide()

    def say(self, sentence: str, tone: Tone, link: str = "", act: Callable[[], object] | None = None) -> None:
        """Show a sentence; `link` names what can be done about it, `act` does it."""
        self._tone, self._act = tone, act
        ink = tone.ink.name()
        self._word.setText(WORDS[tone])
        self._word.setStyleSheet(f"color: {ink}")
        self._sentence.setText(sentence)
        self._sentence.setStyleSheet(f"color: {ink}")
        self._link.setText(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(f"{WORDS[tone]}:{sentence}")
        self.setVisible(bool(sentence))
        self.update()

    def pass_over(self) -> None:
        """Something else is begun: that the last thing was done need not stand above it."""
        if self._tone is Tone.GREEN:
            self.hide()

    @property
    def sentence(self) -> str:
        """What is being said; "" when the notice is hidden."""
        return "" if self.isHidden() else self._sentence.text()

    def _go(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._tone.ground))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.end()
