"""`python -m tests.faults.at_the_window DISK VISITS`: visits filled in at the window, telling each.

The desk is DISK/desk. It tells as `working` does: "form ID DAY" before the form is saved, "done visit ID"
once the window says so.
"""

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from countydesk.services import beneficiaries
from countydesk.services.desk import open_desk
from tests.conftest import PASSPHRASE, TestClock
from tests.faults.working import open_month
from tests.services import area
from tests.services.work import picture
from ui import style
from ui.background import Background
from ui.failures import Failures
from ui.pages.visit import page
from ui.pages.visit.visit import VisitPage
from ui.session import Session


def _until(application: QApplication, condition: Callable[[], object]) -> None:
    while not condition():
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def main(disk: Path, count: int) -> None:
    """Fill in and save so many visits, each to the next child of the register."""
    application = QApplication([])
    style.apply(application)
    waker = QTimer()
    waker.start(20)
    clock, session = TestClock(), Session(Background(), Failures(disk / "reports"))
    desk = open_desk(disk / "desk", PASSPHRASE, area.OPERATOR, clock)
    clock.on(open_month(desk).first_day + timedelta(days=9))
    children = cycle([row.id for row in beneficiaries.listing(desk)])
    session.seat(desk)
    shown = page(session)
    assert isinstance(shown, VisitPage)
    shown.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    shown.show()
    saved: list[str] = []
    session.noticed.connect(lambda sentence, _tone: saved.append(sentence))
    _tell("open")
    for child in islice(children, count):
        before = shown.record_id
        shown.opened(child)
        _until(application, lambda before=before: shown.record_id != before)
        texts = {"visitors": "李明、赵芳", "findings": f"走访记录 {shown.record_id}"}
        shown.form.set_draft(shown.form.draft() | texts)
        shown.photos.strip.brought.emit([picture()])
        _until(application, lambda: shown.photos.held)
        shown.keeper.flush()
        _tell(f"form {shown.record_id} {desk.today}")
        saved.clear()
        shown.save()
        _until(application, lambda: saved)
        _tell(f"done visit {shown.record_id}")
    session.background.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
