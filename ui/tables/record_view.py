"""The table on the page: fixed row height, one line a record, sorted by its heading, driven by keys."""

import sys
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from countydesk.domain.fields import Kind
from ui import style
from ui.tables.cells import Cells
from ui.tables.clipboard import as_mime
from ui.tables.columns import Column, Row
from ui.tables.record_table import RecordTable

MOST_COPIED = 20_000  # rows; more is an export, not a copy


MOST_GIVEN = 0.45  # of a column of words


def _gives_way(column: Column) -> bool:
    """Whether a narrower column still says enough: words, not names, figures, chips or numbers."""
    return column.kind in (Kind.TEXT, Kind.LONG_TEXT) and column.chip is None and column.width >= 110


def _first_money(columns: Sequence[Column]) -> int | None:
    return next((number for number, column in enumerate(columns) if column.kind is Kind.MONEY), None)


class RecordView(QTableView):
    """Shows a `RecordTable`; a selection adds up its first money column."""

    opened = Signal(object)  # Enter or double click: the record
    copied = Signal(int)  # rows put on the clipboard, at most MOST_COPIED
    picked = Signal(int, object)  # rows selected, and their sum in fen (None if it is not known)

    def __init__(self, table: RecordTable, *, empty: str = "还没有记录。") -> None:
        super().__init__()
        self.table = table
        self.empty = empty
        self._columns_shown = table.columns
        self.summed = _first_money(table.columns)
        self.most_summed = sys.maxsize  # rows; less where reading them keeps the worker from everything else
        self._picks = 0
        self._fitting = self._widths_chosen = False
        self.setModel(table)
        table.modelReset.connect(self._take_columns)
        self.setItemDelegate(Cells(self))
        self._behave()
        self._set_heading()
        self.doubleClicked.connect(self._open_index)

    def _behave(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("记录表")

    def _set_heading(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(style.ROW)
        head = self.horizontalHeader()
        head.setFixedHeight(style.ROW + 1)
        head.setHighlightSections(False)
        # A selection of its own, always empty: to draw a section the heading asks the selection
        # about every row, which with 200,000 rows selected takes two seconds a paint.
        head.setSelectionModel(QItemSelectionModel(self.table, head))
        head.setMinimumSectionSize(40)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for number, column in enumerate(self.table.columns):
            head.resizeSection(number, column.width)
        head.setStretchLastSection(True)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort_by)
        head.sectionResized.connect(self._width_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def setColumnHidden(self, column: int, hide: bool) -> None:
        """Show the table without a column; what it took is given to the others."""
        super().setColumnHidden(column, hide)
        self._fit()

    def _fit(self) -> None:
        """Where the width falls a little short, words give way before a scroll bar comes.

        Widths that a person has set stay as they are.
        """
        head, columns = self.horizontalHeader(), self.table.columns
        if self._widths_chosen or not columns:
            return
        shown = [n for n in range(len(columns)) if not self.isColumnHidden(n)]
        soft = [n for n in shown if _gives_way(columns[n])]
        over = sum(columns[n].width for n in shown) - self.viewport().width()
        share = max(0.0, min(over / max(1, sum(columns[n].width for n in soft)), MOST_GIVEN))
        self._fitting = True
        for number in shown:
            width = columns[number].width
            head.resizeSection(number, int(width * (1 - share)) if number in soft else width)
        self._fitting = False

    def _take_columns(self) -> None:
        """The table shows records of another kind: widths, order and sum begin anew."""
        if self.table.columns is self._columns_shown:
            return
        self._columns_shown = self.table.columns
        self.summed = _first_money(self.table.columns)
        self._widths_chosen = False
        self.horizontalHeader().setSortIndicatorShown(False)
        self._fit()

    def _width_changed(self, _section: int, _old: int, _new: int) -> None:
        pressed = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if not self._fitting and pressed and self.horizontalHeader().underMouse():
            self._widths_chosen = True

    def _sort_by(self, section: int) -> None:
        """Up, down, then the source's own order again."""
        key, head = self.table.columns[section].sort, self.horizontalHeader()
        if key is None:
            return
        steps: dict[tuple[str, bool] | None, Qt.SortOrder | None] = {
            (key, False): Qt.SortOrder.DescendingOrder,
            (key, True): None,
        }
        order = steps.get(self.table.sorting, Qt.SortOrder.AscendingOrder)
        head.setSortIndicatorShown(order is not None)
        if order is not None:
            head.setSortIndicator(section, order)
        self.table.sort(section if order is not None else -1, order or Qt.SortOrder.AscendingOrder)
        self.scrollToTop()  # who sorts looks for what comes first

    # --- what is selected

    def selected_ranges(self) -> list[tuple[int, int]]:
        """The selected rows, as first and last of each run."""
        runs = {(run.top(), run.bottom()) for run in self.selectionModel().selection().toList()}
        return sorted(runs)

    def selected_rows(self) -> list[Row]:
        """The selected records that are at hand, from above."""
        numbers = (n for first, last in self.selected_ranges() for n in range(first, last + 1))
        return [row for number in numbers if (row := self.table.held(number)) is not None]

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        ranges = self.selected_ranges()
        rows = sum(last - first + 1 for first, last in ranges)
        self._picks += 1
        if self.summed is None or not 0 < rows <= self.most_summed:
            self.picked.emit(rows, None)
        else:
            self.table.sum_of(ranges, self.summed, partial(self._tell_sum, self._picks, rows))

    def _tell_sum(self, pick: int, rows: int, fen: int) -> None:
        if pick == self._picks:
            self.picked.emit(rows, fen)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, masked as they are shown, and say how many."""
        ranges, left = [], MOST_COPIED
        for first, last in self.selected_ranges():
            if left > 0:
                ranges.append((first, min(last, first + left - 1)))
                left -= last - first + 1
        if ranges:
            self.table.rows_of(ranges, self._put_on_clipboard)

    def _put_on_clipboard(self, rows: Sequence[Row]) -> None:
        columns = [c for n, c in enumerate(self.table.columns) if not self.isColumnHidden(n)]
        masked = self.table.masked
        words = [[column.words(row, masked=masked) for column in columns] for row in rows]
        QGuiApplication.clipboard().setMimeData(as_mime(columns, words))
        self.copied.emit(len(rows))

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open_index(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))  # Qt would pass over the row that it stands in
        else:
            super().keyPressEvent(event)

    def _open_index(self, index: QModelIndex) -> None:
        row = self.table.row(index.row()) if index.isValid() else None
        if row is not None:
            self.opened.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.table.rowCount() or not self.empty:
            return
        painter = QPainter(self.viewport())
        painter.setPen(QColor(style.colours.secondary))
        box = self.viewport().rect().adjusted(20, 24, -20, -24)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(box, flags, self.empty)
        painter.end()


def framed(view: QWidget, *, above: Sequence[str] = ()) -> QFrame:
    """The view in a card's border."""
    frame = style.in_role(QFrame(), "table")
    column = QVBoxLayout(frame)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    for words in above:
        heading = style.label(words, "strong")
        heading.setContentsMargins(style.PADDING, 10, style.PADDING, 8)
        column.addWidget(heading)
    column.addWidget(view)
    return frame
