"""The card of operators: who works here, in which roles, taking one on or off, one's own passphrase."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countydesk.domain.fields import titles
from countydesk.domain.operators import Operator, Role
from countydesk.services import handing_over, operators
from countydesk.services.setup import NewOperator
from ui import style
from ui.dialogs.pdf_preview import preview_paper
from ui.forms.editors import TogglesEditor
from ui.forms.keys import FieldKeys, bind_within
from ui.forms.labels import label_for
from ui.parts.card import Card, empty, link, rule
from ui.parts.chip import Chip
from ui.parts.operator_row import OperatorRow
from ui.session import Session
from ui.style import Tone


class PeopleCard(Card):
    """The list, and below it the one form that was asked for."""

    def __init__(self, session: Session) -> None:
        super().__init__("经办人员")
        self._session = session
        self._people = QVBoxLayout()
        self._people.setSpacing(0)
        self.body.addLayout(self._people)
        self._add, self._change, self._leave_desk = (
            link("增加经办人员"),
            link("修改我的口令"),
            link("工作交接…"),
        )
        for words in (self._add, self._change, self._leave_desk):
            self.heading.addWidget(words)
        self._form: QWidget | None = None
        self._add.clicked.connect(self.open_adding)
        self._change.clicked.connect(self.open_changing)
        self._leave_desk.clicked.connect(self.open_handing_over)

    def show_people(self, people: Sequence[Operator], own: str, barred: str) -> None:
        """Show who works here; `own` is whoever looks, `barred` why they may take nobody on, if so."""
        self._add.setEnabled(not barred)
        self._add.setToolTip(barred)
        empty(self._people)
        for person in people:
            acts = [] if barred or not person.active else [("角色…", partial(self.open_roles, person))]
            if acts and person.name != own:
                acts.append(("停用…", partial(self.open_turning_off, person)))
            self._people.addWidget(_line(person, person.name == own, acts))
            self._people.addWidget(rule())
        if self._form is not None:
            self.close_form()

    # --- the forms

    def open_adding(self) -> None:
        """Ask for the new operator, and for one's own passphrase."""
        row, own = OperatorRow(1), _secret("您自己的口令")
        row.open_roles()

        def save() -> None:
            row.say(row.problem())
            if row.problem():
                row.name.setFocus()
                return
            person = row.operator()
            said = f"{person.name.strip()}已加入,可以用自己的口令解锁。"
            self._send(operators.add, own.text(), person, said=said)

        row.onward.connect(own.setFocus)
        row.submitted.connect(save)
        self._open("增加经办人员", [row, own], save, own)
        row.name.setFocus()

    def open_roles(self, person: Operator) -> None:
        """Ask for the operator's roles, and why they change."""
        roles, reason = TogglesEditor([(role.title, role) for role in Role], several=True), _reason()
        roles.set_value([Role(role) for role in person.roles])

        def save() -> None:
            said = f"{person.name}的角色已更改,立即生效。"
            held = [Role(role) for role in roles.value()]
            self._send(operators.change_roles, person.name, held, reason.text(), said=said)

        roles.keys.onward.connect(reason.setFocus)
        roles.keys.submitted.connect(save)
        self._open(f"{person.name}的角色(一项也不选,就是全部角色)", [roles, reason], save, reason)
        roles.focus_on.setFocus()

    def open_turning_off(self, person: Operator) -> None:
        """Ask why an operator goes off duty."""
        reason = _reason()

        def save() -> None:
            said = f"{person.name}已停用,口令已收回;所办的事仍记在其名下。"
            self._send(operators.turn_off, person.name, reason.text(), said=said)

        title = f"停用{person.name}:不能再打开台账,以后可用“增加经办人员”重新上岗"
        self._open(title, [reason], save, reason)
        reason.setFocus()

    def open_changing(self) -> None:
        """Ask for the old passphrase and twice for the new one."""
        old, new, again = _secret("现在的口令"), _secret("新口令"), _secret("再输一遍新口令")

        def save() -> None:
            if new.text() != again.text():
                self._session.notice("两次输入的新口令不一样,请重新输入。", Tone.RED)
                new.setFocus()
                return
            said = "口令已更换,下次解锁请用新口令。"
            self._send(operators.change_passphrase, old.text(), new.text(), said=said)

        for editor, after in ((old, new), (new, again)):
            keys = FieldKeys(editor)
            keys.onward.connect(after.setFocus)
            keys.submitted.connect(save)
        self._open("修改我的口令", [old, new, again], save, again)
        old.setFocus()

    def open_handing_over(self) -> None:
        """Ask who takes over; both give their passphrases, and the desk waits for the successor's."""
        name, reason = _named("接收人姓名"), _reason()
        theirs, own = _secret("接收人的口令(新来的在这里设)"), _secret("您自己的口令")
        paper = link("先看工作交接清单…")
        paper.clicked.connect(lambda: self._show_list(name.text().strip()))

        def save() -> None:
            if not name.text().strip():
                self._session.notice("请写接收人的姓名。", Tone.RED)
                name.setFocus()
                return
            successor = NewOperator(name.text().strip(), theirs.text())
            self._session.act(
                handing_over.hand_over, own.text(), successor, reason.text(), on_done=lambda _: self._handed()
            )

        for editor, after in ((name, theirs), (theirs, own), (own, reason)):
            keys = FieldKeys(editor)
            keys.onward.connect(after.setFocus)
            keys.submitted.connect(save)
        title = "工作交接:接收人接过您的角色,您的口令随即收回,不能撤销"
        self._open(title, [paper, name, theirs, own, reason], save, reason, "交接")
        name.setFocus()

    def _show_list(self, successor: str) -> None:
        title = "工作交接清单"
        preview_paper(
            self,
            self._session,
            lambda desk: handing_over.paper(desk, successor),
            title=title,
            landscape=False,
        )

    def _handed(self) -> None:
        self.close_form()
        self._session.lock()

    def _send(self, function: Any, *values: Any, said: str) -> None:
        def done(_changes: object) -> None:
            self.close_form()
            self._session.notice(said)

        self._session.act(function, *values, on_done=done)

    def _open(
        self, title: str, parts: Sequence[QWidget], save: Any, last: QLineEdit, does: str = "保存"
    ) -> None:
        self.close_form()
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(QMargins(0, 8, 0, 0))
        column.setSpacing(8)
        column.addWidget(style.label(title, "strong"))
        column.addLayout(_laid_out(parts))
        keep = style.in_role(QPushButton(f"{does} Enter"), "main")
        leave = QPushButton("取消 Esc")
        bind_within(form, "Esc", self._leave)
        keep.clicked.connect(save)
        leave.clicked.connect(self._leave)
        keys = FieldKeys(last)
        keys.onward.connect(save)
        keys.submitted.connect(save)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(leave)
        line.addWidget(keep)
        column.addLayout(line)
        self._form = form
        self.add(form)

    def _leave(self) -> None:
        self.close_form()
        self._change.setFocus()

    def close_form(self) -> None:
        """Put the form away with what was typed into it."""
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
            self._form = None


