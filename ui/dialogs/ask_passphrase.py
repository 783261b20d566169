"""Unlocking the desk: who works, and their passphrase. It stands in the window, in place of the page."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countydesk.domain.problems import Refused
from ui import style
from ui.forms.labels import label_for
from ui.parts.card import Card, centred, link


class AskPassphrase(QWidget):
    """Hands on who and what; whoever opens the desk says `refused` or takes the cover off."""

    given = Signal(str, str)  # operator, passphrase
    left = Signal()  # nobody takes over
    forgotten = Signal(str)  # by this operator
    restoring = Signal()  # the desk is damaged, or something in it has to be undone

    def __init__(
        self, place: str, operators: Sequence[str], chosen: str = "", *, hands_over: bool = False
    ) -> None:
        super().__init__()
        self._hands_over = hands_over
        style.in_role(self, "cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._operator = QComboBox()
        self._operator.addItems(list(operators))
        self._operator.setCurrentText(chosen)
        self._passphrase = QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._passphrase.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self._wrong = style.label("", "wrong", wraps=True)
        self._open = style.in_role(QPushButton(), "main")
        self._lay_out(place)
        self._wait(False)
        self._passphrase.returnPressed.connect(self._give)
        self._passphrase.textEdited.connect(lambda _text: self._say(""))
        self._open.clicked.connect(self._give)
        self._say("")

    def _lay_out(self, place: str) -> None:
        card = Card()
        card.setFixedWidth(360)
        card.body.setContentsMargins(24, 22, 24, 22)
        card.add(style.label("换人操作" if self._hands_over else "解锁工作台", "title"))
        where = style.label("", "secondary")
        where.setText(where.fontMetrics().elidedText(place, Qt.TextElideMode.ElideMiddle, 310))
        where.setToolTip(place)
        card.add(where)
        card.body.addSpacing(6)
        for words, editor in (("经办人员", self._operator), ("口令", self._passphrase)):
            card.add(label_for(words, editor))
            card.add(editor)
        card.add(self._wrong)
        card.body.addSpacing(4)
        card.add(self._open)
        if self._hands_over:
            leave = QPushButton("不换了 Esc")
            leave.setShortcut("Esc")
            leave.clicked.connect(self.left)
            card.add(leave)
        else:
            card.add(style.label("同事可用自己的口令打开。", "secondary"))
            forgot = link("忘记口令…")
            forgot.clicked.connect(lambda: self.forgotten.emit(self._operator.currentText()))
            restore = link("从备份恢复…")
            restore.clicked.connect(self.restoring)
            below = QHBoxLayout()
            below.addWidget(forgot)
            below.addStretch(1)
            below.addWidget(restore)
            card.body.addLayout(below)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(centred(card))
        column.addStretch(3)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._passphrase.setFocus()

    def _give(self) -> None:
        if not self._passphrase.text():
            self._say("请输入口令。", wrong=True)
            return
        self._wait(True)
        self.given.emit(self._operator.currentText(), self._passphrase.text())

    def refused(self, failure: BaseException) -> None:
        """Say why it did not open, and let it be tried again; red only where it was the passphrase."""
        problems = failure.problems if isinstance(failure, Refused) else ()
        self._wait(False)
        self._say(str(failure), wrong=any(problem.field == "passphrase" for problem in problems))
        self._passphrase.selectAll()
        self._passphrase.setFocus()

    def _wait(self, waiting: bool) -> None:
        """Opening takes a third of a second by design."""
        for part in (self._operator, self._passphrase, self._open):
            part.setEnabled(not waiting)
        ready = "换人 Enter" if self._hands_over else "解锁 Enter"
        self._open.setText("正在打开…" if waiting else ready)

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        style.mark(self._passphrase, "wrong", "true" if wrong else "false")
