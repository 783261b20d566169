"""One table model for every record: it holds the rows that are shown, and fetches them as they are."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
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

from ui.background import Background, Task
from ui.tables.columns import Column, ListSource, Row, Source

PAGE = 100  # rows fetched at once
PAGES_HELD = 40
READ_AT_ONCE = 5000  # rows read at a time for a sum or a copy of rows that are not held
LOADING = "…"
Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex


class RecordTable(QAbstractTableModel):
    """Rows of a `Source` under `columns`.

    With a `background` the source is asked on its thread and rows not yet there show "…"; without
    one it is asked at once, which suits a list at hand.
    """

    loaded = Signal(int)  # the number of rows, whenever another source is shown

    def __init__(
        self,
        columns: Sequence[Column],
        source: Source | None = None,
        background: Background | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = self._columns_to_come = tuple(columns)
        self.masked = True
        self.sorting: tuple[str, bool] | None = None
        self._background = background
        self._unsorted: Source = ListSource()
        self._source: Source = self._unsorted
        self._rows = 0
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._tasks: dict[int, Task] = {}
        self._wanted: set[int] = set()
        self._opening: Task | None = None
        self._generation = 0
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(0)
        self._asking.timeout.connect(self._ask_for_wanted)
        if source is not None:
            self.show_source(source)

    # --- another source, another order

    def show_source(self, source: Source, columns: Sequence[Column] | None = None) -> None:
        """Show other rows, in the order that was chosen; the old ones stay until the new are there.

        With other `columns`, where the records are of another kind, they come in the source's order.
        """
        self._unsorted = source
        if columns is not None:
            self._columns_to_come, self.sorting = tuple(columns), None
        self._open()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Have the source sort by a column; one that does not sort brings the source's own order back."""
        key = self.columns[column].sort if 0 <= column < len(self.columns) else None
        sorting = (key, order == Qt.SortOrder.DescendingOrder) if key else None
        if sorting != self.sorting:
            self.sorting = sorting
            self._open()

    @property
    def shown_source(self) -> Source:
        """Where the shown rows come from, in their order."""
        return self._source

    def _open(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
        self._opening = self._do(partial(_opened, self._unsorted, self.sorting), self._show_opened)

    def _show_opened(self, opened: tuple[Source, int, Sequence[Row]]) -> None:
        self._opening = None
        self.beginResetModel()
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._wanted.clear()
        self._pages.clear()
        self._source, self._rows, first = opened
        self.columns = self._columns_to_come
        self._pages[0] = first
        self.endResetModel()
        self.loaded.emit(self._rows)

    def _do(self, work: Callable[[], Any], done: Callable[[Any], object]) -> Task | None:
        if self._background is not None:
            return self._background.run(work, on_done=done)
        done(work())
        return None

    # --- rows, as they are shown

    def row(self, number: int) -> Row | None:
        """The record of a row, or None while it is not there; asking for it has it fetched."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._wanted.add(page)
            if not self._asking.isActive():
                self._asking.start()
            return None
        self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def _ask_for_wanted(self) -> None:
        """Fetch what was painted last; what was scrolled past meanwhile is not fetched any more."""
        for page in [page for page in self._tasks if page not in self._wanted]:
            self._tasks.pop(page).cancel()
        for page in sorted(self._wanted - self._tasks.keys() - self._pages.keys()):
            work = partial(self._source.fetch, page * PAGE, PAGE)
            task = self._do(work, partial(self._take, page))
            if task is not None:
                self._tasks[page] = task
        self._wanted.clear()

    def _take(self, page: int, rows: Sequence[Row]) -> None:
        self._tasks.pop(page, None)
        self._pages[page] = rows
        while len(self._pages) > PAGES_HELD:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, self._rows) - 1
        if last >= page * PAGE:
            self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))

    # --- many rows, held or not

    def held(self, number: int) -> Row | None:
        """The record of a row if it is at hand; unlike `row` it fetches nothing."""
        rows = self._pages.get(number // PAGE, ())
        place = number % PAGE
        return rows[place] if place < len(rows) else None

    def rows_of(self, ranges: Sequence[tuple[int, int]], done: Callable[[Sequence[Row]], object]) -> None:
        """Hand all records of row ranges (first and last) to `done`, now if they are at hand."""
        if sum(last - first + 1 for first, last in ranges) <= PAGE:
            held = [self.held(number) for first, last in ranges for number in range(first, last + 1)]
            if None not in held:
                done(held)
                return
        self._do(partial(_read, self._source, tuple(ranges)), done)

    def sum_of(self, ranges: Sequence[tuple[int, int]], column: int, done: Callable[[int], object]) -> None:
        """Add up a column of figures over row ranges, and hand the sum to `done`."""
        value = self.columns[column].value
        if sum(last - first + 1 for first, last in ranges) <= PAGE:
            self.rows_of(ranges, lambda rows: done(_sum(rows, value)))
        else:
            self._do(partial(_added_up, self._source, tuple(ranges), value), done)

    # --- Qt's model

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role != Role.DisplayRole or not index.isValid():
            return None  # at once: a view asks for a dozen roles a cell
        row = self.row(index.row())
        if row is None:
            return LOADING if index.column() == 0 else ""
        return self.columns[index.column()].words(row, masked=self.masked)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return section + 1 if role == Role.DisplayRole else None
        if role == Role.DisplayRole:
            return self.columns[section].title
        if role == Role.TextAlignmentRole:
            right = self.columns[section].stands_right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def show_private(self, shown: bool) -> None:
        """Show or mask what is private. Whoever asks for it is logged by the page, not here."""
        self.masked = not shown
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, len(self.columns) - 1))


def _opened(source: Source, sorting: tuple[str, bool] | None) -> tuple[Source, int, Sequence[Row]]:
    """On the worker: the source in its order, its size and its first page, in one go."""
    ordered = source.sorted_by(*sorting) if sorting else source
    return ordered, ordered.count(), ordered.fetch(0, PAGE)


def _pieces(ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Offset and limit of the pieces that row ranges are read in."""
    for first, last in ranges:
        for offset in range(first, last + 1, READ_AT_ONCE):
            yield offset, min(READ_AT_ONCE, last + 1 - offset)


def _read(source: Source, ranges: Sequence[tuple[int, int]]) -> list[Row]:
    """On the worker: all rows of the ranges."""
    return [row for offset, limit in _pieces(ranges) for row in source.fetch(offset, limit)]


def _added_up(source: Source, ranges: Sequence[tuple[int, int]], value: Callable[[Row], Any]) -> int:
    """On the worker: the sum over the ranges, no more than a piece of them held at a time."""
    return sum(_sum(source.fetch(offset, limit), value) for offset, limit in _pieces(ranges))


def _sum(rows: Sequence[Row], value: Callable[[Row], Any]) -> int:
    return sum(value(row) or 0 for row in rows)
