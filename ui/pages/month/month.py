"""The page of the month: what it asks for, its closing, its signed package, and the months before."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from countydesk.domain.fields import Kind
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services import closing, drafts, receipts, reporting, sending
from countydesk.services.closing import MonthStep, PastMonth
from countydesk.services.desk import Desk
from countydesk.services.receipts import TakenIn, ToAnswer
from countydesk.services.reporting import MonthLook
from countydesk.services.sending import Sent, Verdict
from ui import style
from ui.announcer import Changes
from ui.forms.paths import default_folder
from ui.pages.month import asking
from ui.pages.month.package import PackageCard, in_bytes
from ui.pages.month.receipts import PastRow, QueriesCard, tone_of
from ui.pages.month.verdict import VerdictCard
from ui.parts.card import Card
from ui.parts.entry_bar import EntryBar
from ui.parts.folding import Beside, Scrolled
from ui.parts.lists import Check, CheckList
from ui.parts.next_line import NextLine, Way
from ui.parts.page import Action, Page
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

# Where each step is mended, and the words of the way there.
WAYS = {
    "rosters": ("disbursements", "去办理"),
    "visits": ("visits", "去走访"),
    "activities": ("activities", "去登记"),
    "consents": ("beneficiaries", "去登记"),
    "stages": ("beneficiaries", "去补齐"),
    "promotion": ("promotion", "去升级"),
    "visit": ("visit", "去保存"),
    "activity": ("activity", "去保存"),
    "sheet": ("sheet", "去保存"),
}
REMEMBERED = "month.folder"  # the draft that keeps where the last package went
COLUMNS = (
    Column("月份", lambda row: row.past.close.month, width=78),
    Column("省级回执", lambda row: row.receipt, width=206, chip=tone_of),
    Column("导出", lambda row: _sent(row.past), Kind.KEY, 136),
    Column("文件", lambda row: _file(row.past), Kind.KEY, 150, faint=True),
)


class MonthPage(Page):
    """Shows the month that is reported next."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.look: MonthLook | None = None
        self._folder = ""
        self._stop = Event()
        self._running = False
        self._sent: Sent | None = None
        self.next_line = NextLine()
        self.entry = EntryBar()
        self.checks = CheckList()
        self.package = PackageCard()
        self.verdict = VerdictCard()
        self.queries = QueriesCard()
        self.view = RecordView(RecordTable(COLUMNS), empty="还没有月结过的月份。")
        self.view.setAccessibleName("往月与回执")
        self.view.setMinimumHeight(180)
        self.view.opened.connect(lambda row: self._send_again(row.past))
        self._lay_out()
        self.entry.shut.connect(self._entry_shut)
        self.package.cancelled.connect(self._stop.set)
        self.queries.wanted.connect(self._ask_to_answer)

    def _lay_out(self) -> None:
        steps = Card()
        steps.body.setContentsMargins(6, 0, 6, 0)
        steps.add(self.checks, 1)
        right = Scrolled()
        right.column.addWidget(self.queries)
        right.column.addWidget(self.package)
        right.column.addWidget(self.verdict)
        right.column.addWidget(framed(self.view, above=["往月与回执"]), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(style.GAP)
        column.addWidget(self.next_line)
        column.addWidget(self.entry)
        left = Scrolled()
        left.column.addWidget(steps, 1)
        column.addWidget(Beside([(left, 3), (right, 5)]), 1)

    # --- as a page

    def title(self) -> str:
        return f"{self.look.month.title} 月结与上报" if self.look else "月结与上报"

    def chips(self) -> Sequence[tuple[str, Tone]]:
        if self.look is None:
            return ()
        if self.look.too_early:
            return [("还没有到", Tone.GREY)]
        return [("已月结,待导出", Tone.AMBER) if self.look.state.closed else ("进行中", Tone.BLUE)]

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        look = self.look
        if look is None or self.entry.is_open:
            return ()
        verify = Action("检验同步包…", self._choose_package)
        receipt = Action("导入回执…", self._choose_receipt)
        if look.state.closed:
            can = not look.why_not and not self._running
            return [
                verify,
                receipt,
                Action("签名导出…", self.ask_to_send, "Ctrl+Return", main=True, enabled=can),
            ]
        hindered = bool(look.why_not or look.too_early or look.state.hindrances)
        can = not hindered and not self._running
        return [verify, receipt, Action("月结…", self.ask_to_close, "Ctrl+Return", main=True, enabled=can)]

    def opened(self, *what: object) -> None:
        self.entry.close_entry()
        if not self._running:
            self._sent = None
        self.verdict.hide()
        self._ask()

    def reload(self, changes: Changes) -> None:
        if changes - {"draft"}:
            self._ask()

    def _ask(self) -> None:
        self.session.ask(reporting.look, on_done=self._show)
        self.session.ask(drafts.recall, REMEMBERED, on_done=self._remember)

    def _remember(self, kept: dict[str, Any] | None) -> None:
        self._folder = str((kept or {}).get("folder", "")) or default_folder()

    def _show(self, look: MonthLook) -> None:
        self.look = look
        self._say_next(look)
        self.checks.show_checks(self._checks(look))
        if self._sent is not None:
            self.package.show_sent(self._sent, look)
        elif not self._running:
            self.package.show_coming(look)
        self.view.table.show_source(ListSource([PastRow.of(past, look.receipts) for past in look.past]))
        self.queries.show_rows(look.to_answer)
        month, following = look.month.number, look.month.next().number
        self.say_status(
            f"月结后 {month} 月的记录锁定,更正记入 {following} 月", "Enter 再次导出往月 · Ctrl+Enter 下一步"
        )
        self.header_changed.emit()

    def _say_next(self, look: MonthLook) -> None:
        title = "下一步 签名导出" if look.state.closed else "下一步 月结"
        hindrances = look.state.hindrances
        if look.too_early:
            self.next_line.say(title, f"{look.month.previous().title}已月结;{look.too_early}")
        elif look.why_not:
            ways: list[Way] = [
                (f"换{name}办理", partial(self.session.switch_operator, name)) for name in look.who_can[:3]
            ]
            self.next_line.say(title, look.why_not, ways)
        elif look.state.closed:
            self.next_line.say(title, f"{look.month.title}已月结。由负责人签名,导出一个工作簿上报省级。")
        elif hindrances:
            more = f"(共 {len(hindrances)} 项)" if len(hindrances) > 1 else ""
            self.next_line.say(title, f"还不能月结:{hindrances[0]}{more}。")
        else:
            left = sum(1 for step in look.state.steps if not step.done)
            said = f"有 {left} 项未完成,不影响月结,请先看一遍。" if left else "各项已齐,可以月结。"
            self.next_line.say(title, said)

    def _checks(self, look: MonthLook) -> list[Check]:
        closed = look.state.closed
        checks = [self._check(step, closed is not None) for step in look.state.steps]
        when = (
            f"{closed.closed_by} {closed.closed_at.astimezone():%m-%d %H:%M}"
            if closed
            else "负责人确认后锁定本月记录"
        )
        checks.append(Check("月结", f"{when} 已月结" if closed else when, closed is not None))
        sent = "已导出" if look.is_sent else "月结后由负责人输入口令签名"
        checks.append(Check("签名导出", sent, look.is_sent))
        return checks

    def _check(self, step: MonthStep, closed: bool) -> Check:
        """What is left leads to where it is done, while the month is open."""
        if step.done or closed:
            return Check(step.title, step.sentence, step.done)
        page, words = WAYS[step.key]
        page = "batch" if step.key == "rosters" and step.subject else page
        new = [""] if page == "activity" else []  # its subject is a kind of record, not one that was recorded
        go = partial(self.session.go, page, *new, *filter(None, [step.subject]))
        return Check(step.title, step.sentence, False, words, go)

    # --- closing

    def ask_to_close(self) -> None:
        """Say in the page that closing locks the month, and ask once more."""
        if self.look is not None:
            self.entry.ask(asking.close(self.look, self.session.desk.today, self._close))
            self._entry_opened()

    def _close(self, values: dict[str, Any]) -> None:
        assert self.look is not None
        month = self.look.month
        self.session.act(
            closing.close,
            month,
            values["note"] or "",
            on_done=lambda _changes: self._closed(month),
            on_failed=self.entry.refused,
        )

    def _closed(self, month: Month) -> None:
        self.entry.close_entry()
        self._sent = None
        self.session.notice(f"{month.title}已月结。下一步:签名导出。")

    # --- sending

    def ask_to_send(self) -> None:
        """Ask where to, and for the passphrase."""
        if self.look is not None:
            self._ask_to_send(self.look.month)

    def _send_again(self, past: PastMonth) -> None:
        if self.look is not None and not self.look.why_not and not self._running:
            self._ask_to_send(Month.parse(past.close.month))

    def _ask_to_send(self, month: Month) -> None:
        self.entry.ask(asking.send(month.title, self._folder, partial(self._send, month)))
        passphrase = self.entry.fields["passphrase"].editor.focus_on
        passphrase.setFocus()
        self._entry_opened()

    def _send(self, month: Month, values: dict[str, Any]) -> None:
        assert self.look is not None
        self._stop.clear()
        self._running = True
        rows = self.look.contents.rows
        self.session.act(
            _exported,
            month,
            values["folder"],
            values["passphrase"],
            bool(values["photos"]),
            self._stop,
            on_done=self._exported,
            on_failed=self._not_exported,
            on_progress=partial(self._went_on, rows),
        )

    def _went_on(self, of: int, rows: int) -> None:
        self.entry.close_entry()
        self.package.show_progress(rows, of)

    def _exported(self, sent: Sent) -> None:
        self._running, self._sent = False, sent
        self._folder = str(sent.path.parent)
        self.entry.close_entry()
        self.package.end_progress()
        self.session.notice(f"已导出 {sent.path.name}({in_bytes(sent.record.bytes)}),请交送省级。")

    def _not_exported(self, failure: BaseException) -> None:
        self._running = False
        self.package.end_progress()
        self.header_changed.emit()
        if self.entry.is_open:
            self.entry.refused(failure)
        else:
            self.session.notice(str(failure), Tone.AMBER if self._stop.is_set() else Tone.RED)

    # --- examining

    def _choose_package(self) -> None:
        dialog = QFileDialog(self, "检验同步包", self._folder, "同步包 (*.xlsx *.p7m);;所有文件 (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.examine)
        dialog.open()

    def examine(self, path: str) -> None:
        """Check a package, ours or another office's."""
        self.session.ask(_examined, Path(path), on_done=partial(self._examined, Path(path)))

    def _examined(self, path: Path, verdict: Verdict) -> None:
        self.verdict.show_verdict(path, verdict)

    # --- receipts

    def _choose_receipt(self) -> None:
        dialog = QFileDialog(self, "导入回执", self._folder, "回执 (*.xlsx);;所有文件 (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_in)
        dialog.open()

    def take_in(self, path: str) -> None:
        """Take in what the province answered."""
        self.session.act(receipts.take_in, Path(path), on_done=self._taken_in)

    def _taken_in(self, taken: TakenIn) -> None:
        title, asked = taken.receipt.month.title, taken.queried + taken.refused
        if taken.again:
            self.session.notice(f"{title}的这份回执已经导入过。", Tone.BLUE)
        elif asked:
            self.session.notice(f"{title}回执已导入,{asked} 行要回复,列在“省级质询”。", Tone.AMBER)
        else:
            self.session.notice(f"{title}回执已导入:{taken.receipt.accepted:,} 行全部已接收。")

    def _ask_to_answer(self, row: ToAnswer) -> None:
        self.entry.ask(asking.answer(row, partial(self._answer, row)))
        self._entry_opened()

    def _answer(self, row: ToAnswer, values: dict[str, Any]) -> None:
        self.session.act(
            receipts.answer,
            row.row.package_id,
            row.row.record_id,
            values["answer"],
            on_done=lambda _changes: self._answered(row),
            on_failed=self.entry.refused,
        )

    def _answered(self, row: ToAnswer) -> None:
        self.entry.close_entry()
        self.session.notice(f"已回复{row.name or row.title}。需要更正的请在台账里改好,下次上报一并带去。")

    # --- the bar

    def _entry_opened(self) -> None:
        self.next_line.hide()
        self.header_changed.emit()

    def _entry_shut(self) -> None:
        self.next_line.show()
        self.header_changed.emit()


def _exported(
    desk: Desk,
    month: Month,
    folder: Path,
    passphrase: str,
    photos: bool,
    stop: Event,
    on_progress: Callable[[int], None],
) -> Sent:
    """On the worker: export, unless somebody stops it, and remember the folder."""

    def told(rows: int) -> None:
        if stop.is_set():
            raise Refused("已取消导出,没有留下文件。")
        on_progress(rows)

    sent = sending.send(desk, month, folder, passphrase, photos, told)
    drafts.keep(desk, REMEMBERED, {"folder": str(folder)})
    return sent


def _examined(desk: Desk, path: Path) -> Verdict:
    return sending.verify(path, desk)


def _file(past: PastMonth) -> str:
    """Without its endings, which an encrypted package has two of."""
    return past.package.file_name.partition(".")[0] if past.package else ""


def _sent(past: PastMonth) -> str:
    package = past.package
    return f"{package.sent_by} {package.sent_at.astimezone():%m-%d %H:%M}" if package else ""
