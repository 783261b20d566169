"""Qt for tests: one application, warnings of Qt are failures, and waiting without sleeping."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import (
    QDeadlineTimer,
    QEventLoop,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from countydesk.services.desk import Desk
from ui import style
from ui.background import Background
from ui.failures import Failures
from ui.session import Session

Until = Callable[[Callable[[], object]], None]
Asked = Callable[..., Any]


@pytest.fixture(scope="session")
def application() -> QApplication:
    made = QApplication.instance() or QApplication([])
    assert isinstance(made, QApplication)
    style.apply(made)
    return made


@pytest.fixture(autouse=True)
def no_qt_warnings(application: QApplication) -> Iterator[None]:
    """Whatever Qt complains of during a test fails it."""
    said: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and "propagateSizeHints" not in words:
            said.append(words)

    before = qInstallMessageHandler(hear)
    yield
    application.processEvents()
    qInstallMessageHandler(before)
    assert said == []


@pytest.fixture
def until(application: QApplication) -> Until:
    """Runs Qt's events until something is so; fails after ten seconds."""

    def wait(condition: Callable[[], object]) -> None:
        deadline, waker = QDeadlineTimer(10_000), QTimer()
        waker.start(50)
        while not condition():
            assert not deadline.hasExpired(), "it did not happen"
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    return wait


@pytest.fixture
def background(application: QApplication) -> Iterator[Background]:
    gc.disable()  # as `Tidying` does: a widget that is collected in the worker's thread crashes Qt
    made = Background()
    yield made
    made.shutdown()
    application.processEvents()
    gc.enable()


@pytest.fixture
def session(desk: Desk, background: Background, tmp_path: Path) -> Session:
    """李明 at 合水县's desk; pages made with it ask the worker. A fault of ours fails the test."""
    made = Session(background, Failures(tmp_path / "reports"))
    made.failures.crashed.connect(lambda report, _kept: pytest.fail(report))
    made.seat(desk)
    return made


@pytest.fixture
def asked(session: Session, until: Until) -> Asked:
    """Asks a service as a page does, on the worker, and waits for the answer: the desk has one thread."""

    def ask(function: Callable[..., Any], *args: Any) -> Any:
        heard: list[Any] = []
        session.ask(function, *args, on_done=heard.append)
        until(lambda: heard)
        return heard[0]

    return ask
