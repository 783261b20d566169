"""Whoever goes away leaves nothing open: sleep, the lock screen, and numbers on the clipboard."""

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Until
from ui.away import LEFT, SLEPT, TICK, WM_POWERBROADCAST, AwayWatch
from ui.clipboard import NUMBER, Clearing

ID, CARD = "621223201201019991", "6217 0038 1001 2345 678"


@pytest.fixture(autouse=True)
def ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a screen nobody owns a clipboard."""
    monkeypatch.setattr(Clearing, "is_ours", True)


@pytest.fixture
def parent(application: QApplication) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def test_a_clock_that_jumped_tells_that_the_computer_slept(parent: QObject) -> None:
    watch, heard = AwayWatch(0, parent), []
    watch.away.connect(lambda: heard.append(True))
    now = watch._last
    watch.tick(now + TICK)
    watch.tick(now + 2 * TICK + 1)
    watch.tick(now - 3600)  # set back: that is no sleep
    assert heard == []
    watch.tick(now + TICK + SLEPT + 1)
    assert heard == [True]


def test_sleep_begins_and_ends(parent: QObject) -> None:
    watch, heard = AwayWatch(0, parent), []
    watch.away.connect(lambda: heard.append(True))
    watch.told(False)
    assert heard == []
    watch.told(True)
    watch.locked()
    assert heard == [True, True]
    assert (WM_POWERBROADCAST, 4) in LEFT and (WM_POWERBROADCAST, 7) not in LEFT


SAYS_GOODBYE = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from ui.away import AwayWatch
application, heard = QCoreApplication([]), []
watch = AwayWatch(0, application)
watch.away.connect(lambda: heard.append(True))
bus = QDBusConnection.systemBus()
bus.registerService("org.freedesktop.login1")
for place, name, told in (("Manager", "PrepareForSleep", [True]), ("Session", "Lock", [])):
    message = QDBusMessage.createSignal("/org/freedesktop/login1", f"org.freedesktop.login1.{place}", name)
    message.setArguments(told)
    bus.send(message)
QTimer.singleShot(8000, application.quit)
looking = QTimer()
looking.timeout.connect(lambda: application.quit() if len(heard) == 2 else None)
looking.start(20)
application.exec()
sys.exit(len(heard) != 2)
"""


@pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="no D-Bus here")
def test_linux_says_it_on_the_bus() -> None:
    serve = ("dbus-daemon", "--session", "--print-address", "--nofork")
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        found = {"DBUS_SYSTEM_BUS_ADDRESS": address, "DBUS_SESSION_BUS_ADDRESS": address}
        ended = subprocess.run([sys.executable, "-c", SAYS_GOODBYE], env=found | {"PYTHONPATH": "."})
        bus.terminate()
    assert ended.returncode == 0


@pytest.mark.parametrize("words", [ID, f"张小明\t{ID}", CARD, "62122320120101999X"])
def test_a_full_number_does_not_stay_on_the_clipboard(parent: QObject, words: str) -> None:
    clearing, clipboard = Clearing(parent), QGuiApplication.clipboard()
    clipboard.setText(words)
    assert clearing.holds_number and clearing._timer.isActive()
    assert clearing._timer.interval() == 60_000
    clearing._timer.timeout.emit()
    assert clipboard.text() == "" and not clearing._timer.isActive()


@pytest.mark.parametrize(
    "words", ["6212**********9991", "张小明", "2026-10-15 09:30", "1,800.00\t13800000000"]
)
def test_what_is_no_full_number_stays(parent: QObject, words: str) -> None:
    clearing, clipboard = Clearing(parent), QGuiApplication.clipboard()
    clipboard.setText(words)
    assert not NUMBER.search(words) and not clearing._timer.isActive()
    clearing.clear()
    assert clipboard.text() == words


def test_what_others_copied_is_left_alone(parent: QObject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clearing, "is_ours", False)
    clearing, clipboard = Clearing(parent), QGuiApplication.clipboard()
    clipboard.setText(ID)
    clearing.clear()
    assert clipboard.text() == ID


def test_other_words_stop_the_minute(parent: QObject, until: Until) -> None:
    clearing, clipboard = Clearing(parent), QGuiApplication.clipboard()
    clipboard.setText(ID)
    clipboard.setText("张小明")
    until(lambda: not clearing._timer.isActive())
