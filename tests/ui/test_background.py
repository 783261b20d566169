"""The worker: order, cancelling, failures, and that callbacks come in the window's thread."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from countydesk.domain.problems import Refused
from tests.ui.conftest import Until
from ui.background import Background


def test_functions_run_in_order_on_one_thread_and_results_come_back_to_ours(
    background: Background, until: Until
) -> None:
    ran: list[tuple[int, int]] = []
    heard: list[int] = []
    for number in range(20):
        background.run(
            lambda n: ran.append((n, threading.get_ident())),
            number,
            on_done=lambda _result: heard.append(threading.get_ident()),
        )
    until(lambda: len(heard) == 20)
    assert [number for number, _thread in ran] == list(range(20))
    assert len({thread for _number, thread in ran}) == 1
    assert set(heard) == {threading.get_ident()}
    assert ran[0][1] != threading.get_ident()


def test_a_waiting_task_that_is_cancelled_never_runs(background: Background, until: Until) -> None:
    gate, ran, done = threading.Event(), [], []
    background.run(gate.wait)
    search = background.run(ran.append, "old", on_done=done.append)
    background.run(ran.append, "new", on_done=done.append)
    search.cancel()
    gate.set()
    until(lambda: done)
    assert ran == ["new"]
    assert search.ended


def test_a_running_task_stops_at_its_next_report(background: Background, until: Until) -> None:
    started, go_on, steps, told = threading.Event(), threading.Event(), [], []

    def export(on_progress: Callable[[int], None]) -> None:
        for step in range(3):
            steps.append(step)
            started.set()
            go_on.wait()
            on_progress(step)

    task = background.run(export, on_done=told.append, on_failed=told.append, on_progress=told.append)
    started.wait()
    task.cancel()
    go_on.set()
    until(lambda: task.ended)
    assert steps == [0]
    assert told == []


def test_a_refusal_goes_to_who_asked_and_a_fault_of_ours_to_everybody(
    background: Background, until: Until
) -> None:
    asked: list[BaseException] = []
    everybody: list[BaseException] = []
    background.failed.connect(everybody.append)

    def refuse() -> None:
        raise Refused("这个孩子本期已经发放。")

    def break_down() -> None:
        raise KeyError("x")

    background.run(refuse, on_failed=asked.append)
    background.run(break_down, on_failed=asked.append)
    background.run(refuse)
    until(lambda: len(everybody) == 2)
    assert [type(failure) for failure in asked] == [Refused, KeyError]
    assert [type(failure) for failure in everybody] == [KeyError, Refused]


def test_who_is_gone_is_not_called(background: Background, until: Until) -> None:
    class Asker(QObject):
        def take(self, result: object) -> None:
            pytest.fail("called after it was deleted")

    asker, gate, done = Asker(), threading.Event(), []
    background.run(gate.wait, on_done=asker.take)
    delete(asker)
    gate.set()
    background.run(int, on_done=done.append)
    until(lambda: done)


def test_a_widget_that_asked_never_dies_on_the_worker(background: Background, until: Until) -> None:
    died_on: list[int] = []

    class Asker(QObject):
        def __del__(self) -> None:
            died_on.append(threading.get_ident())

        def take(self, result: object) -> None:
            """Hears the result."""

    for _ in range(50):
        background.run(int, on_done=Asker().take)
    until(lambda: len(died_on) == 50)
    assert set(died_on) == {threading.get_ident()}


def test_shutdown_waits_for_what_was_asked_before(application: object) -> None:
    background, written = Background(), []
    background.run(written.append, "saved")
    background.shutdown()
    assert written == ["saved"]
