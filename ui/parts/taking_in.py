"""The import page: choose a workbook, look through what would become of each row, then accept it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from countydesk.domain.days import parse_month_or_day
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.services import taking_in
from countydesk.services.register import Gap
from countydesk.services.taking_in import Preview, PreviewRow, Verdict
from ui import style
from ui.announcer import Changes
from ui.background import Task
from ui.parts.card import Card
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.next_line import NextLine
from ui.parts.page import Action, Page
from ui.parts.taking_in_rows import COLUMNS, Verdicts, said
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

KINDS = "台账工作簿 (*.xlsx *.xlsm *.csv);;所有文件 (*)"
HOW = (
    "把现有台账的 Excel 工作簿拖到这里,或按“选择文件…”。",
    "表头、合计行、合并单元格、各种日期和金额写法都能识别,不必先整理。",
    "先看预览:每一行会新增、更新还是不能导入,原因写在旁边。按“接受导入”之前什么也不写入。",
    "金额只作核对,不会记成发放。旧版 .xls 请先用 WPS 或 Excel 另存为 .xlsx。",
)
NO_ROWS = "没有这一类的行。"


class TakingInPage(Page):
    """Opened empty or with a path; a preview that was not accepted stays until another is read.

    What a sheet is read as, and what becomes of its rows, a subclass may say otherwise.
    """

    how: Sequence[str] = HOW
    previewed = staticmethod(taking_in.preview)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setAcceptDrops(True)
        self.shown: Preview | None = None
        self._path: Path | None = None
        self._folder = ""
        self._reading: Task | None = None
        self.writing = False
        self._verdict: Verdict | None = None
        self.entry = EntryBar()
        self.result = NextLine()
        self.sheets = QComboBox()
        self.sheets.setAccessibleName("工作表")
        self.about = style.label("", "secondary")
        self.notes = style.label("", "small", wraps=True)
        self.verdicts = Verdicts()
        self.table = RecordTable(COLUMNS)
        self.view = RecordView(self.table, empty=NO_ROWS)
        self.detail = style.label("", "small", wraps=True)
        self.progress = QProgressBar()
        self.progress_words = style.label("", "strong")
        self._stack = QStackedWidget()
        self._lay_out()
        self.verdicts.chosen.connect(self.narrow)
        self.sheets.activated.connect(lambda _index: self._read_again(sheet=self.sheets.currentText()))
        self.view.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now.row()))
        self.view.copied.connect(lambda rows: session.notice(f"已复制 {rows:,} 行。"))
        self.entry.shut.connect(self.header_changed)

    # --- how it looks

    def _lay_out(self) -> None:
        self.result.hide()
        self._stack.addWidget(self._invitation())
        self._stack.addWidget(self._progress())
        self._stack.addWidget(self._preview())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.result)
        column.addWidget(self.entry)
        column.addWidget(self._stack, 1)

    def _invitation(self) -> QWidget:
        card = Card()
        card.body.addStretch(2)
        for number, words in enumerate(self.how):
            line = style.label(words, "strong" if number == 0 else "secondary")
            card.body.addWidget(line, 0, Qt.AlignmentFlag.AlignHCenter)
        choose = QPushButton("选择文件… Ctrl+O")
        choose.clicked.connect(self.choose)
        choose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        card.body.addSpacing(8)
        card.body.addWidget(choose, 0, Qt.AlignmentFlag.AlignHCenter)
        card.body.addStretch(3)
        return card

    def _progress(self) -> QWidget:
        card = Card()
        self.progress.setFixedWidth(360)
        self.progress.setTextVisible(False)
        stop = QPushButton("停止 Esc")
        stop.setShortcut("Esc")
        stop.clicked.connect(self.stop)
        middle = Qt.AlignmentFlag.AlignHCenter
        card.body.addStretch(2)
        for widget in (self.progress_words, self.progress, stop):
            card.body.addWidget(widget, 0, middle)
        card.body.addStretch(3)
        return card

    def _preview(self) -> QWidget:
        above = QHBoxLayout()
        above.setSpacing(style.GAP)
        above.addWidget(self.verdicts)
        above.addStretch(1)
        above.addWidget(self.about)
        above.addWidget(self.sheets)
        below = Card()
        below.add(self.detail)
        preview = QWidget()
        column = QVBoxLayout(preview)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addLayout(above)
        column.addWidget(self.notes)
        column.addWidget(framed(self.view), 1)
        column.addWidget(below)
        return preview

    # --- the header

    def title(self) -> str:
        return "导入现有台账"

    def subtitle(self) -> str:
        return self.shown.file_name if self.shown else ""

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        choose = Action("选择文件…", self.choose, "Ctrl+O", main=self.shown is None)
        if self._reading is not None or self.writing:
            return ()
        if self.shown is None:
            return (choose,)
        shown = self.shown
        left = shown.count(Verdict.REFUSED) + shown.count(Verdict.DUPLICATE)
        ids = "隐藏证件号" if not self.table.masked else "显示证件号"
        may = shown.writes > 0 and not shown.asks_day
        ask = [Action("补日期…", self._ask_day)] if shown.asks_day and not self.entry.is_open else []
        return (
            choose,
            *ask,
            Action("导出未导入的行…", self.choose_left_over, enabled=left > 0),
            Action(ids, self.turn_ids, "Ctrl+D"),
            Action(f"接受导入({shown.writes:,} 行)", self.accept, "Ctrl+Return", main=True, enabled=may),
        )

    # --- choosing and reading

    def opened(self, *what: object) -> None:
        if what:
            self.read(Path(str(what[0])))
        self.setFocus()
        self._say_status()

    def choose(self) -> None:
        """Ask for a workbook."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择台账工作簿", self._folder, KINDS)
        if name:
            self.read(Path(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.read(paths[0])

    def read(self, path: Path, as_of: date | None = None, sheet: str | None = None) -> None:
        """Read a workbook and show what would become of its rows; the one before stays if it is refused."""
        self.stop()
        self._path, self._folder = path, str(path.parent)
        self.result.hide()
        self.session.notice("")  # what was said of the workbook before
        self.progress.setRange(0, 0)
        self.progress_words.setText(f"正在读取“{path.name}”…")
        self._stack.setCurrentIndex(1)
        self._reading = self.session.ask(
            self.previewed,
            path,
            as_of,
            sheet,
            on_done=self._show,
            on_failed=self._refused,
            on_progress=self._compared,
        )
        self.header_changed.emit()

    def _read_again(self, as_of: date | None = None, sheet: str | None = None) -> None:
        if self._path is not None and self.shown is not None:
            self.read(self._path, as_of, sheet or self.shown.ledger.sheet)

    def _compared(self, rows: tuple[int, int]) -> None:
        done, total = rows
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        if not total:  # the file is still being read
            if done:
                self.progress_words.setText(f"正在读取,已读 {done:,} 行…")
            return
        self.progress_words.setText(f"正在与现有对象比较 {done:,} / {total:,} 行…")

    def stop(self) -> None:
        """Stop reading; what was shown before is shown again."""
        if self._reading is not None:
            self._reading.cancel()
            self._end_reading()

    def _end_reading(self) -> None:
        self._reading = None
        self._stack.setCurrentIndex(2 if self.shown else 0)
        self.header_changed.emit()

    def _refused(self, failure: BaseException) -> None:
        self._end_reading()
        self.session.failures.show(failure)

    # --- the preview

    def _show(self, shown: Preview) -> None:
        self.shown = shown
        self._end_reading()
        ledger = shown.ledger
        self.verdicts.count(shown)
        self.narrow(None)
        day = f" · 表内日期 {_day(ledger.as_of)}" if ledger.as_of else ""
        self.about.setText(f"工作表“{ledger.sheet}”{day}" if not ledger.others else day.removeprefix(" · "))
        self.sheets.setVisible(bool(ledger.others))
        self.sheets.clear()
        self.sheets.addItems([ledger.sheet, *ledger.others])
        self.notes.setText("\n".join(f"· {note}" for note in ledger.notes))
        self.notes.setStyleSheet(f"color: {Tone.AMBER.ink.name()}")
        self.notes.setVisible(bool(ledger.notes))
        if shown.asks_day:
            self._ask_day()
        else:
            self.entry.close_entry()
            self.view.setFocus()
        self._say_status()

    def narrow(self, verdict: Verdict | None) -> None:
        """Show the rows of one verdict, or all."""
        self._verdict = verdict
        rows = self.shown.rows if self.shown else []
        chosen = [row for row in rows if verdict in (None, row.verdict)]
        self.table.show_source(ListSource(chosen))
        if chosen:
            self.view.selectRow(0)
        self._tell(0)

    def _tell(self, number: int) -> None:
        """Below the table: the row's sentences in full."""
        row: PreviewRow | None = self.table.held(number) if number >= 0 else None
        if row is None:
            self.detail.setText(NO_ROWS)
            return
        words = said(row) or f"{row.verdict.title},没有要说明的。"
        self.detail.setText(f"第 {row.source.row} 行 {row.source.name}:{words}")

    def turn_ids(self) -> None:
        """Show the workbook's numbers in full to compare them with its paper, or mask them again."""
        self.table.show_private(self.table.masked)
        self.header_changed.emit()

    def _say_status(self) -> None:
        if self.shown is None:
            self.say_status("", "Ctrl+O 选择文件 · Alt+← 返回名单")
        else:
            left = f"将写入 {self.shown.writes:,} 行,其余不动;接受之前什么也没有写入"
            self.say_status(left, "↑↓ 逐行查看 · Ctrl+C 复制到 Excel")

    def _ask_day(self) -> None:
        today = self.session.desk.today
        spec = FieldSpec("day", "表格是哪一天的情况", Kind.DAY, True, None, False, "例如 2026.9")
        sentence = "表里没有写填报日期。“三年级”是哪一年的三年级,要靠它推算;写到月也可以。"
        question = Question(spec, partial(_about_when, today=today), None, 240)
        self.entry.ask(Entry("请补日期", sentence, "重新读取", self._give_day, (question,)))
        self.header_changed.emit()

    def _give_day(self, values: dict[str, Any]) -> None:
        self.entry.close_entry()
        self._read_again(as_of=values["day"])

    # --- accepting

    def accept(self) -> None:
        """Write the new and the changed rows."""
        if self.shown is not None:
            self.write(taking_in.accept)

    def write(self, accept: Callable[..., Any], *more: Any) -> None:
        """Have a service accept the preview; `more` is what else it asks for."""
        assert self.shown is not None
        self.writing = True
        self.say_status(f"正在写入 {self.shown.writes:,} 行…")
        self.header_changed.emit()
        self.session.act(
            accept,
            self.shown,
            *more,
            on_done=partial(self._accepted, self.shown),
            on_failed=self._not_written,
        )

    def _not_written(self, failure: BaseException) -> None:
        self.writing = False
        self.header_changed.emit()
        self.session.failures.show(failure)

    def _accepted(self, shown: Preview, _changes: Changes) -> None:
        self.say_accepted(shown)
        self.result.show()
        self.shown, self.writing = None, False
        self.table.show_source(ListSource())
        self._stack.setCurrentIndex(0)
        self.header_changed.emit()
        self._say_status()

    def say_accepted(self, shown: Preview) -> None:
        """What was written, what was not, and what comes next."""
        fresh, changed = shown.count(Verdict.NEW), shown.count(Verdict.CHANGED)
        left = shown.count(Verdict.REFUSED)
        again = shown.count(Verdict.DUPLICATE)
        counts = f"新增 {fresh:,} 名,更新 {changed:,} 名"
        counts += (f",{left:,} 行不能导入" if left else "") + (f",{again:,} 行重复" if again else "") + "。"
        todo = f"接下来请登记监护人同意书:新增的 {fresh:,} 名还没有。" if fresh else ""
        self.result.say(
            "导入完成",
            counts + todo,
            [
                *(
                    [("去登记同意书", partial(self.session.go, "beneficiaries", Gap.CONSENT))]
                    if fresh
                    else []
                ),
                *([("导出未导入的行…", partial(self.choose_left_over, shown))] if left or again else []),
                ("看名单", partial(self.session.go, "beneficiaries")),
            ],
        )

    # --- the rows that stay out

    def choose_left_over(self, shown: Preview | None = None) -> None:
        """Ask where the rows that are not taken in go."""
        shown = shown or self.shown
        if shown is None:
            return
        name = f"{Path(shown.file_name).stem}-未导入的行.xlsx"
        path, _kind = QFileDialog.getSaveFileName(
            self, "导出未导入的行", str(Path(self._folder) / name), "Excel 工作簿 (*.xlsx)"
        )
        if path:
            self.export_left_over(shown, Path(path))

    def export_left_over(self, shown: Preview, path: Path) -> None:
        """Write them with their sentences, to be worked off."""
        self.session.ask(
            _left_over,
            shown,
            path,
            on_done=lambda rows: self.session.notice(f"已导出 {rows:,} 行到“{path.name}”。"),
        )


def _about_when(text: str, today: date) -> date:
    """A day, or the first of a month: grades change but once a year."""
    when = parse_month_or_day(text, today)
    return when if isinstance(when, date) else when.first_day


def _left_over(_desk: Any, shown: Preview, path: Path) -> int:
    return taking_in.left_over(shown, path)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
