"""Tells when whoever works goes away: the computer sleeps, or its session is locked.

Three ways, for none is everywhere: Linux says it on D-Bus, Windows sends messages to windows, and a clock
that jumped tells afterwards that the computer slept.
"""

import sys
import time
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QCoreApplication, QObject, QTimer, Signal, Slot

TICK = 5  # seconds
SLEPT = 30  # seconds that a tick may come late before the computer must have slept

LOGIN = "org.freedesktop.login1"
SAVER = "org.freedesktop.ScreenSaver"
# Windows: winuser.h and wtsapi32.h.
WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
WM_WTSSESSION_CHANGE, WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOCK = 0x02B1, 2, 4, 7
LEFT = {
    (WM_POWERBROADCAST, PBT_APMSUSPEND),
    (WM_WTSSESSION_CHANGE, WTS_CONSOLE_DISCONNECT),
    (WM_WTSSESSION_CHANGE, WTS_REMOTE_DISCONNECT),
    (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK),
}


class AwayWatch(QObject):
    """Listens from its making on; `window` is the native handle that Windows notifies."""

    away = Signal()

    def __init__(self, window: int, parent: QObject) -> None:
        super().__init__(parent)
        self._last = time.time()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK * 1000)
        self._timer.timeout.connect(lambda: self.tick(time.time()))
        self._timer.start()
        self._filter: _WindowsMessages | None = None
        if sys.platform == "win32":
            self._filter = _WindowsMessages(self, window)
        else:
            self._listen_on_dbus()

    def tick(self, now: float) -> None:
        """Look at the clock (seconds): time that passed without a tick was slept through."""
        slept = now - self._last > TICK + SLEPT
        self._last = now
        if slept:
            self.away.emit()

    def _listen_on_dbus(self) -> None:
        """A bus that is not there says nothing; the clock and the idle watch remain."""
        from PySide6.QtDBus import QDBusConnection

        # Declared as bytes, taken as str alone.
        told: Any = SLOT("told(bool)")
        locked: Any = SLOT("locked()")
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if system.isConnected():
            system.connect(LOGIN, "", f"{LOGIN}.Manager", "PrepareForSleep", self, told)
            system.connect(LOGIN, "", f"{LOGIN}.Session", "Lock", self, locked)
        if session.isConnected():
            session.connect("", "", SAVER, "ActiveChanged", self, told)

    @Slot(bool)
    def told(self, begins: bool) -> None:
        """Sleep or the lock screen begins, or ends."""
        if begins:
            self.away.emit()

    @Slot()
    def locked(self) -> None:
        """Somebody locked the session."""
        self.away.emit()


class _WindowsMessages(QAbstractNativeEventFilter):
    """Hears the messages of Windows to our windows; it has to be asked for those about the session."""

    def __init__(self, watch: AwayWatch, window: int) -> None:
        super().__init__()
        self._watch = watch
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self)
        if sys.platform == "win32":
            import ctypes

            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window, 0)

    def nativeEventFilter(self, kind: Any, message: int) -> Any:
        if sys.platform == "win32" and bytes(kind) == b"windows_generic_MSG":
            from ctypes.wintypes import MSG

            said = MSG.from_address(int(message))
            if (said.message, said.wParam) in LEFT:
                self._watch.away.emit()
        return False, 0
