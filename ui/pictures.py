"""Pictures of every page on a desk, drawn off-screen: for the demonstration, and to be looked at."""

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSize, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from countydesk.domain.months import Month
from countydesk.domain.problems import Unavailable
from countydesk.services import disbursements, register
from countydesk.services.desk import Desk, open_desk
from countydesk.services.keyholders import operators_of
from ui import pages, style
from ui.background import Background, Tidying
from ui.failures import Failures
from ui.session import Session
from ui.standing import StandingNews
from ui.window import Window

SIZE = QSize(1366, 768)
APPROVER = "王海"  # the demonstration's; other desks are drawn as their first operator sees them
Stop = tuple[str, Sequence[Any]]  # a page, and what it is to show
SECONDS = 20  # after which a page is drawn as far as it has come


def draw_pages(folder: Path, passphrase: str, into: Path, size: QSize = SIZE) -> list[Path]:
    """Draw every page of the window on the desk in `folder` into PNG files; returns them in order.

    The desk is opened for it and closed again. Raises `Refused` where the desk cannot be opened,
    `Unavailable` where the computer has no font to write with.
    """
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    if not QFontDatabase.families():
        raise Unavailable("没有找到可用的字体,请安装 fonts-noto-cjk。")
    style.apply(application)
    into.mkdir(parents=True, exist_ok=True)
    names = operators_of(folder)
    with (
        TemporaryDirectory() as reports,
        open_desk(folder, passphrase, APPROVER if APPROVER in names else names[0]) as desk,
    ):
        tour = _tour(desk)  # before the worker begins: the desk is used in one thread at a time
        return _Drawing(application, desk, into, Path(reports), size).draw(tour)


class _Drawing:
    """One window that goes from page to page and waits until each has what it asked for."""

    def __init__(self, application: QApplication, desk: Desk, into: Path, reports: Path, size: QSize) -> None:
        self._application, self._into = application, into
        self._background = Background()
        session = Session(self._background, Failures(reports))
        self._failures: list[str] = []
        session.failures.crashed.connect(lambda report, _kept: self._failures.append(report))
        session.seat(desk)
        self._window = Window(session, pages.entries())
        self._window.resize(size)
        self._window.leave_out(pages.left_out(desk.office.level.value))
        self._window.top.show_office(desk.office.unit, desk.operator.name)
        self._window.show()
        Tidying(self._window)
        self._busy = False
        self._background.busy.connect(self._hear)
        StandingNews(self._window).ask()

    def _hear(self, busy: bool) -> None:
        self._busy = busy

    def draw(self, tour: Sequence[Stop]) -> list[Path]:
        """All pages; a page that failed is a fault of the program and raised as one."""
        try:
            drawn = [self._picture(number, *stop) for number, stop in enumerate(tour, start=1)]
        finally:
            self._window.close()
            self._background.shutdown()
            self._window.deleteLater()
            self._application.processEvents()
            gc.enable()
        if self._failures:
            raise RuntimeError(self._failures[0])
        return drawn

    def _picture(self, number: int, name: str, what: Sequence[object]) -> Path:
        self._window.go(name, *what)
        self._until(lambda: not self._busy)
        title = next(place[1] for place in pages.PLACES if place[0] == name)
        path = self._into / f"窗口-{number:02d}-{title}.png"
        self._window.grab().save(str(path))
        return path

    def _until(self, so: Callable[[], bool]) -> None:
        """Let the worker and the page go on, at least for a moment."""
        deadline, waker, quiet = QDeadlineTimer(SECONDS * 1000), QTimer(), 0
        waker.start(20)
        while quiet < 6 and not deadline.hasExpired():
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            quiet = quiet + 1 if so() else 0


def _tour(desk: Desk) -> list[Stop]:
    """Every page in the order of the side bar, with a child and a list to show."""
    listed = register.listing(desk, limit=100)
    children = [child for child in listed if child.last_visit] or listed  # one with a story, if there is
    batches = disbursements.batches(desk)
    shown: dict[str, Sequence[Any]] = {
        "child": [children[0].id] if children else (),
        "visit": [children[0].id] if children else (),
        "batch": [batches[0].number] if batches else (),
        "activities": ["job_fair.fair"],
        "activity": ["", "job_fair.fair"],
        "sheet": ["job_fair.fair"],
        "figure": ["sponsorship.children", Month(desk.today.year, 1), Month.of(desk.today)],
    }
    without = {name for name in ("child", "batch") if not shown[name]}
    without |= pages.left_out(desk.office.level.value)
    there = [entry for entry in pages.entries() if entry.where not in without]
    return [
        (each.place.name, shown.get(each.place.name, ())) for each in there if each.place.name not in without
    ]
