"""Files that are there whole or not at all: written beside, flushed, and then renamed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Unavailable


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`; the old file stays until the new one is on the disk.

    Raises `Unavailable` with the old file untouched when the disk is full or gone.
    """
    with writing_whole(path) as file:
        file.write(content)


def copy_whole(source: Path, path: Path) -> None:
    """Copy a file of any size, as `write_whole` does. Raises `Unavailable` for either disk."""
    with writing_whole(path) as file, open(source, "rb") as opened:
        shutil.copyfileobj(opened, file, 1 << 20)


def sweep(folder: Path) -> None:
    """Take away what a program that was cut off had half written in a folder, and in those within it."""
    for half in folder.rglob(".*.part*"):
        with suppress(OSError):  # it harms nobody, and the next one tries again
            half.unlink()


@contextmanager
def writing_whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to be written that has its name once it is on the disk; nothing is left if that fails.

    Raises `Unavailable` as `write_whole` does.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException as fault:
        with suppress(OSError):  # a stick that was pulled out takes it along
            beside.unlink(missing_ok=True)
        if not isinstance(fault, OSError):
            raise
        raise Unavailable(f"写不进文件 {path}:{reason_of(fault)}。请换一个位置,或处理后重试。") from fault
