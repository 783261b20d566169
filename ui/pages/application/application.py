"""The page of an application: typed into its form, then looked at with its way, and taken step by step."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from countydesk.domain.applications import Consent, Evidence, Station
from countydesk.domain.days import show_day
from countydesk.domain.intake import BEFORE_ADMISSION, StepKind, after, earlier, open_objections, said_of
from countydesk.services import evidence, intake, intake_looking, intake_papers, intake_steps
from countydesk.services.evidence import Sheet
from countydesk.services.intake_looking import Look
from countydesk.services.intake_steps import ABOVE, Posted, Taken
from countydesk.services.papers import Paper
from ui import style
from ui.announcer import Changes
from ui.dialogs.pdf_preview import preview_paper
from ui.dialogs.photo_view import PhotoView
from ui.pages.application import acts
from ui.pages.application.deciding import CheckForm, FindingForm
from ui.pages.application.form import Brought
from ui.pages.application.pane import FormPane
from ui.pages.application.seen import EvidenceCard, Facts, events_of, path_of, tone_of
from ui.parts.card import Card
from ui.parts.entry_bar import Entry, EntryBar
from ui.parts.facts import FactList
from ui.parts.folding import Beside, Scrolled
from ui.parts.lists import Timeline
from ui.parts.next_line import NextLine, Way
from ui.parts.page import Action, Page
from ui.parts.photo_card import PhotoCard
from ui.parts.posting import posting_entry
from ui.parts.step_path import StepPath
from ui.session import Session
from ui.style import Tone

SHOWS = frozenset({"application", "application_step", "beneficiary", "guardian", "photo", "setting"})
FILE, FORM, CHECK, FINDING = range(4)
FILES = "照片或 PDF (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff *.gif *.pdf)"
FORM_KEYS = "Enter/Tab 下一格 · Shift+Enter 上一格 · Ctrl+Enter 保存"
FILE_KEYS = "Ctrl+Enter 办理下一步 · Ctrl+O 添加材料 · Ctrl+P 打印 · Alt+← 返回"
PHOTOS_WIDTH = 222  # pixels
BELOW_PRINTING = 260  # pixels from the right, where the button of the menu stands


class ApplicationPage(Page):
    """Opened for a new application, for one by its id, or for a child that applied once already."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._id = ""
        self.look: Look | None = None
        self._in_full = self._saving = self._one_more = False
        self._folder = ""
        self._visit_id = ""
        self.entry = EntryBar()
        self.entry.shut.connect(self._entry_shut)
        self.pane = FormPane(session)
        self.check = CheckForm(session)
        self.finding = FindingForm(session)
        self.photos = PhotoCard(session)
        self.path = StepPath()
        self.next = NextLine()
        self.person = FactList(label_width=76)
        self.household = FactList(label_width=76)
        self.consent = FactList(label_width=76)
        self.evidence = EvidenceCard()
        self.papers = EvidenceCard()  # the same, beside the check list
        self.told = FactList(label_width=76)
        self.steps = Timeline()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for part in (self._file(), self.pane, self._checking(), self._finding()):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.entry)
        column.addWidget(self._stack, 1)

    def _file(self) -> QWidget:
        left = _column(
            _titled("受理与同意", self.consent),
            _titled("孩子与监护人", self.person),
            _titled("家庭", self.household),
        )
        right = _column(self.evidence, _titled("办理记录", self.steps))
        scrolled = Scrolled()
        for part in (self.path, self.next):
            scrolled.column.addWidget(part)
        scrolled.column.addWidget(Beside([(left, 11), (right, 10)]), 1)
        return scrolled

    def _checking(self) -> QWidget:
        """The check list, and beside it what it is checked against."""
        scrolled = Scrolled()
        for card in (self.papers, _titled("申请内容", self.told)):
            scrolled.column.addWidget(card)
        scrolled.column.addStretch(1)
        return Beside([(_carded(self.check), 10), (scrolled, 9)])

    def _finding(self) -> QWidget:
        self.photos.setFixedWidth(PHOTOS_WIDTH)
        whole = QWidget()
        beside = QHBoxLayout(whole)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(style.GAP)
        beside.addWidget(_carded(self.finding), 1)
        beside.addWidget(self.photos)
        return whole

    def _connect(self) -> None:
        self.pane.submitted.connect(self._write)
        self.pane.begun.connect(self._form_begun)
        self.pane.kept.connect(lambda at: self.say_status(f"草稿已保存 {at}", FORM_KEYS))
        self.check.submitted.connect(self._checked)
        self.finding.submitted.connect(self._visited)
        self.evidence.add_wanted.connect(self.choose_files)
        self.evidence.dropped.connect(lambda names: self.ask_kind([Path(name) for name in names]))
        for card in (self.evidence, self.papers):
            card.opened.connect(self._open_sheet)
        self.evidence.remove_wanted.connect(self._ask_remove)
        QShortcut(QKeySequence("Ctrl+O"), self._stack.widget(FILE), self.choose_files)

    # --- the header

    @property
    def kind(self) -> int:
        """What is shown: FILE, FORM, CHECK or FINDING."""
        return self._stack.currentIndex()

    def trail(self) -> str:
        return "受理入库"

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
        *others, main = self._step_actions()
        return (*others, printing, main)

    def _form_actions(self) -> Sequence[Action]:
        clear = [Action("清空重填", self.pane.start_anew)] if self.pane.restored else []
        if self.pane.file:
            leave = Action("取消", self.leave_step, "Esc")
            return (*clear, leave, Action("保存更正…", self.pane.save, "Ctrl+Return", main=True))
        more = Action("受理,下一份", self.save_and_go_on, "Ctrl+Shift+Return")
        return (*clear, more, Action("受理", self.save, "Ctrl+Return", main=True))

    def _deciding_actions(self) -> Sequence[Action]:
        fill = [Action("其余为“是”", self.check.all_there, "Ctrl+D")] if self.kind == CHECK else []
        form = self.check if self.kind == CHECK else self.finding
        words = "审核通过" if self.kind == CHECK else "通过"
        return (
            Action("取消", self.leave_step, "Esc"),
            *fill,
            Action("不通过…", self.ask_refusal),
            Action("退回…", self.ask_back, "Ctrl+B"),
            Action(words, form.submit, "Ctrl+Return", main=True),
        )

    def _step_actions(self) -> Sequence[Action]:
        """What can be done at the station where the application waits."""
        assert self.look is not None
        asked, may = self.look.file.application, not self.look.why_not
        ends = [
            *([Action("退回…", self.ask_back, "Ctrl+B", enabled=may)] if earlier(asked.station) else []),
            Action("不通过…", self.ask_refusal, enabled=may),
        ]
        if asked.station is Station.APPLIED:
            amend = Action("更正…", self.amend, "Ctrl+E")
            return (amend, *ends, self._main("提交审核…", self.ask_pass))
        if asked.station is Station.DOCUMENTS:
            return (*ends, self._main("审核资料", partial(self._begin_step, CHECK)))
        if asked.station is Station.VISIT:
            return (*ends, self._main("登记走访", partial(self._begin_step, FINDING)))
        if asked.station is Station.NOTICE:
            return (*self._notice_actions(), *ends, self._notice_main())
        return (*ends, self._main(f"{asked.station.title}通过…", self.ask_pass))

    def _main(self, words: str, act: Callable[[], object]) -> Action:
        assert self.look is not None
        may = not self.look.why_not and not self.look.missing
        return Action(words, act, "Ctrl+Return", main=True, enabled=may)

    def _notice_actions(self) -> Sequence[Action]:
        assert self.look is not None
        if self.look.file.application.notice_from is None:
            return ()
        return (Action("登记异议…", self.ask_objection),)

    def _notice_main(self) -> Action:
        assert self.look is not None
        asked = self.look.file.application
        if open_objections(self.look.file.steps):
            return Action("答复异议…", self.ask_answer, "Ctrl+Return", main=True)
        if asked.notice_from is not None:
            return self._main("结束公示…", self.ask_pass)
        if asked.notice_consent is not Consent.GIVEN:
            return Action("征求公示意见…", self.ask_notice_consent, "Ctrl+Return", main=True)
        return self._main("登记公示…", self.ask_posting)

    # --- what is shown

    def opened(self, *what: object) -> None:
        given = (*what, "", "")[:2]
        self._id, self._in_full = str(given[0]), False
        self.entry.close_entry()
        self.look = None
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
        self.look = look
        asked, today = look.file.application, self.session.desk.today
        self.path.show_steps(path_of(look, (today - asked.since).days))
        self._say_next(look)
        facts = Facts(look.file, in_full=self._in_full)
        self.person.show_facts(facts.person(self.reveal))
        self.household.show_facts(facts.household())
        self.consent.show_facts(facts.consent(self.ask_notice_consent))
        self.told.show_facts([*facts.consent(), *facts.person(self.reveal), *facts.household()])
        self.evidence.show_sheets(look.file.evidence, open_=asked.open)
        self.papers.show_sheets(look.file.evidence, open_=False)
        self.steps.show_events(events_of(look.file.steps))
        if self.kind == FILE:
            self.say_status("", FILE_KEYS)
        self.header_changed.emit()

    def _say_next(self, look: Look) -> None:
        asked = look.file.application
        if asked.station is Station.ADMITTED:
            way: list[Way] = [("看孩子", partial(self.session.go, "child", look.file.child.id))]
            self.next.say("已入库", f"{show_day(asked.since)}起在助。", way)
        elif asked.station is Station.REFUSED:
            self.next.say("未通过", f"{show_day(asked.since)}:{look.file.steps[-1].reason}")
        elif look.missing:
            self.next.say("还缺", "".join(map(str, look.missing)), self._mends(look))
        elif look.why_not:
            ways = [
                (f"换{name}办理", partial(self.session.switch_operator, name)) for name in look.who_can[:3]
            ]
            self.next.say(f"下一步 {asked.station.title}", look.why_not, ways)
        else:
            self.next.say("下一步", self._what_next(look))
        if look.file.hits and asked.station is Station.APPLIED and not asked.likeness_reason:
            self.next.say("疑似重复", "".join(hit.sentence for hit in look.file.hits), self._mends(look))

    def _mends(self, look: Look) -> list[Way]:
        """The ways to mend what is missing."""
        asked = look.file.application
        if asked.station is Station.APPLIED:
            return [("更正", self.amend)]
        if asked.notice_from is None:
            return [("登记公示意见", self.ask_notice_consent)]
        return [("答复异议", self.ask_answer)] if open_objections(look.file.steps) else []

    def _what_next(self, look: Look) -> str:
        asked = look.file.application
        if asked.station is Station.NOTICE and asked.notice_to:
            return f"公示到 {show_day(asked.notice_to)},已经期满,请撤下并登记结束公示。"
        return {
            Station.APPLIED: "资料齐全,可以提交审核。材料请先添加到右边。",
            Station.DOCUMENTS: "对照材料逐项核对;缺的退回补充。",
            Station.VISIT: "打印入户核查表带去,至少两人;回来登记情况和意见。",
            Station.NOTICE: "打印公示张贴,再登记张贴地点和日期;按工作日算出截止日。",
            Station.COUNTY: "核对全部环节后审核入库;可先打印审核入库表签字。",
        }.get(asked.station, f"凭{asked.station.title}的批复登记结果。")

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
        form = self.check if kind == CHECK else self.finding
        form.clear()
        form.set_values({"day": self.session.desk.today})
        self._visit_id = self.session.desk.new_id()
        self.photos.show_photos([])
        self._show_part(kind)
        form.focus(next(iter(form.fields)))
        keys = "空格选中 · Ctrl+D 其余为“是”" if kind == CHECK else "Ctrl+O 照片"
        self.say_status("", f"Enter/Tab 下一格 · {keys} · Ctrl+Enter 通过 · Esc 取消")

    def _checked(self, values: dict[str, Any]) -> None:
        self._decide(self._taken(StepKind.PASSED, values))

    def _visited(self, values: dict[str, Any]) -> None:
        self._decide(self._taken(StepKind.PASSED, values))

    def _taken(self, kind: StepKind, values: Mapping[str, Any]) -> Taken:
        """A decision with what the step's own form says."""
        assert self.look is not None
        told: dict[str, Any] = {name: values.get(name) or "" for name in ("reason", "paper", "people")}
        if self.kind == CHECK:
            told["marks"] = self.check.marks()
        elif self.kind == FINDING and (kind is StepKind.PASSED or not self.finding.problems()):
            found = self.finding.values()
            told["visit"] = self.finding.visit(found, self.look.file.child, self._visit_id)
            told["advice"], told["photos"] = found["advice"], tuple(self.photos.held)
        station = self.look.file.application.station
        return Taken(station, kind, values["day"], back_to=values.get("back_to"), **told)

    def _decide(self, taken: Taken) -> None:
        self.session.act(
            intake_steps.decide,
            self._id,
            taken,
            on_done=lambda _changes: self._decided(taken),
            on_failed=self._not_decided,
        )

    def _decided(self, taken: Taken) -> None:
        assert self.look is not None
        name = self.look.file.child.name
        self._done(f"{name}:{said_of(taken.station, taken.kind)}。")

    def _not_decided(self, failure: BaseException) -> None:
        if self.entry.is_open:
            self.entry.refused(failure)
        elif self.kind in (CHECK, FINDING):
            form = self.check if self.kind == CHECK else self.finding
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

    def ask_pass(self) -> None:
        """Ask for the day and paper with which the application is passed on."""
        assert self.look is not None
        asked, desk = self.look.file.application, self.session.desk
        following = after(asked.station, desk.settings.admission)
        above, name = asked.station in ABOVE, self.look.file.child.name
        give = partial(self._give, StepKind.PASSED)
        self.ask(acts.pass_on(asked, name, following, above=above, today=desk.today, give=give))

    def ask_back(self) -> None:
        """Ask where to and why the application is sent back."""
        assert self.look is not None
        reason = self.check.lacking() if self.kind == CHECK else ""
        give = partial(self._give, StepKind.BACK)
        self.ask(acts.send_back(self.look.file.application, reason, self.session.desk.today, give))

    def ask_refusal(self) -> None:
        """Ask why the application ends here."""
        assert self.look is not None
        give = partial(self._give, StepKind.REFUSED)
        self.ask(acts.refuse(self.look.file.child.name, self.session.desk.today, give))

    def _give(self, kind: StepKind, values: dict[str, Any]) -> None:
        self._decide(self._taken(kind, values))

    def ask_notice_consent(self) -> None:
        """Ask what the guardian says to the public notice."""
        assert self.look is not None
        said = self.look.file.application.notice_consent
        self.ask(acts.notice_consent(said, self.session.desk.today, self._consent))

    def _consent(self, values: dict[str, Any]) -> None:
        self._act(intake.consent_to_notice, self._id, values["said"], values["day"], said="公示意见已登记。")

    def ask_posting(self) -> None:
        """Ask where and from when the notice hangs."""
        self.session.ask(intake_steps.notice_period, self.session.desk.today, on_done=self._ask_posting)

    def _ask_posting(self, period: Posted) -> None:
        assert self.look is not None
        name, today = self.look.file.child.name, self.session.desk.today
        self.ask(posting_entry([name], period, today, self._post))

    def _post(self, values: dict[str, Any]) -> None:
        where = (values["day"], values["place"], values.get("paper") or "")
        self._act(intake_steps.post, [self._id], *where, said="公示已登记。")

    def ask_objection(self) -> None:
        """Ask what somebody objects to."""
        assert self.look is not None
        self.ask(acts.object_to(self.look.file.application, self.session.desk.today, self._object))

    def _object(self, values: dict[str, Any]) -> None:
        what = (values["day"], values.get("who") or "", values["what"])
        self._act(intake_steps.object_to, self._id, *what, said="异议已登记,请核实答复。")

    def ask_answer(self) -> None:
        """Ask how the first open objection was answered."""
        assert self.look is not None
        objection = open_objections(self.look.file.steps)[0]
        self.ask(acts.answer(objection, self.session.desk.today, partial(self._answer, objection.id)))

    def _answer(self, objection_id: str, values: dict[str, Any]) -> None:
        what = (values["day"], values["what"], values.get("paper") or "")
        self._act(intake_steps.answer, objection_id, *what, said="答复已登记。")

    def _act(self, act: Callable[..., Any], *what: Any, said: str) -> None:
        """Do what the small form asked for."""
        self.session.act(act, *what, on_done=lambda _result: self._done(said), on_failed=self._not_decided)

    # --- evidence

    def choose_files(self) -> None:
        """Ask for scans, photographs or PDFs."""
        if self.look is None or self.kind != FILE or not self.look.file.application.open:
            return
        names, _filter = QFileDialog.getOpenFileNames(self.window(), "选择材料", self._folder, FILES)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.ask_kind([Path(name) for name in names])

    def ask_kind(self, paths: Sequence[Path]) -> None:
        """Ask what the files show; then they are kept."""
        if not paths:
            return
        menu = QMenu(self)
        for kind in Evidence:
            menu.addAction(kind.title).triggered.connect(partial(self._attach, kind, paths))
        menu.popup(QCursor.pos() if self.underMouse() else self.evidence.mapToGlobal(QPoint(0, 36)))
        menu.setActiveAction(menu.actions()[0])

    def _attach(self, kind: Evidence, paths: Sequence[Path], _checked: bool = False) -> None:
        self.session.notice("正在保存材料…", Tone.GREY)
        said = f"已添加{kind.title} {len(paths)} 份。"
        self._act(evidence.attach, self._id, kind, paths, said=said)

    def _open_sheet(self, sheet_id: str) -> None:
        self.session.ask(
            evidence.picture, sheet_id, on_done=lambda content: PhotoView(self.window(), [content], 0).open()
        )

    def _ask_remove(self, sheet: Sheet) -> None:
        self.ask(acts.remove_sheet(sheet.kind.title, partial(self._remove, sheet.id)))

    def _remove(self, sheet_id: str, values: dict[str, Any]) -> None:
        self._act(evidence.detach, sheet_id, values["reason"], said="材料已移除。")

    # --- papers

    def choose_paper(self) -> None:
        """Offer what can be printed of the application as it stands."""
        assert self.look is not None
        station, own = self.look.file.application.station, self._id
        today = self.session.desk.today
        offered: list[tuple[str, Callable[[Any], Paper]]] = [
            ("申请表", lambda desk: intake_papers.application_form(desk, own)),
            ("告知同意书", lambda desk: intake_papers.consent_form(desk, own)),
            ("入户核查表", lambda desk: intake_papers.finding_forms(desk, [own])),
        ]
        if station is Station.NOTICE:
            offered.append(("公示", lambda desk: intake_papers.notice(desk, [own], today)))
        if station not in (*BEFORE_ADMISSION, Station.REFUSED):
            offered.append(("审核入库表", lambda desk: intake_papers.admission_list(desk, [own])))
        menu = QMenu(self)
        for words, made in offered:
            menu.addAction(words).triggered.connect(partial(self.print_paper, words, made))
        menu.popup(self.mapToGlobal(QPoint(self.width() - BELOW_PRINTING, -8)))
        menu.setActiveAction(menu.actions()[0])

    def print_paper(self, title: str, made: Callable[[Any], Paper], _checked: bool = False) -> None:
        """Show a paper as it will be printed."""
        wide = title == "审核入库表"
        preview_paper(self, self.session, made, title=title, landscape=wide)


def _carded(form: QWidget) -> Card:
    card = Card()
    card.body.setContentsMargins(0, 0, 0, 0)
    card.add(form, 1)
    return card


def _titled(title: str, part: QWidget) -> Card:
    card = Card(title)
    card.add(part)
    return card


def _column(*cards: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(style.GAP)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return made
