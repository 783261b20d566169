"""A whole sheet of one kind of record: typed, pasted or read from a file, and saved in one go."""

from ui.pages.sheet.sheet import SheetPage
from ui.session import Session


def page(session: Session) -> SheetPage:
    """The page; `opened` says the kind ("programme.kind"), and the file to read if there is one."""
    return SheetPage(session)
