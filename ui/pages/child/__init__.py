"""A child's file: who it is, its way through school, what was paid, who was there, what happened."""

from ui.pages.child.child import ChildPage
from ui.parts.page import Page
from ui.session import Session


def page(session: Session) -> Page:
    return ChildPage(session)
