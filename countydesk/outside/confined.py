"""The reading process itself: it gives away what it does not need before it looks at the first byte."""

import gc
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from countydesk.domain.problems import Refused
from countydesk.outside import frames
from countydesk.outside.frames import Frame
from countydesk.outside.limits import MEMORY, SECONDS

# Takes what the desk says about the file, and its bytes; gives values and bytes for the desk.
Reads = Callable[[dict[str, Any], bytes], Iterable[Any]]


def serve(reads: Reads) -> int:
    """Read the one file that comes in, send back what it holds and how it ended; returns the exit code."""
    answers, told = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    with open(os.devnull, "r+b") as nothing:  # a library that prints must not be taken for an answer
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
    sys.dont_write_bytecode = True
    gc.disable()  # one file is read, and then all memory is given back at once
    confine()
    try:
        options, data = frames.read(told)[1], frames.read(told, MEMORY)[1]
        for value in reads(options, data):
            frames.write(answers, Frame.BYTES if isinstance(value, bytes) else Frame.VALUE, value)
    except Refused as refused:
        frames.write(answers, Frame.REFUSED, [str(problem) for problem in refused.problems])
    except MemoryError:
        frames.write(answers, Frame.TOO_LARGE)
    else:
        frames.write(answers, Frame.DONE)
    return 0


def confine() -> None:
    """From now on this process has a gigabyte and twenty seconds, writes no file and leaves no image."""
    if sys.platform == "win32":
        from countydesk.outside.windows_job import confine_to_job

        confine_to_job(MEMORY, SECONDS)
    else:
        import resource

        limits = {
            resource.RLIMIT_AS: MEMORY,
            resource.RLIMIT_CPU: SECONDS,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_CORE: 0,
        }
        for limit, most in limits.items():
            hard = resource.getrlimit(limit)[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(limit, (least, least))
