"""Going along a list from one record's page to the next, without going back to the list."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ui.tables.columns import Row, Source


@dataclass(frozen=True)
class Walk:
    """Where somebody stands in a list: `position` from 0 of `count`; `id_of` names a row's record."""

    source: Source
    position: int
    count: int
    id_of: Callable[[Row], str]

    def has(self, by: int) -> bool:
        """Whether there is a record that many further on."""
        return 0 <= self.position + by < self.count

    def step(self, by: int) -> tuple[str, "Walk"] | None:
        """The record that many further on and where one stands then; asked on the worker.

        None where the list has become shorter since.
        """
        rows = self.source.fetch(self.position + by, 1)
        return (self.id_of(rows[0]), replace(self, position=self.position + by)) if rows else None
