"""The desk's side of the reading process: asks it, waits no longer than it may take, and ends it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Refused, Unavailable
from countydesk.outside import frames
from countydesk.outside.frames import Frame
from countydesk.outside.limits import ANSWER, SECONDS

READ = "__read"  # the hidden word that makes this program the reading process
_SECRET = "COUNTYDESK_PASSPHRASE"
_AHEAD = 4  # frames that may come before they are taken
_LOOK = 0.1  # seconds between looks at whether the reading is still wanted
_TOO_SLOW = f"这个文件 {SECONDS} 秒还没有读完,可能已损坏或是有意做成这样的,没有采用。"
_TOO_LARGE = "这个文件展开后占用的内存过多,可能已损坏或是有意做成这样的,没有采用。"
_BROKEN = "这个文件的内容异常,读取中断,没有采用。请让对方重新保存一份再试。"


class GaveUp(Refused):
    """The reading process could not cope with a file: it took too long, too much, or it broke down."""


def read_apart(
    kind: str, options: Mapping[str, Any], data: bytes, while_waiting: Callable[[], object] | None = None
) -> Iterator[Any]:
    """What a file from outside holds, as the reading process sends it: values of JSON, days, bytes.

    `kind` names the reader, `options` what it must know. `while_waiting` is called now and then and may
    raise to cancel: the process is ended then, as it is when the iterator is closed. Raises `Refused`
    with the reader's own sentence, `GaveUp` when the process did not come to an end of its own within
    the limits, `Unavailable` when it cannot be started.
    """
    with _started(kind) as child:
        came: Queue[tuple[Frame, Any, int] | None] = Queue(_AHEAD)
        carrier = threading.Thread(target=_carry, args=(child, options, data, came), daemon=True)
        carrier.start()
        try:
            yield from _taken(came, while_waiting or (lambda: None))
        finally:
            child.kill()
            while carrier.is_alive():
                _next(came)


def _started(kind: str) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            _command(kind),
            # Not the folder that the user stands in: a module lying there would be taken for one of Python's.
            cwd=Path(__file__).resolve().parents[2],
            env={name: value for name, value in os.environ.items() if name != _SECRET},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as fault:
        raise Unavailable(f"读取文件的进程启动不了({reason_of(fault)}),请关闭一些程序后重试。") from fault


def _command(kind: str) -> list[str]:
    """This program as the reading process; built into one folder it is its own interpreter."""
    return [sys.executable, *([] if getattr(sys, "frozen", False) else ["-m", "ui"]), READ, kind]


def _carry(
    child: "subprocess.Popen[bytes]",
    options: Mapping[str, Any],
    data: bytes,
    came: "Queue[tuple[Frame, Any, int] | None]",
) -> None:
    """Hand the file in, and put what comes back where it is waited for; None when that breaks off."""
    assert child.stdin and child.stdout
    try:
        frames.write(child.stdin, Frame.VALUE, dict(options))
        frames.write(child.stdin, Frame.BYTES, data)
        child.stdin.close()
        for frame in frames.frames(child.stdout):
            came.put(frame)
    except (OSError, EOFError, ValueError, RecursionError):
        with suppress(OSError):  # what was left to write has nobody to read it
            child.stdin.close()
        came.put(None)


def _taken(
    came: "Queue[tuple[Frame, Any, int] | None]", while_waiting: Callable[[], object]
) -> Iterator[Any]:
    waited, total = 0.0, 0
    while True:
        begun = time.monotonic()
        there, frame = _next(came)
        waited += time.monotonic() - begun
        if waited > SECONDS:
            raise GaveUp(_TOO_SLOW)
        while_waiting()
        if not there:
            continue
        if frame is None:
            raise GaveUp(_BROKEN)
        kind, value, size = frame
        total += size
        if kind is Frame.TOO_LARGE or total > ANSWER:
            raise GaveUp(_TOO_LARGE)
        if kind is Frame.REFUSED:
            raise Refused(*value)
        if kind is Frame.DONE:
            return
        yield value


def _next(came: "Queue[tuple[Frame, Any, int] | None]") -> tuple[bool, tuple[Frame, Any, int] | None]:
    try:
        return True, came.get(timeout=_LOOK)
    except Empty:
        return False, None