def _line(person: Operator, own: bool, acts: Sequence[tuple[str, Callable[[], object]]]) -> QWidget:
    line = QWidget()
    line.setMinimumHeight(style.ROW)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(style.GAP)
    row.addWidget(style.label(person.name))
    if own:
        row.addWidget(Chip("本人", Tone.BLUE))
    row.addStretch(1)
    roles = [role for role in Role if role.value in person.roles]
    words = "全部角色" if len(roles) == len(Role) else titles(Role, roles)
    row.addWidget(style.label(words if person.active else f"{words} · 已停用", "secondary"))
    line.setAccessibleName(f"{person.name},{words}")
    for title, act in acts:
        made = link(title)
        made.setAccessibleName(f"{person.name}:{title}")
        made.clicked.connect(lambda _checked=False, act=act: act())
        row.addWidget(made)
    return line


def _laid_out(parts: Sequence[QWidget]) -> QGridLayout:
    """Fields under their labels, two beside each other; what is no field takes the whole width."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(style.GAP)
    grid.setVerticalSpacing(4)
    place = 0  # in half widths, of fields with their labels
    for part in parts:
        if isinstance(part, QLineEdit):
            row, side = place // 2 * 2, place % 2
            grid.addWidget(label_for(part.accessibleName(), part), row, side)
            grid.addWidget(part, row + 1, side)
            place += 1
        else:
            place += place % 2
            grid.addWidget(part, place, 0, 1, 2)
            place += 2
    return grid


def _named(words: str, hint: str = "") -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(words)
    made.setPlaceholderText(hint)
    return made


def _reason() -> QLineEdit:
    return _named("原因", "会记入变动记录")


def _secret(words: str) -> QLineEdit:
    made = _named(words)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
    return made
