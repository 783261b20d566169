"""What an open desk does so that its disk may die: its journal, and the way to a second place."""

from collections import deque
from pathlib import Path

from sqlalchemy import Engine

from countydesk.domain.problems import Unavailable
from countydesk.storage import backups, second_place
from countydesk.storage.backups import Backup
from countydesk.storage.journal import Journal
from countydesk.storage.migrations import NEWEST
from countydesk.storage.second_place import LastCopy, Shipping


class Safekeeping:
    """The backups of an open desk, newest first, and what is written down between them.

    `fault` says why the last backup or line of the journal was not written: it never stops the work.
    """

    def __init__(self, engine: Engine, folder: Path, key: bytes, photos: deque[Path]) -> None:
        self.folder = folder
        self.made: list[Backup] = backups.found_in(folder)[0]
        self.last_copy: LastCopy | None = second_place.last_copy(folder)
        self.journal = Journal(engine, folder, key, NEWEST)
        self.shipping = Shipping(folder, photos)
        self.fault = ""

    def settle(self, lasted: bool) -> None:
        """A transaction has ended; what it wrote, if it lasted, goes into the journal and on its way."""
        try:
            self.journal.settle(lasted)
        except Unavailable as fault:
            self.fault = str(fault)
        if lasted:
            self.shipping.wake()

    def close(self) -> None:
        """Send what is still to be sent."""
        self.shipping.close()
