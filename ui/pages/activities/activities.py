"""The page of activities: the list of a month or programme, and its sum."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from countydesk.domain import catalogue
from countydesk.domain.catalogue import TITLES, Ledger
from countydesk.domain.entries import Entry, show_when
from countydesk.domain.fields import Kind, title_of
from countydesk.domain.months import Month
from countydesk.services import entries
from countydesk.services.entries import EntryLine, Summary, Wanted
from ui import style
from ui.announcer import Changes
from ui.parts.month_choice import MonthChoice
from ui.parts.page import Action, Page
from ui.parts.search_line import SearchLine
from ui.session import Session
from ui.tables.columns import Column
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

NOTHING = "还没有活动记录。按 Ctrl+N 记一场活动,或换一个月份、行动查看。"
NOT_FOUND = "没有找到,请换一种写法。"
KEYS = "Enter 打开 · Ctrl+N 记一场活动 · Ctrl+F 查找"


@dataclass(frozen=True)
class Activities:
    """The activities that are wanted, as a source for a table; asked on the worker."""

    desk: Any
    wanted: Wanted
    sort: str = ""
    descending: bool = False

    def count(self) -> int:
        return entries.summary(self.desk, self.wanted).entries

    def fetch(self, offset: int, limit: int) -> Sequence[EntryLine]:
        return entries.lines(self.desk, self.wanted, self.sort, self.descending, offset, limit)

    def sorted_by(self, key: str, descending: bool) -> "Activities":
        return replace(self, sort=key, descending=descending)


TITLE = TITLES[Ledger.ACTIVITY]
COLUMNS = (
    Column(TITLE["first_day"], lambda line: show_when(line.entry), width=138, sort="first_day"),
    Column(title_of(Entry, "programme"), lambda line: line.programme, width=180, sort="programme"),
    Column(TITLE["name"], lambda line: line.entry.name, width=200, sort="name"),
    Column(TITLE["place"], lambda line: line.entry.place, width=150, sort="place"),
    Column(TITLE["people"], lambda line: line.entry.people or None, Kind.NUMBER, 96, sort="people"),
    Column("照片", lambda line: line.photos or None, Kind.NUMBER, 64),
    Column("活动情况", lambda line: " ".join(line.entry.note.split()), width=220, faint=True),
)


class ActionChoice(QComboBox):
    """One action of the catalogue, or all of them."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[str | None] = [None]
        self.addItem("全部行动")
        self.setAccessibleName("行动")
        self.setMinimumWidth(150)
        self.setMaxVisibleItems(15)

    def offer(self, actions: Sequence[catalogue.Action]) -> None:
        """Show these; what was chosen stays chosen."""
        keys = [None, *(action.key for action in actions)]
        if keys != self._keys:
            chosen, self._keys = self.action, keys
            self.clear()
            self.addItems(["全部行动", *(action.title for action in actions)])
            self.setCurrentIndex(keys.index(chosen) if chosen in keys else 0)

    @property
    def action(self) -> str | None:
        """The key of the action that is chosen; None for all."""
        return self._keys[max(self.currentIndex(), 0)]

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page must not change what is shown


class ActivitiesPage(Page):
    """Lists activities, the newest first."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._summary: Summary | None = None
        self.month, self.action = MonthChoice(), ActionChoice()
        self.month.chosen.connect(self._ask)
        self.action.activated.connect(lambda _index: self._ask())
        self.typed = SearchLine(self, "查找活动", "活动名称、地点、单位、情况")
        self.typed.rested.connect(self._ask)
        self.view = RecordView(RecordTable(COLUMNS, background=session.background), empty=NOTHING)
        self.view.opened.connect(lambda line: session.go("activity", line.entry.id))
        self.view.picked.connect(lambda _rows, _sum: self._tell_picked())
        self.view.copied.connect(lambda rows: session.notice(f"已复制 {rows} 行,可粘贴到 Excel 或 WPS。"))
        self.typed.returnPressed.connect(lambda: self.view.setFocus())
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.month)
        line.addWidget(self.action)
        line.addStretch(1)
        line.addWidget(self.typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addWidget(framed(self.view), 1)

    def title(self) -> str:
        return "活动台账"

    def subtitle(self) -> str:
        if self._summary is None:
            return ""
        within = self.month.month.title if self.month.month else "全部月份"
        return f"{within} {self._summary.entries:,} 场,惠及 {self._summary.people:,} 人"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        return (Action("记一场活动", lambda: self.session.go("activity"), "Ctrl+N", main=True),)

    def opened(self, *what: object) -> None:
        self.month.offer(Month.of(self.session.desk.today))
        self.action.offer(self.session.desk.catalogue.actions)
        self._ask()
        self.view.setFocus()

    def reload(self, changes: Changes) -> None:
        if changes & {"entry", "photo"} and self.session.desk is not None:
            self._ask()

    def _ask(self) -> None:
        wanted = Wanted(self.month.month, Ledger.ACTIVITY, self.action.action, typed=self.typed.words())
        self.view.empty = NOT_FOUND if wanted.typed else NOTHING
        self.view.table.show_source(Activities(self.session.desk, wanted))
        self.session.ask(entries.summary, wanted, on_done=self._tell)

    def _tell(self, summary: Summary) -> None:
        self._summary = summary
        self.header_changed.emit()
        self._tell_picked()

    def _tell_picked(self) -> None:
        """The people reached by the selected activities, or by all that are listed."""
        rows = self.view.selected_rows()
        if rows:
            people = sum(line.entry.people for line in rows)
            self.say_status(f"已选 {len(rows)} 场,惠及 {people:,} 人", KEYS)
        elif self._summary:
            self.say_status(f"合计 {self._summary.entries:,} 场,惠及 {self._summary.people:,} 人", KEYS)
