"""An activity: what was done, where, for how many, with its photographs."""

from ui.pages.activity.activity import ActivityPage
from ui.session import Session


def page(session: Session) -> ActivityPage:
    """The page; `opened` says which recorded activity, or begins a new one."""
    return ActivityPage(session)
