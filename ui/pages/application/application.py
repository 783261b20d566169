"""The page of an application: typed into its form, then looked at with its way, and taken step by step."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout

from countydesk.domain.applications import Station
from countydesk.domain.days import show_day
from countydesk.domain.intake import StepKind
from countydesk.services import intake, intake_looking
from countydesk.services.intake_looking import Look
from countydesk.services.intake_steps import Taken
from ui import style
from ui.announcer import Changes
from ui.dialogs.pdf_preview import preview_paper
from ui.pages.application import acts
from ui.pages.application.deciding import CheckPane, FindingPane
from ui.pages.application.form import Brought
from ui.pages.application.looked import FileView
from ui.pages.application.pane import FormPane
from ui.pages.application.printing import ADMISSION_LIST, Made, papers_of
from ui.pages.application.seen import Facts, tone_of
from ui.pages.application.sheets import Sheets
from ui.pages.application.steps import Steps
from ui.parts.entry_bar import Entry, EntryBar
from ui.parts.page import Action, Page
from ui.session import Session
from ui.style import Tone

SHOWS = frozenset({"application", "application_step", "beneficiary", "guardian", "photo", "setting"})
FILE, FORM, CHECK, FINDING = range(4)
FORM_KEYS = "Enter/Tab 下一格 · Shift+Enter 上一格 · 空格选中 · Ctrl+Enter 保存"
FILE_KEYS = "Ctrl+Enter 办理下一步 · Ctrl+O 添加材料 · Ctrl+P 打印 · Alt+← 返回"
BELOW_PRINTING = 260  # pixels from the right, where the button of the menu stands


class ApplicationPage(Page):
    """Opened for a new application, for one by its id, or for a child that applied once already."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._id = ""
        self._in_full = self._saving = self._one_more = False
        self._visit_id = ""
        self.entry = EntryBar()
        self.steps = Steps(session, self.ask, self._taken, self)
        self.view = FileView(self.reveal, self.steps.ask_notice_consent)
        self.sheets = Sheets(session, self.view.evidence, self.steps, self.ask, self)
        self.pane = FormPane(session)
        self.check = CheckPane(session)
        self.finding = FindingPane(session)
        self._stack = QStackedWidget()
        for part in (self.view, self.pane, self.check, self.finding):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.entry)
        column.addWidget(self._stack, 1)
        self._connect()

    def _connect(self) -> None:
        self.entry.shut.connect(self._entry_shut)
        self.pane.submitted.connect(self._write)
        self.pane.begun.connect(self._form_begun)
        self.pane.kept.connect(lambda at: self.say_status(f"草稿已保存 {at}", FORM_KEYS))
        self.steps.check_wanted.connect(partial(self._begin_step, CHECK))
        self.steps.finding_wanted.connect(partial(self._begin_step, FINDING))
        self.steps.amend_wanted.connect(self.amend)
        self.steps.done.connect(self._done)
        self.steps.failed.connect(self._not_decided)
        for form in (self.check.form, self.finding.form):
            form.submitted.connect(self._pass)
        self.check.papers.opened.connect(self.sheets.open_sheet)
        QShortcut(QKeySequence("Ctrl+O"), self.view, self.sheets.choose_files)

    # --- the header

    @property
    def look(self) -> Look | None:
        """The application that is shown, once it is read."""
        return self.steps.look

    @property
    def kind(self) -> int:
        """What is shown: FILE, FORM, CHECK or FINDING."""
        return self._stack.currentIndex()

    def title(self) -> str:
        if self.kind == FORM:
            return "更正申请" if self.pane.file else "新申请"
        return self.look.file.child.name if self.look else ""

    def subtitle(self) -> str:
        if self.look is None or self.kind == FORM:
            return ""
        told = {CHECK: "资料审核:逐项核对", FINDING: "登记入户走访"}
        asked = self.look.file.application
        return told.get(self.kind) or f"{show_day(asked.applied_on)}申请 · {asked.source.title}"

    def chips(self) -> Sequence[tuple[str, Tone]]:
        if self.look is None or self.kind == FORM:
            return ()
        station = self.look.file.application.station
        return ((station.title, tone_of(station)),)

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.entry.is_open:
            return ()
        if self.kind == FORM:
            return self._form_actions()
        if self.look is None:
            return ()
        if self.kind in (CHECK, FINDING):
            return self._deciding_actions()
        printing = Action("打印…", self.choose_paper, "Ctrl+P")
        asked = self.look.file.application
        if asked.station is Station.ADMITTED:
            show = partial(self.session.go, "child", self.look.file.child.id)
            return (printing, Action("看孩子", show, "Ctrl+Return", main=True))
        if asked.station is Station.REFUSED:
            again = partial(self.session.go, "application", "", self._id)
            return (printing, Action("再次申请", again, "Ctrl+Return", main=True))
        others, main = self.steps.offered()
        return (*others, printing, main)

    def _form_actions(self) -> Sequence[Action]:
        clear = [Action("清空重填", self.pane.start_anew)] if self.pane.restored else []
        if self.pane.file:
            leave = Action("取消", self.leave_step, "Esc")
            return (*clear, leave, Action("保存更正…", self.pane.save, "Ctrl+Return", main=True))
        more = Action("受理,下一份", self.save_and_go_on, "Ctrl+Shift+Return")
        return (*clear, more, Action("受理", self.save, "Ctrl+Return", main=True))

    def _deciding_actions(self) -> Sequence[Action]:
        checks = self.kind == CHECK
        form = self.check.form if checks else self.finding.form
        fill = [Action("其余为“是”", self.check.form.all_there, "Ctrl+D")] if checks else []
        return (
            Action("取消", self.leave_step, "Esc"),
            *fill,
            Action("不通过…", self.steps.ask_refusal),
            Action("退回…", self._ask_back, "Ctrl+B"),
            Action("审核通过" if checks else "通过", form.submit, "Ctrl+Return", main=True),
        )

    def _ask_back(self) -> None:
        self.steps.ask_back(self.check.form.lacking() if self.kind == CHECK else "")

    # --- what is shown

    def opened(self, *what: object) -> None:
        given = (*what, "", "")[:2]
        self._id, self._in_full = str(given[0]), False
        self.entry.close_entry()
        self.steps.look = None
        if self._id:
            self._show_part(FILE)
            self._ask()
            self.setFocus()
        elif given[1]:
            self.session.ask(intake_looking.open_to_amend, str(given[1]), on_done=self.pane.begin)
        else:
            self.pane.begin()

    def reload(self, changes: Changes) -> None:
        if changes & SHOWS and self.session.desk is not None and self._id:
            self._ask()

    def may_leave(self) -> bool:
        self.pane.keeper.flush()
        return True

    def _ask(self) -> None:
        self.session.ask(intake_looking.look, self._id, on_done=partial(self._show, self._id))

    def _show(self, application_id: str, look: Look) -> None:
        if application_id != self._id:
            return
        self.steps.look = look
        facts, today = Facts(look.file, in_full=self._in_full), self.session.desk.today
        self.view.show_look(look, facts, today)
        self.view.next.say(*self.steps.what_is_next())
        self.check.show_look(look, facts, self.reveal)
        if self.kind == FILE:
            self.say_status("", FILE_KEYS)
        self.header_changed.emit()

    def _show_part(self, kind: int) -> None:
        self._stack.setCurrentIndex(kind)
        if kind == FILE:
            self.say_status("", FILE_KEYS)
        self.header_changed.emit()

    def reveal(self) -> None:
        """Show the numbers in full until the page is left; that they were looked at is recorded."""
        self.session.ask(intake_looking.reveal, self._id, on_done=lambda _none: self._revealed())

    def _revealed(self) -> None:
        self._in_full = True
        self._ask()
        self.session.notice("已显示完整号码,本次查看已记录。", Tone.GREY)

    # --- the form

    def _form_begun(self) -> None:
        self._show_part(FORM)
        self.say_status("", FORM_KEYS)
        if self.pane.file is not None and self.look is not None and self.look.missing:
            self.pane.form.show_problems(self.look.missing)  # each at the field that is to be filled

    def amend(self) -> None:
        """Correct what was entered; everything stands in full, which is recorded."""
        self.session.ask(intake_looking.open_to_amend, self._id, on_done=self.pane.amend)

    def save(self) -> None:
        """Take the application in, and show it."""
        self._one_more = False
        self.pane.save()

    def save_and_go_on(self) -> None:
        """Take the application in, and begin the next."""
        self._one_more = True
        self.pane.save()

    def _write(self, brought: Brought) -> None:
        if self._saving:
            return
        if self.pane.file is not None:
            self.ask(acts.amend(partial(self._amend, brought)))
            return
        self._saving = True
        self.session.act(
            intake.enter, *brought, on_done=partial(self._entered, brought), on_failed=self._refused
        )

    def _entered(self, brought: Brought, _changes: Changes) -> None:
        self._saving = False
        self.pane.end()
        child, _guardian, asked = brought
        if self._one_more:
            self.pane.begin()
        else:
            self.session.go("application", asked.id)  # so that unlocking the desk comes back to it
        self.session.notice(f"已受理{child.name}的申请。")

    def _refused(self, failure: BaseException) -> None:
        self._saving = False
        self.pane.refused(failure)

    def _amend(self, brought: Brought, values: dict[str, Any]) -> None:
        self.session.act(
            intake.amend,
            *brought,
            values["reason"],
            on_done=lambda _changes: self._amended(),
            on_failed=self._not_amended,
        )

    def _amended(self) -> None:
        self.pane.end()
        self._done("更正已保存。")

    def _not_amended(self, failure: BaseException) -> None:
        self.entry.close_entry()
        self.pane.refused(failure)

    # --- the steps

    def leave_step(self) -> None:
        """Back from a form to the application as it stands."""
        if self._id and self.kind != FILE:
            self._show_part(FILE)
            self.setFocus()

    def _begin_step(self, kind: int) -> None:
        form = self.check.form if kind == CHECK else self.finding.form
        form.clear()
        form.set_values({"day": self.session.desk.today})
        self._visit_id = self.session.desk.new_id()
        self.finding.photos.show_photos([])
        self._show_part(kind)
        form.focus(next(iter(form.fields)))
        keys = "空格选中 · Ctrl+D 其余为“是”" if kind == CHECK else "Ctrl+O 照片"
        self.say_status("", f"Enter/Tab 下一格 · {keys} · Ctrl+Enter 通过 · Esc 取消")

    def _pass(self, values: dict[str, Any]) -> None:
        self.steps.decide(self._taken(StepKind.PASSED, values))

    def _taken(self, kind: StepKind, values: Mapping[str, Any]) -> Taken:
        """A decision with what the step's own form says."""
        assert self.look is not None
        told: dict[str, Any] = {name: values.get(name) or "" for name in ("reason", "paper", "people")}
        form = self.finding.form
        if self.kind == CHECK:
            told["marks"] = self.check.form.marks()
        elif self.kind == FINDING and (kind is StepKind.PASSED or not form.problems()):
            found = form.values()
            told["visit"] = form.visit(found, self.look.file.child, self._visit_id)
            told["advice"], told["photos"] = found["advice"], tuple(self.finding.photos.held)
        station = self.look.file.application.station
        return Taken(station, kind, values["day"], back_to=values.get("back_to"), **told)

    def _not_decided(self, failure: BaseException) -> None:
        if self.entry.is_open:
            self.entry.refused(failure)
        elif self.kind in (CHECK, FINDING):
            form = self.check.form if self.kind == CHECK else self.finding.form
            problems = getattr(failure, "problems", None)
            elsewhere = form.show_problems(problems) if problems else []
            if elsewhere or not problems:
                self.session.notice("".join(map(str, elsewhere)) or str(failure), Tone.RED)
        else:
            self.session.notice(str(failure), Tone.RED)

    def ask(self, entry: Entry) -> None:
        """Open the small form above all."""
        self.entry.ask(entry)
        self.header_changed.emit()

    def _entry_shut(self) -> None:
        self.header_changed.emit()
        self.setFocus()

    def _done(self, sentence: str) -> None:
        self.entry.close_entry()
        self._show_part(FILE)
        self.session.notice(sentence)
        self.setFocus()

    # --- papers

    def choose_paper(self) -> None:
        """Offer what can be printed of the application as it stands."""
        assert self.look is not None
        menu = QMenu(self)
        for title, made in papers_of(self.look.file.application, self.session.desk.today):
            menu.addAction(title).triggered.connect(partial(self.print_paper, title, made))
        menu.popup(self.mapToGlobal(QPoint(self.width() - BELOW_PRINTING, -8)))
        menu.setActiveAction(menu.actions()[0])

    def print_paper(self, title: str, made: Made, _checked: bool = False) -> None:
        """Show a paper as it will be printed."""
        preview_paper(self, self.session, made, title=title, landscape=title == ADMISSION_LIST)
