"""An entry of the six actions: its form, made from the catalogue, and what belongs to it."""

from ui.pages.activity.activity import ActivityPage
from ui.session import Session


def page(session: Session) -> ActivityPage:
    """The page; `opened` says which recorded entry, or of which kind a new one is begun."""
    return ActivityPage(session)
