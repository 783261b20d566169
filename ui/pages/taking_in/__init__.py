"""Taking in an existing ledger workbook: read, looked through, and only then written."""

from ui.parts.page import Page
from ui.parts.taking_in import TakingInPage
from ui.session import Session


def page(session: Session) -> Page:
    return TakingInPage(session)
