"""Merging: what a package says, compared in step with what is held, kind by kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from countydesk.domain.fields import Choice

Row = tuple[Any, ...]


class Found(Choice):
    """What comparing finds of a row."""

    NEW = "new", "新增"
    CHANGED = "changed", "变动"
    SAME = "same", "未变"
    GONE = "gone", "不再有"


@dataclass(frozen=True)
class Tally:
    """How many rows of a kind are new, changed, the same, or no longer there.

    `rewritten` counts those among the changed and the gone that can only be appended: a past that
    reads otherwise than it was reported.
    """

    kind: str
    title: str
    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    rewritten: int = 0


def compared(held: Iterable[Row], sent: Iterable[Row], key: Sequence[int]) -> Iterator[tuple[Found, Row]]:
    """Each row with what became of it; both sides come in the order of their key.

    `key` tells where in a row its key stands. A row that is gone is given as it is held, every
    other one as it was sent. Nothing is kept in memory: both sides are read once, in step.
    """
    mine, theirs = iter(held), iter(sent)
    old, new = next(mine, None), next(theirs, None)
    while old is not None or new is not None:
        old_key = tuple([old[at] for at in key]) if old is not None else None
        new_key = tuple([new[at] for at in key]) if new is not None else None
        if old is not None and (new_key is None or (old_key is not None and old_key < new_key)):
            yield Found.GONE, old
            old = next(mine, None)
        elif new is not None and (old_key is None or (new_key is not None and new_key < old_key)):
            yield Found.NEW, new
            new = next(theirs, None)
        elif old is not None and new is not None:
            yield (Found.SAME if old == new else Found.CHANGED), new
            old, new = next(mine, None), next(theirs, None)


def rewritten_sentence(tallies: Iterable[Tally]) -> str | None:
    """What to say of a past that reads otherwise than it was reported; None where it does not."""
    said = [f"{tally.title} {tally.rewritten} 行" for tally in tallies if tally.rewritten]
    if not said:
        return None
    return f"只能追加的记录与上次所报不同({'、'.join(said)}),请与对方核对,核实后再决定是否接收。"
