"""A visit: who is visited at the left, what was found in the middle, the photographs at the right."""

from ui.pages.visit.visit import VisitPage
from ui.session import Session


def page(session: Session) -> VisitPage:
    """The page; `opened` says which child or which recorded visit."""
    return VisitPage(session)
