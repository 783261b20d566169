"""The four parts of the receiving page: offices, files that were brought, what waits, what is in conflict."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QMargins, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from countydesk.domain.receiving import HeldPackage
from countydesk.services.conflicts import Shown
from countydesk.services.letting_in import Outcome, Received
from countydesk.services.places import regions
from countydesk.services.province import Overview
from ui import style
from ui.pages.receiving.rows import (
    CONFLICTS,
    FILES,
    LATE,
    OFFICE_KEYS,
    OFFICES,
    REPORTED,
    WAITING,
    FileRow,
    OfficeRow,
    month_title,
    office_rows,
    short,
)
from ui.pages.receiving.sides import Sides
from ui.parts.card import Card
from ui.parts.filter_chip import FilterChip
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

HOW = "把各县的同步包(.xlsx 或 .xlsx.p7m)或整个文件夹拖到这里,或按“选择文件…”。"
NOTHING_WAITS = "没有等待决定的同步包。"


class Pane(QWidget):
    """A table with what belongs below it; `selected` tells of another row."""

    selected = Signal()

    def __init__(self, columns: Sequence[Column], empty: str, name: str) -> None:
        super().__init__()
        self.view = RecordView(RecordTable(columns), empty=empty)
        self.view.setAccessibleName(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(QMargins())
        self.column.setSpacing(style.GAP)
        self.column.addWidget(framed(self.view), 1)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._selected())

    def _selected(self) -> None:
        self.selected.emit()

    def show_first(self, rows: Sequence[object]) -> None:
        """Show other rows, the first one chosen."""
        self.view.table.show_source(ListSource(rows))
        if rows:
            self.view.selectRow(0)
        self._selected()


class OfficesPane(Pane):
    """Who has reported what: what each reported last, or of the month that is chosen."""

    def __init__(self) -> None:
        super().__init__(OFFICES, "没有这样的单位。", "各单位上报情况")
        self.months = FilterChip("月份")
        self.states = FilterChip("状态", [(REPORTED, REPORTED), (LATE, LATE)])
        self._overview: Overview | None = None
        self._awaited: set[str] = set()  # offices to select once they are there
        for chip in (self.months, self.states):
            chip.chosen.connect(lambda _value: self._narrow())

    def show_overview(self, overview: Overview) -> None:
        """Show how the area stands now."""
        self._overview = overview
        months = [each.month for each in reversed(overview.months)]
        self.months.offer([(month_title(month), month) for month in months])
        self._narrow()

    def select(self, office: str) -> None:
        """Choose an office."""
        self._awaited = {office}
        self._narrow()

    def _narrow(self) -> None:
        """Show the offices; those that are selected stay so, unless another is awaited."""
        if self._overview is None:
            return
        keep = self._awaited or {row.office.code for row in self.view.selected_rows()}
        self._awaited = set()
        rows = office_rows(self._overview, self.months.value, self.states.value)
        self.view.table.show_source(ListSource(rows, OFFICE_KEYS))
        ordered: Sequence[OfficeRow] = self.view.table.shown_source.fetch(0, len(rows))
        lines = [number for number, row in enumerate(ordered) if row.office.code in keep]
        if lines:
            self.view.selectRow(lines[0])
        whole = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for line in lines[1:]:
            self.view.selectionModel().select(self.view.table.index(line, 0), whole)

    def answerable(self) -> list[OfficeRow]:
        """The selected offices that have a package to answer."""
        return [row for row in self.view.selected_rows() if row.report is not None]


class BroughtPane(Pane):
    """The files that were brought, with what becomes of each."""

    def __init__(self) -> None:
        super().__init__(FILES, HOW, "本次文件")
        self.files: list[FileRow] = []
        self.detail = _below(self)

    def show_files(self, found: Sequence[Received], done: bool) -> None:
        """Show files as they were looked through, or (`done`) received."""
        names = regions().full_name
        self.files = [
            FileRow(one, short(names(one.office) or one.office) if one.office else "", done) for one in found
        ]
        self.show_first(self.files)
        self.view.setFocus()

    def to_receive(self) -> list[FileRow]:
        """Those that are merged, or put on the list of those to decide."""
        takes = (Outcome.MERGED, Outcome.HELD)
        return [row for row in self.files if not row.done and row.one.outcome in takes]

    def _selected(self) -> None:
        rows: list[FileRow] = self.view.selected_rows()
        self.detail.setText(_told(rows[0]) if rows else HOW)
        super()._selected()


class WaitingPane(Pane):
    """The packages that wait for a decision."""

    def __init__(self) -> None:
        super().__init__(WAITING, NOTHING_WAITS, "待决定的同步包")
        self.detail = _below(self)

    @property
    def chosen(self) -> HeldPackage | None:
        """The package that is chosen."""
        rows: list[HeldPackage] = self.view.selected_rows()
        return rows[0] if rows else None

    def _selected(self) -> None:
        held = self.chosen
        self.detail.setText(f"{held.sentence}\n文件:{held.path}" if held else NOTHING_WAITS)
        super()._selected()


class DisputedPane(Pane):
    """The conflicts between counties, with both sides of the chosen one."""

    def __init__(self) -> None:
        super().__init__(CONFLICTS, "没有跨县冲突。", "跨县冲突")
        self.sides = Sides()
        self.column.addWidget(self.sides)

    @property
    def chosen(self) -> Shown | None:
        """The conflict that is chosen."""
        rows: list[Shown] = self.view.selected_rows()
        return rows[0] if rows else None

    def _selected(self) -> None:
        self.sides.show_conflict(self.chosen)
        super()._selected()


def _below(pane: Pane) -> QLabel:
    """A card below the table for the sentences of its chosen row."""
    detail = style.label("", "small", wraps=True)
    detail.setAlignment(Qt.AlignmentFlag.AlignTop)
    card = Card()
    card.add(detail)
    pane.column.addWidget(card)
    return detail


def _told(row: FileRow) -> str:
    """A file's sentence, and what it changes, kind by kind."""
    kinds = [
        f"{tally.title} 新增 {tally.new:,}、变动 {tally.changed + tally.gone:,}"
        for tally in row.one.tallies
        if tally.new or tally.changed or tally.gone
    ]
    what = ";".join(kinds) or ("" if row.sentence else "与现有数据相同。")
    return "\n".join(filter(None, (f"{row.one.file.name}:{row.sentence}", what)))
