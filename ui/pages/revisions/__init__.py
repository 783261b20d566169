"""变动记录: who changed what, when, from what to what, and why."""

from ui.pages.revisions.revisions import RevisionsPage
from ui.session import Session


def page(session: Session) -> RevisionsPage:
    """The page, for the window."""
    return RevisionsPage(session)
