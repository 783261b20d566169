"""助养发放: every list that was drawn up, and drawing up a new one."""

from ui.pages.disbursements.disbursements import Disbursements
from ui.parts.page import Page
from ui.session import Session


def page(session: Session) -> Page:
    """The page, for the window."""
    return Disbursements(session)
