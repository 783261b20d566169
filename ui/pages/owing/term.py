"""A term's lists: who is still to be listed, who is not, each why; what may be paid of the term before."""

from datetime import date
from functools import partial

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from countydesk.domain.days import parse_day, show_day
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.money import in_figures
from countydesk.domain.months import Term
from countydesk.domain.problems import Refused
from countydesk.services import due
from countydesk.services.due import Decided, TermDue
from ui.forms.editors import LineEditor
from ui.parts.filter_chip import FilterChip
from ui.session import Session
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

DUE, NOT_DUE, ARREARS = range(3)
TERMS_BEFORE = 4
WHO = (
    Column("姓名", "name", Kind.NAME, 120, sort="name"),
    Column("学校", "school", width=180, faint=True, sort="school"),
)
PAID = (
    Column("年级班级", "grade", width=140),
    Column("本期金额", "fen", Kind.MONEY, 104, sort="fen"),
    Column("为什么", "sentence", width=420),
)
COLUMNS = {
    DUE: (*WHO, *PAID),
    NOT_DUE: (*WHO, Column("为什么不列入", "sentence", width=520)),
    ARREARS: (*WHO, *PAID),
}
NOTHING = {
    DUE: "这一学期没有尚待列入名册的对象,原因见“不列入”。",
    NOT_DUE: "没有,在册的都待列入名册。",
    ARREARS: "没有可补发的。",
}
SORTS = {
    "name": lambda one: one.name,
    "school": lambda one: one.school,
    "fen": lambda one: one.fen or 0,
}
DAY = FieldSpec("day", "以哪天为准", Kind.DAY, False, None, False, "以今天为准")


class TermLists(QWidget):
    """`choices` stands in the page's line: the term, the day, the reason. `looked` tells of news."""

    looked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.found: TermDue | None = None
        self._terms: list[Term] = []
        self._today = date.min
        self._wrong = ""
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("学期")
        self.chooser.setFixedWidth(150)
        self.chooser.activated.connect(lambda _place: self.ask())
        self.on_day = LineEditor(DAY, self._read_day)
        self.on_day.setAccessibleName("以哪天为准")
        self.on_day.setFixedWidth(130)
        self.on_day.editingFinished.connect(self._day_typed)
        self.reason = FilterChip("原因")
        self.reason.chosen.connect(lambda _reason: self._list())
        self.choices = QWidget()
        self._stack = QStackedWidget()
        self.views = {kind: self._made(kind) for kind in COLUMNS}
        self._kind = DUE
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self.choices)
        line.setContentsMargins(QMargins())
        line.setSpacing(8)
        for widget in (self.reason, self.chooser, self.on_day):
            line.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.addWidget(self._stack)

    def _made(self, kind: int) -> RecordView:
        view = RecordView(RecordTable(COLUMNS[kind]), empty="正在核对…")
        view.setAccessibleName(NOTHING[kind])
        view.opened.connect(lambda one: self._session.go("child", one.id))
        copied = "已复制 {} 行,可粘贴到 Excel 或 WPS。"
        view.copied.connect(lambda rows: self._session.notice(copied.format(rows)))
        self._stack.addWidget(framed(view))
        return view

    @property
    def view(self) -> RecordView:
        """The list that is shown."""
        return self.views[self._kind]

    @property
    def chosen(self) -> Term:
        """The term that is looked at."""
        return self._terms[self.chooser.currentIndex()]

    @property
    def day(self) -> date | None:
        """The day that is typed; None is today, kept within the term."""
        try:
            typed: date | None = self.on_day.value()
        except Refused:
            return None
        return typed

    def subtitle(self) -> str:
        """What the header says of it."""
        if self._wrong or self.found is None:
            return self._wrong or "正在核对…"
        found = self.found
        told = f"{found.term.title} 尚待列入名册 {len(found.due):,} 人 {in_figures(found.fen)} 元"
        return f"{told} · 以{show_day(found.day)}为准"

    def counts(self) -> dict[int, int]:
        """How many stand on each list."""
        found = self.found
        return {kind: len(self._rows(found, kind)) if found else 0 for kind in COLUMNS}

    def begin(self, today: date) -> None:
        """Offer the terms round today; a choice that was made stays."""
        self._today = today
        latest, kept = Term.of(today).next(), self._terms and self.chosen
        self._terms = [latest]
        while len(self._terms) < TERMS_BEFORE + 2:
            self._terms.append(self._terms[-1].previous())
        self.chooser.clear()
        self.chooser.addItems([term.title for term in self._terms])
        self.chooser.setCurrentIndex(self._terms.index(kept) if kept in self._terms else 1)

    def show_list(self, kind: int) -> None:
        """Show one of the lists."""
        self._kind = kind
        self._stack.setCurrentIndex(kind)
        self.reason.setVisible(kind == NOT_DUE)

    def ask(self) -> None:
        """Look anew at the chosen term and day."""
        self._session.ask(due.looked_at, self.chosen, self.day, on_done=partial(self._show, self.chosen))

    def _day_typed(self) -> None:
        self.on_day.settle()
        try:
            self.on_day.value()
        except Refused as refused:
            self._wrong = str(refused)
            self.looked.emit()
        else:
            self._wrong = ""
            self.ask()

    def _read_day(self, text: str) -> date:
        return parse_day(text, self._today)

    def _show(self, asked: Term, found: TermDue) -> None:
        if asked != self.chosen:
            return
        self.found = found
        self.reason.offer([(f"{reason}({count:,} 人)", reason) for reason, count in found.reasons()])
        self._list()
        self.looked.emit()

    def _list(self) -> None:
        for kind, view in self.views.items():
            view.empty = NOTHING[kind]
            rows = self._rows(self.found, kind) if self.found else []
            if kind == NOT_DUE and self.reason.value is not None:
                rows = [one for one in rows if one.reason == self.reason.value]
            view.table.show_source(ListSource(rows, SORTS))

    def _rows(self, found: TermDue, kind: int) -> list[Decided]:
        return {DUE: found.due, NOT_DUE: found.not_due, ARREARS: found.arrears}[kind]
