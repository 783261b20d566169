"""Programs that work at a desk on their own, tell every act that is done, and are killed."""

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

Tell = Callable[[str], None]
Task = Callable[[Tell], None]
Program = Sequence[str]  # a module of Python and its words, which tells on stdout


def killed(task: Task | Program, chance: random.Random, lines: int, seconds: float) -> list[str]:
    """Let `task` work in a process of its own until it has told up to so many lines, then kill it.

    A window is a program of its own: Qt does not go on in a process that was forked.

    Up to `seconds` pass between the last line and the kill -9. Returns all that it told; one that has
    come to its end tells "end". Raises RuntimeError if it failed by itself.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _work(task, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        heard = [told.readline() for _ in range(chance.randint(1, lines))]
        time.sleep(chance.uniform(0, seconds))  # at whatever moment of its work
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        heard += told.readlines()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, -signal.SIGKILL):
        raise RuntimeError("the program failed by itself")
    return [line.rstrip("\n") for line in heard if line]


def _work(task: Task | Program, writing: int) -> None:
    """What the child does, and never returns from."""
    code = 1
    try:
        if not callable(task):
            os.dup2(writing, 1)
            os.execv(sys.executable, [sys.executable, "-m", *task])
        task(lambda line: _tell(writing, line))
        _tell(writing, "end")
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _tell(to: int, line: str) -> None:
    """One write, so that a line is told whole or not at all."""
    os.write(to, f"{line}\n".encode())
