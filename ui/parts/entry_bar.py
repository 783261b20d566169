"""A small form that opens in the page for one act: what it does, the fields it needs, and two keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from countydesk.domain.fields import FieldSpec
from countydesk.domain.problems import Problem, Refused
from ui import style
from ui.forms.editors import Editor, editor_for
from ui.forms.form import Field
from ui.forms.reading import Read
from ui.parts.card import Card, empty
from ui.parts.header import bind_key

LABEL = 22  # pixels from a field's top to its editor


@dataclass(frozen=True)
class Question:
    """One field that an act asks for; `width` in pixels, 0 takes what is left."""

    spec: FieldSpec
    read: Read | None = None
    value: Any = None
    width: int = 0
    editor: Editor | None = None  # where the kind's own does not fit


@dataclass(frozen=True)
class Entry:
    """An act: its title, a sentence of what follows from it, the word on its button, its fields."""

    title: str
    sentence: str
    act: str
    give: Callable[[dict[str, Any]], object]
    questions: Sequence[Question] = field(default_factory=tuple)


class EntryBar(Card):
    """Hidden until something is asked. Enter goes on and, in the last field, does it; Esc leaves."""

    shut = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._entry: Entry | None = None
        self.fields: dict[str, Field] = {}
        self._title = style.label("", "strong")
        self._sentence = style.label("", "small", wraps=True)
        self._wrong = style.label("", "wrong", wraps=True)
        self.leave = QPushButton("取消 Esc")
        bind_key(self.leave, "Esc")
        self.act = style.in_role(QPushButton(), "main")
        bind_key(self.act, "Ctrl+Return")
        self._buttons = QWidget()
        beside = QHBoxLayout(self._buttons)
        beside.setContentsMargins(QMargins())
        beside.setSpacing(style.GAP)
        for button in (self.leave, self.act):
            button.setAutoDefault(True)
            beside.addWidget(button)
        self._row = QHBoxLayout()
        self._row.setSpacing(style.GAP)
        self._head = QHBoxLayout()
        self._head.setSpacing(style.GAP)
        self._head.addWidget(self._title, 0, Qt.AlignmentFlag.AlignVCenter)
        self._head.addWidget(self._sentence, 1)
        self.body.addLayout(self._head)
        self.body.addLayout(self._row)
        self.body.addWidget(self._wrong)
        self.leave.clicked.connect(self.close_entry)
        self.act.clicked.connect(self.submit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def is_open(self) -> bool:
        return self._entry is not None

    def ask(self, entry: Entry) -> None:
        """Open for an act; the cursor stands in its first field."""
        self._entry = entry
        self._title.setText(entry.title)
        self._sentence.setText(entry.sentence)
        self._say("")
        self.act.setText(f"{entry.act} Ctrl+Enter")
        self.act.setEnabled(True)
        self._lay_out_fields(entry.questions)
        self.setAccessibleName(f"{entry.title}:{entry.sentence}")
        self.show()
        first = next(iter(self.fields.values()), None)
        target = first.editor.focus_on if first else self.act
        target.setFocus(Qt.FocusReason.TabFocusReason)  # what stands there is selected: typing replaces it

    def _lay_out_fields(self, questions: Sequence[Question]) -> None:
        for line in (self._row, self._head):
            line.removeWidget(self._buttons)
        empty(self._row)
        self.fields = {}
        for question in questions:
            made = Field(question.spec, question.editor or editor_for(question.spec, question.read))
            made.editor.set_value(question.value)
            if question.width:
                made.setFixedWidth(question.width)
            self._row.addWidget(made, 0 if question.width else 1)
            made.show()  # at once: a layout would show it only later, and keys come sooner
            self.fields[question.spec.name] = made
            made.editor.keys.onward.connect(partial(self._onward, question.spec.name))
            made.editor.keys.backward.connect(partial(self.focusNextPrevChild, False))
            made.editor.keys.left.connect(partial(self._left, made))
            made.editor.changed.connect(partial(made.show_problem, ""))
        if questions and all(question.width for question in questions):
            self._row.addStretch(1)
        # Beside the fields, not beside their labels or the sentences below them.
        self._buttons.setContentsMargins(0, LABEL if questions else 0, 0, 0)
        (self._row if questions else self._head).addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignTop)
        self._buttons.show()

    def _left(self, made: Field) -> None:
        made.editor.settle()
        if made.editor.raw():
            made.show_problem(made.read()[1])

    def _onward(self, name: str) -> None:
        names = list(self.fields)
        if name == names[-1]:
            self.submit()
        else:
            following = self.fields[names[names.index(name) + 1]]
            following.editor.focus_on.setFocus(Qt.FocusReason.TabFocusReason)

    def submit(self) -> None:
        """Hand the values over, or show what is wrong with them."""
        if self._entry is None or not self.act.isEnabled():
            return
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, made in self.fields.items():
            made.editor.settle()
            values[name], wrong = made.read()
            if not wrong and made.spec.required and values[name] in (None, ""):
                wrong = f"请填写{made.spec.title}。"
            if wrong:
                problems.append(Problem(wrong, field=name))
        if problems:
            self.show_problems(problems)
            return
        self.act.setEnabled(False)
        self._entry.give(values)

    def refused(self, failure: BaseException) -> None:
        """The act was refused: say why, at its field where it names one, and let it be tried again."""
        self.act.setEnabled(True)
        problems = failure.problems if isinstance(failure, Refused) else (Problem(str(failure)),)
        self.show_problems(problems)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Each at its field, the rest below; the cursor goes to the first."""
        elsewhere = [problem.sentence for problem in problems if problem.field not in self.fields]
        self._say("".join(elsewhere))
        by_name = {problem.field: problem.sentence for problem in problems}
        for name, made in self.fields.items():
            made.show_problem(by_name.get(name, ""))
        first = next((made for name, made in self.fields.items() if name in by_name), None)
        if first is not None:
            first.editor.focus_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def close_entry(self) -> None:
        """Leave without doing it, or after it is done."""
        if self._entry is None:
            return
        self._entry = None
        self.hide()
        self.shut.emit()
