"""A form built from declared fields: labels above, sentences below, one road from typing to values."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.problems import Problem, Refused
from ui import style
from ui.forms.editors import Editor, editor_for
from ui.forms.reading import Read, readers
from ui.parts.card import empty

PROSE_KEYS = "Enter 换行,Tab 下一格;输入法上屏前 Enter、Tab 不会跳格"
SET_IN = 24  # pixels
FormRow = Sequence[str | tuple[str, int]]
Check = Callable[[Mapping[str, Any]], Sequence[Problem]]  # rules between fields, over what could be read


class Field(QWidget):
    """One field: its label, its editor, and the sentence that says what is wrong with it."""

    def __init__(self, spec: FieldSpec, editor: Editor) -> None:
        super().__init__()
        self.spec, self.editor = spec, editor
        self.problem = ""
        widget = self.widget
        self._label = style.label(spec.title, "field")
        self._label.setBuddy(editor.focus_on)
        editor.focus_on.setAccessibleName(spec.title)
        editor.focus_on.setAccessibleDescription(spec.hint)
        self._sentence = style.label("", "wrong", wraps=True)
        self._sentence.hide()
        self._told = style.label("", "secondary", wraps=True)
        self._told.hide()
        self._head = QHBoxLayout()
        self._head.addWidget(self._label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(4)
        column.addLayout(self._head)
        column.addWidget(widget)
        column.addWidget(self._sentence)
        column.addWidget(self._told)
        if spec.kind is Kind.LONG_TEXT:
            column.addWidget(style.label(PROSE_KEYS, "secondary"))
        if spec.kind is not Kind.LONG_TEXT:
            column.addStretch(1)

    @property
    def widget(self) -> QWidget:
        assert isinstance(self.editor, QWidget)
        return self.editor

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong; "" says that nothing is."""
        self.problem = sentence
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._told.setVisible(bool(self.told) and not sentence)
        style.mark(self.editor.focus_on, "wrong", "true" if sentence else "false")
        self.editor.focus_on.setAccessibleDescription(sentence or self.spec.hint)

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """Say something about what stands in the field, while it is typed; "" says nothing."""
        self._told.setText(words)
        self._told.setVisible(bool(words) and not self.problem)
        style.mark(self._told, "role", "wrong" if wrong else "secondary")

    @property
    def told(self) -> str:
        """What is said about what stands in the field."""
        return self._told.text()

    def mark_required(self) -> None:
        """Say beside the label that it must be filled in."""
        self._label.setText(f'{escape(self.spec.title)} <span style="color:{style.colours.red}">*</span>')
        self._label.setToolTip("必填")

    def offer(self, way: QWidget | None) -> None:
        """Show a link at the end of the label's line; None takes it away."""
        empty(self._head, keep=1)
        if way is not None:
            self._head.addWidget(way)

    def read(self) -> tuple[Any, str]:
        """The value and "", or None and what is wrong with the text."""
        try:
            return self.editor.value(), ""
        except Refused as refusal:
            return None, str(refusal)


