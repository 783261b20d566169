"""What is done with failures: refusals and faults of the computer are told, faults of ours reported."""

import logging
import sys
import threading
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal, qVersion

from countydesk.crash_reports import describe, keep
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
        now = datetime.now().astimezone()
        report = describe(failure, now, f"Qt {qVersion()}")
        log.error("%s", report)
        self.crashed.emit(report, keep(report, self.folder, now))

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
