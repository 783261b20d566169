"""Applications by a sheet: a school's or township's list, previewed as a ledger is."""

from ui.pages.proposals.proposals import ProposalsPage
from ui.session import Session


def page(session: Session) -> ProposalsPage:
    """The page; `opened` may say which file."""
    return ProposalsPage(session)
