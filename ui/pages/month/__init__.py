"""月度上报: closing the month and exporting its signed package."""

from ui.pages.month.month import MonthPage
from ui.parts.page import Page
from ui.session import Session


def page(session: Session) -> Page:
    """The page, for the window."""
    return MonthPage(session)
