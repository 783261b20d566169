"""The photographs that a command is given."""

from collections.abc import Sequence
from pathlib import Path

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Unavailable


def contents_of(paths: Sequence[str]) -> list[bytes]:
    """The files' contents. Raises `Unavailable` for one that cannot be read."""
    contents = []
    for path in paths:
        try:
            contents.append(Path(path).read_bytes())
        except OSError as fault:
            raise Unavailable(f"照片读不出来:{path}({reason_of(fault)})。") from fault
    return contents
