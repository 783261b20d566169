"""The photographs of a form: taken in on the worker as they are brought, shown, and taken out again."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QWidget

from countydesk.services import photos
from countydesk.services.photos import HeldPhoto
from ui.parts.card import Card
from ui.parts.photo_strip import PhotoStrip
from ui.session import Session

KB = 1024
WIDEST = 480  # pixels of a photo in the strip, enough for twice the density


class PhotoCard(Card):
    """Holds what a record will name. `ever` are the digests of all that was held since `show_photos`."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__("照片")
        self._session = session
        self.held: list[HeldPhoto] = []
        self.ever: set[str] = set()
        self._coming = 0
        self._turn = 0  # photos that come back for a form that was left are dropped
        self.strip = PhotoStrip()
        self.strip.brought.connect(self._bring)
        self.strip.removed.connect(self._remove)
        self.strip.opened.connect(self._look_at)
        self.add(self.strip, 1)

    @property
    def sizes(self) -> dict[str, int]:
        """The digests of what is held, each with the bytes it was brought with."""
        return {photo.digest: photo.before for photo in self.held}

    def show_photos(self, held: Sequence[HeldPhoto], *, locked: bool = False) -> None:
        """Begin with these; a record that is locked lets them only be looked at."""
        self._turn += 1
        self._coming = 0
        self.held = list(held)
        self.ever = {photo.digest for photo in held}
        self.strip.lock(locked)
        self._draw()

    def take_pastes_of(self, widgets: Sequence[QWidget]) -> None:
        """A picture that is pasted while the cursor is in one of these is meant for here."""
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if isinstance(event, QKeyEvent) and pressed and not self.isHidden():
            data = (
                QGuiApplication.clipboard().mimeData()
                if event.matches(QKeySequence.StandardKey.Paste)
                else None
            )
            if data is not None and not data.hasText() and (data.hasImage() or data.hasUrls()):
                self.strip.paste()
                return True
        return False

    def _bring(self, brought: Sequence[Path | bytes]) -> None:
        self._coming += len(brought)
        self._draw()
        for each in brought:
            turn = self._turn
            self._session.ask(
                photos.take_in,
                each,
                on_done=partial(self._take, turn),
                on_failed=partial(self._refuse, turn),
            )

    def _take(self, turn: int, photo: HeldPhoto) -> None:
        if turn != self._turn:
            self._session.ask(photos.let_go, [photo.digest])
            return
        self._coming -= 1
        self.ever.add(photo.digest)
        if photo.digest not in self.sizes:
            self.held.append(photo)
            self.changed.emit()
        self._draw()

    def _refuse(self, turn: int, failure: BaseException) -> None:
        if turn == self._turn:
            self._coming -= 1
            self._draw()
            self._session.failures.show(failure)

    def _remove(self, number: int) -> None:
        del self.held[number]
        self._draw()
        self.changed.emit()

    def _look_at(self, number: int) -> None:
        from ui.dialogs.photo_view import PhotoView

        PhotoView(self.window(), [photo.content for photo in self.held], number).open()

    def _draw(self) -> None:
        self.retitle(f"照片 {len(self.held)}" if self.held else "照片")
        self.strip.show_photos([_pixmap(photo.content) for photo in self.held], self._said())

    def _said(self) -> str:
        if self._coming:
            return "正在去除位置信息并缩小…"
        shrunk = [photo for photo in self.held if photo.before > len(photo.content)]
        if not shrunk:
            return ""
        before, after = sum(photo.before for photo in shrunk), sum(len(photo.content) for photo in shrunk)
        return f"已去除位置信息,{in_bytes(before)}\u00a0→\u00a0{in_bytes(after)}"


def in_bytes(number: int) -> str:
    """A size as people read it: "210 KB", "1.9 MB"."""
    # The blank between number and unit does not break the line.
    if number < KB * KB:
        return f"{max(1, round(number / KB))}\u00a0KB"
    return f"{number / KB / KB:.1f}\u00a0MB"


def _pixmap(content: bytes) -> QPixmap:
    made = QPixmap()
    made.loadFromData(content)
    return made.scaledToWidth(WIDEST, Qt.TransformationMode.SmoothTransformation)
