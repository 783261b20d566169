"""What passes between the desk and the process that reads for it: frames of JSON or bytes, never pickles."""

import json
import struct
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import IO, Any

_TEXT = ("utf-8", "surrogatepass")  # half a character is passed on as it is
_HEAD = struct.Struct(">cQ")
_STEP = 1 << 16  # what a pipe holds
LARGEST = 1 << 26  # bytes of a frame that comes back; of what goes in, the file's own limit holds


class Frame(Enum):
    """What a frame holds: a value, plain bytes, or how the reading ended."""

    VALUE = b"V"
    BYTES = b"B"
    REFUSED = b"R"
    TOO_LARGE = b"M"
    DONE = b"D"


def write(stream: IO[bytes], kind: Frame, value: Any = None) -> None:
    """Write one frame: bytes as they are, anything else as JSON, with days."""
    if kind is not Frame.BYTES:
        value = json.dumps(value, ensure_ascii=False, default=_told).encode(*_TEXT)
    stream.write(_HEAD.pack(kind.value, len(value)))
    # Piece by piece: a pipe refuses what is larger than two gigabytes, and copies what is large.
    for at in range(0, len(value), _STEP):
        stream.write(memoryview(value)[at : at + _STEP])
    stream.flush()


def read(stream: IO[bytes], most: int = LARGEST) -> tuple[Frame, Any, int]:
    """The next frame: its kind, its value, and its size in bytes.

    Raises `EOFError` where the stream ends, `ValueError` for what is no frame or larger than `most`.
    """
    mark, size = _HEAD.unpack(_exactly(stream, _HEAD.size))
    kind = Frame(mark)
    if size > most:
        raise ValueError("the frame is too large")
    body = _exactly(stream, size)
    if kind is Frame.BYTES:
        return kind, body, size
    return kind, json.loads(body.decode(*_TEXT), object_hook=_understood), size


def frames(stream: IO[bytes]) -> Iterator[tuple[Frame, Any, int]]:
    """All frames until the one that ends the reading, which is the last. Raises as `read` does."""
    while True:
        found = read(stream)
        yield found
        if found[0] not in (Frame.VALUE, Frame.BYTES):
            return


def _exactly(stream: IO[bytes], size: int) -> bytearray:
    """As many bytes, held once: a file may be half of all that its reader is allowed."""
    body, at = bytearray(size), 0
    while at < size:
        got = stream.readinto(memoryview(body)[at:])  # type: ignore[attr-defined]
        if not got:
            raise EOFError
        at += got
    return body


def _told(value: object) -> dict[str, str]:
    if not isinstance(value, date):
        raise TypeError(f"{type(value)} is not carried")
    return {"day": value.isoformat()}


def _understood(value: dict[str, str]) -> date | dict[str, Any]:
    return date.fromisoformat(value["day"]) if value.keys() == {"day"} else value
