"""A forgotten passphrase: a request for the province, its answer, and the door opens again."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPushButton

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.problems import Problem, Refused
from ui import style
from ui.background import Background, is_foreseen
from ui.forms.paths import PassphraseEditor, PathEditor, Wanted, default_folder
from ui.parts.cover import Cover
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.fingerprint import Fingerprint

REPLIES = "口令恢复答复 (*.json);;所有文件 (*)"
NO_SLOT = (
    "这本台账没有给省级留备用钥匙,不能由省级恢复。请由记得口令的同事打开台账,"
    "在“设置 · 经办人员”里停用您的名字,再用“增加经办人员”重新加入。"
)
HOW = (
    "先写出申请(当面设好新口令),把申请文件交给省级;省级打电话与您核对指纹后交回答复文件,"
    "装入答复,新口令即可使用。双方的变动记录都会记下这件事。"
)


class Forgotten(Cover):
    """Asks the services on the worker; whoever stands behind it takes the opened desk."""

    recovered = Signal(object)  # the desk, open
    left = Signal()

    def __init__(self, background: Background, folder: Path, operator: str) -> None:
        super().__init__()
        self._background, self._folder, self._operator = background, folder, operator
        self._said = style.label("", wraps=True)
        self._wait = style.label("", "small", wraps=True)
        self._print = Fingerprint()
        self.entry = EntryBar()
        self._leave = QPushButton("返回 Esc")
        self._request = QPushButton("写出申请…")
        self._answer = QPushButton("装入省级的答复…")
        self._lay_out()
        self._leave.setShortcut("Esc")
        self._leave.clicked.connect(self.left)
        self._request.clicked.connect(self.ask_to_request)
        self._answer.clicked.connect(self.ask_for_answer)
        for button in (self._request, self._answer):
            button.setEnabled(False)  # until it is known where the request stands
        self.entry.shut.connect(partial(self._show_buttons, True))
        self.look()

    def _lay_out(self) -> None:
        card = self.card
        card.add(style.label(f"{self._operator}忘记了口令", "title"))
        for part in (self._said, self._wait, self._print, self.entry):
            card.add(part)
        self.add_buttons(self._leave, self._request, self._answer)

    def focusInEvent(self, event: QFocusEvent) -> None:
        (self._answer if self._answer.isEnabled() else self._leave).setFocus()

    def look(self) -> None:
        """See where the request stands."""
        self._background.run(_look, self._folder, on_done=self._show, on_failed=self._failed)

    def _show(self, found: tuple[str, Any]) -> None:
        province, waits = found
        self._said.setText(HOW if province else NO_SLOT)
        self._request.setEnabled(bool(province))
        self._answer.setEnabled(waits is not None)
        told = ""
        if waits:
            told = f"{waits.operator}的申请已写到 {waits.path},请在电话里把指纹一行一行念给{province}:"
        self._wait.setText(told)
        self._wait.setVisible(bool(told))
        self._print.setVisible(bool(told))
        self._print.show_text(waits.fingerprint if waits else "")
        self._show_buttons(True)

    def _show_buttons(self, shown: bool) -> None:
        for button in (self._leave, self._request, self._answer):
            button.setVisible(shown)
        if shown:
            self.focusInEvent(QFocusEvent(QFocusEvent.Type.FocusIn))

    # --- the two steps

    def ask_to_request(self) -> None:
        """Ask the new passphrase twice, and where the request goes."""
        questions = [
            Question(_spec("passphrase", "新口令"), width=190, editor=PassphraseEditor()),
            Question(_spec("again", "再输一遍"), width=190, editor=PassphraseEditor()),
            Question(_spec("to", "保存到"), value=default_folder(), editor=PathEditor(Wanted.FOLDER)),
        ]
        sentence = "请记住这个新口令,装入答复时还要用。"
        self._ask(Entry("写出申请", sentence, "写出", self._write, questions))

    def _write(self, values: dict[str, Any]) -> None:
        if values["passphrase"] != values["again"]:
            self.entry.refused(Refused(Problem("两次输入的口令不一样。", field="again")))
            return
        wanted = (self._folder, self._operator, values["passphrase"], values["to"])
        self._run(_request, *wanted, done=self._written)

    def _written(self, _made: object) -> None:
        self.entry.close_entry()
        self.look()

    def ask_for_answer(self) -> None:
        """Ask for the file that the province sent, and for the passphrase of the request."""
        editor = PathEditor(Wanted.FILE, "省级的答复", REPLIES)
        questions = [
            Question(_spec("reply", "答复文件"), editor=editor),
            Question(_spec("passphrase", "申请时设的新口令"), width=190, editor=PassphraseEditor()),
        ]
        self._ask(Entry("装入答复", "", "恢复", self._finish, questions))

    def _finish(self, values: dict[str, Any]) -> None:
        self._run(_finish, self._folder, values["reply"], values["passphrase"], done=self.recovered.emit)

    def _ask(self, entry: Entry) -> None:
        self._show_buttons(False)
        self.entry.ask(entry)

    def _run(self, function: Any, *values: Any, done: Callable[[Any], object]) -> None:
        self._background.run(function, *values, on_done=done, on_failed=self.entry.refused)

    def _failed(self, failure: BaseException) -> None:
        if is_foreseen(failure):
            self._said.setText(str(failure))


def _spec(name: str, title: str) -> FieldSpec:
    return FieldSpec(name, title, Kind.TEXT, True, None, False, "")


# On the worker: these import what is heavy.


def _look(folder: Path) -> tuple[str, Any]:
    """Whom the desk left a key, "" for nobody; and the request that waits."""
    from countydesk.services import recovery

    return recovery.offered_to(folder), recovery.waiting(folder)


def _request(folder: Path, operator: str, passphrase: str, to: Path) -> Any:
    from countydesk.services import recovery

    return recovery.request(folder, operator, passphrase, to)


def _finish(folder: Path, reply: Path, passphrase: str) -> Any:
    from countydesk.services import recovery

    return recovery.finish(folder, reply, passphrase)
