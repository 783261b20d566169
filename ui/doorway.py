"""The door of the desk: unlocking, first start, locking and handing over, each standing in the window."""

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog

from ui import pages
from ui.away import AwayWatch
from ui.background import is_foreseen
from ui.clipboard import Clearing
from ui.dialogs.ask_passphrase import AskPassphrase
from ui.dialogs.leaving import Leaving
from ui.session import IdleWatch
from ui.style import Tone
from ui.window import Window

VARIABLE = "COUNTYDESK_PASSPHRASE"
IDLE_MINUTES = 10  # until the desk says what its office decided


class Doorway(QObject):
    """Opens and closes the desk in `folder`; while it is closed a cover stands in the window."""

    opened = Signal()  # somebody works at the desk
    stands = Signal()  # the window waits for a person: a passphrase, or what first start asks

    def __init__(self, window: Window, folder: Path) -> None:
        super().__init__(window)
        self._window, self._session, self._folder = window, window.session, folder
        self._asking: AskPassphrase | None = None
        self._goes_to: tuple[str, tuple[object, ...]] | None = None
        self._operators: list[str] = []
        self._session.lock_wanted.connect(self.lock)
        self._session.switch_wanted.connect(self.switch)
        self._session.restore_wanted.connect(self.restore)
        window.top.lock_wanted.connect(self.lock)
        window.top.switch_wanted.connect(self.switch)
        window.closing.connect(self._leave)
        self._clearing = Clearing(self)
        self._session.announcer.changed.connect(self._hear)

    def begin(self) -> None:
        """Look what lies in the folder, and ask for what is needed to open it."""
        self._idle = IdleWatch(IDLE_MINUTES, self)
        self._idle.idle.connect(self.lock)
        AwayWatch(int(self._window.winId()), self).away.connect(self.lock)
        self._look()

    def _look(self) -> None:
        run = self._session.background.run
        run(_who_can_open, self._folder, on_done=self._begin_with, on_failed=self._cannot_begin)

    def _cannot_begin(self, failure: BaseException) -> None:
        """The folder cannot be read, or its file of keys is damaged."""
        if is_foreseen(failure):
            self._window.say(str(failure), Tone.RED, "再试一次", self._look)
            self.stands.emit()

    def _begin_with(self, found: tuple[list[str], str]) -> None:
        self._operators, last = found
        operators = self._operators
        passphrase = os.environ.get(VARIABLE)
        if not operators:
            self._session.background.run(_load_setup, on_done=self._first_start)
        elif passphrase is not None:
            self._open(operators[0], passphrase)
        else:
            self._ask(last if last in operators else operators[0])

    def _first_start(self, _loaded: None) -> None:
        from ui.pages.first_start import FirstStart

        made = FirstStart(self._session.background, self._folder)
        made.made.connect(self._enter_new)
        made.restoring.connect(self._offer_backups)
        self._window.cover(made)
        self.stands.emit()

    def _enter_new(self, desk: Any) -> None:
        self._operators = [operator.name for operator in desk.operators]
        self._enter(desk)
        if desk.office.level.value == "province":
            said = "台账已建好。下一步:建立签发机构,给各县签发证书。"
            self._window.say(said, Tone.GREEN, "建立签发机构", lambda: self._session.go("certificates"))
        else:
            said = "台账已建好。下一步:导入现有台账,或先到“设置”核对单位和人员。"
            self._window.say(said, Tone.GREEN, "导入现有台账", lambda: self._session.go("taking_in"))

    # --- unlocking

    def _ask(self, operator: str) -> None:
        self._asking = AskPassphrase(str(self._folder), self._operators, operator)
        self._asking.given.connect(self._open)
        self._asking.forgotten.connect(self._recover)
        self._asking.restoring.connect(self._offer_backups)
        self._window.cover(self._asking)
        self.stands.emit()

    def _recover(self, operator: str) -> None:
        """Somebody forgot the passphrase: the province can help, or nobody."""
        from ui.dialogs.forgotten import Forgotten

        forgotten = Forgotten(self._session.background, self._folder, operator)
        forgotten.recovered.connect(self._enter)
        forgotten.left.connect(lambda: self._ask(operator))
        self._window.cover(forgotten)

    # --- restoring

    def restore(self) -> None:
        """Close the desk and offer its backups; the present one is kept whatever is chosen."""
        if self._session.desk is not None:
            self._forget()
            self._close()
        self._offer_backups()

    def _offer_backups(self) -> None:
        from ui.dialogs.restoring import Restoring

        restoring = Restoring(self._session.background, self._folder)
        restoring.restored.connect(self._enter_restored)
        restoring.left.connect(self._look)
        self._window.cover(restoring)

    def _enter_restored(self, desk: Any, sentence: str) -> None:
        self._operators = [operator.name for operator in desk.operators if operator.active]
        self._goes_to = None
        self._enter(desk)
        self._window.say(sentence, Tone.GREEN)

    # --- opening

    def _open(self, operator: str, passphrase: str) -> None:
        run = self._session.background.run
        run(_open, self._folder, passphrase, operator, on_done=self._enter, on_failed=self._stay_out)

    def _stay_out(self, failure: BaseException) -> None:
        if self._asking is None:
            self._ask(self._operators[0])
        if self._asking is not None:
            self._asking.refused(failure)

    def _enter(self, desk: Any) -> None:
        self._asking = None
        self._session.seat(desk)
        self._idle.wait(desk.settings.idle_minutes)
        self._show_who(desk)
        self._window.uncover()
        self._window.leave_out(pages.left_out(desk.office.level.value))
        name, what = self._goes_to or (pages.first(desk.office.level.value), ())
        self._window.go(name, *what)
        self.opened.emit()

    def _hear(self, changes: frozenset[str]) -> None:
        """Somebody was taken on or off, or the office decided how long nobody may be there."""
        desk = self._session.desk
        if "setting" in changes and desk is not None:
            self._idle.wait(desk.settings.idle_minutes)
        if "operator" in changes and desk is not None:
            self._operators = [person.name for person in desk.operators if person.active]
            self._show_who(desk)

    def _show_who(self, desk: Any) -> None:
        from countydesk.domain.operators import Role

        person = desk.operator
        offered = [role for role in Role if role is not Role.PROVINCE]
        held = [role.title for role in offered if role.value in person.roles]
        said = "全部角色" if len(held) == len(offered) else "、".join(held)
        self._window.top.show_office(desk.office.unit, f"{person.name} · {said}" if said else person.name)
        self._window.top.show_others([name for name in self._operators if name != person.name])

    # --- locking and handing over

    def lock(self) -> None:
        """Close the desk and drop its keys; whoever unlocks it comes back to the page that was shown."""
        if self._session.desk is None:
            return
        operator = self._session.operator
        self._forget()
        self._close()
        self._ask(operator)

    def switch(self, name: str = "") -> None:
        """Ask for another operator's passphrase; Esc leaves all as it was."""
        if self._session.desk is None:
            return
        others = [other for other in self._operators if other != self._session.operator]
        chosen = name if name in others else (others or self._operators)[0]
        self._asking = AskPassphrase(str(self._folder), self._operators, chosen, hands_over=True)
        self._asking.given.connect(self._hand_over)
        self._asking.left.connect(self._window.uncover)
        self._window.cover(self._asking)

    def _hand_over(self, operator: str, passphrase: str) -> None:
        desk, run = self._session.desk, self._session.background.run
        run(_hand_over, desk, operator, passphrase, on_done=self._take_over, on_failed=self._stay_out)

    def _take_over(self, desk: Any) -> None:
        if self._session.desk is desk:
            self._forget()
            self._enter(desk)

    def _forget(self) -> None:
        """What was on the screen must not outlive who saw it; where they were is remembered."""
        self._clearing.clear()
        self._goes_to = self._window.where
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QDialog):
                top.reject()
        self._window.forget_pages()
        self._window.top.show_nobody()

    def _close(self) -> None:
        desk = self._session.desk
        self._session.seat(None)
        self._session.background.run(desk.close)

    def _leave(self, event: QCloseEvent) -> None:
        """The window closes once what changed is backed up; who closes it again does not see that wait."""
        self._clearing.clear()
        desk = self._session.desk
        if desk is None:
            self._session.background.shutdown()
            return
        event.ignore()
        self._forget()
        self._session.seat(None)
        self._window.cover(Leaving())
        self._session.background.run(_back_up, desk, on_done=self._end, on_failed=self._end)

    def _end(self, _done: object) -> None:
        self._window.close()


# On the worker: these import what is heavy, after the window stands.


def _who_can_open(folder: Path) -> tuple[list[str], str]:
    """The operators of the desk in `folder`, none where there is no desk; and who worked here last."""
    from countydesk.services.keyholders import is_desk, operators_of, worked_last

    return (operators_of(folder), worked_last(folder)) if is_desk(folder) else ([], "")


def _load_setup() -> None:
    import countydesk.services.setup  # noqa: F401  # first start is shown once this is there


def _open(folder: Path, passphrase: str, operator: str) -> Any:
    from countydesk.services.desk import open_desk

    return open_desk(folder, passphrase, operator)


def _back_up(desk: Any) -> None:
    from countydesk.services.backups import at_closing

    try:
        at_closing(desk)
    finally:
        desk.close()


def _hand_over(desk: Any, operator: str, passphrase: str) -> Any:
    desk.hand_over(operator, passphrase)
    return desk
