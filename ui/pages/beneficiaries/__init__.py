"""The register: every child of the county, found as one types."""

from ui.pages.beneficiaries.register import RegisterPage
from ui.parts.page import Page
from ui.session import Session


def page(session: Session) -> Page:
    return RegisterPage(session)
