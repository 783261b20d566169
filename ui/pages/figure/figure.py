"""The page of one figure: the number, and behind it its records, its offices and packages, its rules."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from countydesk.domain.months import Month
from countydesk.domain.reckoning import Span
from countydesk.services import behind, figures
from countydesk.services.behind import Behind, Giver, Trace
from ui import style
from ui.announcer import Changes
from ui.background import Task
from ui.pages.figure.headline import Headline
from ui.pages.figure.listed import GIVERS, RECORDS, Records, given_by
from ui.parts.card import Card
from ui.parts.facts import Fact, FactList
from ui.parts.filter_chip import FilterChip
from ui.parts.folding import Scrolled
from ui.parts.page import Page
from ui.parts.tabs import Tabs
from ui.session import Session
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

RECORDS_TAB, GIVERS_TAB, RULES_TAB = range(3)
NO_RECORDS = "这一期间没有计入的记录。"
NO_GIVERS = "这个数不由各单位的记录相加:目标、标准和文件定下的数没有来源单位。"
KEYS = {
    RECORDS_TAB: "Enter 打开记录 · Ctrl+C 复制 · Esc 返回",
    GIVERS_TAB: "Enter 看该单位的记录 · Esc 返回",
    RULES_TAB: "Esc 返回",
}


class FigurePage(Page):
    """Opened with an indicator's name and the first and last month."""

    leads_on = True

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.trace: Trace | None = None
        self._name = ""
        self._span: Span | None = None
        self._task: Task | None = None
        self.headline = Headline()
        self.tabs = Tabs(["记录", "来源单位", "口径"])
        self.office = FilterChip("单位")
        self.view = RecordView(RecordTable(RECORDS, background=session.background), empty=NO_RECORDS)
        self.view.setAccessibleName("计入的记录")
        self.givers = RecordView(RecordTable(GIVERS), empty=NO_GIVERS)
        self.givers.setAccessibleName("来源单位")
        self.rules = FactList()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.tabs)
        line.addStretch(1)
        line.addWidget(self.office)
        rules = Card()
        below = Scrolled()
        below.column.addWidget(self.rules)
        below.column.addStretch(1)
        rules.add(below, 1)
        for pane in (framed(self.view), framed(self.givers), rules):
            self._stack.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.headline)
        column.addLayout(line)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.turn_to)
        self.headline.opened.connect(self._go_on)
        self.office.chosen.connect(lambda _code: self._list())
        self.view.opened.connect(self._open)
        self.givers.opened.connect(self._narrow)
        for view in (self.view, self.givers):
            view.copied.connect(lambda rows: self.session.notice(f"已复制 {rows} 行,可粘贴到 Excel 或 WPS。"))

    # --- the header

    def title(self) -> str:
        indicator = self.session.desk.catalogue.indicators.get(self._name)
        return indicator.title if indicator else ""

    def subtitle(self) -> str:
        if self.trace is None or self._span is None:
            return ""
        return f"{self.trace.action} · {self.trace.programme} · {self._span.title}"

    # --- what is shown

    def opened(self, *what: object) -> None:
        name, first, last = what
        assert isinstance(first, Month) and isinstance(last, Month)
        if (name, Span(first, last)) != (self._name, self._span):
            self._name, self._span, self.trace = str(name), Span(first, last), None
            self.office.choose(None)
            self.turn_to(RECORDS_TAB)
        if self.trace is None:
            self._ask()
        self._to_pane()

    def reload(self, changes: Changes) -> None:
        if changes - figures.UNCOUNTED:
            self.trace = None
            if self.isVisible() and self.session.desk is not None:
                self._ask()

    def turn_to(self, tab: int) -> None:
        """Show the records, the offices or the rules."""
        self.tabs.choose(tab)
        self._stack.setCurrentIndex(tab)
        self._tell()

    def _to_pane(self) -> None:
        (self.givers if self._stack.currentIndex() == GIVERS_TAB else self.view).setFocus()

    def _ask(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self.session.ask(behind.trace, self._name, self._span, on_done=self._show)

    def _show(self, trace: Trace) -> None:
        self._task, self.trace = None, trace
        self.headline.show_trace(trace)
        self.office.offer([(giver.name, giver.code) for giver in trace.givers])
        self.givers.table.show_source(given_by(trace.givers))
        self.rules.show_facts([Fact(label, words) for label, words in trace.how])
        self.tabs.count(RECORDS_TAB, trace.told.records)
        self.tabs.count(GIVERS_TAB, len(trace.givers))
        self._list()
        self.header_changed.emit()
        self._tell()

    def _list(self) -> None:
        if self.trace is not None and self._span is not None:
            indicator, office = self.trace.told.indicator, self.office.value or ""
            self.view.table.show_source(Records(self.session.desk, indicator, self._span, office))

    def _tell(self) -> None:
        several = self.trace is not None and len(self.trace.givers) > 1
        self.office.setVisible(several and self._stack.currentIndex() == RECORDS_TAB)
        packages = sum(giver.package is not None for giver in self.trace.givers) if self.trace else 0
        words = f"{self.trace.told.records:,} 条记录,{packages} 个同步包" if self.trace else ""
        self.say_status(words, KEYS[self._stack.currentIndex()])

    # --- going on

    def _open(self, row: Behind) -> None:
        own = row.office_code == self.session.desk.office.code
        if row.entry_id:
            self.session.go("activity", row.entry_id, *([] if own else [row.office_code]))
        elif row.child_id and own:
            self.session.go("child", row.child_id)
        elif row.target_year and own:
            self.session.go("targets", row.target_year)
        elif row.child_id:
            self.session.notice(f"档案在{row.office},这里只看计入的数。", style.Tone.GREY)

    def _narrow(self, giver: Giver) -> None:
        self.office.choose(giver.code)
        self.turn_to(RECORDS_TAB)
        self._to_pane()

    def _go_on(self, name: str) -> None:
        if self._span is not None:
            self.session.go("figure", name, self._span.first, self._span.last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.session.back()
        else:
            super().keyPressEvent(event)
