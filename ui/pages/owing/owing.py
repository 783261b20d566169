"""The page of 尚待列入与还需: who is still to be listed for a term, and the money to graduation."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout

from countydesk.services import due, owing
from ui import style
from ui.announcer import Changes
from ui.pages.owing.term import ARREARS, DUE, NOT_DUE, TermLists
from ui.pages.owing.years import Years
from ui.parts.page import Action, Page
from ui.session import Session

TOUCHES = frozenset(
    {"beneficiary", "enrolment_event", "batch", "batch_line", "ledger", "standard", "elsewhere", "setting"}
)
YEARS = 3
WORDS = {DUE: "尚待列入名册", NOT_DUE: "不列入", ARREARS: "可补发", YEARS: "还需到毕业"}


class OwingPage(Page):
    """Opened with "years" it shows the way to graduation, otherwise this term."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.term = TermLists(session)
        self.term.looked.connect(self._say)
        self.years = Years(session)
        self.years.reckoned.connect(self._say)
        self.kinds = QButtonGroup(self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.term)
        self._stack.addWidget(self.years)
        line = QHBoxLayout()
        line.setSpacing(8)
        for kind, words in WORDS.items():
            button = style.in_role(QPushButton(words), "toggle")
            button.setCheckable(True)
            self.kinds.addButton(button, kind)
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.term.choices)
        self.kinds.idClicked.connect(self.show_list)
        self.kinds.button(ARREARS).hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addWidget(self._stack, 1)

    # --- the header

    def title(self) -> str:
        return "尚待列入与还需"

    def subtitle(self) -> str:
        return self.years.subtitle() if self._on_years else self.term.subtitle()

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        ready = bool(self.years.rows) if self._on_years else self.term.found is not None
        return (Action("导出…", self.choose_export, enabled=ready),)

    @property
    def _on_years(self) -> bool:
        return self._stack.currentWidget() is self.years

    # --- what is shown

    def opened(self, *what: object) -> None:
        self.term.begin(self.session.desk.today)
        self.show_list(YEARS if what and what[0] == "years" else DUE)

    def reload(self, changes: Changes) -> None:
        if changes & TOUCHES and self.session.desk is not None:
            self._ask()

    def show_list(self, kind: int) -> None:
        """Show one of the lists, or the years."""
        self.kinds.button(kind).setChecked(True)
        self._stack.setCurrentWidget(self.years if kind == YEARS else self.term)
        self.term.choices.setVisible(kind != YEARS)
        if kind != YEARS:
            self.term.show_list(kind)
        self._ask()
        (self.years.view if kind == YEARS else self.term.view).setFocus()

    def _ask(self) -> None:
        (self.years.ask if self._on_years else self.term.ask)()
        self._say()

    def _say(self) -> None:
        for kind, number in self.term.counts().items():
            button = self.kinds.button(kind)
            button.setText(f"{WORDS[kind]} {number:,}" if number else WORDS[kind])
            if kind == ARREARS:
                button.setVisible(bool(number))
        keys = "" if self._on_years else "Enter 打开孩子 · Ctrl+C 复制到 Excel"
        self.say_status("按现有登记推算,不写入任何记录", keys)
        self.header_changed.emit()

    # --- as a workbook

    def choose_export(self) -> None:
        """Ask where the list goes."""
        name = "还需助养金.xlsx" if self._on_years else f"{self.term.chosen.title}尚待列入与不列入.xlsx"
        path, _kind = QFileDialog.getSaveFileName(self, "导出", name, "Excel 工作簿 (*.xlsx)")
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        """Write what is shown: the term with everybody and the reasons, or the years."""
        done: Callable[[int], object] = partial(self._exported, path)
        if self._on_years:
            self.session.ask(owing.hand_out, self.years.supposed(), path, on_done=done)
        else:
            self.session.ask(due.hand_out, self.term.chosen, self.term.day, path, on_done=done)

    def _exported(self, path: Path, rows: int) -> None:
        self.session.notice(f"已导出 {rows:,} 行到“{path.name}”,不含证件号和银行卡号。")
