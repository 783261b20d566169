"""What is done with failures: refusals and faults of the computer are told, faults of ours reported."""

import logging
import platform
import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal, qVersion

from ui.background import is_foreseen
from ui.style import Tone

log = logging.getLogger("countydesk.ui")


class Failures(QObject):
    """Takes every failure of the window. `folder` is where crash reports are kept."""

    noticed = Signal(str, Tone)  # a sentence for the page's notice line
    crashed = Signal(str, object)  # the report's text, and its file or None if it could not be written

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder

    def show(self, failure: BaseException) -> None:
        """Tell a refusal or a fault of the computer in its sentence; report anything else."""
        if is_foreseen(failure):
            self.noticed.emit(str(failure), Tone.RED)
            return
        report = describe(failure, datetime.now().astimezone())
        log.error("%s", report)
        self.crashed.emit(report, self._keep(report))

    def catch_all(self) -> None:
        """Also take what slots and other threads raise, instead of Python's printing it and going on."""

        def slot(kind: type[BaseException], failure: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, failure, trace)
            else:
                self.show(failure)

        def thread(left: threading.ExceptHookArgs) -> None:
            if left.exc_value is not None:
                self.show(left.exc_value)

        sys.excepthook = slot
        threading.excepthook = thread

    def _keep(self, report: str) -> Path | None:
        path = self.folder / f"crash-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(report, encoding="utf-8")
        except OSError as fault:
            log.error("crash report not written: %s", fault.strerror)
            return None
        return path


def describe(failure: BaseException, now: datetime) -> str:
    """A report of where the program failed, for its makers.

    It names files, lines and kinds of exception, and leaves out messages and values: they can hold
    what was typed, and so a child's name or number.
    """
    head = (
        "CountyDesk 故障报告(不含姓名、证件号等个人信息)",
        f"时间 {now:%Y-%m-%d %H:%M:%S %z}",
        f"系统 {platform.system()} {platform.release()}",
        f"Python {platform.python_version()} · Qt {qVersion()}",
    )
    return "\n".join((*head, "", *_trail(failure)))


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
