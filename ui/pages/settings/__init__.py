"""Settings: the office, its people, its rules, and whether the desk is whole."""

from ui.pages.settings.settings import SettingsPage
from ui.session import Session


def page(session: Session) -> SettingsPage:
    """The page, empty until it is opened."""
    return SettingsPage(session)
