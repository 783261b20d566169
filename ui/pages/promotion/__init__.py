"""September: the roster promoted in one step, with what has to be decided before."""

from ui.pages.promotion.promotion import PromotionPage
from ui.session import Session


def page(session: Session) -> PromotionPage:
    """The page, empty until it is opened."""
    return PromotionPage(session)
