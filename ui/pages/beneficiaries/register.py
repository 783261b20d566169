"""The register's page: what is typed and chosen above narrows the list; what is selected is worked on."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.days import parse_day
from countydesk.domain.enrolment import State
from countydesk.domain.fields import FieldSpec, Kind, title_of
from countydesk.domain.grades import Stage
from countydesk.domain.money import in_figures
from countydesk.services import beneficiaries, register
from countydesk.services.register import Gap, Wanted
from ui import style
from ui.announcer import Changes
from ui.pages.beneficiaries.listed import COLUMNS, Listed, Register, id_of
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.filter_chip import FilterChip
from ui.parts.page import Action, Page
from ui.session import Session
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed
from ui.tables.walk import Walk

PAUSE = 60  # milliseconds without a key before the list is asked: a finger's pace, not a wait
MOST_SUMMED = 20_000  # rows
SHOWS = frozenset({"beneficiary", "visit", "batch", "batch_line", "enrolment_event"})
KEYS = "Enter 打开 · Ctrl+C 复制到 Excel · Ctrl+F 查找"
NOBODY = (
    "还没有帮扶对象。\n\n请把现有台账(Excel 工作簿)导入进来:按右上角“导入 Excel…”,先看预览,确认后才写入。"
)
NOT_FOUND = "没有找到。可以换一种写法:姓名、拼音首字母(如 wxm)、证件号后四位、学校;或取消上面的筛选。"


class RegisterPage(Page):
    """Opened as it was left; with a `Gap` it lists who lacks something, with words it searches them."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._all = 0
        self._picked: tuple[int, int | None] = (0, None)
        self._asked: Wanted | None = None
        self._place: tuple[int, int] | None = None  # how far scrolled and which row, to come back to
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("姓名、拼音首字母、证件号、学校  Ctrl+F")
        self.typed.setAccessibleName("查找帮扶对象")
        self.typed.setClearButtonEnabled(True)
        self.state = FilterChip("状态", [(state.title, state) for state in State])
        self.township = FilterChip("乡镇")
        self.stage = FilterChip("学段", [(stage.title, stage) for stage in Stage])
        self.gap = FilterChip("资料", [(gap.title, gap) for gap in Gap])
        self.chips_shown = (self.state, self.township, self.stage, self.gap)
        self.table = RecordTable(COLUMNS, background=session.background)
        self.view = RecordView(self.table, empty="")
        self.view.most_summed = MOST_SUMMED
        self.entry = EntryBar()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.typed.setFixedWidth(300)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.typed)
        line.addSpacing(4)
        for chip in self.chips_shown:
            line.addWidget(chip)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addWidget(self.entry)
        column.addWidget(framed(self.view), 1)

    def _connect(self) -> None:
        self.typed.textChanged.connect(lambda _text: self._pause.start())
        self.typed.returnPressed.connect(self._from_search)
        self._pause.timeout.connect(self._ask)
        for chip in self.chips_shown:
            chip.chosen.connect(lambda _value: self._ask())
        self.view.opened.connect(self._open)
        self.view.picked.connect(self._pick)
        self.view.copied.connect(self._say_copied)
        self.table.loaded.connect(self._loaded)
        self.entry.shut.connect(self.view.setFocus)
        QShortcut(QKeySequence.StandardKey.Find, self, self._to_search)

    # --- the header

    def title(self) -> str:
        return "帮扶对象"

    def subtitle(self) -> str:
        shown = self.table.rowCount()
        return f"{shown:,} 名" if shown == self._all else f"{shown:,} / {self._all:,} 名"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        some = self._picked[0] > 0
        return (
            Action("登记同意书…", self.ask_consent, "Ctrl+T", enabled=some),
            Action("导出…", self.choose_export, enabled=self.table.rowCount() > 0),
            Action("学年升级…", lambda: self.session.go("promotion"), enabled=self._all > 0),
            Action("外县转入…", lambda: self.session.go("transfer")),
            Action("导入 Excel…", lambda: self.session.go("taking_in"), "Ctrl+I", main=True),
        )

    # --- what is listed

    def opened(self, *what: object) -> None:
        if what and what[0] in list(Gap):
            self.show_gap(Gap(str(what[0])))
        elif what:
            self.typed.setText(str(what[0]))
        if self._asked == self.wanted and self.view.currentIndex().isValid():
            self.view.setFocus()  # back from a child: the list stands as it was left
            return
        self._ask_places()
        self._ask()
        self.typed.setFocus()

    def show_gap(self, gap: Gap) -> None:
        """List who lacks something, and nobody else."""
        self.typed.clear()
        for chip in self.chips_shown:
            chip.choose(gap if chip is self.gap else None)

    def reload(self, changes: Changes) -> None:
        if changes & SHOWS and self.session.desk is not None:
            self._ask_places()
            self._ask()

    @property
    def wanted(self) -> Wanted:
        """What is typed and chosen above."""
        return Wanted(
            self.typed.text().strip(), self.state.value, self.township.value, self.stage.value, self.gap.value
        )

    def _ask(self) -> None:
        self._pause.stop()
        again, self._asked = self._asked == self.wanted, self.wanted
        row = self.view.currentIndex().row()
        self._place = (self.view.verticalScrollBar().value(), row) if again and row >= 0 else None
        self.table.show_source(Register(self.session.desk, self.wanted))

    def _ask_places(self) -> None:
        self.session.ask(register.how_many, on_done=self._know_all)
        self.session.ask(
            register.townships, on_done=lambda names: self.township.offer([(name, name) for name in names])
        )

    def _know_all(self, number: int) -> None:
        self._all = number
        self._say_number()

    def _loaded(self, rows: int) -> None:
        self._say_number()
        self._pick(0, None)
        if self._place is not None and rows:
            scrolled, row = self._place
            self.view.selectRow(min(row, rows - 1))
            self.view.verticalScrollBar().setValue(scrolled)

    def _say_number(self) -> None:
        self.view.empty = NOT_FOUND if self._all else NOBODY
        self.view.viewport().update()
        self.header_changed.emit()

    # --- keys and selection

    def _to_search(self) -> None:
        self.typed.setFocus()
        self.typed.selectAll()

    def _from_search(self) -> None:
        """Enter opens what is found alone, and goes into the list otherwise."""
        if self._pause.isActive():
            self._ask()
            return
        only = self.table.held(0) if self.table.rowCount() == 1 else None
        if only is not None:
            self._open(only)
        else:
            self._into_list()

    def _into_list(self) -> None:
        if self.table.rowCount():
            self.view.setFocus()
            self.view.selectRow(max(0, self.view.currentIndex().row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.typed.hasFocus():
            self._into_list()
        elif event.key() == Qt.Key.Key_Escape and self.typed.text():
            self.typed.clear()
        else:
            super().keyPressEvent(event)

    def _pick(self, rows: int, fen: int | None) -> None:
        changed = bool(rows) != bool(self._picked[0])
        self._picked = (rows, fen)
        money = f"  本期合计 {in_figures(fen)} 元" if fen else ""
        self.say_status(f"已选 {rows:,} 名{money}" if rows else "", KEYS)
        if changed:
            self.header_changed.emit()

    def _say_copied(self, rows: int) -> None:
        self.session.notice(f"已复制 {rows:,} 行(证件号仍为掩码),可粘贴到 Excel 或 WPS。")

    def _open(self, row: Listed) -> None:
        source = self.table.shown_source
        walk = Walk(source, row.number - 1, self.table.rowCount(), id_of)
        self.session.go("child", row.child.id, walk)

    # --- consent

    def ask_consent(self) -> None:
        """Ask for the day on which the guardians of the selected children signed."""
        today = self.session.desk.today
        spec = FieldSpec("day", title_of(Beneficiary, "consent_on"), Kind.DAY, True, None, False, "例如 10.9")
        self.entry.ask(
            Entry(
                "登记监护人同意书",
                f"已选 {self._picked[0]:,} 名。签字的同意书请随档案保存,这里登记签字日期。",
                "登记",
                self._give_consent,
                (Question(spec, partial(parse_day, today=today), today, 180),),
            )
        )

    def _give_consent(self, values: dict[str, Any]) -> None:
        self.table.rows_of(self.view.selected_ranges(), partial(self._record_consent, values["day"]))

    def _record_consent(self, day: date, rows: Sequence[Listed]) -> None:
        ids = [row.child.id for row in rows]
        self.session.act(
            beneficiaries.consent,
            ids,
            day,
            on_done=partial(self._consented, len(ids)),
            on_failed=self.entry.refused,
        )

    def _consented(self, number: int, _changes: Changes) -> None:
        self.entry.close_entry()
        self.session.notice(f"已登记 {number:,} 名的监护人同意书。")

    # --- the list as a workbook

    def choose_export(self) -> None:
        """Ask where the list goes."""
        name = f"困境青少年名单-{self.session.desk.today:%Y%m%d}.xlsx"
        path, _kind = QFileDialog.getSaveFileName(self, "导出名单", name, "Excel 工作簿 (*.xlsx)")
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        """Write the list as it is narrowed and sorted."""
        sort, descending = self.table.sorting or ("name", False)
        self.session.notice("正在导出…", style.Tone.GREY)
        self.session.ask(
            register.hand_out,
            self.wanted,
            path,
            sort,
            descending,
            on_done=lambda rows: self.session.notice(
                f"已导出 {rows:,} 名到“{path.name}”,内含完整证件号和银行卡号,请妥善保管;本次导出已记录。"
            ),
        )
