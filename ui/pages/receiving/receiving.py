"""The receiving page: files brought, looked through and merged; who stands where; what has to be decided."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtCore import QMargins
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout

from countydesk.domain.money import in_figures
from countydesk.domain.problems import Refused
from countydesk.domain.receipts import RowVerdict
from countydesk.services.desk import Changes
from countydesk.services.letting_in import Outcome, Received
from countydesk.services.receipts import Issued
from ui import style
from ui.pages.receiving import asking, working
from ui.pages.receiving.deciding import Deciding
from ui.pages.receiving.panes import HOW, BroughtPane, DisputedPane, OfficesPane, WaitingPane
from ui.pages.receiving.rows import OfficeRow, month_title
from ui.pages.receiving.working import Progress, Seen
from ui.parts.entry_bar import EntryBar
from ui.parts.next_line import NextLine, Way
from ui.parts.page import Action, Page
from ui.parts.progress_card import ProgressCard
from ui.parts.tabs import Tabs
from ui.session import Session
from ui.style import Tone

AREA, BROUGHT, HELD, DISPUTED = range(4)
OPENS = {"waiting": HELD, "conflicts": DISPUTED}


class ReceivingPage(Page):
    """Opened plain, at what waits ("waiting", "conflicts"), or at an office by its code."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setAcceptDrops(True)
        self.seen: Seen | None = None
        self._stop = Event()
        self._running = False
        self.next_line = NextLine()
        self.entry = EntryBar()
        self.progress = ProgressCard()
        self.tabs = Tabs(["各单位", "本次文件", "待决定", "冲突"])
        self.offices, self.brought = OfficesPane(), BroughtPane()
        self.waiting, self.disputed = WaitingPane(), DisputedPane()
        self.deciding = Deciding(session, self.entry)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for pane in (self.offices, self.brought, self.waiting, self.disputed):
            self._stack.addWidget(pane)
            pane.selected.connect(self._selected)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.tabs)
        line.addStretch(1)
        line.addWidget(self.offices.months)
        line.addWidget(self.offices.states)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(style.GAP)
        column.addWidget(self.next_line)
        column.addWidget(self.entry)
        column.addWidget(self.progress)
        column.addLayout(line)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.turn_to)
        self.entry.shut.connect(self._entry_shut)
        self.progress.stopped.connect(self._stop.set)
        self.offices.view.picked.connect(self._tell_sum)
        self.waiting.view.opened.connect(lambda _held: self.ask_to_accept())
        self.disputed.sides.kept.connect(self.ask_to_settle)
        self.deciding.asked.connect(self._entry_opened)

    # --- as a page

    def title(self) -> str:
        return "接收汇总"

    def subtitle(self) -> str:
        if self.seen is None or not self.seen.overview.months:
            return ""
        seen = self.seen.overview
        reported = (
            f"最新 {month_title(seen.months[-1].month)} · 已报 {len(seen.reported)} / {len(seen.offices)} 家"
        )
        return f"{reported} · 对象 {seen.children:,} 人 · 实发 {in_figures(seen.paid_fen)} 元"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.seen is None or self.entry.is_open or self._running:
            return ()
        may, at = not self.seen.barred, self._stack.currentIndex()
        folder = Action("选择文件夹…", self.choose_folder, enabled=may)
        files = Action("选择文件…", self.choose_files, "Ctrl+O", enabled=may)
        if at == BROUGHT and (ready := len(self.brought.to_receive())):
            act = Action(f"接收 {ready} 个", self.receive, "Ctrl+Return", main=True, enabled=may)
            return [folder, files, act]
        if at == HELD:
            can = may and self.waiting.chosen is not None
            return [
                Action("不接收…", self.ask_to_decline, enabled=can),
                Action("接收…", self.ask_to_accept, "Ctrl+Return", main=True, enabled=can),
            ]
        if at == DISPUTED:
            return ()
        answer = Action(
            "出具回执…", self.ask_for_receipts, "Ctrl+R", enabled=may and bool(self.offices.answerable())
        )
        return [answer, folder, Action("选择文件…", self.choose_files, "Ctrl+O", main=True, enabled=may)]

    def opened(self, *what: object) -> None:
        self.entry.close_entry()
        wanted = str(what[0]) if what else ""
        if wanted in OPENS:
            self.turn_to(OPENS[wanted])
        elif wanted:
            self.turn_to(AREA)
            self.offices.select(wanted)
        self._look()

    def reload(self, changes: Changes) -> None:
        if changes - {"draft"} and not self._running:
            self._look()

    def _look(self) -> None:
        self.session.ask(working.look, on_done=self._show)

    def _show(self, seen: Seen) -> None:
        self.seen = seen
        counts = (
            len(seen.overview.offices),
            len(self.brought.files),
            len(seen.waiting),
            seen.overview.open_conflicts,
        )
        for number, count in enumerate(counts):
            self.tabs.count(number, count, shown=number != BROUGHT or bool(self.brought.files))
        self.offices.show_overview(seen.overview)
        self.waiting.show_first(seen.waiting)
        self.disputed.show_first(seen.conflicts)
        if not self._running and not self.entry.is_open:
            self._say_next(seen)
        self._selected()

    def _say_next(self, seen: Seen) -> None:
        ways: list[Way] = []
        if seen.waiting:
            ways.append((f"{len(seen.waiting)} 个待决定", partial(self.turn_to, HELD)))
        if seen.overview.open_conflicts:
            ways.append((f"{seen.overview.open_conflicts} 项冲突", partial(self.turn_to, DISPUTED)))
        if seen.barred:
            certificates: list[Way] = [("去办理", partial(self.session.go, "certificates"))]
            self.next_line.say("还不能接收", seen.barred, [] if seen.believes else certificates)
        elif ready := len(self.brought.to_receive()):
            other = len(self.brought.files) - ready
            said = f"{ready} 个文件可以接收" + (f",{other} 个不用或不能接收" if other else "")
            self.next_line.say("先看再接收", f"{said}。按“接收”之前什么也没有写入。")
        elif ways:
            self.next_line.say("需要决定", "这些要由您核实后决定,其余已按顺序合并。", ways)
        elif not seen.overview.reported:
            self.next_line.say("下一步 接收同步包", HOW)
        else:
            late = len(seen.overview.missing)
            said = f"还有 {late} 家没有报齐,可按“状态”筛出来催报。" if late else "各单位都已报齐。"
            self.next_line.say("上报情况", f"{said}选中单位可以出具回执。")

    def turn_to(self, number: int) -> None:
        """Show one of the four."""
        self.tabs.choose(number)
        self._stack.setCurrentIndex(number)
        for chip in (self.offices.months, self.offices.states):
            chip.setVisible(number == AREA)
        if number != AREA:
            self.say_status("", self.status[1])
        self._selected()

    def _selected(self) -> None:
        """Another row, or another of the four: the actions and what stands below follow."""
        keys = {
            AREA: "点表头排序 · Ctrl 或 Shift 多选 · Ctrl+R 出具回执",
            BROUGHT: "↑↓ 逐个查看 · Ctrl+Enter 接收",
            HELD: "Ctrl+Enter 接收 · Alt+← 返回",
            DISPUTED: "↑↓ 逐个查看",
        }
        self.say_status(self.status[0], keys[self._stack.currentIndex()])
        self.header_changed.emit()

    def _tell_sum(self, rows: int, fen: int | None) -> None:
        words = f"选中 {rows} 家,实发合计 {in_figures(fen or 0)} 元" if rows else ""
        self.say_status(words, self.status[1])

    # --- files in

    def choose_files(self) -> None:
        """Ask for packages."""
        dialog = QFileDialog(self, "选择同步包", self._folder(), asking.PACKAGES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.bring([Path(name) for name in names]))
        dialog.open()

    def choose_folder(self) -> None:
        """Ask for a folder of packages."""
        dialog = QFileDialog(self, "选择文件夹", self._folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.bring([Path(name)]))
        dialog.open()

    def _folder(self) -> str:
        return self.seen.folder if self.seen else ""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()) and not self._running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.bring(paths)

    def bring(self, paths: Sequence[Path]) -> None:
        """Look through packages: what would become of each."""
        if paths and not self._running:
            self._begin("正在查看同步包…")
            self._run(working.previewed, list(paths), on_done=self._looked_through, words="正在检验并比较")

    def _looked_through(self, found: list[Received]) -> None:
        self._end()
        if not found:
            self.session.notice("这里没有同步包(.xlsx 或 .xlsx.p7m)。", Tone.AMBER)
            return
        self._show_files(found, done=False)

    def _show_files(self, found: Sequence[Received], done: bool) -> None:
        self.brought.show_files(found, done)
        self.tabs.count(BROUGHT, len(found))
        self.turn_to(BROUGHT)

    def receive(self) -> None:
        """Merge what was looked through."""
        files = [row.one.file for row in self.brought.to_receive()]
        self._begin("正在接收…")
        self._run(working.received, files, on_done=self._were_received, words="正在合并")

    def _were_received(self, found: list[Received]) -> None:
        self._end()
        self._show_files(found, done=True)
        merged = sum(one.outcome is Outcome.MERGED for one in found)
        held = sum(one.outcome is Outcome.HELD for one in found)
        rows = sum(one.new + one.changed for one in found if one.outcome is Outcome.MERGED)
        said = f"已合并 {merged} 个同步包,{rows:,} 行有新增或变动。" + (
            f"{held} 个等待决定。" if held else ""
        )
        self.session.notice(said, Tone.AMBER if held else Tone.GREEN)
        self._announce(found)

    def _announce(self, found: Sequence[Received]) -> None:
        self.session.announcer.announce(frozenset().union(*(one.changes for one in found)))

    # --- what waits

    def ask_to_accept(self) -> None:
        """Ask why the chosen package is let in after all."""
        if self.waiting.chosen is not None and not self._running:
            self.deciding.accept(self.waiting.chosen)

    def ask_to_decline(self) -> None:
        """Ask why the chosen package is turned away."""
        if self.waiting.chosen is not None:
            self.deciding.decline(self.waiting.chosen)

    def ask_to_settle(self, keeper: int) -> None:
        """Ask why one of two offices is right about the chosen conflict."""
        if self.disputed.chosen is not None:
            self.deciding.settle(self.disputed.chosen, keeper)

    # --- receipts out

    def ask_for_receipts(self) -> None:
        """Ask where the receipts of the selected packages go."""
        rows = self.offices.answerable()
        if rows:
            self.entry.ask(asking.receipts(rows, self._folder(), partial(self._issue, rows)))
            self._entry_opened()

    def _issue(self, rows: Sequence[OfficeRow], values: dict[str, Any]) -> None:
        try:
            queries = asking.queries_of(values.get("queries"))
        except Refused as refusal:
            self.entry.refused(refusal)
            return
        packages = [(row.name, row.report.package_id) for row in rows if row.report]
        folder, passphrase = values["folder"], values["passphrase"]
        self._begin("正在出具回执…")
        self._run(
            working.issued,
            packages,
            folder,
            passphrase,
            queries,
            on_done=partial(self._were_issued, folder),
            words="回执",
        )

    def _were_issued(self, folder: Path, issued: list[Issued]) -> None:
        self._end()
        self.entry.close_entry()
        asked = sum(one.count(RowVerdict.QUERIED) for one in issued)
        refused = sum(one.count(RowVerdict.REFUSED) for one in issued)
        found = f",请核实 {asked} 行,未接收 {refused} 行" if asked or refused else ",全部已接收"
        self.session.notice(f"已出具 {len(issued)} 份回执到“{folder}”{found}。请交回各单位。")

    # --- the bar, and what goes on

    def _run(
        self, function: Callable[..., Any], *values: Any, on_done: Callable[[Any], object], words: str
    ) -> None:
        self._stop.clear()
        self.session.ask(
            function,
            *values,
            self._stop,
            on_done=on_done,
            on_failed=self._failed,
            on_progress=partial(self._went_on, words),
        )

    def _went_on(self, words: str, now: Progress) -> None:
        rows = f",{now.rows:,} 行" if now.rows else ""
        said = f"{words} {now.number} / {now.of}:{now.name}{rows}"
        self.progress.go_on(said, now.number - 1, now.of)

    def _begin(self, words: str) -> None:
        self._running = True
        self.next_line.hide()
        self.progress.begin(words)
        self.header_changed.emit()

    def _end(self) -> None:
        self._running = False
        self.progress.hide()
        self.next_line.setVisible(not self.entry.is_open)
        self._look()

    def _failed(self, failure: BaseException) -> None:
        self._end()
        if self.entry.is_open:
            self.entry.refused(failure)
        else:
            self.session.notice(str(failure), Tone.AMBER if self._stop.is_set() else Tone.RED)

    def _entry_opened(self) -> None:
        self.next_line.hide()
        self.header_changed.emit()

    def _entry_shut(self) -> None:
        self.next_line.setVisible(not self._running)
        self.header_changed.emit()
