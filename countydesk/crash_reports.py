"""Reports of our own faults: where the program failed, without anything that was typed."""

import platform
import traceback
from datetime import datetime
from pathlib import Path


def describe(failure: BaseException, now: datetime, *versions: str) -> str:
    """A report of where the program failed, for its makers; `versions` of what else ran.

    It names files, lines and kinds of exception, and leaves out messages and values: they can hold
    what was typed, and so a child's name or number.
    """
    head = (
        "CountyDesk 故障报告(不含姓名、证件号等个人信息)",
        f"时间 {now:%Y-%m-%d %H:%M:%S %z}",
        f"系统 {platform.system()} {platform.release()}",
        " · ".join((f"Python {platform.python_version()}", *versions)),
    )
    return "\n".join((*head, "", *_trail(failure)))


def keep(report: str, folder: Path, now: datetime) -> Path | None:
    """Write a report into `folder`; returns its file, or None where the disk does not let us."""
    path = folder / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(report, encoding="utf-8")
    except OSError:
        return None
    return path


def _trail(failure: BaseException) -> list[str]:
    """The failure and what led to it, each by its kind and the lines it passed."""
    lines: list[str] = []
    step: BaseException | None = failure
    seen: set[int] = set()
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        lines.append(f"{type(step).__module__}.{type(step).__qualname__}")
        for frame in traceback.extract_tb(step.__traceback__):
            lines.append(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}")
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return lines


def _short(path: str) -> str:
    """The end of a path: its beginning names the user's folder."""
    return "/".join(Path(path).parts[-3:])
