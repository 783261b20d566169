"""One worker thread that owns the desk: functions run there in order, results come back by one signal."""

import functools
import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from queue import SimpleQueue
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot


class Cancelled(Exception):
    """Raised out of a progress report inside a function whose task was cancelled."""


@dataclass(eq=False)
class Task:
    """One function on its way; hold it to cancel it.

    It carries no callbacks: those hold widgets, and the last to let a widget go must not be the
    worker, for Qt hangs when one is destroyed in another thread.
    """

    work: Callable[..., Any]
    reports: bool
    cancelled: bool = False
    ended: bool = False

    def cancel(self) -> None:
        """Not run it if it waits, stop it at its next progress report if it runs, drop what it brings."""
        self.cancelled = True


@dataclass(frozen=True)
class _Callbacks:
    on_done: Callable[[Any], object] | None
    on_failed: Callable[[BaseException], object] | None
    on_progress: Callable[[Any], object] | None


class _Stage(Enum):
    PROGRESS = auto()
    DONE = auto()
    FAILED = auto()


class Tidying(QObject):
    """Collects cyclic garbage in the window's thread alone, now and then.

    Python collects in whichever thread happens to allocate; widgets that die in the worker's
    thread crash Qt. Make it after the first paint: until then nothing is worth collecting.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(2000)
        timer.timeout.connect(self._collect)
        timer.start()

    def _collect(self) -> None:
        young, middle, _old = gc.get_threshold()
        counts = gc.get_count()
        if counts[0] > young:
            gc.collect(2 if counts[2] > 10 else 1 if counts[1] > middle else 0)


class Background(QObject):
    """The worker thread. Make one per window, in the window's thread; call `shutdown` at the end."""

    failed = Signal(object)  # a failure that nobody asked to hear of, and every fault of ours
    busy = Signal(bool)
    _came_back = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: SimpleQueue[Task | None] = SimpleQueue()
        self._callbacks: dict[Task, _Callbacks] = {}
        self._came_back.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
        self._thread.start()

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        on_done: Callable[[Any], object] | None = None,
        on_failed: Callable[[BaseException], object] | None = None,
        on_progress: Callable[[Any], object] | None = None,
    ) -> Task:
        """Run `function(*args)` on the worker, after all that was asked before.

        The callbacks are called in the window's thread. With `on_progress` the function is given a
        keyword `on_progress` to call as it goes on. Without `on_failed`, `failed` is emitted; a
        failure that is neither `Refused` nor `Unavailable` is emitted there in any case.
        """
        task = Task(functools.partial(function, *args), reports=on_progress is not None)
        self._callbacks[task] = _Callbacks(on_done, on_failed, on_progress)
        if len(self._callbacks) == 1:
            self.busy.emit(True)
        self._waiting.put(task)
        return task

    def shutdown(self) -> None:
        """Wait for the function that runs and for those that wait, then end the thread.

        Callbacks of functions that end now are not called any more. Calling it twice is harmless.
        """
        self._waiting.put(None)
        self._thread.join()
        self._callbacks.clear()

    def _work(self) -> None:
        while (task := self._waiting.get()) is not None:
            if task.cancelled:
                self._came_back.emit(task, _Stage.DONE, None)
                continue
            try:
                self._came_back.emit(task, _Stage.DONE, self._call(task))
            except BaseException as failure:  # handed to the window; a lost one would end the thread
                self._came_back.emit(task, _Stage.FAILED, failure)

    def _call(self, task: Task) -> Any:
        if not task.reports:
            return task.work()

        def report(value: Any) -> None:
            if task.cancelled:
                raise Cancelled
            self._came_back.emit(task, _Stage.PROGRESS, value)

        return task.work(on_progress=report)

    @Slot(object, object, object)
    def _receive(self, task: Task, stage: _Stage, value: Any) -> None:
        callbacks = self._callbacks.get(task)
        if callbacks is None:
            return  # shut down meanwhile
        if stage is _Stage.PROGRESS:
            if not task.cancelled:
                call_if_alive(callbacks.on_progress, value)
            return
        del self._callbacks[task]
        task.ended = True
        if not self._callbacks:
            self.busy.emit(False)
        if stage is _Stage.FAILED and not isinstance(value, Cancelled):
            self._tell_failure(task, callbacks, value)
        elif stage is _Stage.DONE and not task.cancelled:
            call_if_alive(callbacks.on_done, value)

    def _tell_failure(self, task: Task, callbacks: _Callbacks, failure: BaseException) -> None:
        """To who asked, or to everybody; a fault of ours to everybody even where it was cancelled."""
        asked = not task.cancelled and callbacks.on_failed is not None
        if asked:
            call_if_alive(callbacks.on_failed, failure)
        if not is_foreseen(failure) or not (asked or task.cancelled):
            self.failed.emit(failure)


def is_foreseen(failure: BaseException) -> bool:
    """Whether a failure is one that is told in its own sentence, not a fault of the program."""
    from countydesk.domain.problems import Refused, Unavailable

    return isinstance(failure, Refused | Unavailable)


def call_if_alive(callback: Callable[[Any], object] | None, value: Any) -> None:
    """Call back, unless the widget that asked is gone by now."""
    asked: Any = callback
    while isinstance(asked, functools.partial):
        asked = asked.func
    receiver = getattr(asked, "__self__", None)
    gone = isinstance(receiver, QObject) and not shiboken6.isValid(receiver)
    if callback is not None and not gone:
        callback(value)
