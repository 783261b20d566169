"""名册: one list, from its check to its settling."""

from ui.pages.batch.batch import BatchPage
from ui.parts.page import Page
from ui.session import Session


def page(session: Session) -> Page:
    """The page, for the window."""
    return BatchPage(session)
