"""The page of 目标进度: the year against its targets, by indicator and, where offices report, by county."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout

from countydesk.domain.catalogue import Indicator
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.services import figures, progress_papers
from countydesk.services.progress_papers import Placed
from ui import style
from ui.announcer import Changes
from ui.background import Task
from ui.dialogs.pdf_preview import preview_paper
from ui.pages.progress import working
from ui.pages.progress.choosing import Until
from ui.pages.progress.counties import Counties
from ui.pages.progress.indicators import Indicators
from ui.pages.progress.working import Seen
from ui.parts.page import Action, Page
from ui.parts.progress_card import ProgressCard
from ui.parts.tabs import Tabs
from ui.session import Session
from ui.style import Tone

BY_INDICATOR, BY_COUNTY = range(2)


class ProgressPage(Page):
    """A year that was reckoned is kept until a record or a target changes."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.seen: Seen | None = None
        self._kept: dict[Month, Seen] = {}
        self._task: Task | None = None
        self.until = Until()
        self.until.picked.connect(self._ask)
        self.tabs = Tabs(["各项指标", "各县区"])
        self.tabs.chosen.connect(self.turn_to)
        self.working = ProgressCard()
        self.working.stopped.connect(self.stop)
        self.indicators = Indicators(session, self)
        self.indicators.opened.connect(self._see_into)
        self.indicators.picked.connect(lambda _one: self._say())
        self.counties = Counties(session)
        self.counties.changed.connect(self._say)
        self._stack = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        self._stack.addWidget(self.indicators)
        self._stack.addWidget(self.counties)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.until)
        line.addWidget(self.tabs)
        line.addStretch(1)
        line.addWidget(self.counties.choices)
        self.counties.choices.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.working)
        column.addLayout(line)
        column.addWidget(self._stack, 1)

    # --- as a page

    def title(self) -> str:
        return "目标进度"

    def subtitle(self) -> str:
        if self.seen is None:
            return ""
        planned = [each for each in self.seen.lines if each.planned]
        if not planned:
            return f"{self.seen.year.month.year}年还没有设年度目标"
        behind = sum(each.is_behind for each in planned)
        told = f"落后 {behind} 项" if behind else "都已达到序时进度"
        return f"序时进度 {planned[0].due}% · 有目标 {len(planned)} 项,{told}"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        ready = self.seen is not None
        planned = self.seen is None or any(each.planned for each in self.seen.lines)
        targets = Action("设置目标", self._set_targets, "Ctrl+T", main=not planned)
        export = Action("导出 Excel…", self.choose_export, enabled=ready)
        paper = (
            Action("进度通报…", self.counties.show_circular, "Ctrl+P", main=planned, enabled=ready)
            if self._by_county
            else Action("打印…", self.show_paper, "Ctrl+P", main=planned, enabled=ready)
        )
        return (targets, export, paper) if planned else (export, paper, targets)

    @property
    def _by_county(self) -> bool:
        return self._stack.currentWidget() is self.counties

    def opened(self, *what: object) -> None:
        self.tabs.setVisible(self.session.desk.office.level is not Level.COUNTY)
        self._ask()
        (self.counties.view if self._by_county else self.indicators.view).setFocus()

    def reload(self, changes: Changes) -> None:
        if changes - figures.UNCOUNTED:
            self._kept.clear()
            if self.isVisible() and self.session.desk is not None:
                self._ask()

    # --- what is shown

    def turn_to(self, number: int) -> None:
        """Show the indicators, or the counties with the indicator that is selected."""
        self.tabs.choose(number)
        self._stack.setCurrentIndex(number)
        self.counties.choices.setVisible(number == BY_COUNTY)
        selected = self.indicators.selected
        if number == BY_COUNTY and selected is not None:
            self.counties.choose(selected.told.indicator.name)
        self._say()
        self.header_changed.emit()

    def _ask(self) -> None:
        """Show the chosen year, reckoning it where it is not kept."""
        if self._task is not None:
            self._task.cancel()
        month = self.until.month
        if month in self._kept:
            self._ended()
            self._show(self._kept[month])
            return
        self.working.begin_soon("正在汇总各项指标…")
        self._task = self.session.ask(
            working.look,
            month,
            on_done=self._reckoned,
            on_failed=self._failed,
            on_progress=lambda at: self.working.go_on(f"正在汇总各项指标 {at[0]} / {at[1]}", *at),
        )

    def stop(self) -> None:
        """Give up what is being reckoned; what was shown stays."""
        if self._task is not None:
            self._task.cancel()
        self._ended()
        if self.seen is not None:
            self._choose(self.seen.year.month)

    def _ended(self) -> None:
        self._task = None
        self.working.end()

    def _failed(self, failure: BaseException) -> None:
        self._ended()
        self.session.notice(str(failure), Tone.RED)

    def _reckoned(self, seen: Seen) -> None:
        self._ended()
        self._kept[seen.year.month] = seen
        self._show(seen)

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        self._choose(seen.year.month)
        self.indicators.show_lines(seen.lines)
        if seen.standings:
            self.counties.show_seen(seen)
        self._say()
        self.header_changed.emit()

    def _choose(self, month: Month) -> None:
        self.until.show_month(month, self.session.desk.today.year)

    def _say(self) -> None:
        selected = self.indicators.selected
        if self._by_county:
            self.say_status(self.counties.words, "↑↓←→ 逐个看 · 点表头排序 · Enter 督办通知 · Ctrl+P 通报")
        else:
            told = f"{selected.told.indicator.title}:{selected.sentence}" if selected else ""
            self.say_status(told, "Enter 看数字由哪些记录得来 · Ctrl+F 查找 · Ctrl+T 设置目标")

    # --- where one goes from here

    def _see_into(self, indicator: Indicator) -> None:
        if self.seen is not None:
            month = self.seen.year.month
            self.session.go("figure", indicator.name, Month(month.year, 1), month)

    def _set_targets(self) -> None:
        month = self.until.month
        self.session.go("targets", *([month.year] if month else []))

    # --- what goes out

    def show_paper(self) -> None:
        """Show what is listed as it will be printed."""
        if self.seen is not None:
            month, lines = self.seen.year.month, self.indicators.shown
            preview_paper(
                self,
                self.session,
                lambda desk: progress_papers.paper(desk, month, lines),
                title=f"{month.year}年目标进度",
                landscape=True,
            )

    def choose_export(self) -> None:
        """Ask where the workbook goes."""
        month = self.until.month
        name = f"目标进度-{month}-各县区.xlsx" if self._by_county else f"目标进度-{month}.xlsx"
        path, _kind = QFileDialog.getSaveFileName(self, "导出", name, "Excel 工作簿 (*.xlsx)")
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        """Write what is shown: the listed indicators, or one of them by place."""
        self.session.ask(
            progress_papers.workbook, path, self._placed(), on_done=partial(self._exported, path)
        )

    def _placed(self) -> list[Placed]:
        if self._by_county:
            return self.counties.placed
        return [(self.session.desk.office.name, each) for each in self.indicators.shown]

    def _exported(self, path: Path, rows: int) -> None:
        self.session.notice(f"已导出 {rows:,} 行到“{path.name}”。")
