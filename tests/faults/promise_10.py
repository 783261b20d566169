"""Promise 10: it locks itself, the keys are dropped, and what was typed is kept encrypted."""

import gc
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from countydesk.services import beneficiaries, drafts, recording
from countydesk.services.desk import open_desk
from tests.conftest import PASSPHRASE
from tests.faults import Outcome, county
from ui import pages, style
from ui.away import SLEPT, TICK, AwayWatch
from ui.background import Background
from ui.doorway import Doorway
from ui.failures import Failures
from ui.session import Session
from ui.window import Window

PROMISE = "会自己锁定:久无人动、休眠、锁屏、时钟跳变时立即锁定,钥匙不留在内存,没保存的内容加密留着。"
ROUNDS, ROUNDS_SHORT = 20, 1
TYPED = "祖母说起搬迁后的新房子,第{}回"


def run(long: bool) -> Outcome:
    """Type into a form and go away, in each way, again and again."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    style.apply(application)
    broken: list[str] = []
    rounds = ROUNDS if long else ROUNDS_SHORT
    with county.scratch() as place:
        desk = county.make(place)
        for number in range(rounds):
            for name, way in WAYS.items():
                broken += [f"{name}: {wrong}" for wrong in gone(desk, place, way, TYPED.format(number))]
    tried = rounds * len(WAYS)
    figure = f"{'、'.join(WAYS)}各 {rounds} 次;{'、'.join(broken) or '每次都已锁定,草稿一字不少'}"
    return Outcome(PROMISE, tried, len(broken), figure)


WAYS: dict[str, Callable[[Doorway], object]] = {
    "久无人动": lambda doorway: doorway._idle.wait(0.0005),
    "休眠": lambda doorway: _watch(doorway).told(True),
    "锁屏": lambda doorway: _watch(doorway).locked(),
    "时钟跳变": lambda doorway: _watch(doorway).tick(_watch(doorway)._last + TICK + SLEPT + 1),
    "按 Ctrl+L": lambda doorway: doorway.lock(),
}


def _watch(doorway: Doorway) -> AwayWatch:
    found = doorway.findChild(AwayWatch)
    assert found is not None
    return found


def gone(desk: Path, place: Path, way: Callable[[Doorway], object], words: str) -> Iterator[str]:
    """Open the window, type, go away; what does not hold afterwards."""
    with window(place) as shown:
        session = shown.session
        doorway = Doorway(shown, desk)
        doorway.begin()
        until(lambda: doorway._asking is not None)
        doorway._open("李明", PASSPHRASE)
        until(lambda: session.desk is not None and shown.current)
        child: list[Any] = []
        session.ask(beneficiaries.listing, on_done=child.extend)
        until(lambda: child)
        type_into_a_visit(shown, child[0].id, words)
        opened = weakref.ref(session.desk)
        way(doorway)
        until(lambda: session.desk is None)
        closed: list[None] = []
        session.background.run(lambda: None, on_done=closed.append)
        until(lambda: closed)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        if opened() is not None:
            yield "the keys are still in memory"
        if shown.current or "祖母" in shown.windowTitle():
            yield "a page is still shown"
    if any(
        words.encode(code) in path.read_bytes() for path in files(desk) for code in ("utf-8", "utf-16-le")
    ):
        yield "what was typed lies in the clear"
    with open_desk(desk, PASSPHRASE, "李明") as again:
        kept = drafts.recall(again, recording.visit_form(child[0].id)) or {"texts": {}}
        recording.give_up_draft(again, recording.visit_form(child[0].id))
    if kept["texts"].get("findings") != words:
        yield f"what was typed is not kept: {kept}"


def type_into_a_visit(shown: Window, child_id: str, words: str) -> None:
    """Begin a form, and leave it before it is kept."""
    shown.go("visit", child_id)
    page: Any = shown.page("visit")
    until(lambda: page.form.fields["findings"].isVisible() and page.keeper._form)
    page.form.fields["findings"].editor.focus_on.setPlainText(words)


def files(folder: Path) -> Iterator[Path]:
    """Every file of the desk."""
    return (path for path in folder.rglob("*") if path.is_file())


@contextmanager
def window(place: Path) -> Iterator[Window]:
    """A window of its own, with its worker."""
    gc.disable()  # as in the program: a widget that is collected in the worker's thread crashes Qt
    background = Background()
    made = Window(Session(background, Failures(place / "reports")), pages.entries())
    made.show()
    yield made
    made.close()
    made.deleteLater()
    background.shutdown()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.enable()


def until(condition: Callable[[], object]) -> None:
    """Run Qt's events until something is so."""
    deadline, waker = QDeadlineTimer(20_000), QTimer()
    waker.start(20)
    while not condition():
        if deadline.hasExpired():
            raise RuntimeError("it did not happen")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
