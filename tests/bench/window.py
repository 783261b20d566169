"""The window's first paint and the moment it can be used, over a bare PySide6 window.

Each is a process of its own, off-screen; what counts is its CPU time from its start to the moment.
"""

import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median

from countydesk.services import setup
from countydesk.services.demo import PASSPHRASE

ROUNDS = 5
BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv)
window = QMainWindow()
window.resize(1366, 768)
window.show()
{watch}
application.exec()
"""
OURS = """
import sys
from PySide6.QtWidgets import QApplication
{watch}
from pathlib import Path
from ui.application import run_window
run_window(Path(sys.argv[1]))
"""
# Says the CPU time at the first paint of a window, and ends the process.
FIRST_PAINT = """
import os, time
from PySide6.QtCore import QEvent, QObject
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            print(time.process_time(), flush=True)
            os._exit(0)
        return False
watch = Watch()
run = QApplication.exec
def watched_exec(*_):
    QApplication.instance().installEventFilter(watch)
    return run()
QApplication.exec = watched_exec
"""
# Says the CPU time when the event loop has come to its end: the window quits once it can be used.
USABLE = """
import time
run = QApplication.exec
def timed_exec(*_):
    code = run()
    print(time.process_time(), flush=True)
    return code
QApplication.exec = timed_exec
"""


def run() -> None:
    """Measure the three in turn and print two ratios."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / "desk"
        people = [setup.NewOperator("李明", PASSPHRASE, any_passphrase=True)]
        setup.create_desk(desk, "621024", "共青团合水县委员会", people, datetime.now().astimezone).close()
        for script in (BARE, OURS):
            _moment(script, USABLE if script is OURS else FIRST_PAINT, desk, folder)  # compiles
        moments = [
            (
                _moment(BARE, FIRST_PAINT, desk, folder),
                _moment(OURS, FIRST_PAINT, desk, folder),
                _moment(OURS, USABLE, desk, folder),
            )
            for _ in range(ROUNDS)
        ]
    bare, paint, usable = (median(column) for column in zip(*moments, strict=True))
    _say("first paint", paint, bare, 1.8)
    _say("usable", usable, bare, 4.0)


def _say(title: str, mine: float, bare: float, goal: float) -> None:
    verdict = "ok" if mine <= goal * bare else "over the goal"
    figures = f"{mine * 1000:.0f} ms over {bare * 1000:.0f} ms = {mine / bare:.2f}"
    print(f"{title}: {figures} (goal {goal}) {verdict}", flush=True)


def _moment(script: str, watch: str, desk: Path, folder: str) -> float:
    """The CPU seconds that a process says it took, with its modules compiled as where it is installed."""
    environment = os.environ | {
        "PYTHONPYCACHEPREFIX": f"{folder}/compiled",
        "PYTHONDONTWRITEBYTECODE": "",
        "QT_QPA_PLATFORM": "offscreen",
        "COUNTYDESK_PASSPHRASE": PASSPHRASE,
        "COUNTYDESK_QUIT_AFTER_START": "1",
    }
    code = script.replace("{watch}", watch)
    done = subprocess.run(
        [sys.executable, "-c", code, str(desk)], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])
