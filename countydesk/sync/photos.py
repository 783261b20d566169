"""The month's photos, packed into one part: a plain zip of stored files, written as they come."""

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator

from countydesk.domain.problems import Refused
from countydesk.sync.archive import Archive, Limits

_NAME = re.compile(r"[0-9A-Za-z_-]+(?:\.[0-9A-Za-z]+)+")
_VERSION = 20
_FIRST_OF_1980 = (1 << 5) | 1  # no time of its own: the same photos make the same bytes
_MOST = 0xFFFF
_LARGEST = 0xFFFFFFFF


def pack(photos: Iterable[tuple[str, bytes]], write: Callable[[bytes], object]) -> int:
    """Write a zip of (file name, bytes) to `write`, holding one photo at a time, and return how many.

    Raises `Refused` if they are more than a zip without extensions can hold, and `ValueError` for a name that
    is not plain ASCII or comes twice: photos are named by their content.
    """
    directory, names, at = [], set(), 0
    for name, data in photos:
        if not _NAME.fullmatch(name) or name.lower() in names:
            raise ValueError(f"a photo cannot be called {name!r}")
        names.add(name.lower())
        facts = (_VERSION, 0, 0, 0, _FIRST_OF_1980, zlib.crc32(data), len(data), len(data), len(name), 0)
        if len(names) > _MOST or at + len(data) > _LARGEST - (1 << 24):
            raise Refused("本月照片过多,一个同步包放不下,请不带照片发送。")
        header = struct.pack("<4s5H3L2H", b"PK\x03\x04", *facts) + name.encode()
        place = struct.pack("<3HLL", 0, 0, 0, 0, at)
        directory.append(struct.pack("<4sH5H3L2H", b"PK\x01\x02", _VERSION, *facts) + place + name.encode())
        write(header)
        write(data)
        at += len(header) + len(data)
    listed = b"".join(directory)
    write(listed + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(names), len(names), len(listed), at, 0))
    return len(names)


def unpack(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The photos in the zip, one after the other. Raises `Refused` if it is not exactly a zip of photos."""
    archive = Archive(data, limits, limits.photos)
    if not all(_NAME.fullmatch(name) for name in archive.names):
        raise Refused("照片包中有不允许的文件名。")
    for name in archive.names:
        yield name, archive.read_large(name)
