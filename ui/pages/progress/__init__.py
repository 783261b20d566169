"""Progress: the year's figures against plan and the year before, by indicator and by county."""

from ui.pages.progress.progress import ProgressPage
from ui.session import Session


def page(session: Session) -> ProgressPage:
    """The page, empty until it is opened."""
    return ProgressPage(session)
