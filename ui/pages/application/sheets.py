"""The evidence of an application: scans and photographs chosen or dropped, looked at, taken away."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from countydesk.domain.applications import Evidence
from countydesk.services import evidence
from countydesk.services.evidence import Sheet
from ui.dialogs.photo_view import PhotoView
from ui.pages.application import acts
from ui.pages.application.seen import EvidenceCard
from ui.pages.application.steps import Steps
from ui.parts.entry_bar import Entry
from ui.session import Session
from ui.style import Tone

FILES = "照片或 PDF (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff *.gif *.pdf)"
BELOW_HEADING = QPoint(0, 36)  # pixels


class Sheets(QObject):
    """Of the application that `steps` shows; those of `card` can be added to and removed."""

    def __init__(
        self,
        session: Session,
        card: EvidenceCard,
        steps: Steps,
        ask: Callable[[Entry], object],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._session, self._card, self._steps, self._ask, self._page = session, card, steps, ask, page
        self._folder = ""
        card.add_wanted.connect(self.choose_files)
        card.dropped.connect(lambda names: self.ask_kind([Path(name) for name in names]))
        card.opened.connect(self.open_sheet)
        card.remove_wanted.connect(self.ask_remove)

    def choose_files(self) -> None:
        """Ask for scans, photographs or PDFs."""
        if self._steps.look is None or not self._steps.look.file.application.open:
            return
        names, _filter = QFileDialog.getOpenFileNames(self._page.window(), "选择材料", self._folder, FILES)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.ask_kind([Path(name) for name in names])

    def ask_kind(self, paths: Sequence[Path]) -> None:
        """Ask what the files show; then they are kept."""
        if self._steps.look is None or not paths:
            return
        own = self._steps.look.file.application.id
        menu = QMenu(self._page)
        for kind in Evidence:
            menu.addAction(kind.title).triggered.connect(partial(self.attach, own, kind, paths))
        dropped = self._page.underMouse()
        menu.popup(QCursor.pos() if dropped else self._card.mapToGlobal(BELOW_HEADING))
        menu.setActiveAction(menu.actions()[0])

    def attach(self, own: str, kind: Evidence, paths: Sequence[Path], _checked: bool = False) -> None:
        """Keep the files as evidence of that kind, of the application `own`."""
        self._session.notice("正在保存材料…", Tone.GREY)
        said = f"已添加{kind.title} {len(paths)} 份。"
        self._steps.act(evidence.attach, own, kind, paths, said=said)

    def open_sheet(self, sheet_id: str) -> None:
        """Show a page of evidence as large as the screen."""
        self._session.ask(evidence.picture, sheet_id, on_done=self._show)

    def _show(self, content: bytes) -> None:
        PhotoView(self._page.window(), [content], 0).open()

    def ask_remove(self, sheet: Sheet) -> None:
        """Ask why a page of evidence is taken away."""
        self._ask(acts.remove_sheet(sheet.kind.title, partial(self._remove, sheet.id)))

    def _remove(self, sheet_id: str, values: dict[str, Any]) -> None:
        self._steps.act(evidence.detach, sheet_id, values["reason"], said="材料已移除。")
