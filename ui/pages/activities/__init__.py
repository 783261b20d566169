"""The records of the six actions: every programme and kind of the catalogue, each with its list."""

from ui.pages.activities.activities import ActivitiesPage
from ui.session import Session


def page(session: Session) -> ActivitiesPage:
    """The page, empty until it is opened."""
    return ActivitiesPage(session)
