"""What every page is to the window: a title, actions, something to open, and a way to reload."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.announcer import Changes
from ui.session import Session
from ui.style import Tone


@dataclass(frozen=True)
class Action:
    """Something a page lets one do: a button in its header, and a key ("Ctrl+N")."""

    title: str
    act: Callable[[], object]
    key: str = ""
    main: bool = False
    enabled: bool = True


class Page(QWidget):
    """The page area's content. The window draws the header from what the methods return.

    `leads_on` says that one record of the page leads to another, and the way back to the one before.
    """

    leads_on = False
    header_changed = Signal()
    status_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.status = ("", "")

    def title(self) -> str:
        """The heading, left above the page."""
        return ""

    def subtitle(self) -> str:
        """What stands beside the heading in grey: a number, a name."""
        return ""

    def chips(self) -> Sequence[tuple[str, Tone]]:
        """States shown beside the heading."""
        return ()

    def actions(self) -> Sequence[Action]:  # type: ignore[override]  # Qt's own are not used
        """What can be done here, the main one last."""
        return ()

    def opened(self, *what: object) -> None:
        """Called each time the page is shown; `what` says which record, if one was named."""

    def reload(self, changes: Changes) -> None:
        """Called when kinds of record changed; the page asks anew if it shows one of them."""

    def may_leave(self) -> bool:
        """Whether the window may turn to another page; one that says no also says why."""
        return True

    def say_status(self, left: str = "", right: str = "") -> None:
        """Set the texts of the window's foot for this page: what is, and what keys do."""
        self.status = (left, right)
        self.status_changed.emit()
