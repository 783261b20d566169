"""The page of the record of changes: whole, or of one child; narrowed, searched, handed out."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from countydesk.domain.revisions import Action as Done
from countydesk.services import revisions
from countydesk.services.revisions import KIND_TITLES, Line, Wanted
from ui import style
from ui.announcer import Changes
from ui.pages.revisions.detail import Detail
from ui.pages.revisions.listed import COLUMNS, Revisions, spans
from ui.parts.filter_chip import FilterChip
from ui.parts.page import Action, Page
from ui.session import Session
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

PAUSE = 250  # milliseconds without a key before the list is asked: it may be long
NOTHING = "没有这样的变动。请换一种写法,或取消上面的筛选。"
KEYS = "选中一条,下方列出每一项 · Ctrl+F 查找 · Alt+← 返回"


class RevisionsPage(Page):
    """Opened with a child's id and name it shows that child's record, without them the whole one."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._child, self._name = "", ""
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("姓名、原因、改动的内容 Ctrl+F")
        self.typed.setAccessibleName("查找变动")
        self.typed.setClearButtonEnabled(True)
        self.by, self.days = FilterChip("经办人员"), FilterChip("时间")
        self.action = FilterChip("动作", [(one.title, one) for one in Done])
        self.kind = FilterChip("内容", [(title, kind) for kind, title in KIND_TITLES.items()])
        self._chips = (self.days, self.by, self.action, self.kind)
        self.view = RecordView(RecordTable(COLUMNS, background=session.background), empty=NOTHING)
        self.view.setAccessibleName("变动记录")
        self.detail = Detail(self.show_in_full)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.typed.setFixedWidth(260)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.typed)
        for chip in self._chips:
            line.addWidget(chip)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addWidget(framed(self.view), 1)
        column.addWidget(self.detail)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._ask)
        self.typed.textChanged.connect(lambda _text: self._pause.start())
        self.typed.returnPressed.connect(self.view.setFocus)
        for chip in self._chips:
            chip.chosen.connect(lambda _value: self._ask())
        self.view.picked.connect(lambda _rows, _sum: self._pick())
        self.view.copied.connect(lambda rows: self.session.notice(f"已复制 {rows} 行(号码仍为掩码)。"))
        self.view.table.loaded.connect(lambda _rows: self._loaded())
        QShortcut(QKeySequence.StandardKey.Find, self, self._to_search)

    # --- the header

    def title(self) -> str:
        return "变动记录"

    def subtitle(self) -> str:
        return f"{self._name} {self.view.table.rowCount():,} 条".strip()

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        return (Action("导出…", self.choose_export, enabled=self.view.table.rowCount() > 0),)

    # --- what is listed

    @property
    def wanted(self) -> Wanted:
        """What is typed and chosen above."""
        first, last = self.days.value or (None, None)
        return Wanted(
            child_id=self._child,
            by=self.by.value or "",
            action=self.action.value,
            kind=self.kind.value or "",
            first=first,
            last=last,
            typed=self.typed.text().strip(),
        )

    def opened(self, *what: object) -> None:
        self._child, self._name = (str(what[0]), str(what[1])) if len(what) > 1 else ("", "")
        self.days.offer(spans(self.session.desk.today))
        self.session.ask(revisions.people, on_done=lambda names: self.by.offer([(n, n) for n in names]))
        self.say_status("号码为掩码;查看完整号码和导出都会记录", KEYS)
        self._ask()
        self.view.setFocus()

    def reload(self, changes: Changes) -> None:
        if changes and self.isVisible() and self.session.desk is not None:
            self._ask()

    def _ask(self) -> None:
        self._pause.stop()
        self.view.table.show_source(Revisions(self.session.desk, self.wanted))

    def _loaded(self) -> None:
        self.detail.show_line(None)
        self.header_changed.emit()

    def _pick(self) -> None:
        rows = self.view.selected_rows()
        self.detail.show_line(rows[0] if len(rows) == 1 else None)

    def _to_search(self) -> None:
        self.typed.setFocus()
        self.typed.selectAll()

    # --- what is done

    def show_in_full(self, number: int) -> None:
        """Show one revision with its private values; that is recorded."""
        self.session.ask(revisions.in_full, number, on_done=self._show_full)

    def _show_full(self, line: Line) -> None:
        self.detail.show_line(line)
        self.say_status("已显示完整号码,本次查看已记录", KEYS)

    def choose_export(self) -> None:
        """Ask where the record goes."""
        name = f"变动记录-{self.session.desk.today:%Y%m%d}.xlsx"
        path, _kind = QFileDialog.getSaveFileName(self, "导出变动记录", name, "Excel 工作簿 (*.xlsx)")
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        """Write what is listed."""
        done = partial(self._exported, path)
        self.session.notice("正在导出…", style.Tone.GREY)
        self.session.ask(revisions.hand_out, self.wanted, path, on_done=done)

    def _exported(self, path: Path, rows: int) -> None:
        self.session.notice(f"已导出 {rows:,} 条到“{path.name}”,号码为掩码;本次导出已记录。")
