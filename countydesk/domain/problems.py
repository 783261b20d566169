"""What is wrong, in sentences: problems found in data are values, refusals are raised."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with what was entered.

    `sentence` is Chinese and says what is wrong and what to do. `field` is the name of the
    record's field it is about, `row` the row of the sheet as Excel numbers it.
    """

    sentence: str
    field: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        return self.sentence


class Refused(Exception):
    """An act that the rules of the field do not allow; nothing was written."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(p if isinstance(p, Problem) else Problem(p) for p in problems)
        super().__init__("".join(str(p) for p in self.problems))


class Unavailable(Exception):
    """A fault of the environment (disk, lock, stick, damaged file), told to the user as it is."""


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise `Refused` with all of `problems`, if there are any."""
    found = tuple(problems)
    if found:
        raise Refused(*found)