class Form(QScrollArea):
    """Fields in rows. A row names its fields; a name with a number, ("need", 2), takes that many shares,
    and no name, ("", 2), leaves them blank; ("", 0) sets the row in. A row that is a text is a heading over
    those that follow.

    `reads` says how kinds are understood; `overrides` replaces the editor of a named field.
    """

    changed = Signal()  # with every character; a draft is kept from it
    submitted = Signal(object)  # the values, by Ctrl+Enter and `submit`, when nothing is wrong; as a dict Qt
    # would turn the choices among them into plain texts
    refused = Signal(list)  # problems that belong to no field, for the page's notice line

    def __init__(
        self,
        specs: Sequence[FieldSpec],
        rows: Sequence[FormRow | str],
        *,
        reads: Mapping[Kind, Read] | None = None,
        check: Check | None = None,
        overrides: Mapping[str, Editor] | None = None,
    ) -> None:
        super().__init__()
        self.locked = False
        self._check = check or (lambda _values: ())
        self._reads = readers() if reads is None else reads
        by_name = {spec.name: spec for spec in specs}
        self.fields: dict[str, Field] = {}
        self._told_between: dict[str, str] = {}  # what the rules between fields said last, by field
        self.content = style.in_role(QWidget(), "clear")
        self._column = QVBoxLayout(self.content)
        self._column.setContentsMargins(style.PADDING, 12, style.PADDING, 12)
        self._column.setSpacing(12)
        for row in rows:
            if isinstance(row, str):
                self._column.addWidget(style.label(row, "strong"))
            else:
                self._add_row(row, by_name, overrides or {})
        self._column.addStretch(1)
        self.setWidget(self.content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _add_row(
        self,
        row: FormRow,
        specs: Mapping[str, FieldSpec],
        overrides: Mapping[str, Editor],
    ) -> None:
        line = QHBoxLayout()
        line.setSpacing(style.GAP + 2)
        for item in row:
            name, share = (item, 1) if isinstance(item, str) else item
            if not name:
                line.addStretch(share) if share else line.addSpacing(SET_IN)
                continue
            spec = specs[name]
            editor = overrides.get(name) or editor_for(spec, self._reads.get(spec.kind))
            line.addWidget(self._add_field(Field(spec, editor)), share)
        self._column.addLayout(line)

    def _add_field(self, field: Field) -> Field:
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.fields[field.spec.name] = field
        editor = field.editor
        editor.changed.connect(partial(self._edited, field))
        editor.keys.onward.connect(partial(self._step, field, 1))
        editor.keys.backward.connect(partial(self._step, field, -1))
        editor.keys.left.connect(partial(self._left, field))
        editor.keys.submitted.connect(self.submit)
        return field

    # --- going from field to field

    def _step(self, field: Field, by: int) -> None:
        order = [each for each in self.fields.values() if each.widget.isEnabled() and not each.isHidden()]
        place = order.index(field) + by
        if 0 <= place < len(order):
            self.focus(order[place].spec.name)
        else:
            self.focusNextPrevChild(by > 0)

    def focus(self, name: str) -> None:
        """Put the cursor into a field and bring it into view."""
        field = self.fields[name]
        field.editor.focus_on.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(field, 0, 24)

    def _edited(self, field: Field) -> None:
        if field.problem:
            field.show_problem("")
        self.changed.emit()

    def lock(self, locked: bool) -> None:
        """Let the fields only be looked at, or be typed into again."""
        self.locked = locked
        for field in self.fields.values():
            field.editor.lock(locked)

    def _left(self, field: Field) -> None:
        """Tidy what was typed and say what is wrong with it; an empty field is not nagged about.

        What a service refused stays until the field is changed.
        """
        if self.locked:
            return
        field.editor.settle()
        values, wrong = self._read_all()
        name, before = field.spec.name, self._told_between
        self._ruled(values)
        between = self._told_between
        sentence = wrong.get(name) or (between.get(name, "") if field.editor.raw() else "")
        if sentence:
            field.show_problem(sentence)
        for other in before.keys() - wrong.keys() - between.keys():
            if self.fields[other].problem == before[other]:
                self.fields[other].show_problem("")  # right now, by what this one says

    def _ruled(self, values: Mapping[str, Any]) -> list[Problem]:
        """What the rules between fields say of these values; remembered until they are asked again."""
        found = list(self._check(values))
        self._told_between = {problem.field: problem.sentence for problem in found if problem.field}
        return found

    # --- values in and out

    def _read_all(self) -> tuple[dict[str, Any], dict[str, str]]:
        values, wrong = {}, {}
        for name, field in self.fields.items():
            value, sentence = field.read()
            if sentence:
                wrong[name] = sentence
            else:
                values[name] = value
        return values, wrong

    def problems(self) -> list[Problem]:
        """All that is wrong now: texts not understood, required fields empty, rules between fields."""
        values, wrong = self._read_all()
        found = [Problem(sentence, field=name) for name, sentence in wrong.items()]
        for name, field in self.fields.items():
            if field.spec.required and name in values and values[name] in (None, []):
                found.append(Problem(f"请填写{field.spec.title}。", field=name))
        told = {problem.field for problem in found}
        return found + [problem for problem in self._ruled(values) if problem.field not in told]

    def values(self) -> dict[str, Any]:
        """What the fields mean, by name. Raises `Refused` with every problem."""
        found = self.problems()
        if found:
            raise Refused(*found)
        return self._read_all()[0]

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show a record's values; fields not named keep theirs."""
        for name in values.keys() & self.fields.keys():
            self.fields[name].editor.set_value(values[name])
            self.fields[name].show_problem("")

    def clear(self) -> None:
        """Empty every field."""
        self.set_draft(dict.fromkeys(self.fields, ""))

    def draft(self) -> dict[str, str]:
        """What stands in the fields as it was typed, wrong or right, but for empty ones."""
        texts = {name: field.editor.raw() for name, field in self.fields.items()}
        return {name: text for name, text in texts.items() if text}

    def set_draft(self, texts: Mapping[str, str]) -> None:
        """Put a kept draft back."""
        for name in texts.keys() & self.fields.keys():
            self.fields[name].editor.set_raw(texts[name])
            self.fields[name].show_problem("")

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """Show each problem at its field and go to the first; returns those that belong to no field."""
        by_field: dict[str, str] = {}
        for problem in problems:
            if problem.field in self.fields and problem.field not in by_field:
                by_field[str(problem.field)] = problem.sentence
        for name, field in self.fields.items():
            field.show_problem(by_field.get(name, ""))
        first = next((name for name in self.fields if name in by_field), None)
        if first is not None:
            self.focus(first)
        return [problem for problem in problems if problem.field not in self.fields]

    def submit(self) -> None:
        """Hand the values on by `submitted`; or show what is wrong, each at its field."""
        for field in self.fields.values():
            field.editor.settle()
        found = self.problems()
        if found:
            if elsewhere := self.show_problems(found):
                self.refused.emit(elsewhere)
        else:
            self.submitted.emit(self._read_all()[0])
