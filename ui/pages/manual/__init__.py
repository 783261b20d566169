"""The manual, offline: for officers, in the words of the window."""

from ui.pages.manual.manual import Manual
from ui.session import Session


def page(session: Session) -> Manual:
    """The page, at its first chapter until it is opened at another."""
    return Manual(session)
