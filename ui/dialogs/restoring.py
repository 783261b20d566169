"""Restoring a backup: which one, who opens it, what would come back and be lost, and then it is done."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
)

from ui import style
from ui.background import Background, is_foreseen
from ui.forms.keys import FieldKeys
from ui.forms.labels import label_for
from ui.forms.paths import PassphraseEditor, default_folder
from ui.parts.cover import Cover

BACKUPS = "台账备份 (*.backup);;所有文件 (*)"
NONE = "这台电脑上没有找到备份,请插上 U 盘或连上共享文件夹,再“另选文件…”。"


class Restoring(Cover):
    """Asks the services on the worker; whoever stands behind it takes the opened desk."""

    restored = Signal(object, str)  # the desk, open, and a sentence on what was done
    left = Signal()

    def __init__(self, background: Background, folder: Path) -> None:
        super().__init__()
        self._background, self._folder = background, folder
        self._backup, self._operator = QComboBox(), QComboBox()
        self._other = QPushButton("另选文件…")
        self._passphrase = PassphraseEditor()
        self._journal = QCheckBox("再补上备份之后随记日志里的操作(电脑或硬盘坏了时用)")
        self._wrong = style.label("", "wrong", wraps=True)
        self._seen = style.label("", wraps=True)
        self._leave, self._look = QPushButton("返回 Esc"), QPushButton("先看会恢复什么 Enter")
        self._do = style.in_role(QPushButton("恢复 Ctrl+Enter"), "main")
        self._lay_out()
        self._bind()
        self._say("")
        self._forget()
        background.run(_found, folder, on_done=self._offer, on_failed=self._failed)

    def _lay_out(self) -> None:
        card = self.card
        card.add(style.label("从备份恢复台账", "title"))
        said = f"恢复到 {self._folder}。现有的台账不会删除,会改名保留在旁边。"
        card.add(style.label(said, "secondary", wraps=True))
        chosen = QHBoxLayout()
        chosen.addWidget(self._backup, 1)
        chosen.addWidget(self._other)
        card.add(label_for("备份", self._backup))
        card.body.addLayout(chosen)
        who = QHBoxLayout()
        for words, editor in (("经办人员", self._operator), ("口令", self._passphrase)):
            column = QVBoxLayout()
            column.addWidget(label_for(words, editor))
            column.addWidget(editor)
            who.addLayout(column, 1)
        card.body.addLayout(who)
        for part in (self._journal, self._wrong, self._seen):
            card.add(part)
        self.add_buttons(self._leave, self._look, self._do)

    def _bind(self) -> None:
        self._leave.setShortcut("Esc")
        self._do.setShortcut("Ctrl+Return")
        self._leave.clicked.connect(self.left)
        self._other.clicked.connect(self._choose)
        self._look.clicked.connect(self.look)
        self._do.clicked.connect(self.restore)
        keys = FieldKeys(self._passphrase)
        keys.onward.connect(self.look)
        self._backup.currentIndexChanged.connect(lambda _index: self._ask_who())
        self._journal.toggled.connect(lambda _on: self._forget())
        self._operator.currentIndexChanged.connect(lambda _index: self._forget())
        self._passphrase.textEdited.connect(lambda _text: self._forget())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._backup.setFocus()

    # --- which backup, and who can open it

    def _offer(self, found: Sequence[tuple[Path, str]]) -> None:
        for path, words in found:
            self._backup.addItem(words, path)
        if not found:
            self._say(NONE)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "选择备份", default_folder(), BACKUPS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Take a file that lies somewhere else."""
        self._backup.addItem(str(path), path)
        self._backup.setCurrentIndex(self._backup.count() - 1)

    def _ask_who(self) -> None:
        self._forget()
        self._say("")
        path = self._backup.currentData()
        if path is not None:
            self._run(_operators, path, done=self._show_operators)

    def _show_operators(self, names: list[str]) -> None:
        self._operator.clear()
        self._operator.addItems(names)

    # --- looking, and doing

    def look(self) -> None:
        """See what restoring would bring back and lose."""
        self._start(_preview, self._show)

    def restore(self) -> None:
        """Do it; whoever has not looked, looks first."""
        if self._do.isEnabled():
            self._start(_restore, lambda done: self.restored.emit(*done))

    def _start(self, function: Any, done: Any) -> None:
        path = self._backup.currentData()
        if path is None:
            self._say(NONE)
        elif not self._passphrase.text():
            self._say("请输入口令。")
            self._passphrase.setFocus()
        else:
            self._say("")
            self._wait(True)
            who = self._operator.currentText(), self._passphrase.text()
            self._run(function, path, self._folder, *who, self._journal.isChecked(), done=done)

    def _show(self, lines: list[str]) -> None:
        self._wait(False)
        self._seen.setText("\n".join(lines))
        self._seen.show()
        self._do.setEnabled(True)
        self._do.setFocus()

    def _forget(self) -> None:
        """Something else was chosen: what was looked at is not what would be done."""
        self._seen.hide()
        self._do.setEnabled(False)

    def _run(self, function: Any, *values: Any, done: Any) -> None:
        self._background.run(function, *values, on_done=done, on_failed=self._failed)

    def _failed(self, failure: BaseException) -> None:
        self._wait(False)
        if is_foreseen(failure):
            self._say(str(failure))

    def _wait(self, waiting: bool) -> None:
        for part in (self._backup, self._other, self._operator, self._passphrase, self._journal, self._leave):
            part.setEnabled(not waiting)
        self._look.setEnabled(not waiting)
        self._do.setEnabled(False)

    def _say(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))


# On the worker: these import what is heavy.


def _found(folder: Path) -> list[tuple[Path, str]]:
    from countydesk.services import backups, restoring

    places = restoring.places(folder)
    words = {places[0]: "本机", **{place: "第二位置" for place in places[1:]}}
    return [
        (one.path, f"{backups.in_words(one)} · {words[one.path.parent]}")
        for one in backups.listing(places)[0]
    ]


def _operators(path: Path) -> list[str]:
    from countydesk.services import restoring

    return restoring.operators_of(path)


def _preview(path: Path, folder: Path, operator: str, passphrase: str, journal: bool) -> list[str]:
    from countydesk.services import restoring

    return restoring.preview(path, folder, operator, passphrase, journal).lines


def _restore(path: Path, folder: Path, operator: str, passphrase: str, journal: bool) -> tuple[Any, str]:
    from countydesk.services import restoring

    done = restoring.restore(path, folder, operator, passphrase, journal)
    return done.desk, done.sentence
