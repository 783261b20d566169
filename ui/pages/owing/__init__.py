"""Due and owed: who gets what this term and who does not, and what everybody's way still needs."""

from ui.pages.owing.owing import OwingPage
from ui.session import Session


def page(session: Session) -> OwingPage:
    """The page, empty until it is opened."""
    return OwingPage(session)
