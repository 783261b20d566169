"""The manual as a page: chapters at the left, the chosen one at the right; it is read from resources."""

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QKeyEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextTable,
)
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QTextBrowser

from countydesk.locations import resource
from ui import style
from ui.parts.card import Card
from ui.parts.page import Page
from ui.session import Session

LINE_HEIGHT = 140  # per cent
HEADINGS = {1: style.TITLE, 2: 15}  # pixels by level


class Manual(Page):
    """Files are shown in the order of their names; the heading of each is its title."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._chapters = _chapters()
        self._list = style.in_role(QListWidget(), "contents")
        self._list.setAccessibleName("手册目录")
        self._list.addItems([title for title, _text in self._chapters])
        self._list.setFixedWidth(176)
        self._list.setWordWrap(True)  # a long title takes two lines
        self._list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text = QTextBrowser()
        self._text.setAccessibleName("手册正文")
        self._text.setOpenLinks(False)
        style.in_role(self._text, "plain")
        self._text.document().setDocumentMargin(6)
        self._text.document().setIndentWidth(20)
        self._text.document().setDefaultFont(style.font())
        card = Card()
        inside = QHBoxLayout()
        inside.setSpacing(style.GAP)
        inside.addWidget(self._list)
        inside.addWidget(self._text, 1)
        card.body.addLayout(inside, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(card)
        self._list.currentRowChanged.connect(self._show)
        self._list.setCurrentRow(0)

    def title(self) -> str:
        return "手册"

    def opened(self, *what: object) -> None:
        titles = [title for title, _text in self._chapters]
        if what and what[0] in titles:
            self._list.setCurrentRow(titles.index(str(what[0])))
        self._list.setFocus()
        self.say_status("↑↓ 选章节 · Tab 到正文", "Alt+← 返回")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.session.back()
        else:
            super().keyPressEvent(event)

    def _show(self, number: int) -> None:
        self._text.setMarkdown(self._chapters[number][1])
        block = self._text.document().begin()
        while block.isValid():
            _shape(block)
            block = block.next()
        for frame in self._text.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _loosen(frame)
        self._text.moveCursor(QTextCursor.MoveOperation.Start)


def _shape(block: QTextBlock) -> None:
    """Lines with air between them; headings in the sizes of the window."""
    cursor = QTextCursor(block)
    air = QTextBlockFormat()
    air.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    level = block.blockFormat().headingLevel()
    if level:
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        letters = QTextCharFormat()
        letters.setFont(style.font(HEADINGS.get(level, style.BODY), bold=True))
        cursor.setCharFormat(letters)  # in place of the reader's own size
        air.setTopMargin(10 if level > 1 else 0)
        air.setBottomMargin(4)
    cursor.mergeBlockFormat(air)


def _loosen(table: QTextTable) -> None:
    """Air between the lines, no frame."""
    shape = table.format()
    shape.setBorder(0)
    shape.setCellPadding(5)
    table.setFormat(shape)


def _chapters() -> list[tuple[str, str]]:
    """Title and text of each chapter."""
    files = sorted(resource("manual").glob("*.md"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    return [(text.partition("\n")[0].removeprefix("# ").strip(), text) for text in texts]
