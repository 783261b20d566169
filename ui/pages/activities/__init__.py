"""The activities of the six actions, by month and programme, with the people they reached."""

from ui.pages.activities.activities import ActivitiesPage
from ui.session import Session


def page(session: Session) -> ActivitiesPage:
    """The page, empty until it is opened."""
    return ActivitiesPage(session)
