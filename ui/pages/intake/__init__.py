"""Intake (受理入库): who waits where on the way from application to admission."""

from ui.pages.intake.intake import IntakePage
from ui.session import Session


def page(session: Session) -> IntakePage:
    """The page; `opened` says which station it shows."""
    return IntakePage(session)
