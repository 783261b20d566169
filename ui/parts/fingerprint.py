"""A fingerprint large enough to be read over the telephone: lines with their number, four groups each."""

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import style

IN_A_LINE = 4  # groups


class Fingerprint(QWidget):
    """Shows groups as they come, divided by blanks."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(QMargins(0, 2, 0, 2))
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Show another fingerprint."""
        self.text = text
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, group in enumerate(text.split()):
            line, place = divmod(number, IN_A_LINE)
            if not place:
                self._grid.addWidget(style.label(f"第 {line + 1} 行", "secondary"), line, 0)
            label = style.label(group, "fingerprint")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label, line, place + 1)
        self.setAccessibleName(f"指纹 {text}")
