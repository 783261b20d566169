"""First start as a cover of the window: what makes a desk, on one card."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countydesk.domain.problems import Refused
from countydesk.services import setup
from ui import style
from ui.background import Background
from ui.forms.keys import FieldKeys
from ui.forms.labels import label_for
from ui.forms.picker import Item, Picker
from ui.parts.card import link
from ui.parts.cover import Cover
from ui.parts.operator_row import OperatorRow

WIDTH = 700


class FirstStart(Cover):
    """Asks, makes the desk in `folder` on the worker, and hands it on."""

    made = Signal(object)  # the desk, opened as its first operator
    restoring = Signal()  # there was a desk, and there is a backup of it

    def __init__(self, background: Background, folder: Path) -> None:
        super().__init__(WIDTH)
        self._background, self._folder = background, folder
        self._units: dict[str, str] = {}
        self._office = Picker([], "输入县区名称或拼音首字母,例如 hsx")
        self._no_office = style.label("", "wrong", wraps=True)
        self._unit = QLineEdit()
        self._rows: list[OperatorRow] = []
        self._people = QVBoxLayout()
        self._more = link("再加一人")
        self._wrong = style.label("", "wrong", wraps=True)
        self._make = style.in_role(QPushButton(), "main")
        self._restore = QPushButton("从备份恢复…")
        self._lay_out()
        self._bind_keys()
        for _ in range(2):
            self._add_row()
        self._wait(False)
        background.run(setup.offices_to_find, on_done=self._offer)

    def _lay_out(self) -> None:
        card = self.card
        card.add(style.label("第一次使用:建立本单位的台账", "title"))
        said = "填三样就能开始。数据只存在这台电脑上,加密保存。"
        card.add(style.label(said, "secondary", wraps=True))
        card.body.addSpacing(4)
        for words, editor in (("县区", self._office), ("单位名称", self._unit)):
            card.add(label_for(words, editor))
            card.add(editor)
            if editor is self._office:
                card.add(self._no_office)
        card.body.addSpacing(4)
        card.add(style.label("经办人员", "field"))
        self._people.setSpacing(8)
        card.body.addLayout(self._people)
        card.add(self._more)
        said = "拟定名册的人不能复核和批准,所以至少要两人。口令请记牢;装入省级证书以后,忘了可由省级恢复。"
        card.add(style.label(said, "secondary", wraps=True))
        card.add(self._wrong)
        foot = QHBoxLayout()
        foot.setSpacing(style.GAP)
        where = style.label("", "secondary")
        place = where.fontMetrics().elidedText(str(self._folder), Qt.TextElideMode.ElideMiddle, 400)
        where.setText(f"存放在 {place}")
        where.setToolTip(str(self._folder))
        foot.addWidget(where, 1)
        foot.addWidget(self._restore)
        foot.addWidget(self._make)
        card.body.addLayout(foot)

    def _bind_keys(self) -> None:
        self._office.keys.onward.connect(self._unit.setFocus)
        self._office.keys.left.connect(self._office.settle)
        self._office.keys.submitted.connect(self.submit)
        self._office.chosen.connect(self._fill_unit)
        self._office.changed.connect(lambda: self._say_of_office(""))
        keys = FieldKeys(self._unit)
        keys.onward.connect(lambda: self._rows[0].name.setFocus())
        keys.backward.connect(self._office.setFocus)
        keys.submitted.connect(self.submit)
        self._more.clicked.connect(lambda: self._add_row().name.setFocus())
        self._make.clicked.connect(self.submit)
        self._restore.clicked.connect(self.restoring)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._office.setFocus()

    # --- what is typed

    def _offer(self, offices: Sequence[setup.OfficeChoice]) -> None:
        self._units = {office.code: office.unit for office in offices}
        self._office.show_items([Item(o.code, o.title, o.tokens, o.within) for o in offices])

    def _fill_unit(self, code: str) -> None:
        """The usual name, unless somebody typed another."""
        if not self._unit.text().strip() or self._unit.text() in self._units.values():
            self._unit.setText(self._units.get(code, ""))

    def _add_row(self) -> OperatorRow:
        row = OperatorRow(len(self._rows) + 1)
        place = len(self._rows)
        row.onward.connect(partial(self._step_from, place, 1))
        row.backward.connect(partial(self._step_from, place, -1))
        row.submitted.connect(self.submit)
        self._rows.append(row)
        self._people.addWidget(row)
        return row

    def _step_from(self, place: int, by: int) -> None:
        if 0 <= place + by < len(self._rows):
            row = self._rows[place + by]
            (row.name if by > 0 else row.again).setFocus()
        else:
            (self._make if by > 0 else self._unit).setFocus()

    # --- making the desk

    def submit(self) -> None:
        """Make the desk, or say what is missing where it is missing."""
        self._office.settle()
        try:
            code = self._office.value()
        except Refused as refusal:
            self._say_of_office(str(refusal))
            return
        if not code:
            self._say_of_office("请选择县区。")
            return
        people = self._people_typed()
        if people:
            self._wait(True)
            run, unit = self._background.run, self._unit.text()
            run(_create, self._folder, code, unit, people, on_done=self._done, on_failed=self._failed)

    def _people_typed(self) -> list[setup.NewOperator]:
        """The operators; none if a line is wrong, which is said there."""
        rows = [row for row in self._rows if not row.is_empty]
        if not rows:
            self._stop("请至少填写一名经办人员。", self._rows[0].name)
            return []
        for row in rows:
            row.say(row.problem())
            if row.problem():
                row.name.setFocus()
                return []
        return [row.operator() for row in rows]

    def _done(self, desk: Any) -> None:
        self.made.emit(desk)

    def _failed(self, failure: BaseException) -> None:
        self._wait(False)
        self._say(str(failure))

    def _stop(self, sentence: str, editor: QWidget) -> None:
        self._say(sentence)
        editor.setFocus()

    def _say_of_office(self, sentence: str) -> None:
        """What is wrong with the county, below its field; "" takes it away."""
        self._no_office.setText(sentence)
        self._no_office.setVisible(bool(sentence))
        style.mark(self._office, "wrong", "true" if sentence else "false")
        if sentence:
            self._office.setFocus()

    def _say(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def _wait(self, waiting: bool) -> None:
        """Making the keys takes a second or two by design."""
        for part in (self._office, self._unit, self._more, self._make, *self._rows):
            part.setEnabled(not waiting)
        self._make.setText("正在建立…" if waiting else "建立台账 Ctrl+Enter")
        self._make.setShortcut("Ctrl+Return")  # a new text takes the old shortcut away
        self._say("")
        self._say_of_office("")


def _create(folder: Path, code: str, unit: str, people: Sequence[setup.NewOperator]) -> Any:
    return setup.create_desk(folder, code, unit, people)
