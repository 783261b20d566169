"""The end of the day: what stands in the window while the last backup is made."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import style
from ui.parts.card import Card, centred


class Leaving(QWidget):
    """One sentence; the window closes by itself."""

    def __init__(self) -> None:
        super().__init__()
        style.in_role(self, "cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card = Card()
        card.setFixedWidth(360)
        card.body.setContentsMargins(24, 22, 24, 22)
        card.add(style.label("正在备份", "title"))
        card.add(style.label("备份完成后窗口自动关闭,请先不要拔 U 盘。", "secondary", wraps=True))
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(centred(card))
        column.addStretch(3)
