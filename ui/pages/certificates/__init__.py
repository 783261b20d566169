"""证书: the office's own certificate; and for who issues them, their register."""

from ui.pages.certificates.certificates import CertificatesPage
from ui.parts.page import Page
from ui.session import Session


def page(session: Session) -> Page:
    """The page, for the window."""
    return CertificatesPage(session)
