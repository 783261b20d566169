"""情况通报: the text of some months around figures that open to their records."""

from ui.pages.bulletin.bulletin import BulletinPage
from ui.session import Session


def page(session: Session) -> BulletinPage:
    """The page, empty until it is opened."""
    return BulletinPage(session)
