"""Editors of what belongs to files: where one lies or is to go, and the passphrase that guards it."""

from enum import Enum, auto
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMargins, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.problems import Refused
from ui.forms.editors import Editor, LineEditor
from ui.forms.keys import FieldKeys


class Wanted(Enum):
    """What a path is to be."""

    FOLDER = auto()
    FILE = auto()
    NEW_FILE = auto()


def default_folder() -> str:
    """Where files go when none was written before."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


class PathEditor(QWidget, Editor):
    """A folder or a file, typed or chosen; `kinds` as Qt's dialogs write them ("证书 (*.pem)")."""

    changed = Signal()

    def __init__(self, wanted: Wanted, title: str = "保存到", kinds: str = "") -> None:
        super().__init__()
        self._wanted, self._title, self._kinds = wanted, title, kinds
        self._line = QLineEdit()
        self._choose = QPushButton("选择…")
        self._choose.setAutoDefault(True)
        self._choose.setAccessibleName("选择文件夹" if wanted is Wanted.FOLDER else "选择文件")
        line = QHBoxLayout(self)
        line.setContentsMargins(QMargins())
        line.setSpacing(6)
        line.addWidget(self._line, 1)
        line.addWidget(self._choose)
        self.focus_on = self._line
        self.keys = FieldKeys(self._line)
        self._line.textChanged.connect(lambda _text: self.changed.emit())
        self._choose.clicked.connect(self._open_dialog)

    def _open_dialog(self) -> None:
        dialog = QFileDialog(self, self._title, self._line.text(), self._kinds)
        if self._wanted is Wanted.FOLDER:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        elif self._wanted is Wanted.FILE:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self._line.setText)
        dialog.open()

    def raw(self) -> str:
        return self._line.text()

    def set_raw(self, text: str) -> None:
        self._line.setText(text)

    def value(self) -> Path | None:
        text = self._line.text().strip()
        if text and not Path(text).is_absolute():
            what = "文件夹" if self._wanted is Wanted.FOLDER else "文件"
            raise Refused(f"请选择{what},或填写完整路径。")
        return Path(text) if text else None

    def set_value(self, value: Any) -> None:
        self._line.setText(str(value or ""))


class PassphraseEditor(LineEditor):
    """A passphrase: hidden, and taken as it was typed."""

    def __init__(self) -> None:
        super().__init__(FieldSpec("passphrase", "口令", Kind.TEXT, True, None, False, ""))
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)

    def value(self) -> str | None:
        return self.text() or None

    def settle(self) -> None:
        """Nothing to tidy."""
