"""Shown when the program itself failed: what to do, the report to hand on, and where it is kept."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui import style


class CrashReport(QDialog):
    """The report can be read, copied, and holds no personal data."""

    def __init__(self, parent: QWidget | None, report: str, kept: Path | None) -> None:
        super().__init__(parent)
        self._report = report
        self.setWindowTitle("程序出错")
        self.resize(680, 420)
        where = f"故障报告已存为 {kept}" if kept else "故障报告未能存盘,请复制下面的内容。"
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(style.GAP)
        column.addWidget(style.label("程序出错,刚才的操作没有完成", "title"))
        said = "已保存的内容不受影响,草稿仍在。可以继续使用;若再次出现,请把报告发给技术支持。"
        column.addWidget(style.label(said, wraps=True))
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setAccessibleName("故障报告")
        column.addWidget(text, 1)
        column.addWidget(style.label(where, "secondary", wraps=True))
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        copy = QPushButton("复制报告")
        go_on = style.in_role(QPushButton("继续使用"), "main")
        go_on.setDefault(True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._report))
        go_on.clicked.connect(self.accept)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(copy)
        line.addWidget(go_on)
        return line
