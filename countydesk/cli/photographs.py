"""The photographs that a command is given."""

from collections.abc import Sequence
from pathlib import Path

from countydesk.services import photos


def contents_of(paths: Sequence[str]) -> list[bytes]:
    """The files' contents. Raises `Refused` for what is no file, `Unavailable` for an unreadable one."""
    return [photos.bytes_of(Path(path)) for path in paths]
