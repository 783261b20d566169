"""Taking in an existing ledger workbook: read, looked through, and only then written."""

from ui.pages.taking_in.taking_in import TakingInPage
from ui.parts.page import Page
from ui.session import Session


def page(session: Session) -> Page:
    return TakingInPage(session)
