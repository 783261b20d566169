"""What the province answered: a word for each past month, and the rows that wait for an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from countydesk.domain.receipts import RowVerdict
from countydesk.services.closing import PastMonth
from countydesk.services.receipts import Answered, ToAnswer
from ui.parts.card import Card
from ui.parts.lists import Task, TaskList
from ui.style import Tone

WAITS, UNSENT = "未收到", "待导出"


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
        self._list = TaskList()
        self.add(self._list)
        self.hide()

    def show_rows(self, rows: Sequence[ToAnswer]) -> None:
        """Show what waits for an answer."""
        self.retitle("省级质询", f"{len(rows)} 行待回复")
        self._list.show_tasks([self._task(row) for row in rows])
        self.setVisible(bool(rows))

    def _task(self, row: ToAnswer) -> Task:
        refused = row.row.verdict is RowVerdict.REFUSED
        tone = Tone.RED if refused else Tone.AMBER
        who = f"{row.name}:" if row.name and row.name not in row.row.sentence else ""
        return Task(
            row.row.verdict.title, tone, f"{who}{row.row.sentence}", "回复…", lambda: self.wanted.emit(row)
        )
