"""Home visits: what was found in a month, what is still to follow, and who was left alone long."""

from ui.pages.visits.visits import VisitsPage
from ui.session import Session


def page(session: Session) -> VisitsPage:
    """The page, empty until it is opened."""
    return VisitsPage(session)
