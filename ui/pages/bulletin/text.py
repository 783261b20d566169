"""The text as a document to be read, in which every number is a link that keys reach too."""

from html import escape

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from countydesk.domain.bulletin import Piece
from countydesk.services.bulletin import Bulletin
from ui import style

SIZE = 15  # pixels
PARAGRAPH = f"line-height:150%; text-indent:{2 * SIZE}px"


class Text(QTextBrowser):
    """`opened` tells the indicator whose number was pressed, `looked_at` the one under mouse or keys."""

    opened = Signal(str)
    looked_at = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        style.in_role(self, "plain")
        self.setAccessibleName("通报正文")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(6)
        self.document().setDefaultFont(style.font(SIZE))
        self.anchorClicked.connect(lambda url: self.opened.emit(url.toString()))
        self.highlighted.connect(lambda url: self.looked_at.emit(QUrl(url).toString()))

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Go to the next number, or on to the next widget; the number where the keys are is marked."""
        stayed: bool = super().focusNextPrevChild(onward)
        cursor, marked = self.textCursor(), QTextEdit.ExtraSelection()
        is_number = stayed and cursor.hasSelection() and bool(cursor.charFormat().anchorHref())
        marked.cursor = cursor  # type: ignore[attr-defined]
        marked.format.setBackground(QColor(style.colours.selected))  # type: ignore[attr-defined]
        self.setExtraSelections([marked] if is_number else [])
        self.looked_at.emit(cursor.charFormat().anchorHref() if is_number else "")
        return stayed

    def show_bulletin(self, bulletin: Bulletin, nothing: str) -> None:
        """Show another text; `nothing` where there is none."""
        blocks = [f'<p align="center" style="font-size:{style.TITLE}px"><b>{escape(bulletin.title)}</b></p>']
        for section in bulletin.sections:
            if section.title:
                blocks.append(f'<p style="margin-top:12px"><b>{escape(section.title)}</b></p>')
            for paragraph in section.paragraphs:
                blocks.append(f'<p style="{PARAGRAPH}">{"".join(map(_html, paragraph))}</p>')
        if not bulletin.sections:
            blocks.append(f'<p align="center" style="color:{style.colours.secondary}">{escape(nothing)}</p>')
        self.setHtml("".join(blocks))


def _html(piece: Piece) -> str:
    words = escape(piece.words)
    if not piece.indicator:
        return words
    return f'<a style="color:{style.colours.blue}" href="{escape(piece.indicator)}">{words}</a>'
