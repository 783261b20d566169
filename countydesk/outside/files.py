"""The bytes of a file that somebody brought: a real file, of a bearable size, or a sentence."""

import os
import stat
from pathlib import Path

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Refused, Unavailable

# A pipe without a writer would be waited for without end; Windows has no such flag and no such files.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


def name_of(path: Path) -> str:
    """The file's name as it can be shown and kept: what is no text in it becomes "�"."""
    return path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises `Refused` when there are more than `most` or when it is no plain file
    (a device, a pipe), `Unavailable` when it cannot be read.
    """
    name = name_of(path)
    try:
        if path.is_dir():
            raise Unavailable(f"“{name}”是文件夹,请选择里面的文件。")
        with open(path, "rb", opener=lambda where, flags: os.open(where, flags | _AT_ONCE)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Refused(f"“{name}”不是普通文件,请重新选择。")
            data = file.read(most + 1)
    except FileNotFoundError:
        raise Unavailable(f"找不到文件“{name}”。") from None
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the name
        why = reason_of(fault) if isinstance(fault, OSError) else "文件名无效"
        raise Unavailable(f"文件“{name}”打不开({why}),请关闭正在使用它的程序后重试。") from fault
    if len(data) > most:
        raise Refused(f"文件“{name}”超过 {most >> 20} MB,请确认没有选错,或拆分后再试。")
    return data
