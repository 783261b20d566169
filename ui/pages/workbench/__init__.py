"""The workbench: how far the month is, what is to be done today, and where the money is and will be."""

from ui.pages.workbench.workbench import Workbench
from ui.session import Session


def page(session: Session) -> Workbench:
    """The page, empty until it is opened."""
    return Workbench(session)
