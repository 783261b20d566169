"""The few questions that stop the work: a reason that must be kept, and an act that cannot be undone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui import style
from ui.forms.keys import FieldKeys


class _Question(QDialog):
    """A title, a sentence, what is asked, and two buttons of which the second does it."""

    def __init__(self, parent: QWidget | None, title: str, sentence: str, act: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(24, 20, 24, 20)
        self.body.setSpacing(style.GAP)
        self.body.addWidget(style.label(title, "title"))
        words: QLabel = style.label(sentence, wraps=True)
        self.body.addWidget(words)
        self.leave = QPushButton("取消 Esc")
        self.act = style.in_role(QPushButton(act), "main")
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.leave)
        self._buttons.addWidget(self.act)
        self.leave.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)

    def finish(self) -> None:
        """Put the buttons below all that was added."""
        self.body.addLayout(self._buttons)


class AskReason(_Question):
    """Asks for a reason that is kept with the record: returned money, a void list, a refusal."""

    def __init__(
        self, parent: QWidget | None, title: str, sentence: str, act: str = "确定 Ctrl+Enter"
    ) -> None:
        super().__init__(parent, title, sentence, act)
        self._text = QPlainTextEdit()
        self._text.setAccessibleName("原因")
        self._text.setPlaceholderText("原因(会记入台账)")
        self._text.setFixedHeight(84)
        self._text.setTabChangesFocus(True)
        self._wrong = style.label("", "wrong")
        self.body.addWidget(self._text)
        self.body.addWidget(self._wrong)
        self.finish()
        self._keys = FieldKeys(self._text, many_lines=True)
        self._keys.submitted.connect(self.accept)
        self._keys.onward.connect(lambda: self.act.setFocus(Qt.FocusReason.TabFocusReason))
        self._text.setFocus()

    @property
    def reason(self) -> str:
        """What was typed, without blanks at its ends."""
        return self._text.toPlainText().strip()

    def accept(self) -> None:
        if self.reason:
            super().accept()
        else:
            self._wrong.setText("请填写原因。")
            self._text.setFocus()


class Confirm(_Question):
    """Asks before what cannot be undone; leaving it undone is what Enter does."""

    def __init__(self, parent: QWidget | None, title: str, sentence: str, act: str) -> None:
        super().__init__(parent, title, sentence, act)
        self.finish()
        self.leave.setDefault(True)
        self.leave.setFocus()


def ask_reason(parent: QWidget | None, title: str, sentence: str) -> str | None:
    """The reason that was given, or None if the question was left."""
    question = AskReason(parent, title, sentence)
    return question.reason if question.exec() == QDialog.DialogCode.Accepted else None


def confirmed(parent: QWidget | None, title: str, sentence: str, act: str) -> bool:
    """Whether somebody wants what cannot be undone; `act` names it on the button ("作废")."""
    return Confirm(parent, title, sentence, act).exec() == QDialog.DialogCode.Accepted
