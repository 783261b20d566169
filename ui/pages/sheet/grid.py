"""The sheet on the page: gone through by keys, filled by pasting, changed in blocks, all of it undone."""

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from countydesk.domain.entry_headings import Heading, in_unit, matched
from countydesk.domain.fields import Kind
from countydesk.domain.problems import Refused
from ui import style
from ui.forms.keys import ENTER, MOVES
from ui.pages.sheet.cells import CellEditor, SheetCells
from ui.pages.sheet.rows import MOST, TOO_MANY, Index, SheetRows
from ui.tables.clipboard import as_text, rows_in

WIDTHS = {
    Kind.CITIZEN_ID: 176, Kind.PHONE: 120, Kind.NAME: 110, Kind.DAY: 124, Kind.LONG_TEXT: 240,
    Kind.NUMBER: 96, Kind.MONEY: 110, Kind.DECIMAL: 96, Kind.CHOICE: 120, Kind.YES_NO: 80,
}  # fmt: skip
OTHER_WIDTH, WIDEST = 150, 260
NUMBERS = 74  # pixels of the rows' numbers, with 已登记 beside them
Trigger = QAbstractItemView.EditTrigger
Key = Qt.Key


class Grid(QTableView):
    """Enter and Tab go to the next cell, and from the last to the next row; Ctrl+Tab leaves the sheet."""

    said = Signal(str)  # a sentence about what was pasted
    submitted = Signal()
    reached = Signal(int, int)  # the current row and column

    def __init__(self) -> None:
        super().__init__()
        self.cells = SheetCells(self, self._choices)
        self.cells.moved.connect(self._go)
        self.cells.submitted.connect(self.submitted)
        self.setItemDelegate(self.cells)
        self.setEditTriggers(Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("成批录入的表格")
        lines = f"QTableView {{ gridline-color: {style.colours.hairline} }}"
        self.setStyleSheet(f"{lines} QHeaderView::section {{ padding: 0 4px }}")  # as the cells have it
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(style.ROW - 2)
        self.verticalHeader().setFixedWidth(NUMBERS)
        self.horizontalHeader().setFixedHeight(style.ROW + 1)
        self.horizontalHeader().setHighlightSections(False)
        self._add_actions()

    def _add_actions(self) -> None:
        """The menu of the right button, with its keys."""
        for words, keys, act in (
            ("复制", "Ctrl+C", self.copy),
            ("剪切", "Ctrl+X", self.cut),
            ("粘贴", "Ctrl+V", self.paste),
            ("清除内容", "Delete", self.clear_cells),
            ("向下填充", "Ctrl+D", self.fill_down),
            ("插入行", "Ctrl+I", self.insert_rows),
            ("删除行", "Ctrl+-", self.remove_rows),
            ("撤销", "Ctrl+Z", self.undo),
        ):
            self._add_action(words, keys, act)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _add_action(self, words: str, keys: str, act: Callable[[], object]) -> None:
        action = QAction(words, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
        action.triggered.connect(lambda _checked=False: act())
        self.addAction(action)

    def show_rows(self, rows: SheetRows) -> None:
        """Show a sheet."""
        self.setModel(rows)
        for column, heading in enumerate(rows.around.headings):
            words = [self.fontMetrics().horizontalAdvance(each) for each in (heading.words, *heading.choices)]
            room = min(max(words) + 28, WIDEST)
            self.setColumnWidth(column, max(room, WIDTHS.get(heading.kind, OTHER_WIDTH)))

    @property
    def rows(self) -> SheetRows:
        shown = self.model()
        assert isinstance(shown, SheetRows)
        return shown

    def _choices(self, column: int) -> Sequence[str]:
        heading = self.rows.around.headings[column]
        if heading.kind is Kind.CHOICES:
            return ()  # several are typed beside each other
        return self.rows.around.wholes.all if heading.key == "belongs_to" else heading.choices

    # --- going about

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the current one, in view."""
        self.setCurrentIndex(self.rows.index(row, column))
        self.scrollTo(self.currentIndex())

    def _go(self, rows: int, columns: int) -> None:
        width = self.rows.columnCount()
        place = self.currentIndex().row() * width + self.currentIndex().column() + rows * width + columns
        if 0 <= place < self.rows.rowCount() * width:
            self.go_to(*divmod(place, width))
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Tab belongs to the sheet; with Ctrl it leaves it."""
        tab = isinstance(event, QKeyEvent) and event.key() in (Key.Key_Tab, Key.Key_Backtab)
        if tab and event.type() == QEvent.Type.KeyPress:
            self.keyPressEvent(cast(QKeyEvent, event))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Key.Key_Tab, Key.Key_Backtab) and modifiers & Qt.KeyboardModifier.ControlModifier:
            self.focusNextPrevChild(key == Key.Key_Tab)
        elif key in MOVES and not modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            self._go(0, -1 if modifiers or key == Key.Key_Backtab else 1)
        elif key in ENTER:
            self.submitted.emit()
        elif key == Key.Key_Backspace:
            self.clear_cells()
        elif key == Key.Key_Down and modifiers == Qt.KeyboardModifier.AltModifier:
            self.edit(self.currentIndex())
            if isinstance(self.cells.open, CellEditor):
                self.cells.open.offer_all()
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.reached.emit(current.row(), current.column())

    # --- blocks

    def _block(self) -> tuple[int, int, int, int]:
        """Top, left, bottom and right of what is selected."""
        chosen = self.selectionModel().selection().toList()
        if not chosen:
            here = self.currentIndex()
            return max(0, here.row()), max(0, here.column()), max(0, here.row()), max(0, here.column())
        run = chosen[0]
        return run.top(), run.left(), run.bottom(), run.right()

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as Excel and WPS read them."""
        top, left, bottom, right = self._block()
        QGuiApplication.clipboard().setText(
            as_text([self.rows.texts(row)[left : right + 1] for row in range(top, bottom + 1)])
        )

    def cut(self) -> None:
        """Copy the selected cells, and clear them."""
        self.copy()
        self.clear_cells()

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        top, left, bottom, right = self._block()
        blank = [""] * (right + 1 - left)
        self._write(top, [blank] * (bottom + 1 - top), range(left, right + 1))

    def fill_down(self) -> None:
        """Repeat the first of the selected rows in the others; with one row, the one above it."""
        top, left, bottom, right = self._block()
        if top == bottom and top > 0:
            top -= 1
        above = self.rows.texts(top)[left : right + 1]
        self._write(top, [above] * (bottom + 1 - top), range(left, right + 1))

    def insert_rows(self) -> None:
        """Put as many empty rows as are selected above them."""
        top, _left, bottom, _right = self._block()
        self.rows.splice(top, 0, [()] * (bottom + 1 - top))
        self.go_to(top, 0)

    def remove_rows(self) -> None:
        """Take the selected rows out."""
        top, left, bottom, _right = self._block()
        self.rows.splice(top, bottom + 1 - top, [])
        self.go_to(top, left)

    def undo(self) -> None:
        """Take the last change back."""
        row = self.rows.undo()
        if row is not None:
            self.go_to(row, max(0, self.currentIndex().column()))

    def paste(self) -> None:
        """Put a block from a spreadsheet in, from the current cell on; under its own headings if it has any.

        One cell fills all that are selected.
        """
        try:
            block = rows_in(QGuiApplication.clipboard().text())
        except Refused as refusal:
            self.said.emit(str(refusal))
            return
        if not block:
            return
        top, left, bottom, right = self._block()
        if top + len(block) > MOST:
            self.said.emit(TOO_MANY)
            return
        if len(block) == 1 and len(block[0]) == 1:
            block = [block[0] * (right + 1 - left)] * (bottom + 1 - top)
        headed = self._under_headings(block)
        if headed is None:
            wide = max(map(len, block))
            lost = left + wide - self.rows.columnCount()
            self.said.emit(f"右边多出的 {lost} 列没有粘贴。" if lost > 0 else "")
            headed = block, range(left, self.rows.columnCount())
        self._write(top, *headed)

    def _under_headings(self, block: Sequence[Sequence[str]]) -> tuple[list[list[str]], Sequence[int]] | None:
        """A block that brings its headings along: the cells of the columns that are known, and which."""
        around = self.rows.around
        found = matched(around.headings, around.kind, block[0])
        keys = [heading.key for heading in around.headings]
        known = [(at, keys.index(key), unit) for at, (key, unit) in enumerate(found) if key]
        if len(known) < 2 or len(known) * 2 < len(block[0]):
            return None
        foreign = [word for word, (key, _) in zip(block[0], found, strict=True) if word.strip() and not key]
        self.said.emit(f"不认识的列,没有粘贴:{'、'.join(foreign)}。" if foreign else "")
        cells = [
            [_cell(around.headings[column], unit, row, at) for at, column, unit in known] for row in block[1:]
        ]
        return cells, [column for _, column, _ in known]

    def _write(self, top: int, block: Sequence[Sequence[str]], columns: Sequence[int]) -> None:
        """Put cells into their columns, row by row, in one change."""
        rows = []
        for down, cells in enumerate(block):
            there = top + down < self.rows.rowCount()
            texts = list(self.rows.texts(top + down)) if there else [""] * self.rows.columnCount()
            for column, text in zip(columns, cells, strict=False):
                texts[column] = self._tidy(column, text)
            rows.append(texts)
        if rows:
            self.rows.splice(top, min(len(rows), self.rows.rowCount() - top), rows)

    def _tidy(self, column: int, text: str) -> str:
        """A pasted text; only what is prose keeps its lines."""
        long = self.rows.around.headings[column].kind is Kind.LONG_TEXT
        return text.strip() if long else " ".join(text.split())


def _cell(heading: Heading, unit: str, row: Sequence[str], at: int) -> str:
    return in_unit(heading, unit, row[at].strip()) if at < len(row) else ""
