"""The year by county: a table that sorts, the counties as a grid, and how the chosen one stands."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QMargins, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from countydesk.domain.offices import Level
from countydesk.services import dispatching, progress
from countydesk.services.places import regions
from countydesk.services.progress import SORTS, PlaceProgress
from countydesk.services.progress_papers import Placed
from ui import style
from ui.charts.county_grid import Cell, CountyGrid
from ui.dialogs.pdf_preview import preview_paper
from ui.pages.progress import working
from ui.pages.progress.places import (
    COLUMNS,
    TOGETHER,
    TOGETHER_SORTS,
    share_done,
    shares_of_most,
    short,
    told_of,
    told_together,
)
from ui.pages.progress.standing import StandingCard
from ui.pages.progress.working import Seen
from ui.parts.card import Card
from ui.parts.choice import Choice
from ui.parts.folding import Beside
from ui.parts.tabs import Tabs
from ui.session import Session
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

LEVELS = (Level.COUNTY, Level.CITY)
ONE, ALL = range(2)
ALL_TARGETS = "全部有目标的指标"
LAST, NARROW = len(COLUMNS) - 1, 1080  # the column that a narrow page does without; pixels


class Counties(QWidget):
    """`changed` tells that another place or indicator is chosen; `choices` stands in the page's line."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.seen: Seen | None = None
        self.lines: Sequence[PlaceProgress] = ()
        self._level = Level.COUNTY
        self.chooser = Choice("指标", 330)
        self.chooser.picked.connect(self.ask)
        self.levels = Tabs(["分县区", "分市州"])
        self.levels.chosen.connect(self._turn_to)
        self.grid = CountyGrid()
        self.grid.picked.connect(self.select)
        self.views = {ONE: self._view(COLUMNS), ALL: self._view(TOGETHER)}
        self._stack = QStackedWidget()
        for view in self.views.values():
            self._stack.addWidget(framed(view))
        self.choices = QWidget()
        self.card = StandingCard(session)
        self._lay_out()

    def _view(self, columns: Sequence[Column]) -> RecordView:
        view = RecordView(RecordTable(columns), empty="正在核对…")
        view.setAccessibleName("各县区进度")
        copied = "已复制 {} 行,可粘贴到 Excel 或 WPS。"
        view.copied.connect(lambda rows: self._session.notice(copied.format(rows)))
        view.opened.connect(lambda _row: self.card.show_notice())
        view.picked.connect(lambda _rows, _sum: self._row_picked(view))
        return view

    def _lay_out(self) -> None:
        line = QHBoxLayout(self.choices)
        line.setContentsMargins(QMargins())
        line.setSpacing(8)
        line.addWidget(self.chooser)
        line.addWidget(self.levels)
        picture = Card()
        picture.body.setContentsMargins(8, 8, 8, 8)
        picture.add(self.grid, 1)
        beside = QWidget()
        side = QVBoxLayout(beside)
        side.setContentsMargins(QMargins())
        side.setSpacing(style.GAP)
        side.addWidget(self._stack, 3)
        side.addWidget(self.card, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.addWidget(Beside([(picture, 11), (beside, 10)]), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.views[ONE].setColumnHidden(LAST, event.size().width() < NARROW)

    # --- what is shown

    @property
    def view(self) -> RecordView:
        """The table that is shown."""
        return self.views[ONE if self.chooser.chosen else ALL]

    @property
    def words(self) -> str:
        """The chosen place in a sentence."""
        return self.grid.describe() if self.grid.current else ""

    @property
    def placed(self) -> list[Placed]:
        """For a workbook: the chosen indicator by place, or what each office lags behind with."""
        if self.chooser.chosen:
            return [(line.name, line.progress) for line in self.lines]
        standings = self.seen.standings.values() if self.seen else ()
        return [(each.name, behind) for each in standings for behind in each.behind]

    def show_seen(self, seen: Seen) -> None:
        """Show another year; the indicator that was chosen stays."""
        first = _worth_showing(self._session.desk, seen) if self.seen is None else None
        names = [(each.told.indicator.title, each.told.indicator.name) for each in seen.lines]
        self.chooser.offer([(ALL_TARGETS, ""), *names], first)
        self.seen = seen
        self.levels.setVisible(self._session.desk.office.level is Level.PROVINCE)
        self.ask()

    def choose(self, name: str) -> None:
        """Show an indicator by its name."""
        if name != self.chooser.chosen:
            self.chooser.choose(name)
            self.ask()

    def _turn_to(self, number: int) -> None:
        self._level = LEVELS[number]
        self.ask()

    def ask(self) -> None:
        """Ask anew for what is chosen."""
        if self.seen is None:
            return
        self._stack.setCurrentIndex(ONE if self.chooser.chosen else ALL)
        if not self.chooser.chosen:
            self._show_together(self.seen)
            return
        indicator = self._session.desk.catalogue.indicators[self.chooser.chosen]
        asked = (self.seen, self.chooser.chosen, self._level)
        self._session.ask(
            working.of_places, self.seen.year, indicator, self._level, on_done=partial(self._show_one, asked)
        )

    def _show_one(self, asked: tuple[Seen, str, Level], lines: Sequence[PlaceProgress]) -> None:
        if asked != (self.seen, self.chooser.chosen, self._level):
            return
        self.lines = lines
        planned = any(line.progress.planned for line in lines)
        shares = [share_done(line) for line in lines] if planned else shares_of_most(lines)
        cells = [
            Cell(line.code, short(line.name), share, line.progress.is_behind, told_of(line))
            for line, share in zip(lines, shares, strict=True)
        ]
        meanings = ("完成率", "未设") if planned else ("与最多的比", "没有")
        self._show(lines, SORTS, cells, *meanings)

    def _show_together(self, seen: Seen) -> None:
        places = seen.places[self._level]
        cells = [Cell(p.code, short(p.name), p.percent, p.behind > 0, told_together(p)) for p in places]
        self._show(places, TOGETHER_SORTS, cells, "达标比例", "未设")

    def _show(self, rows: Sequence[Any], sorts: Any, cells: Sequence[Cell], meaning: str, none: str) -> None:
        view, current = self.view, self.grid.current
        view.table.show_source(ListSource(rows, sorts))
        names = {code[:4]: short(each.name) for code, each in regions().divisions.items() if code[4:] == "00"}
        self.grid.show_cells(cells, names if self._level is Level.COUNTY else {}, meaning, none)
        if not self.grid.current:
            current = next((row.code for row in rows), "")
        self.select(current)

    # --- the chosen place

    def select(self, code: str) -> None:
        """Choose a place by its code, in the table and in the grid."""
        self.grid.select(code)
        table = self.view.table
        for number in range(table.rowCount()):
            row = table.held(number)
            if row is not None and row.code == code:
                self.view.selectRow(number)
                self.view.scrollTo(table.index(number, 0))
        self._tell()

    def _row_picked(self, view: RecordView) -> None:
        rows = view.selected_rows()
        if view is self.view and rows:
            self.grid.select(rows[0].code)
            self._tell()

    def _tell(self) -> None:
        code = self.grid.current
        standing = self.seen.standings.get(code) if self.seen else None
        self.card.show_standing(regions().full_name(code) or "", standing)
        self.changed.emit()

    def show_circular(self) -> None:
        """Show the draft of a circular about all offices."""
        if self.seen is None:
            return
        found, month = list(self.seen.standings.values()), self.seen.year.month
        preview_paper(
            self,
            self._session,
            lambda desk: dispatching.circular(desk, found, month),
            title=f"{month.title}进度通报",
            landscape=False,
        )


def _worth_showing(desk: Any, seen: Seen) -> str:
    """What is shown first: all targets, or where no county has one, an indicator that counties have."""
    counties = seen.places[Level.COUNTY]
    if any(place.planned for place in counties):
        return ""
    codes = {place.code for place in counties}
    told = (each.told for each in seen.lines if codes & each.told.offices)
    found = (one.indicator for one in told if progress.concerns(desk, one.indicator, counties[-1].code))
    return next((indicator.name for indicator in found), "")
