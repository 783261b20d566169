"""What closing and exporting ask: a remark; the folder, the passphrase once more, the photos."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMargins, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.problems import Refused
from countydesk.services.reporting import MonthLook
from ui.forms.editors import Editor, LineEditor
from ui.forms.keys import FieldKeys
from ui.parts.entry_bar import Entry, Question

Give = Callable[[dict[str, Any]], object]
FOLDER = FieldSpec("folder", "保存到(可选 U 盘)", Kind.TEXT, True, None, False, "")
PASSPHRASE = FieldSpec("passphrase", "本人口令", Kind.TEXT, True, None, False, "")
PHOTOS = FieldSpec("photos", "带本月照片", Kind.YES_NO, False, None, False, "")
NOTE = FieldSpec("note", "说明(可不填)", Kind.TEXT, False, None, False, "记入月结,例如 两人下月补签")


class FolderEditor(QWidget, Editor):
    """A folder, typed or chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._choose = QPushButton("选择…")
        self._choose.setAutoDefault(True)
        self._choose.setAccessibleName("选择文件夹")
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
        dialog = QFileDialog(self, "保存到", self._line.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._line.setText)
        dialog.open()

    def raw(self) -> str:
        return self._line.text()

    def set_raw(self, text: str) -> None:
        self._line.setText(text)

    def value(self) -> Path | None:
        text = self._line.text().strip()
        if text and not Path(text).is_absolute():
            raise Refused("请选择文件夹,或填写完整路径。")
        return Path(text) if text else None

    def set_value(self, value: Any) -> None:
        self._line.setText(str(value or ""))


class PassphraseEditor(LineEditor):
    """A passphrase: hidden, and taken as it was typed."""

    def __init__(self) -> None:
        super().__init__(PASSPHRASE)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)

    def value(self) -> str | None:
        return self.text() or None

    def settle(self) -> None:
        """Nothing to tidy."""


def default_folder() -> str:
    """Where a package goes when none was exported before."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def close(look: MonthLook, today: date, give: Give) -> Entry:
    """月结: that it locks, what goes over into the next month."""
    month, left = look.month, [step for step in look.state.steps if not step.done]
    parts = [
        f"月结后 {month.number} 月的走访、活动和发放记录锁定,更正记入 {month.next().number} 月,不能撤销。"
    ]
    if left:
        parts.append(f"未完成的 {len(left)} 项({'、'.join(step.title for step in left)})不影响月结。")
    if today <= month.last_day:
        days = (month.last_day - today).days
        parts.insert(0, f"{month.title}还有 {days} 天才结束。" if days else f"今天是{month.title}最后一天。")
    return Entry(f"月结 {month.title}", "".join(parts), "确认月结", give, [Question(NOTE)])


def send(title: str, folder: str, give: Give) -> Entry:
    """签名导出."""
    questions = [
        Question(FOLDER, value=folder, editor=FolderEditor()),
        Question(PHOTOS, value=False, width=110),
        Question(PASSPHRASE, width=190, editor=PassphraseEditor()),
    ]
    sentence = "导出一个签了名的工作簿。再输一次口令,确认是本人签名。"
    return Entry(f"签名导出 {title}", sentence, "导出", give, questions)
