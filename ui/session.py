"""What pages are handed: the opened desk, who works at it, and the ways to ask, tell and go on."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from ui.announcer import Announcer, Changes
from ui.background import Background, Task, call_if_alive
from ui.failures import Failures
from ui.style import Tone


class Session(QObject):
    """One opened window's company. `desk` is whatever the services opened; None while locked."""

    wanted = Signal(str, tuple)  # a page by name, and what it is to show
    back_wanted = Signal()
    lock_wanted = Signal()
    switch_wanted = Signal(str)  # an operator by name, or "" for whoever comes
    restore_wanted = Signal()
    noticed = Signal(str, Tone)

    def __init__(self, background: Background, failures: Failures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        self.failures = failures
        self.announcer = Announcer(self)
        self.desk: Any = None
        self.operator = ""
        self._sitting = 0
        background.failed.connect(failures.show)
        failures.noticed.connect(self.noticed)

    def seat(self, desk: Any) -> None:
        """Somebody begins to work at the desk; None when it is locked."""
        self.desk = desk
        self.operator = desk.operator.name if desk else ""
        self._sitting += 1

    def ask(
        self,
        function: Callable[..., Any],
        *args: Any,
        on_done: Callable[[Any], object] | None = None,
        on_failed: Callable[[BaseException], object] | None = None,
        on_progress: Callable[[Any], object] | None = None,
    ) -> Task:
        """Read something: run `function(desk, *args)` on the worker and hand its result to `on_done`.

        What comes back after the desk was locked or handed over is dropped: who asked is gone.
        """
        sitting = self._sitting

        def while_open(callback: Callable[[Any], object] | None) -> Callable[[Any], object] | None:
            if callback is None:
                return None
            return lambda value: call_if_alive(callback, value) if self._sitting == sitting else None

        return self.background.run(
            function,
            self.desk,
            *args,
            on_done=while_open(on_done),
            on_failed=while_open(on_failed),
            on_progress=while_open(on_progress),
        )

    def act(
        self,
        function: Callable[..., Any],
        *args: Any,
        on_done: Callable[[Any], object] | None = None,
        on_failed: Callable[[BaseException], object] | None = None,
        on_progress: Callable[[Any], object] | None = None,
    ) -> Task:
        """Change something: as `ask`, and announce what the function says it changed.

        A function returns its `Changes`, or something with an attribute `changes`.
        """

        def done(result: Any) -> None:
            call_if_alive(on_done, result)
            self.announcer.announce(changes_in(result))

        return self.ask(function, *args, on_done=done, on_failed=on_failed, on_progress=on_progress)

    def go(self, page: str, *what: object) -> None:
        """Show a page by its name; `what` is handed to its `opened`."""
        self.wanted.emit(page, what)

    def back(self) -> None:
        """Show the page that was shown before."""
        self.back_wanted.emit()

    def lock(self) -> None:
        """Lock the desk: its keys are dropped until somebody unlocks it."""
        self.lock_wanted.emit()

    def restore(self) -> None:
        """Close the desk and offer its backups."""
        self.restore_wanted.emit()

    def switch_operator(self, name: str = "") -> None:
        """Let another operator take over with their passphrase; the page stays the same."""
        self.switch_wanted.emit(name)

    def notice(self, sentence: str, tone: Tone = Tone.GREEN) -> None:
        """Say a sentence in the page's notice line."""
        self.noticed.emit(sentence, tone)


def changes_in(result: Any) -> Changes:
    """What a service's result says it changed: nothing, if it says nothing."""
    found = result if isinstance(result, frozenset) else getattr(result, "changes", frozenset())
    return frozenset(found)


class IdleWatch(QObject):
    """Tells when nobody has touched keys or mouse for a while, so that the window locks itself.

    It listens at the windows alone: a filter on the application would run for every paint event.
    """

    idle = Signal()
    TOUCHES = frozenset(
        {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
    )

    def __init__(self, minutes: float, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(int(minutes * 60_000))
        self._timer.timeout.connect(self.idle)
        self._timer.start()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._listen)
            self._listen(application.focusWindow())

    def wait(self, minutes: float) -> None:
        """Tell after so many minutes from now on."""
        self._timer.setInterval(int(minutes * 60_000))

    def _listen(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.TOUCHES:
            self._timer.start()
        return False
