"""The receiving page: files brought, looked through and merged; who stands where; what has to be decided."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from countydesk.domain.money import in_figures
from countydesk.domain.problems import Refused
from countydesk.domain.receipts import RowVerdict
from countydesk.domain.receiving import HeldPackage
from countydesk.services import conflicts, receiving
from countydesk.services.conflicts import Shown
from countydesk.services.desk import Changes
from countydesk.services.places import regions
from countydesk.services.receipts import Issued
from countydesk.services.receiving import Outcome, Received
from ui import style
from ui.pages.receiving import asking, working
from ui.pages.receiving.rows import (
    CONFLICTS,
    FILES,
    LATE,
    OFFICE_KEYS,
    OFFICES,
    REPORTED,
    WAITING,
    FileRow,
    OfficeRow,
    month_title,
    office_rows,
    short,
)
from ui.pages.receiving.sides import Sides
from ui.pages.receiving.tabs import ProgressCard, Tabs
from ui.pages.receiving.working import Progress, Seen
from ui.parts.card import Card
from ui.parts.entry_bar import Entry, EntryBar
from ui.parts.filter_chip import FilterChip
from ui.parts.next_line import NextLine, Way
from ui.parts.page import Action, Page
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

AREA, BROUGHT, HELD, DISPUTED = range(4)
OPENS = {"waiting": HELD, "conflicts": DISPUTED}
HOW = "把各县的同步包(.xlsx 或 .xlsx.p7m)或整个文件夹拖到这里,或按“选择文件…”。"


class ReceivingPage(Page):
    """Opened plain, at what waits ("waiting", "conflicts"), or at an office by its code."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setAcceptDrops(True)
        self.seen: Seen | None = None
        self.files: list[FileRow] = []
        self._month: str | None = None
        self._state: str | None = None
        self._office = ""
        self._stop = Event()
        self._running = False
        self.next_line = NextLine()
        self.entry = EntryBar()
        self.progress = ProgressCard()
        self.tabs = Tabs(["各单位", "本次文件", "待决定", "冲突"])
        self.months, self.states = (
            FilterChip("月份"),
            FilterChip("状态", [(REPORTED, REPORTED), (LATE, LATE)]),
        )
        self.offices = _view(OFFICES, "没有这样的单位。", "各单位上报情况")
        self.brought = _view(FILES, HOW, "本次文件")
        self.waiting = _view(WAITING, "没有等待决定的同步包。", "待决定的同步包")
        self.disputed = _view(CONFLICTS, "没有跨县冲突。", "跨县冲突")
        self.detail = style.label("", "small", wraps=True)
        self.held_detail = style.label("", "small", wraps=True)
        self.sides = Sides()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._stack.addWidget(framed(self.offices))
        self._stack.addWidget(_above(self.brought, self.detail))
        self._stack.addWidget(_above(self.waiting, self.held_detail))
        disputed = QWidget()
        both = QVBoxLayout(disputed)
        both.setContentsMargins(QMargins())
        both.setSpacing(style.GAP)
        both.addWidget(framed(self.disputed), 1)
        both.addWidget(self.sides)
        self._stack.addWidget(disputed)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.tabs)
        line.addStretch(1)
        line.addWidget(self.months)
        line.addWidget(self.states)
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
        self.months.chosen.connect(self._narrow)
        self.states.chosen.connect(self._narrow)
        self.entry.shut.connect(self._entry_shut)
        self.progress.stopped.connect(self._stop.set)
        for view in (self.offices, self.waiting, self.disputed):
            view.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.brought.selectionModel().currentRowChanged.connect(lambda now, _old: self._tell_file(now.row()))
        self.offices.picked.connect(self._tell_sum)
        self.waiting.opened.connect(lambda _held: self.ask_to_accept())

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
        if at == BROUGHT and self._to_receive():
            act = Action(
                f"接收 {len(self._to_receive())} 个", self.receive, "Ctrl+Return", main=True, enabled=may
            )
            return [folder, files, act]
        if at == HELD:
            can = may and self._chosen(self.waiting) is not None
            return [
                Action("不接收…", self.ask_to_decline, enabled=can),
                Action("接收…", self.ask_to_accept, "Ctrl+Return", main=True, enabled=can),
            ]
        if at == DISPUTED:
            return ()
        answer = Action(
            "出具回执…", self.ask_for_receipts, "Ctrl+R", enabled=may and bool(self._answerable())
        )
        return [answer, folder, Action("选择文件…", self.choose_files, "Ctrl+O", main=True, enabled=may)]

    def opened(self, *what: object) -> None:
        self.entry.close_entry()
        wanted = str(what[0]) if what else ""
        if wanted in OPENS:
            self.turn_to(OPENS[wanted])
        elif wanted:
            self._office = wanted
            self.turn_to(AREA)
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
            len(self.files),
            len(seen.waiting),
            seen.overview.open_conflicts,
        )
        for number, count in enumerate(counts):
            self.tabs.count(number, count, shown=number != BROUGHT or bool(self.files))
        months = [each.month for each in reversed(seen.overview.months)]
        self.months.offer([(month_title(month), month) for month in months])
        self._show_offices()
        self.waiting.table.show_source(ListSource(seen.waiting))
        self.disputed.table.show_source(ListSource(seen.conflicts))
        for view, rows in ((self.waiting, seen.waiting), (self.disputed, seen.conflicts)):
            if rows:
                view.selectRow(0)
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
            self.next_line.say("还不能接收", seen.barred, certificates)
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
        for chip in (self.months, self.states):
            chip.setVisible(number == AREA)
        if number != AREA:
            self.say_status("", self.status[1])
        self._selected()

    # --- offices

    def _narrow(self, _value: object) -> None:
        self._month, self._state = self.months.value, self.states.value
        self._show_offices()

    def _show_offices(self) -> None:
        if self.seen is None:
            return
        rows = office_rows(self.seen.overview, self._month, self._state)
        self.offices.table.show_source(ListSource(rows, OFFICE_KEYS))
        codes = [row.office.code for row in rows]
        if self._office in codes:
            self.offices.selectRow(codes.index(self._office))
            self._office = ""

    def _answerable(self) -> list[OfficeRow]:
        return [row for row in self.offices.selected_rows() if row.report is not None]

    def _chosen(self, view: RecordView) -> Any:
        rows = view.selected_rows()
        return rows[0] if rows else None

    def _selected(self) -> None:
        """Another row, or another of the four: the actions and what stands below follow."""
        held: HeldPackage | None = self._chosen(self.waiting)
        self.held_detail.setText(f"{held.sentence}\n文件:{held.path}" if held else "没有等待决定的同步包。")
        self.sides.show_conflict(self._chosen(self.disputed))
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
        ready, other = len(self._to_receive()), len(found) - len(self._to_receive())
        said = f"共 {len(found)} 个文件,{ready} 个可以接收" + (f",{other} 个不用或不能接收" if other else "")
        self.next_line.say("先看再接收", f"{said}。按“接收”之前什么也没有写入。")

    def _show_files(self, found: Sequence[Received], done: bool) -> None:
        names = regions().full_name
        self.files = [
            FileRow(one, short(names(one.office) or one.office) if one.office else "", done) for one in found
        ]
        self.brought.table.show_source(ListSource(self.files))
        self.tabs.count(BROUGHT, len(self.files))
        self.turn_to(BROUGHT)
        if self.files:
            self.brought.selectRow(0)
            self.brought.setFocus()
        self._tell_file(0)

    def _tell_file(self, number: int) -> None:
        row: FileRow | None = self.brought.table.held(number) if 0 <= number < len(self.files) else None
        if row is None:
            self.detail.setText(HOW)
            return
        kinds = [
            f"{tally.title} 新增 {tally.new:,}、变动 {tally.changed + tally.gone:,}"
            for tally in row.one.tallies
            if tally.new or tally.changed or tally.gone
        ]
        what = ";".join(kinds) or ("" if row.sentence else "与现有数据相同。")
        self.detail.setText("\n".join(filter(None, (f"{row.one.file.name}:{row.sentence}", what))))

    def _to_receive(self) -> list[FileRow]:
        """Those that are merged, or put on the list of those to decide."""
        takes = (Outcome.MERGED, Outcome.HELD)
        return [row for row in self.files if not row.done and row.one.outcome in takes]

    def receive(self) -> None:
        """Merge what was looked through."""
        files = [row.one.file for row in self._to_receive()]
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
        """Ask why a package that waits is let in after all."""
        held: HeldPackage | None = self._chosen(self.waiting)
        if held is not None and not self._running:
            self._ask(asking.accept(held, partial(self._accept, held)))

    def _accept(self, held: HeldPackage, values: dict[str, Any]) -> None:
        self.session.act(
            receiving.accept,
            held.package_id,
            values["reason"],
            values["path"],
            on_done=self._accepted,
            on_failed=self.entry.refused,
        )

    def _accepted(self, one: Received) -> None:
        if one.outcome in (Outcome.REFUSED, Outcome.HELD):
            self.entry.refused(Refused(one.problem))
            return
        self.entry.close_entry()
        self.session.notice(f"已接收:新增 {one.new:,} 行,变动 {one.changed:,} 行。")

    def ask_to_decline(self) -> None:
        """Ask why a package that waits is turned away."""
        held: HeldPackage | None = self._chosen(self.waiting)

        def give(values: dict[str, Any]) -> None:
            assert held is not None
            self.session.act(
                receiving.dismiss,
                held.package_id,
                values["reason"],
                on_done=lambda _changes: self._said("已移去,没有接收。"),
                on_failed=self.entry.refused,
            )

        if held is not None:
            self._ask(asking.decline(held, give))

    def ask_to_settle(self, keeper: int) -> None:
        """Ask why one of two offices is right."""
        shown: Shown | None = self._chosen(self.disputed)

        def give(values: dict[str, Any]) -> None:
            assert shown is not None
            self.session.act(
                conflicts.settle,
                shown.conflict.id,
                shown.sides[keeper].office_code,
                values["note"],
                on_done=lambda _changes: self._said("已核定。给两县出具回执时会写明。"),
                on_failed=self.entry.refused,
            )

        if shown is not None:
            self._ask(asking.settle(shown, keeper, give))

    # --- receipts out

    def ask_for_receipts(self) -> None:
        """Ask where the receipts of the selected packages go."""
        rows = self._answerable()
        if rows:
            self._ask(asking.receipts(rows, self._folder(), partial(self._issue, rows)))

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

    def _said(self, words: str) -> None:
        self.entry.close_entry()
        self.session.notice(words)

    def _ask(self, entry: Entry) -> None:
        self.entry.ask(entry)
        self.next_line.hide()
        self.header_changed.emit()

    def _entry_shut(self) -> None:
        self.next_line.setVisible(not self._running)
        self.header_changed.emit()


def _view(columns: Sequence[Column], empty: str, name: str) -> RecordView:
    view = RecordView(RecordTable(columns), empty=empty)
    view.setAccessibleName(name)
    return view


def _above(view: RecordView, detail: QLabel) -> QWidget:
    """A table, and below it the sentences of its chosen row."""
    below = Card()
    below.add(detail)
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(QMargins())
    column.setSpacing(style.GAP)
    column.addWidget(framed(view), 1)
    column.addWidget(below)
    detail.setAlignment(Qt.AlignmentFlag.AlignTop)
    return whole
