"""What the province answered: a word for each past month, and the rows that wait for an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from countydesk.domain.receipts import RowVerdict
from countydesk.services.closing import PastMonth
from countydesk.services.receipts import Answered, ToAnswer
from ui import style
from ui.parts.card import Card, empty, link, rule
from ui.parts.chip import Chip
from ui.style import Tone

WAITS, UNSENT = "未收到", "待导出"
MOST_SHOWN = 20  # queries at once


@dataclass(frozen=True)
class PastRow:
    """A past month, and the state of its receipt in words."""

    past: PastMonth
    receipt: str

    @classmethod
    def of(cls, past: PastMonth, receipts: Mapping[str, Answered]) -> "PastRow":
        """The line of a past month."""
        if past.package is None:
            return cls(past, UNSENT)
        found = receipts.get(past.package.package_id)
        if found is None:
            return cls(past, WAITS)
        asked = f" · 质询 {found.asked}" if found.asked else ""
        left = f" · 待复 {found.open}" if found.open else ""
        return cls(past, f"已接收 {found.accepted:,}{asked}{left}")


def tone_of(words: str) -> Tone:
    """The colour of a receipt's state."""
    if "待复" in words:
        return Tone.RED
    return {WAITS: Tone.GREY, UNSENT: Tone.AMBER}.get(words, Tone.GREEN)


class QueriesCard(Card):
    """The rows that the province asks about; hidden while there is none. `wanted` asks to answer one."""

    wanted = Signal(object)  # ToAnswer

    def __init__(self) -> None:
        super().__init__("省级质询")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.hide()

    def show_rows(self, rows: Sequence[ToAnswer]) -> None:
        """Show what waits for an answer."""
        self.retitle("省级质询", f"{len(rows)} 行待回复")
        empty(self._lines)
        for row in rows[:MOST_SHOWN]:
            self._lines.addWidget(self._line(row))
            self._lines.addWidget(rule())
        if len(rows) > MOST_SHOWN:
            self._lines.addWidget(style.label(f"先回复这些,还有 {len(rows) - MOST_SHOWN} 行。", "secondary"))
        self.setVisible(bool(rows))

    def _line(self, row: ToAnswer) -> QWidget:
        line = QWidget()
        line.setMinimumHeight(style.ROW)
        beside = QHBoxLayout(line)
        beside.setContentsMargins(0, 4, 0, 4)
        beside.setSpacing(style.GAP)
        verdict = row.row.verdict
        beside.addWidget(Chip(verdict.title, Tone.RED if verdict is RowVerdict.REFUSED else Tone.AMBER))
        who = f"{row.name}:" if row.name and row.name not in row.row.sentence else ""
        beside.addWidget(style.label(who + row.row.sentence, "small", wraps=True), 1)
        button = link("回复…")
        button.setAccessibleName(f"回复:{row.name} {row.row.sentence}")
        button.clicked.connect(lambda: self.wanted.emit(row))
        beside.addWidget(button)
        return line
