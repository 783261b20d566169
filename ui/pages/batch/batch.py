"""The page of one list: its way, its next step, its lines, and where every yuan of it is."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import ceil
from typing import Any

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from countydesk.domain.batch_path import LineStanding, PathStep
from countydesk.domain.disbursements import ACT_TITLES, CLOSED, Batch, BatchState
from countydesk.domain.money import in_figures
from countydesk.services import disbursements, rosters
from countydesk.services.rosters import Look
from ui import style
from ui.announcer import Changes
from ui.pages.batch import acts
from ui.pages.batch.facts import Facts
from ui.pages.batch.lines import ON_PAPER, Lines, Mark
from ui.pages.batch.next_step import NextStep, sentence_of, to_book
from ui.parts.entry_bar import EntryBar
from ui.parts.marks import State
from ui.parts.page import Action, Page
from ui.parts.step_path import Step, StepPath
from ui.session import Session
from ui.style import Tone

NARROW = 1060  # pixels; below it the lines need what the facts can spare
ROWS_A_PAGE = 10  # of the roster, so that a fingerprint fits
MAIN = {"print": "打印名册…", "pay": "登记付款…", "sign": "登记签收…", "settle": "结清…"}


class BatchPage(Page):
    """Shows the list whose number it is opened with."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.look: Look | None = None
        self.marks: dict[str, Mark] = {}
        self._number = ""
        self._running = self._drawing = False
        self.path = StepPath()
        self.next_step = NextStep(session.switch_operator, session.go)
        self.entry = EntryBar()
        self.lines = Lines()
        self.facts = Facts(session.go, self._go_to_line)
        self._lay_out()
        self.entry.shut.connect(self._entry_shut)
        self.lines.wanted.connect(self._wanted)
        self.lines.unoffered.connect(self._say_why_not)
        self.lines.opened.connect(lambda child: session.go("child", child))
        self.lines.picked.connect(self._say)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.setSpacing(style.GAP)
        beside.addWidget(self.lines, 1)
        beside.addWidget(self.facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(style.GAP)
        column.addWidget(self.path)
        column.addWidget(self.next_step)
        column.addWidget(self.entry)
        column.addLayout(beside, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.facts.narrow(event.size().width() < NARROW)

    def _find(self) -> None:
        self.lines.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.lines.search.selectAll()

    # --- as a page

    def title(self) -> str:
        return self.look.term if self.look else "名册"

    def chips(self) -> Sequence[tuple[str, Tone]]:
        if self.look is None:
            return ()
        batch = self.look.batch
        found = [(batch.roster_number or "名册号打印时生成", Tone.GREY)]
        if batch.state is BatchState.VOIDED:
            found.append(("已作废", Tone.RED))
        if self.look.replaces:
            found.append((f"替换 {self.look.replaces}", Tone.GREY))
        return found

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        look = self.look
        if look is None or self.entry.is_open:
            return ()
        printed = look.batch.roster_number is not None
        found = [Action("作废…", self._void)] if look.can_void else []
        words = "正在生成名册…" if self._drawing else "打印名册…" if printed else "预览名册"
        found.append(Action(words, self._preview, "Ctrl+P", enabled=not self._drawing))
        if look.act:
            hindered = look.act == "settle" and bool(look.hindrances)
            enabled = not look.why_not and not hindered and not self._running
            title = MAIN.get(look.act, ACT_TITLES[look.act])
            found.append(Action(title, self.do_next, "Ctrl+Return", main=True, enabled=enabled))
        return found

    def opened(self, *what: object) -> None:
        """The number or reference names the list."""
        number = str(what[0]) if what else self._number
        if self.look is None or number not in (self.look.batch.number, self.look.batch.reference):
            self.look, self.marks = None, {}
            self.header_changed.emit()
        self.entry.close_entry()
        self._number = number
        self._ask()

    def reload(self, changes: Changes) -> None:
        if self._number and changes & rosters.TOUCHED:
            self._ask()

    def _ask(self) -> None:
        number = self._number
        self.session.ask(rosters.look, number, on_done=partial(self._show, number))
        self.session.ask(rosters.left_out, number, on_done=partial(self._show_left_out, number))

    def _show(self, number: str, look: Look) -> None:
        if number != self._number:
            return
        first = self.look is None
        self.look, self._number, self._running = look, look.batch.reference, False
        self.marks = {line: mark for line, mark in self.marks.items() if look.act in ("pay", "sign")}
        self.path.show_steps([_step(step) for step in look.path])
        self.next_step.show_look(look, self.marks)
        self.lines.show_look(look, self.marks)
        self.facts.show_look(look)
        self._say()
        self.header_changed.emit()
        if first:
            self.session.background.run(
                rosters.search_words, look, on_done=partial(self._take_words, look.batch.id)
            )
            self.lines.view.setFocus()

    def _take_words(self, batch_id: str, words: Mapping[str, str]) -> None:
        if self.look is not None and self.look.batch.id == batch_id:
            self.lines.show_search_words(words)

    def _show_left_out(self, number: str, groups: Any) -> None:
        if self.look is not None and number in (self._number, self.look.batch.number):
            self.facts.show_left_out(self.look, groups)

    def _say(self, rows: int = 0, fen: object = None) -> None:
        if self.look is None:
            return
        count = len(self.look.lines)
        left = f"{count} 行 · {ceil(count / ROWS_A_PAGE)} 页"
        if rows and isinstance(fen, int):
            left += f"      选中 {rows} 行 {in_figures(fen)} 元"
        chosen = "" if self.look.batch.state in ON_PAPER | CLOSED else "F6–F9 办理所选 · "
        keys = f"Enter 打开对象 · {chosen}Ctrl+F 查找 · Ctrl+P 名册"
        self.say_status(left, keys + (" · Ctrl+Enter 下一步" if self.look.act else ""))

    def _go_to_line(self, position: int) -> None:
        self.lines.only(None)
        self.lines.search.setText(str(position))
        self.lines.to_table()

    # --- the next step

    def do_next(self) -> None:
        """The main action: the step that comes next."""
        look = self.look
        if look is None or look.act is None:
            return
        today = self.session.desk.today
        if look.act in ("check", "approve"):
            self._running = True
            self.header_changed.emit()
            self._do(
                getattr(disbursements, look.act), done=f"已{ACT_TITLES[look.act]}。", failed=self._refused
            )
        elif look.act == "print":
            self.entry.ask(acts.lock(len(look.lines), self._lock))
        elif look.act == "pay":
            self.entry.ask(acts.pay(sentence_of(look, self.marks), today, self._pay))
        elif look.act == "sign":
            self.entry.ask(acts.sign(sentence_of(look, self.marks), today, self._sign))
        else:
            self.entry.ask(acts.settle(sentence_of(look, self.marks), self._settle))
        self._entry_opened()

    def _do(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: str,
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        self.session.act(
            function,
            self._number,
            *args,
            on_done=lambda _result: self._did(done),
            on_failed=failed or self.entry.refused,
        )

    def _did(self, sentence: str) -> None:
        self.entry.close_entry()
        self.session.notice(sentence)

    def _refused(self, failure: BaseException) -> None:
        self._running = False
        self.header_changed.emit()
        self.session.notice(str(failure), Tone.RED)

    def _pay(self, values: dict[str, Any]) -> None:
        assert self.look is not None
        ids, fen = to_book(self.look, self.marks)
        reasons = {line: mark.reason for line, mark in self.marks.items()}
        said = f"已登记付款 {len(ids)} 人 {in_figures(fen)} 元。"
        self._book(disbursements.pay, reasons, values["day"], ids, done=said)

    def _sign(self, values: dict[str, Any]) -> None:
        assert self.look is not None
        ids, fen = to_book(self.look, self.marks)
        reasons = {line: mark.reason for line, mark in self.marks.items() if mark.reason}
        proxies = {line: mark.proxy for line, mark in self.marks.items() if mark.proxy}
        said = f"已登记签收 {len(ids)} 人 {in_figures(fen)} 元。"
        self._book(disbursements.sign, reasons, proxies, values["day"], ids, done=said)

    def _book(self, function: Callable[..., Any], *args: Any, done: str) -> None:
        """Book for the marks; they are gone when it is done, and stay when it is refused."""

        def booked(_result: object) -> None:
            self.marks = {}
            self._did(done)

        self.session.act(function, self._number, *args, on_done=booked, on_failed=self.entry.refused)

    def _settle(self, _values: dict[str, Any]) -> None:
        self._do(disbursements.settle, done="名册已结清。")

    # --- the paper

    def _lock(self, _values: dict[str, Any]) -> None:
        self.session.ask(
            disbursements.lock_for_printing,
            self._number,
            on_done=self._locked,
            on_failed=self.entry.refused,
        )

    def _locked(self, batch: Batch) -> None:
        self._did(f"名册号 {batch.number},名册已锁定。")
        self.session.announcer.announce(rosters.TOUCHED)
        self._show_paper(batch.number)

    def _preview(self) -> None:
        if self.look is not None:
            self._show_paper(self.look.batch.number)

    def _show_paper(self, number: str) -> None:
        from countydesk.services import papers
        from ui.dialogs.pdf_preview import preview_paper

        self._drawing = True  # 2,000 lines take some seconds
        self.header_changed.emit()
        preview_paper(
            self,
            self.session,
            lambda desk: papers.roster(desk, number),
            title=f"发放花名册 {number}",
            landscape=True,
            on_shown=self._paper_shown,
            on_closed=lambda: self.lines.view.setFocus(),
            on_failed=self._paper_failed,
        )

    def _paper_shown(self) -> None:
        self._drawing = False
        self.header_changed.emit()

    def _paper_failed(self, failure: BaseException) -> None:
        self._paper_shown()
        self.session.notice(str(failure), Tone.RED)

    # --- the selected lines

    def _wanted(self, name: str, chosen: list[LineStanding]) -> None:
        today = self.session.desk.today
        ids = [each.line.id for each in chosen]
        if name == "unmark":
            self._mark(dict.fromkeys(ids))
            return
        if name == "excuse":
            entry = acts.excuse(chosen, lambda values: self._mark(dict.fromkeys(ids, Mark(values["reason"]))))
        elif name == "proxy":
            entry = acts.proxy(chosen, partial(self._name_proxy, ids))
        elif name == "pay":
            entry = acts.pay_chosen(chosen, today, partial(self._pay_chosen, chosen))
        elif name == "sign":
            entry = acts.sign_chosen(chosen, today, partial(self._sign_chosen, chosen))
        elif name == "return":
            entry = acts.return_(chosen[0], today, partial(self._return, chosen[0]))
        else:
            entry = acts.repay(chosen[0], today, partial(self._repay, chosen[0]))
        self.entry.ask(entry)
        self._entry_opened()

    def _say_why_not(self, chosen: int) -> None:
        """A key of the lines was pressed where it does nothing."""
        if self.look is None or self.entry.is_open:
            return
        if self.look.why_not:
            said = self.look.why_not
        elif self.look.batch.state in CLOSED:
            said = "名册已归档,不能再办理。"
        elif self.look.batch.state in ON_PAPER:
            said = "名册打印之后,才能逐行登记付款、签收和退汇。"
        elif chosen:
            said = "选中的行现在不能这样办理,能办的列在表的下方。"
        else:
            said = "请先选中一行或几行。"
        self.session.notice(said, Tone.AMBER)

    def _mark(self, marks: Mapping[str, Mark | None]) -> None:
        """Set or take away what the next step will do differently."""
        kept = {line: mark for line, mark in self.marks.items() if line not in marks}
        self.marks = kept | {line: mark for line, mark in marks.items() if mark is not None}
        self.entry.close_entry()
        if self.look is not None:
            self.next_step.show_look(self.look, self.marks)
            self.lines.show_marks(self.marks)

    def _name_proxy(self, ids: Sequence[str], values: dict[str, Any]) -> None:
        self.session.ask(
            disbursements.proxy_named,
            values["name"],
            values["relation"],
            values["citizen_id"],
            on_done=lambda proxy: self._mark(dict.fromkeys(ids, Mark(proxy=proxy))),
            on_failed=self.entry.refused,
        )

    def _pay_chosen(self, chosen: Sequence[LineStanding], values: dict[str, Any]) -> None:
        ids = [each.line.id for each in chosen]
        self._do(disbursements.pay, {}, values["day"], ids, done=f"已登记付款 {len(ids)} 人。")

    def _sign_chosen(self, chosen: Sequence[LineStanding], values: dict[str, Any]) -> None:
        ids = [each.line.id for each in chosen]
        proxies = {line: self.marks[line].proxy for line in ids if line in self.marks}
        said = f"已登记签收 {len(ids)} 人。"
        self._do(disbursements.sign, {}, proxies, values["day"], ids, done=said)

    def _return(self, each: LineStanding, values: dict[str, Any]) -> None:
        said = f"{each.line.name} {in_figures(each.line.fen)} 元已登记退汇,重发时选中该行按 F8。"
        self._do(disbursements.return_, each.line.id, values["reason"], values["day"], done=said)

    def _repay(self, each: LineStanding, values: dict[str, Any]) -> None:
        said = f"{each.line.name} {in_figures(each.line.fen)} 元已登记重发。"
        self._do(disbursements.repay, each.line.id, values["reason"] or "", values["day"], done=said)

    def _void(self) -> None:
        assert self.look is not None
        self.entry.ask(acts.void(self.look.batch.number, self._give_void))
        self._entry_opened()

    def _give_void(self, values: dict[str, Any]) -> None:
        self.session.ask(
            disbursements.void,
            self._number,
            values["reason"],
            bool(values["anew"]),
            on_done=self._voided,
            on_failed=self.entry.refused,
        )

    def _voided(self, anew: Batch | None) -> None:
        self.entry.close_entry()
        self.session.announcer.announce(rosters.TOUCHED)
        if anew is not None:
            self.session.go("batch", anew.number)
            self.session.notice(f"原名册已作废,已重新拟定 {anew.number}。")
        else:
            self.session.notice("名册已作废。")

    # --- the bar

    def _entry_opened(self) -> None:
        self.next_step.setVisible(not self.entry.is_open)
        self.header_changed.emit()

    def _entry_shut(self) -> None:
        self.next_step.show()
        self.header_changed.emit()
        self.lines.view.setFocus()


def _step(step: PathStep) -> Step:
    state = State.DONE if step.done else State.NOW if step.now else State.TO_COME
    when = f"{step.at.astimezone():%m-%d}" if step.at else ""
    said = " ".join(filter(None, (step.by, when, step.missing)))
    return Step(step.title, state, said)
