"""A round: its stops in the order of the way, printed to be taken along, and entered in the same order."""

from ui.pages.round.round import RoundPage
from ui.session import Session


def page(session: Session) -> RoundPage:
    """The page; `opened` says which round."""
    return RoundPage(session)
