"""The year's indicators as a table: by action and programme, each with its bar and what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import QMargins, QRectF, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QStyle, QStyleOptionViewItem, QVBoxLayout, QWidget

from countydesk.domain.catalogue import Catalogue
from countydesk.domain.progress import Progress
from ui import style
from ui.charts.canvas import write
from ui.charts.legend import Legend
from ui.charts.target_bar import MEANINGS, paint_bar
from ui.pages.progress.words import (
    before_words,
    change_words,
    percent_words,
    standing_words,
    tone_of,
)
from ui.parts.search_line import SearchLine
from ui.parts.tabs import Tabs
from ui.session import Session
from ui.tables.cells import INSET, Cells, Index
from ui.tables.columns import Align, Column, ListSource, Row
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

PLANNED, BEHIND, ALL = range(3)
KEPT: dict[int, Callable[[Progress], bool]] = {
    PLANNED: lambda each: each.planned is not None,
    BEHIND: lambda each: each.is_behind,
    ALL: lambda each: True,
}
NOTHING = {
    PLANNED: "还没有设年度目标。按 Ctrl+T 设置目标,或看“全部”指标。",
    BEHIND: "没有落后于序时进度的指标。",
    ALL: "这一年还没有记录,也没有设目标。",
}


@dataclass(frozen=True)
class Heading:
    """The line above a programme's indicators."""

    title: str


def _of(words: Callable[[Progress], str]) -> Callable[[Row], str]:
    """For indicators, not for headings."""
    return lambda row: "" if isinstance(row, Heading) else words(row)


def _draw_bar(painter: QPainter, box: QRectF, each: Row) -> None:
    if isinstance(each, Heading) or each.percent is None:
        return
    planned = each.planned.amount
    before = float(each.before.amount or 0) / float(planned) if each.before.records else None
    paint_bar(painter, box, float(each.percent) / 100, float(each.due) / 100, before, behind=each.is_behind)


COLUMNS = (
    Column(
        "指标", lambda row: row.title if isinstance(row, Heading) else row.told.indicator.title, width=232
    ),
    Column("进度", _of(percent_words), width=190, picture=_draw_bar),
    Column("完成率", _of(percent_words), width=74, align=Align.RIGHT),
    Column("已完成", _of(lambda each: each.told.figure.phrase), width=104, align=Align.RIGHT),
    Column("年度目标", _of(lambda each: each.plan.phrase if each.plan else ""), width=104, align=Align.RIGHT),
    Column("差多少", _of(standing_words), width=156, chip=tone_of),
    Column("去年同期", _of(before_words), width=100, align=Align.RIGHT, faint=True),
    Column("比去年", _of(change_words), width=90, align=Align.RIGHT, faint=True),
)


class _Grouped(Cells):
    """Cells under headings that go across."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = index.model()
        row = table.row(index.row()) if isinstance(table, RecordTable) else None
        if not isinstance(row, Heading):
            super().paint(painter, option, index)
            return
        box: Any = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(box, QColor(style.colours.selected if selected else style.colours.head))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, QColor(style.colours.row_line))
        inner = QRectF(box.adjusted(INSET, 0, -INSET, -1))
        write(painter, inner, row.title, style.colours.grey_ink, pixels=style.SECONDARY, bold=True)


class Indicators(QWidget):
    """`opened` tells the indicator that somebody wants to see into; `picked` the one that is selected."""

    opened = Signal(object)
    picked = Signal(object)

    def __init__(self, session: Session, page: QWidget) -> None:
        super().__init__()
        self._session = session
        self._lines: Sequence[Progress] = ()
        self.tabs = Tabs(["有目标的", "落后的", "全部"])
        self.tabs.chosen.connect(self.show_kept)
        self._kept = PLANNED
        self.typed = SearchLine(page, "查找指标", "行动、项目、指标")
        self.typed.rested.connect(self._list)
        self.view = RecordView(RecordTable(COLUMNS), empty="")
        self.typed.returnPressed.connect(self.view.setFocus)
        self.view.setItemDelegate(_Grouped(self.view))
        self.view.setAccessibleName("年度指标")
        self.view.opened.connect(self._open)
        self.view.picked.connect(lambda _rows, _sum: self.picked.emit(self.selected))
        self.view.copied.connect(lambda rows: session.notice(f"已复制 {rows} 行,可粘贴到 Excel 或 WPS。"))
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.tabs)
        line.addStretch(1)
        line.addWidget(Legend(MEANINGS))
        line.addWidget(self.typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addWidget(framed(self.view), 1)

    @property
    def selected(self) -> Progress | None:
        """The indicator that is selected."""
        rows = [row for row in self.view.selected_rows() if not isinstance(row, Heading)]
        return rows[0] if rows else None

    @property
    def shown(self) -> list[Progress]:
        """The indicators that are listed now."""
        words = self.typed.words().split()
        catalogue = self._session.desk.catalogue
        wanted = filter(KEPT[self._kept], self._lines)
        return [each for each in wanted if all(word in _told(catalogue, each) for word in words)]

    def show_lines(self, lines: Sequence[Progress]) -> None:
        """Show other figures; what was chosen to be seen stays, at first those with a target."""
        first = not self._lines
        self._lines = lines
        for kept, is_kept in KEPT.items():
            self.tabs.count(kept, sum(map(is_kept, lines)))
        if first and not any(map(KEPT[PLANNED], lines)):
            self._kept = ALL
            self.tabs.choose(ALL)
        self._list()

    def show_kept(self, kept: int) -> None:
        """Keep to those with a target, to those behind, or show all."""
        self._kept = kept
        self.tabs.choose(kept)
        self._list()

    def _list(self) -> None:
        catalogue, rows = self._session.desk.catalogue, list[Row]()
        for title, each in groupby(self.shown, lambda line: _heading(catalogue, line)):
            rows += [Heading(title), *each]
        self.view.empty = "没有找到,请换一种写法。" if self.typed.words() else NOTHING[self._kept]
        self.view.clearSpans()
        self.view.table.show_source(ListSource(rows))
        for number, row in enumerate(rows):
            if isinstance(row, Heading):
                self.view.setSpan(number, 0, 1, len(COLUMNS))

    def _open(self, row: Row) -> None:
        if not isinstance(row, Heading):
            self.opened.emit(row.told.indicator)


def _heading(catalogue: Catalogue, each: Progress) -> str:
    programme = catalogue.programmes[each.told.indicator.programme]
    action = catalogue.action(programme.action)
    return f"{action.title if action else ''} · {programme.title}"


def _told(catalogue: Catalogue, each: Progress) -> str:
    return f"{_heading(catalogue, each)} {each.told.indicator.title}"
