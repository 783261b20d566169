"""The table that targets are typed into: amount and modifier; what stands beside them only helps."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableWidget, QWidget
from PySide6.QtWidgets import QTableWidgetItem as Item

from ui import style
from ui.forms.keys import ENTER
from ui.tables.cell_editors import CellEditors

GROUP, NAME, UNIT, PLAN_BEFORE, DONE_BEFORE, AMOUNT, MODIFIER = range(7)
TITLES = ("项目", "指标", "单位", "去年目标", "去年完成", "今年目标", "约数")
WIDTHS = {GROUP: 170, UNIT: 70, PLAN_BEFORE: 110, DONE_BEFORE: 110, AMOUNT: 130, MODIFIER: 90}  # pixels
RIGHT = frozenset({PLAN_BEFORE, DONE_BEFORE, AMOUNT})
Key = tuple[str, str]  # the indicator's name and the place's code
Typed = tuple[str, str]  # amount and modifier as they are typed
Trigger = QAbstractItemView.EditTrigger
Hint = QAbstractItemDelegate.EndEditHint


@dataclass(frozen=True)
class Shown:
    """A row: its key, the words beside, and what is typed in it."""

    key: Key
    beside: tuple[str, str, str, str, str]
    typed: Typed


class TargetTable(QTableWidget):
    """`typed` tells the key of a row that somebody typed in."""

    typed = Signal(object)
    unplaced = Signal(list)  # names that were pasted, and that no row has

    def __init__(self) -> None:
        super().__init__(0, len(TITLES))
        self._keys: list[Key] = []
        self._filling = False
        self.setAccessibleName("年度目标表")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(style.ROW)
        head = self.horizontalHeader()
        head.setFixedHeight(style.ROW + 1)
        head.setHighlightSections(False)
        for column in range(len(TITLES)):
            self._head(column, TITLES[column])
            if column in WIDTHS:
                self.setColumnWidth(column, WIDTHS[column])
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked)
        self.setItemDelegate(CellEditors(self))
        self.setTabKeyNavigation(False)
        self.setStyleSheet("QTableView::item { padding: 0 7px; }")  # as its headings
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        self.cellChanged.connect(self._cell_changed)

    # --- what is shown

    def show_rows(self, rows: Sequence[Shown], group: str, name: str) -> None:
        """Show other rows; `group` and `name` head the first two columns. The cursor stays in its row."""
        current = self._keys[self.currentRow()] if 0 <= self.currentRow() < len(self._keys) else None
        self._filling = True
        self._keys = [row.key for row in rows]
        self._head(GROUP, group)
        self._head(NAME, name)
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, words in enumerate((*row.beside, *row.typed)):
                self.setItem(number, column, _item(column, words))
        self._filling = False
        if rows:
            self.setCurrentCell(self._keys.index(current) if current in self._keys else 0, AMOUNT)

    def _head(self, column: int, words: str) -> None:
        head = Item(words)
        head.setTextAlignment(_side(column))
        self.setHorizontalHeaderItem(column, head)

    def _cell(self, row: int, column: int) -> Item:
        cell = self.item(row, column)
        assert cell is not None  # every row is filled
        return cell

    def typed_in(self, key: Key) -> Typed:
        """What stands in a row now."""
        row = self._keys.index(key)
        return self._cell(row, AMOUNT).text().strip(), self._cell(row, MODIFIER).text().strip()

    def mark(self, key: Key, changed: bool, wrong: str = "") -> None:
        """Show that a row is changed (bold), or what is wrong with it (red, the sentence as its tip)."""
        if key not in self._keys:
            return
        self._filling = True
        for column in (AMOUNT, MODIFIER):
            item = self._cell(self._keys.index(key), column)
            font = QFont(self.font())
            font.setBold(changed)
            item.setFont(font)
            item.setForeground(QColor(style.colours.red_ink if wrong else style.colours.ink))
            item.setBackground(QColor(style.colours.red_ground if wrong else style.colours.card))
            item.setToolTip(wrong)
        self._filling = False

    def go_to(self, key: Key) -> None:
        """Put the cursor into a row's amount."""
        if key in self._keys:
            self.setCurrentCell(self._keys.index(key), AMOUNT)
            self.setFocus()

    def _cell_changed(self, row: int, _column: int) -> None:
        if not self._filling:
            self.typed.emit(self._keys[row])

    # --- keys

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter in a cell takes it over and goes to the row below."""
        super().closeEditor(editor, hint)
        if hint == Hint.SubmitModelCache:
            self._go_down()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            if self.state() != QAbstractItemView.State.EditingState:  # a cell's own comes by here as well
                self._go_down()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            for item in self.selectedItems():
                self._put(item.row(), item.column(), "")
        else:
            super().keyPressEvent(event)

    def _go_down(self) -> None:
        self.setCurrentCell(min(self.currentRow() + 1, self.rowCount() - 1), self.currentColumn())

    def paste(self) -> None:
        """Put cells of a sheet in: by the name in front where the first of them is one, else from the
        current cell on."""
        lines = [line.split("\t") for line in QGuiApplication.clipboard().text().rstrip("\r\n").splitlines()]
        names = {self._cell(row, NAME).text(): row for row in range(self.rowCount())}
        named = [cells for cells in lines if len(cells) > 1 and cells[0].strip() in names]
        if named:
            for name, *cells in named:
                self._put_line(names[name.strip()], AMOUNT, cells)
            strange = [cells[0].strip() for cells in lines if cells not in named and any(cells[1:])]
            if strange:
                self.unplaced.emit(strange)
            return
        top, left = max(0, self.currentRow()), max(AMOUNT, self.currentColumn())
        for down, cells in enumerate(lines[: self.rowCount() - top]):
            self._put_line(top + down, left, cells)

    def _put_line(self, row: int, left: int, cells: Sequence[str]) -> None:
        for column, words in enumerate(cells[: len(TITLES) - left], left):
            self._put(row, column, words.strip())

    def _put(self, row: int, column: int, words: str) -> None:
        if column >= AMOUNT:
            self._cell(row, column).setText(words)

    def _copy(self) -> None:
        rows: dict[int, list[str]] = {}
        for item in sorted(self.selectedItems(), key=lambda item: (item.row(), item.column())):
            rows.setdefault(item.row(), []).append(item.text())
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in rows.values()))


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _item(column: int, words: str) -> Item:
    item = Item(words)
    item.setTextAlignment(_side(column))
    if column < AMOUNT:
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        item.setForeground(QColor(style.colours.ink if column == NAME else style.colours.grey_ink))
        item.setBackground(QColor(style.colours.head))
        item.setToolTip(words)
    return item
