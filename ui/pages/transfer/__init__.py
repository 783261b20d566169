"""A child that comes from another county: its signed file looked at, then taken in."""

from ui.pages.transfer.transfer import TransferPage
from ui.session import Session


def page(session: Session) -> TransferPage:
    """The page, empty until it is opened."""
    return TransferPage(session)
