"""One operator's line: the name, the passphrase twice, and the roles where they are asked for."""

from functools import partial

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from countydesk.domain.operators import Role
from countydesk.domain.passphrases import SHORTEST, passphrase_problem
from countydesk.services.setup import NewOperator
from ui import style
from ui.forms.editors import TogglesEditor
from ui.forms.keys import FieldKeys, bind_within
from ui.parts.card import link

ROLES = (Role.RECORDER, Role.REVIEWER, Role.APPROVER)


class OperatorRow(QWidget):
    """An empty line counts for nobody; no role chosen means all of them."""

    onward = Signal()
    backward = Signal()
    submitted = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self.name = _line(f"第 {number} 名经办人员姓名", "姓名")
        self.passphrase = _line(f"第 {number} 名经办人员口令", f"口令,至少 {SHORTEST} 个字符")
        self.again = _line(f"第 {number} 名经办人员再输一遍口令", "再输一遍口令")
        for secret in (self.passphrase, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
            secret.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self._more = link("角色")
        self._more.setAccessibleName(f"第 {number} 名经办人员的角色")
        self._roles = TogglesEditor([(role.title, role) for role in ROLES], several=True)
        self._wrong = style.label("", "wrong", wraps=True)
        self._lay_out()
        self._bind_keys()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.name, 3)
        line.addWidget(self.passphrase, 4)
        line.addWidget(self.again, 4)
        line.addWidget(self._more)
        self._role_line = QWidget()
        roles = QHBoxLayout(self._role_line)
        roles.setContentsMargins(QMargins())
        roles.addWidget(self._roles, 1)
        roles.addWidget(style.label("一项也不选,就是全部角色", "secondary"))
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self._role_line)
        column.addWidget(self._wrong)
        self._role_line.hide()
        self._wrong.hide()
        self._more.clicked.connect(lambda: self._role_line.setVisible(self._role_line.isHidden()))

    def _bind_keys(self) -> None:
        order = (self.name, self.passphrase, self.again)
        for place, editor in enumerate(order):
            keys = FieldKeys(editor)
            keys.submitted.connect(self.submitted)
            keys.left.connect(self._look)
            after = order[place + 1].setFocus if place < 2 else self.onward.emit
            before = order[place - 1].setFocus if place else self.backward.emit
            keys.onward.connect(after)
            keys.backward.connect(before)
            editor.textEdited.connect(lambda _text: self.say(""))
        # Enter goes straight on to the next person, Tab by way of the roles.
        bind_within(self.again, "Tab", partial(self._more.setFocus, Qt.FocusReason.TabFocusReason))
        bind_within(self._more, "Tab", self._after_more)
        bind_within(self._more, "Shift+Tab", partial(self.again.setFocus, Qt.FocusReason.BacktabFocusReason))
        self._roles.keys.onward.connect(self.onward)
        self._roles.keys.backward.connect(self._more.setFocus)
        self._roles.keys.submitted.connect(self.submitted)

    def _after_more(self) -> None:
        if self._role_line.isHidden():
            self.onward.emit()
        else:
            self._roles.focus_on.setFocus(Qt.FocusReason.TabFocusReason)

    def open_roles(self) -> None:
        """Ask for the roles too."""
        self._role_line.show()

    @property
    def is_empty(self) -> bool:
        return not any(editor.text() for editor in (self.name, self.passphrase, self.again))

    def operator(self) -> NewOperator:
        """Who was typed."""
        return NewOperator(self.name.text(), self.passphrase.text(), tuple(self._roles.value()))

    def problem(self) -> str:
        """What is wrong with what was typed; "" when nothing is."""
        if not self.name.text().strip():
            return "请填写姓名。"
        if problem := passphrase_problem(self.passphrase.text()):
            return problem
        return "" if self.passphrase.text() == self.again.text() else "两次输入的口令不一样,请重新输入。"

    def say(self, sentence: str) -> None:
        """A sentence below the line; "" takes it away."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def _look(self) -> None:
        """On leaving a field only what is typed twice and differs is told."""
        if self.again.text() and self.again.text() != self.passphrase.text():
            self.say(self.problem())


def _line(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made
