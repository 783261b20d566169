"""The page of home visits: three lists under one search, and what is done with the rows selected there."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout

from countydesk.domain.months import Month
from countydesk.services import papers, visits
from countydesk.services.visits import Summary, ToVisit, VisitLine, Wanted
from ui import style
from ui.announcer import Changes
from ui.dialogs.pdf_preview import preview_paper
from ui.pages.visits.lists import OPEN, RECORDED, Visits
from ui.parts.month_choice import MonthChoice
from ui.parts.page import Action, Page
from ui.session import Session
from ui.tables.columns import Column
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed
from ui.tables.to_visit import COLUMNS as CHILDREN
from ui.tables.to_visit import ChildrenToVisit

PAUSE = 150  # milliseconds without a key before a list is asked
BY_NAME = {"month": 0, "due": 1, "children": 2}
NOTHING = (
    "这个月还没有走访记录。按 Ctrl+N 记一次走访,或换一个月份查看。",
    "没有待跟进的事。",
    "没有在助的帮扶对象。请先在“帮扶对象”里导入现有台账。",
)
KEYS = (
    "Enter 打开 · Ctrl+N 记一次走访 · Ctrl+F 查找",
    "Enter 打开 · 选中后可完成跟进",
    "Enter 记走访 · 选中多名可打印走访表、逐个登记",
)
Row = VisitLine | ToVisit


class VisitsPage(Page):
    """Recorded visits of a month; what is still to follow; children by how long ago somebody was there."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._summary: Summary | None = None
        self._picked = 0
        self.month = MonthChoice()
        self.month.chosen.connect(self._ask)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("姓名、拼音首字母、走访情况 Ctrl+F")
        self.typed.setAccessibleName("查找走访")
        self.typed.setClearButtonEnabled(True)
        self.kinds = QButtonGroup(self)
        self._stack = QStackedWidget()
        self.views = [self._list(*one) for one in zip((RECORDED, OPEN, CHILDREN), NOTHING, strict=True)]
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._ask)
        self.typed.textChanged.connect(lambda _text: self._pause.start())
        self.typed.returnPressed.connect(lambda: self.view.setFocus())
        QShortcut(QKeySequence.StandardKey.Find, self, self._to_search)
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        for number, words in enumerate(("走访记录", "待跟进", "久未走访")):
            button = style.in_role(QPushButton(words), "toggle")
            button.setCheckable(True)
            self.kinds.addButton(button, number)
            line.addWidget(button)
        self.kinds.button(0).setChecked(True)
        self.kinds.idClicked.connect(self.show_list)
        line.addSpacing(8)
        line.addWidget(self.month)
        line.addStretch(1)
        self.typed.setFixedWidth(300)
        line.addWidget(self.typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addWidget(self._stack, 1)

    def _list(self, columns: Sequence[Column], nothing: str) -> RecordView:
        view = RecordView(RecordTable(columns, background=self.session.background), empty=nothing)
        view.opened.connect(self._open)
        view.picked.connect(lambda rows, _sum: self._pick(rows))
        view.copied.connect(lambda rows: self.session.notice(f"已复制 {rows} 行,可粘贴到 Excel 或 WPS。"))
        self._stack.addWidget(framed(view))
        return view

    @property
    def kind(self) -> int:
        """Which list is shown: 0 recorded, 1 to follow, 2 children."""
        return self.kinds.checkedId()

    @property
    def view(self) -> RecordView:
        """The list that is shown."""
        return self.views[self.kind]

    # --- the header

    def title(self) -> str:
        return "入户走访"

    def subtitle(self) -> str:
        seen = self._summary
        if seen is None:
            return ""
        within = self.month.month.title if self.month.month else "全部月份"
        late = f",其中逾期 {seen.overdue} 件" if seen.overdue else ""
        return f"{within}走访 {seen.visits} 次、{seen.children} 人;待跟进 {seen.open} 件{late}"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        some = self._picked > 0
        finish = [Action("完成跟进", self.finish, enabled=some)] if self.kind == 1 else []
        one_by_one = [Action("逐个登记", self.work_off, enabled=some)] if self.kind == 2 else []
        return (
            *finish,
            *one_by_one,
            Action("打印走访表", self.print_forms, "Ctrl+P", enabled=some),
            Action("记一次走访", lambda: self.session.go("visit"), "Ctrl+N", main=True),
        )

    # --- what is shown

    def opened(self, *what: object) -> None:
        self.month.offer(Month.of(self.session.desk.today))
        if what and what[0] in BY_NAME:
            self.show_list(BY_NAME[str(what[0])])
        else:
            self._ask()
        self.view.setFocus()

    def reload(self, changes: Changes) -> None:
        if changes & {"visit", "beneficiary", "photo"} and self.session.desk is not None:
            self._ask()

    def show_list(self, kind: int) -> None:
        """Show one of the three lists."""
        self.kinds.button(kind).setChecked(True)
        self._stack.setCurrentIndex(kind)
        self.month.setVisible(kind == 0)
        self._picked = 0
        self._ask()

    def _ask(self) -> None:
        self._pause.stop()
        desk, typed = self.session.desk, self.typed.text().strip()
        sources = (
            lambda: Visits(desk, Wanted(self.month.month, typed=typed)),
            lambda: Visits(desk, Wanted(open_only=True, typed=typed)),
            lambda: ChildrenToVisit(desk, typed),
        )
        self.view.empty = NOTHING[self.kind] if not typed else "没有找到,请换一种写法,例如拼音首字母。"
        self.view.table.show_source(sources[self.kind]())
        self.session.ask(visits.summary, self.month.month, on_done=self._tell)
        self._pick(0)

    def _tell(self, summary: Summary) -> None:
        self._summary = summary
        self.kinds.button(1).setText(f"待跟进 {summary.open}" if summary.open else "待跟进")
        self.header_changed.emit()

    def _pick(self, rows: int) -> None:
        changed = bool(rows) != bool(self._picked)
        self._picked = rows
        self.say_status(f"已选 {rows} 行" if rows else "", KEYS[self.kind])
        if changed:
            self.header_changed.emit()

    def _to_search(self) -> None:
        self.typed.setFocus()
        self.typed.selectAll()

    # --- what is done

    def _open(self, row: Row) -> None:
        if isinstance(row, ToVisit):
            self.session.go("visit", row.id)
        else:
            self.session.go("visit", "", (), row.visit.id)

    def _with_selected(self, act: Callable[[Sequence[Any]], object]) -> None:
        """Hand the selected rows on, when those that were not shown yet are there."""
        self.view.table.rows_of(self.view.selected_ranges(), act)

    def finish(self) -> None:
        """What had to follow the selected visits is done."""
        self._with_selected(self._finish)

    def _finish(self, lines: Sequence[VisitLine]) -> None:
        ids = [line.visit.id for line in lines]
        said = f"{len(ids)} 件跟进已记为完成。"
        self.session.act(visits.finish_follow_ups, ids, on_done=lambda _changes: self.session.notice(said))

    def work_off(self) -> None:
        """Record visits to the selected children one after the other."""
        self._with_selected(self._work_off)

    def _work_off(self, children: Sequence[ToVisit]) -> None:
        ids = tuple(child.id for child in children)
        if ids:
            self.session.go("visit", ids[0], ids)

    def print_forms(self) -> None:
        """The forms to take along, one for each child selected."""
        self._with_selected(self._print)

    def _print(self, rows: Sequence[Row]) -> None:
        ids = [row.id if isinstance(row, ToVisit) else row.visit.beneficiary_id for row in rows]
        children = list(dict.fromkeys(ids))
        if children:
            preview_paper(
                self,
                self.session,
                partial(_forms, children),
                title=f"入户走访记录表 {len(children)} 份",
                landscape=False,
            )


def _forms(children: Sequence[str], desk: Any) -> papers.Paper:
    return papers.visit_forms(desk, children)
