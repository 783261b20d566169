"""Files that are there whole or not at all: written beside, flushed, and then renamed."""

import os
from pathlib import Path

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Unavailable


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`; the old file stays until the new one is on the disk.

    Raises `Unavailable` with the old file untouched when the disk is full or gone.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise Unavailable(f"写不进文件 {path}:{reason_of(fault)}。请换一个位置,或处理后重试。") from fault
