"""The rows of a sheet as a table model: texts that can be changed and taken back, judged as they come."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from countydesk.domain.catalogue import FIGURES
from countydesk.domain.entries import Entry
from countydesk.domain.entry_sheets import Around, RowRead, read_row
from countydesk.domain.problems import Problem
from ui import style
from ui.style import Tone

MOST = 10_000  # rows that can still be looked through and kept as a draft; more go by the command
TOO_MANY = f"一张表最多 {MOST:,} 行,没有放进来;请分几次,或用命令导入。"
SPARE = 20  # empty rows below the last filled one
AT_ONCE = 40  # rows judged before the window may breathe
STEPS = 200  # changes that can be taken back
KNOWN = "这一行已登记过(日期、名称和内容都相同),保存时略过。"
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
Texts = Sequence[str]


@dataclass(eq=False)
class Line:
    """One row. `read` is None until it is judged, `known` until the desk was asked; another text is
    another line."""

    texts: tuple[str, ...]
    read: RowRead | None = None
    known: bool | None = None

    @property
    def blank(self) -> bool:
        return not any(self.texts)


class SheetRows(QAbstractTableModel):
    """All changes go through `splice`, so all can be taken back."""

    changed = Signal()  # texts are others
    settled = Signal()  # every row is judged

    def __init__(self, around: Around, new_id: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self.around = around
        self._new_id = new_id
        self._lines: list[Line] = []
        self._undone: list[tuple[int, list[Line], list[Line]]] = []
        self._next = 0  # all rows before it are judged
        self._judging = QTimer(self)
        self._judging.setInterval(0)
        self._judging.timeout.connect(self._judge_some)
        self._fill_up()

    # --- changing

    def splice(self, at: int, count: int, rows: Sequence[Texts], *, lasting: bool = False) -> None:
        """Put rows in the place of `count` others; one that is `lasting` cannot be taken back."""
        width = len(self.around.headings)
        lines = [Line(tuple([*row, *[""] * width][:width])) for row in rows]
        before = self._lines[at : at + count]
        if not lasting:
            self._undone = [*self._undone, (at, before, lines)][-STEPS:]
        self._put(at, len(before), lines)

    def undo(self) -> int | None:
        """Take the last change back; returns the row where it was, None where there is none."""
        if not self._undone:
            return None
        at, before, after = self._undone.pop()
        self._put(at, len(after), before)
        return at

    def start(self, rows: Sequence[Texts]) -> None:
        """Show these rows and no others; what was before cannot be taken back."""
        self.splice(0, len(self._lines), rows, lasting=True)
        self._undone.clear()

    def renew(self, around: Around) -> None:
        """Judge all rows anew, by what stands at the desk now."""
        self.around = around
        for line in self._lines:
            line.read = line.known = None
        self._judge_from(0)

    def _put(self, at: int, count: int, lines: list[Line]) -> None:
        self._lines[at : at + min(count, len(lines))] = lines[:count]
        if len(lines) > count:
            self.beginInsertRows(QModelIndex(), at + count, at + len(lines) - 1)
            self._lines[at + count : at + count] = lines[count:]
            self.endInsertRows()
        elif len(lines) < count:
            self.beginRemoveRows(QModelIndex(), at + len(lines), at + count - 1)
            del self._lines[at + len(lines) : at + count]
            self.endRemoveRows()
        self._fill_up()
        if lines:
            self.dataChanged.emit(self.index(at, 0), self.index(at + len(lines) - 1, self.columnCount() - 1))
        self._judge_from(at)
        self.changed.emit()

    def _fill_up(self) -> None:
        missing = self.filled_to + SPARE - len(self._lines)
        if missing > 0:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + missing - 1)
            self._lines += [Line(("",) * len(self.around.headings)) for _ in range(missing)]
            self.endInsertRows()

    # --- judging

    def _judge_from(self, row: int) -> None:
        self._next = min(self._next, row)
        self._judging.start()

    def _judge_some(self) -> None:
        first = self._next
        for _ in range(AT_ONCE):
            while self._next < len(self._lines) and not self._waits(self._lines[self._next]):
                self._next += 1
            if self._next == len(self._lines):
                break
            self._judge(self._lines[self._next])
        self._show_again(first, self._next)
        if self._next == len(self._lines):
            self._judging.stop()
            self.settled.emit()

    def judge_all(self) -> None:
        """Judge now what is not judged yet."""
        while self._judging.isActive():
            self._judge_some()

    def _waits(self, line: Line) -> bool:
        return line.read is None and not line.blank

    def _judge(self, line: Line) -> None:
        keys = (heading.key for heading in self.around.headings)
        line.read = read_row(self.around, dict(zip(keys, line.texts, strict=True)), self._new_id())

    def _show_again(self, first: int, last: int) -> None:
        last = min(last, len(self._lines) - 1)
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, first, last)

    def tell(self, found: Sequence[tuple[Line, Sequence[Problem]]]) -> None:
        """What the desk has found wrong with some lines."""
        for line, problems in found:
            line.read = RowRead(None, tuple(problems))
        self._show_again(0, len(self._lines) - 1)

    def tell_known(self, asked: Sequence[Line], known: frozenset[int]) -> None:
        """Which of the lines that were asked about are recorded already."""
        for place, line in enumerate(asked):
            line.known = place in known
        self._show_again(0, len(self._lines) - 1)

    # --- looking

    @property
    def filled_to(self) -> int:
        """The number of rows down to the last one that says anything."""
        return next((n for n in range(len(self._lines), 0, -1) if not self._lines[n - 1].blank), 0)

    @property
    def filled(self) -> list[Line]:
        """The rows that say anything."""
        return [line for line in self._lines if not line.blank]

    @property
    def good(self) -> list[tuple[Line, Entry]]:
        """The rows that were understood, as entries."""
        return [(line, line.read.entry) for line in self.filled if line.read and line.read.entry]

    def texts(self, row: int) -> tuple[str, ...]:
        """What stands in a row."""
        return self._lines[row].texts

    def problems(self) -> Iterator[tuple[int, int, str]]:
        """What is wrong: row, column and sentence, from above."""
        for row, line in enumerate(self._lines):
            for problem in line.read.problems if line.read and not line.blank else ():
                yield row, self._column(problem), problem.sentence

    def sentence(self, row: int, column: int) -> str:
        """What is wrong with a cell, or that its row is recorded already; "" when it is fine."""
        line = self._lines[row]
        wrong = line.read.problems if line.read and not line.blank else ()
        said = [problem.sentence for problem in wrong if self._column(problem) == column]
        return "".join(said) or (KNOWN if line.known and not wrong else "")

    def _column(self, problem: Problem) -> int:
        keys = [heading.key for heading in self.around.headings]
        return keys.index(problem.field) if problem.field in keys else 0

    # --- Qt's model

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.around.headings)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        texts = list(self._lines[index.row()].texts)
        if role == Role.EditRole and texts[index.column()] != value.strip():
            texts[index.column()] = value.strip()
            self.splice(index.row(), 1, [texts])
        return True

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role in (Role.DisplayRole, Role.EditRole):
            return line.texts[index.column()]
        if line.blank:
            return None
        if role == Role.BackgroundRole:
            if sentence := self.sentence(index.row(), index.column()):
                return (Tone.AMBER if sentence == KNOWN else Tone.RED).ground
        elif role in (Role.ToolTipRole, Role.AccessibleDescriptionRole):
            return self.sentence(index.row(), index.column()) or None
        elif role == Role.TextAlignmentRole and self.around.headings[index.column()].kind in FIGURES:
            return RIGHT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            heading = self.around.headings[section]
            if role == Role.TextAlignmentRole:
                return RIGHT if heading.kind in FIGURES else LEFT
            return {Role.DisplayRole: heading.words, Role.ToolTipRole: heading.hint}.get(Role(role))
        line = self._lines[section]
        wrong = bool(line.read and line.read.problems) and not line.blank
        if role == Role.DisplayRole:
            return f"{section + 1}{' 有误' if wrong else ' 已登记' if line.known else ''}"
        if role == Role.ForegroundRole and (wrong or line.known):
            return (Tone.RED if wrong else Tone.AMBER).ink
        if role == Role.FontRole:
            return style.font(style.SMALL)
        return None
