"""One figure: how it is counted, what it is made of, who gave it, and its records."""

from ui.pages.figure.figure import FigurePage
from ui.session import Session


def page(session: Session) -> FigurePage:
    """The page, empty until it is opened."""
    return FigurePage(session)
