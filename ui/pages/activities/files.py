"""Records by file: the empty sheet of a kind, a filled one chosen, and the list taken out."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from countydesk.domain.catalogue import KindOf
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.services import entry_sheets
from countydesk.services.entries import Wanted
from ui.background import Task
from ui.forms.paths import PathEditor, default_folder
from ui.forms.paths import Wanted as WantedPath
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.progress_card import ProgressCard
from ui.session import Session
from ui.style import Tone

SHEETS = "表格 (*.xlsx *.csv)"


class Files(QObject):
    """Asks in the page's `entry` bar where a file is to go; `progress` shows a long list on its way."""

    def __init__(self, session: Session, entry: EntryBar) -> None:
        super().__init__(entry)
        self._session, self._entry = session, entry
        self._task: Task | None = None
        self.progress = ProgressCard()
        self.progress.stopped.connect(self._stop)

    def choose(self, kind: KindOf) -> None:
        """Choose a filled sheet, and look at it in the sheet's page."""
        window, folder = self._entry.window(), default_folder()
        chosen, _ = QFileDialog.getOpenFileName(window, f"导入{kind.title}", folder, SHEETS)
        if chosen:
            self._session.go("sheet", kind.name, chosen)

    def ask_template(self, kind: KindOf) -> None:
        """Ask where the empty sheet of a kind is to go."""
        sentence = f"空白的{kind.title}表格,带填写说明和一行样例;填好后用“导入”收进来。"
        self._ask_folder("存模板", sentence, partial(self._make_template, kind.name))

    def _make_template(self, kind: str, given: Mapping[str, Any]) -> None:
        done, failed = self._saved, self._entry.refused
        self._session.ask(entry_sheets.template, kind, given["folder"], on_done=done, on_failed=failed)

    def ask_list(self, kind: KindOf, wanted: Wanted, number: int) -> None:
        """Ask where a list is to go that has so many records."""
        sentence = f"列出的{kind.title} {number:,} 条,内容完整、不打码,请妥善保管;本次导出会留下记录。"
        self._ask_folder("导出", sentence, partial(self._hand_out, wanted))

    def _hand_out(self, wanted: Wanted, given: Mapping[str, Any]) -> None:
        self.progress.begin("正在导出…")
        self._task = self._session.ask(
            entry_sheets.listed,
            wanted,
            given["folder"],
            on_done=self._saved,
            on_failed=self._not_saved,
            on_progress=self._going_on,
        )

    def _going_on(self, progress: tuple[int, int]) -> None:
        self.progress.go_on(f"正在导出 {progress[0]:,} / {progress[1]:,} 条", *progress)

    def _stop(self) -> None:
        """What is written so far is not kept."""
        if self._task is not None:
            self._task.cancel()
        self.progress.hide()
        self._entry.close_entry()
        self._session.notice("已停止导出。", Tone.GREY)

    def _ask_folder(self, act: str, sentence: str, give: Callable[[dict[str, Any]], object]) -> None:
        spec = FieldSpec("folder", "保存到", Kind.TEXT, True, None, False, "")
        folder = Question(spec, value=default_folder(), editor=PathEditor(WantedPath.FOLDER))
        self._entry.ask(Entry(act, sentence, act, give, (folder,)))

    def _saved(self, path: Path) -> None:
        self.progress.hide()
        self._entry.close_entry()
        self._session.notice(f"已保存到 {path}。")

    def _not_saved(self, failure: BaseException) -> None:
        self.progress.hide()
        self._entry.refused(failure)
