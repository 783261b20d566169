"""Says to every page what kinds of record an operation touched; each decides whether to reload."""

from PySide6.QtCore import QObject, Signal

Changes = frozenset[str]  # kinds of record, such as {"disbursements", "visits"}


class Announcer(QObject):
    """One signal for all changes. Operations return them; whoever ran the operation announces."""

    changed = Signal(object)  # Changes

    def announce(self, changes: Changes) -> None:
        """Tell everybody, if anything changed."""
        if changes:
            self.changed.emit(frozenset(changes))
