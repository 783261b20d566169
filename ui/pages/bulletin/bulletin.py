"""The page of the bulletin: the months, the text, all figures beside it, and how it is handed out."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout

from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.reckoning import Span
from countydesk.services import bulletin, bulletin_papers, figures, province
from countydesk.services.bulletin import Bulletin, Line
from ui import style
from ui.announcer import Changes
from ui.background import Task
from ui.dialogs.pdf_preview import preview_paper
from ui.pages.bulletin.listed import COLUMNS, PACKAGES, narrowed
from ui.pages.bulletin.period import PeriodChoice
from ui.pages.bulletin.text import Text
from ui.parts.card import Card
from ui.parts.folding import Beside
from ui.parts.page import Action, Page
from ui.parts.progress_card import ProgressCard
from ui.parts.search_line import SearchLine
from ui.session import Session
from ui.style import Tone
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

NOTHING = "这一期间还没有可以通报的记录。请换一个期间,或到“六大行动”登记。"
NOT_FOUND = "没有这样的指标。请换一种写法,或点“全部指标”。"
KEYS = "Tab 逐个数字 · Enter 看来源 · Ctrl+F 查指标"
Write = Callable[[Any, Bulletin, Path], Path]


class BulletinPage(Page):
    """Opened with two months it is about these; else about those that were shown last."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.shown: Bulletin | None = None
        self._kept: dict[Span, Bulletin] = {}
        self._task: Task | None = None
        self.period = PeriodChoice()
        self.progress = ProgressCard()
        self.text = Text()
        self.typed = SearchLine(self, "查找指标", "指标、项目、行号")
        self.typed.setFixedWidth(210)
        self.all = style.in_role(QPushButton("全部指标"), "toggle")
        self.all.setCheckable(True)
        self.all.setToolTip("连同还没有数的、本级不填报的")
        self.view = RecordView(RecordTable(COLUMNS), empty=NOTHING)
        self.view.setAccessibleName("全部指标")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.period)
        line.addStretch(1)
        line.addWidget(self.typed)
        line.addWidget(self.all)
        card = Card()
        card.body.setContentsMargins(4, 4, 4, 4)
        card.add(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addWidget(self.progress)
        column.addWidget(Beside([(card, 6), (framed(self.view), 7)]), 1)

    def _connect(self) -> None:
        self.period.chosen.connect(self._ask)
        self.period.refused.connect(lambda sentence: self.session.notice(sentence, Tone.RED))
        self.progress.stopped.connect(self._stop)
        self.text.opened.connect(self._open)
        self.text.looked_at.connect(self._tell)
        self.typed.rested.connect(self._list)
        self.typed.returnPressed.connect(self.view.setFocus)
        self.all.toggled.connect(lambda _on: self._list())
        self.view.opened.connect(lambda line: self._open(line.told.indicator.name))
        self.view.copied.connect(
            lambda rows: self.session.notice(f"已复制 {rows} 行,可粘贴到 Excel 或 WPS。")
        )

    # --- the header

    def title(self) -> str:
        return "情况通报"

    def subtitle(self) -> str:
        if self.shown is None:
            return ""
        told = sum(line.says_something for line in self.shown.lines)
        return f"{self.shown.span.title} {told} 项指标有数"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        ready = self.shown is not None and bool(self.shown.sections)
        return (
            Action("复制全文", self.copy, enabled=ready),
            Action("另存 Excel…", partial(self._choose, "xlsx", bulletin_papers.workbook), enabled=ready),
            Action("另存 Word…", partial(self._choose, "docx", bulletin_papers.letter), enabled=ready),
            Action("预览打印", self.preview, "Ctrl+P", main=True, enabled=ready),
        )

    # --- what is shown

    def opened(self, *what: object) -> None:
        desk = self.session.desk
        county = desk.office.level is Level.COUNTY  # has its own records alone
        self.view.setColumnHidden(COLUMNS.index(PACKAGES), county)
        if county or what or self.period.span:
            self._begin(desk.today, *what)
        else:  # what was reported ends with the newest package
            self.session.ask(
                province.newest_month, on_done=lambda month: self._begin(min(month.last_day, desk.today))
            )

    def _begin(self, until: date, *span: object) -> None:
        """Show these months; or the year up to a day, where none were chosen before."""
        self.period.begin(until)
        if span:
            first, last = span
            assert isinstance(first, Month) and isinstance(last, Month)
            self.period.show_span(Span(first, last))
        self._ask()
        (self.focusWidget() or self.text).setFocus()

    def reload(self, changes: Changes) -> None:
        if changes - figures.UNCOUNTED:
            self._kept.clear()
            if self.isVisible() and self.session.desk is not None:
                self._ask()

    def _ask(self) -> None:
        """Reckon, unless these months were reckoned and nothing has changed since."""
        span = self.period.span
        if self._task is not None:
            self._task.cancel()
        if span in self._kept:
            self._show(self._kept[span])
            return
        self.progress.begin_soon("正在汇总…")
        self._task = self.session.ask(
            _composed,
            span,
            on_done=self._take,
            on_failed=self._failed,
            on_progress=lambda told: self.progress.go_on("正在汇总…", *told),
        )

    def _take(self, made: Bulletin) -> None:
        self._kept[made.span] = made
        self._show(made)

    def _show(self, made: Bulletin) -> None:
        self._task = None
        self.progress.end()
        if made is not self.shown:
            self.shown = made
            self.text.show_bulletin(made, NOTHING)
            self._list()
        self.header_changed.emit()
        self._tell("")

    def _list(self) -> None:
        typed = self.typed.words()
        self.view.empty = NOT_FOUND if typed else NOTHING
        self.view.table.show_source(narrowed(self._lines(), typed, self.all.isChecked()))

    def _tell(self, name: str) -> None:
        """In the foot, what the number under the cursor is; else what all rests on."""
        line = next((each for each in self._lines() if each.told.indicator.name == name), None)
        words = "数据由台账记录汇总,没有手工填写"
        if line is not None:
            words = f"{line.told.indicator.title}:{line.told.records:,} 条记录"
            words += f",{len(line.told.offices)} 个单位" if line.told.offices else ""
        self.say_status(words, KEYS)

    def _lines(self) -> Sequence[Line]:
        return self.shown.lines if self.shown else ()

    def _open(self, name: str) -> None:
        if self.shown is not None:
            self.session.go("figure", name, self.shown.span.first, self.shown.span.last)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._ended()
        self.session.notice("已停止汇总。", Tone.GREY)

    def _failed(self, failure: BaseException) -> None:
        self._ended()
        self.session.notice(str(failure), Tone.RED)

    def _ended(self) -> None:
        """Back to what was shown before."""
        self._task = None
        self.progress.end()
        if self.shown is not None:
            self.period.show_span(self.shown.span)

    # --- handed out

    def copy(self) -> None:
        """The whole text to the clipboard."""
        if self.shown is not None:
            QGuiApplication.clipboard().setText(self.shown.text)
            self.session.notice("已复制全文,可粘贴到 WPS 或邮件。")

    def preview(self) -> None:
        """The text with its appendix as it will be printed."""
        if self.shown is not None:
            make = partial(bulletin_papers.paper, bulletin=self.shown)
            preview_paper(self, self.session, make, title=self.shown.title, landscape=False)

    def _choose(self, ending: str, write: Write) -> None:
        if self.shown is None:
            return
        name = f"{bulletin_papers.file_name(self.shown)}.{ending}"
        kind = "Word 文档 (*.docx)" if ending == "docx" else "Excel 工作簿 (*.xlsx)"
        path, _kind = QFileDialog.getSaveFileName(self, "另存", name, kind)
        if path:
            self.save(write, Path(path))

    def save(self, write: Write, path: Path) -> None:
        """Write what is shown to a path that was chosen."""
        done = f"已另存到“{path.name}”。"
        self.session.ask(write, self.shown, path, on_done=lambda _path: self.session.notice(done))


def _composed(desk: Any, span: Span, on_progress: Callable[[tuple[int, int]], None]) -> Bulletin:
    return bulletin.compose(desk, span, lambda done, of: on_progress((done, of)))
