"""Editors by the kind of field. They never drop what was typed: a wrong text stays, with a sentence."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from countydesk.domain.fields import Choice, FieldSpec, Kind
from countydesk.domain.problems import Refused
from ui import style
from ui.forms.flow import Flow
from ui.forms.keys import FieldKeys
from ui.forms.reading import Read, tidy
from ui.tables.columns import in_words

LONG_HEIGHT = 112  # pixels of a field for prose


class Editor:
    """What a form asks of every editor.

    `raw` is the text as it stands, kept in drafts; `value` is what it means (None when empty) and
    raises `Refused`; `focus_on` is the widget that takes the cursor.
    """

    changed: Any
    keys: FieldKeys
    focus_on: QWidget

    def raw(self) -> str:
        """The text as it stands."""
        raise NotImplementedError

    def set_raw(self, text: str) -> None:
        """Put a draft's text back."""
        raise NotImplementedError

    def value(self) -> Any:
        """What the text means; None when there is none. Raises `Refused`."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a record's value."""
        raise NotImplementedError

    def settle(self) -> None:
        """Tidy the text on leaving."""

    def lock(self, locked: bool) -> None:
        """Let it only be looked at, or be typed into again."""
        assert isinstance(self, QWidget)
        self.setEnabled(not locked)


class LineEditor(QLineEdit, Editor):
    """One line of text, a number, a day, an amount: plain text, understood on leaving."""

    changed = Signal()

    def __init__(self, spec: FieldSpec, read: Read | None = None) -> None:
        super().__init__()
        self._kind, self._read = spec.kind, read
        self.keys = FieldKeys(self)
        self.focus_on = self
        self.setPlaceholderText(spec.hint)
        self.textChanged.connect(lambda _text: self.changed.emit())

    def raw(self) -> str:
        return self.text()

    def set_raw(self, text: str) -> None:
        self.setText(text)

    def value(self) -> Any:
        return self.understood(self.text())

    def understood(self, text: str) -> Any:
        """What a text would mean here; None where there is none. Raises `Refused`."""
        text = tidy(self._kind, text)
        if not text:
            return None
        return self._read(text) if self._read else text

    def set_value(self, value: Any) -> None:
        self.setText(in_words(self._kind, value))
        self.setCursorPosition(0)

    def settle(self) -> None:
        """Show the text as it was understood; one that was not is only tidied."""
        try:
            value = self.value()
        except Refused:
            text = tidy(self._kind, self.text())
        else:
            text = in_words(self._kind, value)
        if text != self.text():
            self.setText(text)

    def lock(self, locked: bool) -> None:
        self.setReadOnly(locked)


class LongEditor(QPlainTextEdit, Editor):
    """Prose. Enter begins a line, Tab goes to the next field; the field says so below."""

    changed = Signal()

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.keys = FieldKeys(self, many_lines=True)
        self.focus_on = self
        self.setTabChangesFocus(True)
        self.setMinimumHeight(LONG_HEIGHT)
        self.setPlaceholderText(spec.hint)
        self.textChanged.connect(self.changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.insertPlainText("\n")
        else:
            super().keyPressEvent(event)

    def raw(self) -> str:
        return self.toPlainText()

    def set_raw(self, text: str) -> None:
        self.setPlainText(text)

    def value(self) -> Any:
        return tidy(Kind.LONG_TEXT, self.toPlainText()) or None

    def set_value(self, value: Any) -> None:
        self.setPlainText(value or "")

    def lock(self, locked: bool) -> None:
        self.setReadOnly(locked)


class ChoiceEditor(QComboBox, Editor):
    """One of a closed list; nothing chosen is shown as such."""

    changed = Signal()

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.keys = FieldKeys(self)
        self.focus_on = self
        # Kept here: as item data Qt would hand back plain texts.
        self._choices: list[Choice | None] = [None, *(spec.choices or ())]
        self.addItems([choice.title if choice else spec.hint or "请选择" for choice in self._choices])
        self.setMaxVisibleItems(12)
        self.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a form must not change what was chosen

    def raw(self) -> str:
        chosen = self.value()
        return str(chosen.value) if chosen is not None else ""

    def set_raw(self, text: str) -> None:
        values = [choice.value if choice else "" for choice in self._choices]
        self.setCurrentIndex(values.index(text) if text in values else 0)

    def value(self) -> Any:
        return self._choices[self.currentIndex()]

    def set_value(self, value: Any) -> None:
        self.set_raw(str(getattr(value, "value", value) or ""))


class TogglesEditor(QWidget, Editor):
    """Short words to switch on: several of a list, or one of 是 and 否. Space switches, Enter goes on."""

    changed = Signal()

    def __init__(self, words: Sequence[tuple[str, Any]], *, several: bool) -> None:
        super().__init__()
        self._several = several
        self._values = [value for _title, value in words]
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        line = Flow(self, gap=8)
        for number, (title, _value) in enumerate(words):
            button = style.in_role(QPushButton(title), "toggle")
            button.setCheckable(True)
            button.setAutoDefault(False)
            self._group.addButton(button, number)
            line.addWidget(button)
        self._group.idClicked.connect(self._clicked)
        self.focus_on = self._group.button(0)
        self.keys = FieldKeys(self.focus_on)
        for other in self._group.buttons()[1:]:
            keys = FieldKeys(other)
            keys.onward.connect(self.keys.onward)
            keys.backward.connect(self.keys.backward)
            keys.submitted.connect(self.keys.submitted)
            keys.left.connect(self.keys.left)

    def _clicked(self, number: int) -> None:
        if not self._several and self._group.button(number).isChecked():
            for other in self._group.buttons():
                other.setChecked(self._group.id(other) == number)
        self.changed.emit()

    def _chosen(self) -> list[Any]:
        return [value for n, value in enumerate(self._values) if self._group.button(n).isChecked()]

    def value(self) -> Any:
        chosen = self._chosen()
        return chosen if self._several else (chosen[0] if chosen else None)

    def set_value(self, value: Any) -> None:
        wanted = (value or []) if self._several else ([] if value is None else [value])
        for number, each in enumerate(self._values):
            self._group.button(number).setChecked(each in wanted)
        self.changed.emit()

    def raw(self) -> str:
        chosen = self._chosen()
        return ",".join(str(value) for value in chosen)

    def set_raw(self, text: str) -> None:
        kept = text.split(",")
        for number, value in enumerate(self._values):
            self._group.button(number).setChecked(str(value) in kept)
        self.changed.emit()


def editor_for(spec: FieldSpec, read: Read | None = None) -> Editor:
    """The editor of a declared field; `read` understands its text."""
    if spec.kind is Kind.LONG_TEXT:
        return LongEditor(spec)
    if spec.kind is Kind.CHOICE:
        return ChoiceEditor(spec)
    if spec.kind is Kind.CHOICES:
        choices: Sequence[Choice] = list(spec.choices or ())
        return TogglesEditor([(choice.title, choice) for choice in choices], several=True)
    if spec.kind is Kind.YES_NO:
        return TogglesEditor([("是", True), ("否", False)], several=False)
    return LineEditor(spec, read)
