"""The window's beginning and end: it paints first, and opens the desk behind what is painted."""

import gc
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from countydesk.locations import data_folder, default_desk
from ui import pages, style
from ui.background import Background, Tidying
from ui.doorway import Doorway
from ui.failures import Failures
from ui.session import Session
from ui.window import Window

TITLE_BAR = 40  # pixels, of whatever window manager
QUIT_VARIABLE = "COUNTYDESK_QUIT_AFTER_START"


def run_window(folder: Path | None) -> int:
    """Open the window on the desk in `folder` (the user's own if None); returns the exit code.

    With COUNTYDESK_QUIT_AFTER_START=1 it ends as soon as the window can be used: with 0, or with 1
    if the program failed on the way.
    """
    gc.disable()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("CountyDesk")
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    style.apply(application)
    window = make_window()
    doorway = Doorway(window, folder or default_desk())
    if os.environ.get(QUIT_VARIABLE) == "1":
        _quit_once_usable(window, doorway)
    else:
        window.session.failures.crashed.connect(lambda *report: _show_crash(window, *report))
    room = window.screen().availableSize()
    if room.width() < window.width() or room.height() < window.height() + TITLE_BAR:
        window.resize(window.size().boundedTo(room))  # what the frame still adds, maximizing takes away
        window.showMaximized()
    else:
        window.show()
    QTimer.singleShot(0, lambda: _after_paint(application, window, doorway))
    code = application.exec()
    window.session.background.shutdown()
    return code


def make_window() -> Window:
    """The window with its worker, before anything is opened."""
    background = Background()
    session = Session(background, Failures(data_folder() / "reports"))
    return Window(session, pages.entries())


def _after_paint(application: QApplication, window: Window, doorway: Doorway) -> None:
    """What need not be there for the first picture."""
    Tidying(window)
    window.session.failures.catch_all()
    translator = QTranslator(application)
    words = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", words):
        application.installTranslator(translator)
    doorway.begin()
    window.session.background.run(_load_services, on_done=lambda _loaded: _hear_news(window, doorway))


def _load_services() -> None:
    """On the worker, while somebody types a passphrase: what the pages stand on."""
    import countydesk.services.register
    import countydesk.services.workbench  # noqa: F401


def _hear_news(window: Window, doorway: Doorway) -> None:
    """The frame's own questions to the services."""
    from ui.finding import Finding
    from ui.kept_safe import KeptSafe
    from ui.standing import StandingNews

    Finding(window.top, window.session)
    KeptSafe(window.session)
    news = StandingNews(window)
    doorway.opened.connect(news.ask)


def _show_crash(window: Window, report: str, kept: Path | None) -> None:
    from ui.dialogs.crash_report import CrashReport

    CrashReport(window, report, kept).open()


def _quit_once_usable(window: Window, doorway: Doorway) -> None:
    """End when a person could begin: the first page has all it asked for, or a question stands there."""
    codes = {0}

    def fail(report: str, _kept: object) -> None:
        print(report, file=sys.stderr)
        codes.add(1)
        QApplication.exit(1)

    def end(busy: bool) -> None:
        if not busy:
            QTimer.singleShot(0, lambda: QApplication.exit(max(codes)))

    window.session.failures.crashed.connect(fail)
    doorway.stands.connect(lambda: end(False))
    doorway.opened.connect(lambda: window.session.background.busy.connect(end))
