"""Setting targets: a year's table of indicators, or of places, typed or pasted and saved at once."""

from ui.pages.targets.targets import TargetsPage
from ui.session import Session


def page(session: Session) -> TargetsPage:
    """The page, empty until it is opened."""
    return TargetsPage(session)
