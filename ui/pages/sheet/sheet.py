"""The page of a whole sheet: filled by hand, by pasting or from a file, and saved all or none."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from countydesk.domain.problems import Problem, Refused
from countydesk.services import entry_sheets
from countydesk.services.entry_sheets import Recorded, SheetAtHand, SheetRead
from ui import style
from ui.background import Task
from ui.forms.drafts import Content, DraftKeeper
from ui.forms.keys import bind_within
from ui.pages.sheet.grid import Grid
from ui.pages.sheet.lines import CellLine, CountLine
from ui.pages.sheet.rows import MOST, TOO_MANY, Line, SheetRows
from ui.parts.page import Action, Page
from ui.session import Session
from ui.style import Tone
from ui.tables.record_view import framed

FILES = "表格 (*.xlsx *.xlsm *.csv);;所有文件 (*)"
KEYS = "Enter/Tab 下一格 · Ctrl+V 粘贴 · Ctrl+D 向下填充 · Ctrl+Z 撤销 · 右键更多"
RESTORED = "已恢复未保存的内容,可接着填写;不要了请按“清空”。"
PAUSE = 400  # milliseconds without a change before the desk is asked what it knows already
NOTES_SHOWN = 6


class SheetPage(Page):
    """Opened with a kind of record, and with a file to read; what was not saved stays as it was."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setAcceptDrops(True)
        self.rows: SheetRows | None = None
        self._kind = ""
        self._file = ""
        self._folder = ""
        self._reading: Task | None = None
        self._saving = False
        self._counts = (0, 0, 0)
        self._refusal = ""  # why nothing was saved, while that stands in the notice line
        self.grid = Grid()
        self.keeper = DraftKeeper(session, self._content, self)
        self.counts, self.cell = CountLine(), CellLine()
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(PAUSE)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.counts)
        column.addWidget(framed(self.grid), 1)
        column.addWidget(self.cell)

    def _connect(self) -> None:
        self.counts.next.clicked.connect(self.go_to_next)
        self.counts.stop.clicked.connect(self.stop_reading)
        self.session.noticed.connect(self._heard)
        self.grid.submitted.connect(self.save)
        self.grid.said.connect(lambda words: self.session.notice(words, Tone.AMBER))
        self.grid.reached.connect(self._tell_cell)
        self.keeper.kept.connect(lambda at: self.say_status(f"草稿已保存 {at}", KEYS))
        self._asking.timeout.connect(self._ask_known)
        bind_within(self, "F8", self.go_to_next)
        bind_within(self, "Esc", self.stop_reading)

    # --- the header

    def title(self) -> str:
        return f"{self.rows.around.kind.title} 成批录入" if self.rows else "成批录入"

    def subtitle(self) -> str:
        if self.rows is None:
            return ""
        return self.rows.around.catalogue.programmes[self.rows.around.kind.programme].title

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.rows is None or self._busy:
            return ()
        filled, _wrong, known = self._counts
        save = f"保存全部({filled - known:,} 条)"
        return (
            Action("存模板…", self.choose_template),
            Action("读入文件…", self.choose_file, "Ctrl+O"),
            Action("清空", self.clear, enabled=filled > 0),
            Action(save, self.save, "Ctrl+Return", main=True, enabled=filled > 0),
        )

    # --- beginning

    def opened(self, *what: object) -> None:
        kind = str(what[0]) if what else self._kind
        path = Path(str(what[1])) if len(what) > 1 else None
        self.session.ask(
            entry_sheets.at_hand,
            kind,
            on_done=lambda at_hand: self._begin(at_hand, path),
            on_failed=self._not_begun,
        )

    def _not_begun(self, failure: BaseException) -> None:
        self.rows = None
        self.grid.setEnabled(False)
        self.header_changed.emit()
        self.session.notice(str(failure), Tone.RED)

    def _begin(self, at_hand: SheetAtHand, path: Path | None) -> None:
        """Show the kind's sheet as it was left, here or in its draft, and read the file if it is another."""
        if self.rows is not None and self._kind == at_hand.around.kind.name:
            self.rows.renew(at_hand.around)
        else:
            self._show(at_hand)
        self.grid.setEnabled(True)
        self.grid.setFocus()
        self.say_status("", KEYS)
        self.header_changed.emit()
        if path is not None and _stamp(path) != self._file:
            self.read(path)

    def _show(self, at_hand: SheetAtHand) -> None:
        self._kind = at_hand.around.kind.name
        if self.rows is not None:
            self.rows.deleteLater()
        self.rows = SheetRows(at_hand.around, self.session.desk.new_id, self)
        self.rows.changed.connect(self._changed)
        self.rows.settled.connect(self._settled)
        self.grid.show_rows(self.rows)
        self.keeper.begin("")
        draft = at_hand.draft.texts if at_hand.draft else {}
        self._file = draft.get("file", "")
        if draft:
            self.rows.start(json.loads(draft["rows"]))
            self.session.notice(RESTORED, Tone.BLUE)
        self.keeper.begin(entry_sheets.form_of(self._kind))
        self.grid.go_to(self.rows.filled_to, 0)
        self._settled()

    def _content(self) -> Content | None:
        if self.rows is None or not self.rows.filled:
            return None
        texts = [self.rows.texts(row) for row in range(self.rows.filled_to)]
        return "", {"rows": json.dumps(texts, ensure_ascii=False), "file": self._file}, {}

    # --- a file

    def choose_file(self) -> None:
        """Ask for a filled sheet."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择填好的表格", self._folder, FILES)
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Put the rows of a file below those that are there."""
        self._folder = str(path.parent)
        self.counts.say(f"正在读取“{path.name}”…")
        self._reading = self.session.ask(
            entry_sheets.read,
            self._kind,
            path,
            on_done=partial(self._take_rows, path),
            on_failed=self._not_read,
            on_progress=lambda rows: self.counts.say(f"正在读取“{path.name}”,已读 {rows[0]:,} 行…"),
        )
        self.counts.stop.show()
        self.header_changed.emit()

    def stop_reading(self) -> None:
        """Give a file up that is being read."""
        if self._reading is not None:
            self._reading.cancel()
            self._end_busy()

    @property
    def _busy(self) -> bool:
        return self._saving or self._reading is not None

    def _end_busy(self) -> None:
        self._reading, self._saving = None, False
        self.counts.stop.hide()
        self.grid.setEnabled(True)
        self._settled()
        self.header_changed.emit()

    def _not_read(self, failure: BaseException) -> None:
        self._end_busy()
        self.session.notice(str(failure), Tone.RED)

    def _take_rows(self, path: Path, sheet: SheetRead) -> None:
        assert self.rows is not None
        at = self.rows.filled_to
        if at + len(sheet.rows) > MOST:
            self._not_read(Refused(TOO_MANY))
            return
        self._file = _stamp(path)
        self.rows.splice(at, len(sheet.rows), [row.texts for row in sheet.rows])
        self._end_busy()
        self.grid.go_to(at, 0)
        notes = [*sheet.notes[:NOTES_SHOWN], *(["……"] if len(sheet.notes) > NOTES_SHOWN else [])]
        tone = Tone.AMBER if notes else Tone.BLUE
        there = f",接在原有 {at:,} 行后面" if at else ""
        read = f"已从“{path.name}”读入 {len(sheet.rows):,} 行{there},尚未保存。"
        self.session.notice(read + "".join(notes), tone)

    def choose_template(self) -> None:
        """Ask where the kind's template goes."""
        folder = QFileDialog.getExistingDirectory(self, "模板存到哪个文件夹", self._folder)
        if folder:
            self.session.ask(
                entry_sheets.template,
                self._kind,
                Path(folder),
                on_done=lambda path: self.session.notice(f"模板已存成:{path}"),
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and self.rows is not None and not self._busy:
            event.acceptProposedAction()
            self.read(paths[0])

    # --- what is right and wrong

    def _changed(self) -> None:
        self.keeper.touched()
        self._asking.stop()

    def _settled(self) -> None:
        """Every row is judged: say how it stands, and ask the desk about rows that are new here."""
        if self.rows is None:
            return
        if any(line.known is None for line, _ in self.rows.good):
            self._asking.start()
        filled = self.rows.filled
        wrong = sum(1 for _ in self.rows.problems())
        counts = len(filled), wrong, sum(1 for line in filled if line.known)
        if not self._busy:
            self.counts.count(*counts)
        here = self.grid.currentIndex()
        self._tell_cell(here.row(), here.column())
        if self._refusal and wrong != self._counts[1]:
            self._tell_wrong(wrong)
        if self._counts != counts:
            self._counts = counts
            self.header_changed.emit()

    def _ask_known(self) -> None:
        assert self.rows is not None
        asked = [(line, entry) for line, entry in self.rows.good if line.known is None]
        good = self.rows.good
        # What stands there once covers one row only, so all are asked about where one is new.
        if asked:
            self.session.ask(
                entry_sheets.known,
                [entry for _, entry in good],
                on_done=partial(self._tell_known, [line for line, _ in good]),
            )

    def _tell_known(self, asked: Sequence[Line], known: frozenset[int]) -> None:
        if self.rows is not None:
            self.rows.tell_known(asked, known)
            self._settled()

    def _tell_cell(self, row: int, column: int) -> None:
        """What is wrong with the current cell, or what belongs into it."""
        if self.rows is not None and row >= 0 and column >= 0:
            self.cell.tell(self.rows, row, column)

    def go_to_next(self) -> None:
        """Go to the next cell that is wrong, and from the last to the first."""
        self.grid.cells.finish()
        if self.rows is None:
            return
        self.rows.judge_all()
        places = sorted({(row, column) for row, column, _ in self.rows.problems()})
        here = (self.grid.currentIndex().row(), self.grid.currentIndex().column())
        if places:
            self.grid.go_to(*next((place for place in places if place > here), places[0]))
            self.grid.setFocus()

    # --- saving, clearing, leaving

    def clear(self) -> None:
        """Empty the sheet; Ctrl+Z brings it back."""
        if self.rows is not None:
            self.rows.splice(0, self.rows.filled_to, [])
            self.grid.go_to(0, 0)
            self.session.notice("已清空,按 Ctrl+Z 可以恢复。", Tone.GREY)

    def save(self) -> None:
        """Write all rows, or show the first that is wrong."""
        self.grid.cells.finish()
        if self.rows is None or self._busy or not self.rows.filled:
            return
        self.rows.judge_all()
        wrong = sum(1 for _ in self.rows.problems())
        if wrong:
            self.go_to_next()
            self._tell_wrong(wrong)
            return
        good = self.rows.good
        self._saving = True
        self.grid.setEnabled(False)  # what is typed now would not be saved
        self.session.act(
            entry_sheets.record,
            [entry for _, entry in good],
            on_done=self._saved,
            on_failed=partial(self._refused, [line for line, _ in good]),
        )
        self.counts.say("正在保存…")
        self.header_changed.emit()

    def _tell_wrong(self, wrong: int) -> None:
        """Say why nothing is written, and say it anew as mistakes are mended."""
        self._refusal = f"还有 {wrong:,} 处有误,一条也没有写入。按 F8 到下一处。" if wrong else ""
        if wrong:
            self.session.notice(self._refusal, Tone.RED)
        else:
            self.session.notice("有误的都已改好,还没有保存:请按 Ctrl+Enter。", Tone.BLUE)

    def _heard(self, sentence: str, _tone: Tone) -> None:
        if sentence and sentence != self._refusal:
            self._refusal = ""

    def _saved(self, recorded: Recorded) -> None:
        assert self.rows is not None
        self.keeper.end(frozenset())
        self._file = ""
        self.rows.start([])
        self._end_busy()
        self.keeper.begin(entry_sheets.form_of(self._kind))
        self.session.back()
        passed = f",{recorded.known:,} 条已登记过,没有重复写入" if recorded.known else ""
        self.session.notice(f"已保存 {recorded.written:,} 条{self.rows.around.kind.title}{passed}。")

    def _refused(self, lines: Sequence[Line], failure: BaseException) -> None:
        assert self.rows is not None
        self._end_busy()
        by_line: dict[int, list[Problem]] = {}
        for problem in failure.problems if isinstance(failure, Refused) else ():
            if problem.row is not None:
                by_line.setdefault(problem.row - 1, []).append(problem)
        self.rows.tell([(lines[place], problems) for place, problems in by_line.items()])
        self._settled()
        if by_line:
            self.go_to_next()
        self.session.notice(str(failure), Tone.RED)

    def may_leave(self) -> bool:
        if self._saving:
            self.session.notice("正在保存,请稍候。", Tone.BLUE)
            return False
        self.grid.cells.finish()
        self.keeper.flush()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        self._refusal = ""
        self.keeper.flush()
        super().hideEvent(event)


def _stamp(path: Path) -> str:
    """A file as it is now: coming back to the page does not read it twice, one saved anew is another."""
    try:
        return f"{path} {path.stat().st_mtime_ns}"
    except OSError:
        return str(path)
