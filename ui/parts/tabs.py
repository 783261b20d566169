"""What a page shows one at a time: words to press, with how much there is of each."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ui import style


class Tabs(QWidget):
    """Words to press, one of which is chosen."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = list(titles)
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(QMargins())
        line.setSpacing(8)
        for number, title in enumerate(titles):
            button = style.in_role(QPushButton(title), "toggle")
            button.setCheckable(True)
            self._group.addButton(button, number)
            line.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        self.choose(0)

    def choose(self, number: int) -> None:
        """Mark one as chosen without saying so."""
        self._group.button(number).setChecked(True)

    def count(self, number: int, count: int, shown: bool = True) -> None:
        """Say how much there is; `shown` puts the words away."""
        button = self._group.button(number)
        button.setText(f"{self._titles[number]} {count}")
        button.setVisible(shown)
