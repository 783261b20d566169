"""接收汇总: packages in, who has reported what, what waits for a decision, and receipts out."""

from ui.pages.receiving.receiving import ReceivingPage
from ui.parts.page import Page
from ui.session import Session


def page(session: Session) -> Page:
    """The page, for the window."""
    return ReceivingPage(session)
