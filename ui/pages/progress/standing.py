"""How one office stands: what is missing, in words, and the draft notice that tells it so."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from countydesk.services import dispatching
from countydesk.services.dispatching import Standing
from ui import style
from ui.dialogs.pdf_preview import preview_paper
from ui.parts.card import Card
from ui.parts.folding import Scrolled
from ui.session import Session

NO_DESK = "没有单独上报的台账,数字由所辖县区合计。"
WELL = "没有落后或缺报的事项。"


class StandingCard(Card):
    """A name, sentences, and the notice as a paper or as words to paste."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.standing: Standing | None = None
        self._name = style.label("", "strong")
        self.words = style.label("", "small", wraps=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy, self.notice = QPushButton("复制通知文字"), QPushButton("督办通知…")
        self.copy.clicked.connect(self.copy_words)
        self.notice.clicked.connect(self.show_notice)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self.copy)
        head.addWidget(self.notice)
        scrolled = Scrolled()
        scrolled.column.addWidget(self.words, 0, Qt.AlignmentFlag.AlignTop)
        scrolled.column.addStretch(1)
        self.body.setContentsMargins(style.PADDING, 6, 6, 6)
        self.body.addLayout(head)
        self.add(scrolled, 1)

    def show_standing(self, name: str, standing: Standing | None) -> None:
        """Show how a place stands; None for one that keeps no desk of its own."""
        self.standing = standing
        self._name.setText(name)
        self.words.setText("\n".join(_told(standing)))
        for button in (self.copy, self.notice):
            button.setEnabled(standing is not None and not standing.is_well)

    def show_notice(self) -> None:
        """Show the draft of the notice as it will be printed."""
        standing = self.standing
        if standing is not None and not standing.is_well:
            preview_paper(
                self,
                self._session,
                lambda desk: dispatching.notice(desk, standing),
                title=f"督办通知 {standing.name}",
                landscape=False,
            )

    def copy_words(self) -> None:
        """Put the notice on the clipboard, to be pasted into a message."""
        if self.standing is not None:
            self._session.ask(dispatching.text_of, self.standing, on_done=self._copied)

    def _copied(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        self._session.notice("通知文字已复制,可粘贴到微信、邮件或文档。")


def _told(standing: Standing | None) -> list[str]:
    if standing is None:
        return [NO_DESK]
    lagging = [f"· {each.told.indicator.title}:{each.sentence}" for each in standing.behind]
    return [*standing.sentences, *lagging] or [WELL]
