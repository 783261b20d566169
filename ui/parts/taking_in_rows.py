"""The rows of a read workbook as a table shows them, and the toggles that narrow them by verdict."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from countydesk.domain.fields import Kind
from countydesk.services.taking_in import Preview, PreviewRow, Verdict
from ui import style
from ui.style import Tone
from ui.tables.columns import Align, Column

TONES = {
    Verdict.NEW: Tone.GREEN,
    Verdict.CHANGED: Tone.BLUE,
    Verdict.SAME: Tone.GREY,
    Verdict.REFUSED: Tone.RED,
    Verdict.DUPLICATE: Tone.AMBER,
}


def said(row: PreviewRow) -> str:
    """All that there is to say about a row, without naming the row again and again."""
    return " ".join(sentence.removeprefix(f"第 {row.source.row} 行 ") for sentence in row.problems)


def _grade(row: PreviewRow) -> str:
    stage = row.source.stage.title if row.source.stage else ""
    grade = row.source.grade_text
    said_already = stage[:1] in grade and bool(grade)
    return grade if stage and said_already else " ".join(filter(None, (stage, grade)))


COLUMNS = (
    Column("行", lambda row: row.source.row, Kind.NUMBER, 56, Align.LEFT, faint=True),
    Column("结果", "verdict", Kind.CHOICE, 92, chip=lambda verdict: TONES[verdict], choices=Verdict),
    Column("姓名", lambda row: row.source.name, Kind.NAME, 132),
    Column("身份证号", lambda row: row.source.id, Kind.CITIZEN_ID, 172, private=True, faint=True),
    Column("学校", lambda row: row.source.school, width=150),
    Column("学段年级", _grade, width=130),
    Column("金额", lambda row: row.source.fen, Kind.MONEY, 92),
    Column("说明", said, width=310),
)


class Verdicts(QWidget):
    """One toggle for all rows and one for each verdict that there is, with its number."""

    chosen = Signal(object)  # Verdict, or None for all

    def __init__(self) -> None:
        super().__init__()
        self.group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self._verdicts: Sequence[Verdict | None] = (None, *Verdict)
        for number, _verdict in enumerate(self._verdicts):
            button = style.in_role(QPushButton(), "toggle")
            button.setCheckable(True)
            self.group.addButton(button, number)
            line.addWidget(button)
        self.group.button(0).setChecked(True)
        self.group.idClicked.connect(lambda number: self.chosen.emit(self._verdicts[number]))

    def count(self, shown: Preview) -> None:
        """Say how many rows there are of each; all rows are chosen again."""
        for number, verdict in enumerate(self._verdicts):
            rows = shown.count(verdict) if verdict else len(shown.rows)
            button = self.group.button(number)
            button.setText(f"{verdict.title if verdict else '全部'} {rows:,}")
            button.setVisible(rows > 0 or verdict is None)
        self.group.button(0).setChecked(True)
