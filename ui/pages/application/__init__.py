"""One application: its form, its way from step to step, and the papers that it rests on."""

from ui.pages.application.application import ApplicationPage
from ui.session import Session


def page(session: Session) -> ApplicationPage:
    """The page; `opened` says which application, or that a new one is to be typed."""
    return ApplicationPage(session)
