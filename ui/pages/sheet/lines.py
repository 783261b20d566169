"""The lines above and below the sheet: how it stands, and what belongs into the current cell."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import style
from ui.pages.sheet.rows import KNOWN, SheetRows
from ui.parts.card import Card, link
from ui.style import Tone

EMPTY = "直接填写,或从 Excel、WPS 复制后按 Ctrl+V 粘贴(可连同表头);也可以“读入文件”。"
NAME_SHOWN = 12  # characters
HEIGHT = 50  # pixels: two lines, so that nothing moves between short sentences and long ones


class CountLine(QWidget):
    """How many rows are filled, wrong and recorded already, with the way to the next that is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.told = style.label("", "secondary")
        self.next = link("下一处 F8")
        self.stop = link("停止 Esc")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(style.GAP)
        line.addWidget(self.told)
        line.addWidget(self.next)
        line.addWidget(self.stop)
        line.addStretch(1)
        self.next.hide()
        self.stop.hide()

    def say(self, sentence: str) -> None:
        """Say what is going on."""
        self.told.setStyleSheet("")
        self.told.setText(sentence)

    def count(self, filled: int, wrong: int, known: int) -> None:
        """Say how the sheet stands."""
        parts = [f"已填 {filled:,} 行"]
        parts += [f"{wrong:,} 处有误"] if wrong else []
        parts += [f"{known:,} 行已登记过,保存时略过"] if known else []
        self.say(" · ".join(parts) if filled else EMPTY)
        if wrong:
            self.told.setStyleSheet(f"color: {Tone.RED.ink.name()}")
        self.next.setVisible(wrong > 0)


class CellLine(Card):
    """The current cell: its row, its column, and what is wrong with it or how it is filled in."""

    def __init__(self) -> None:
        super().__init__()
        self._where = style.label("", "strong")
        self.sentence = style.label("", wraps=True)
        line = QHBoxLayout()
        line.setSpacing(style.GAP)
        line.addWidget(self._where)
        line.addWidget(self.sentence, 1)
        self.body.setContentsMargins(style.PADDING, 4, style.PADDING, 4)
        self.body.addLayout(line)
        self.setMinimumHeight(HEIGHT)

    def tell(self, rows: SheetRows, row: int, column: int) -> None:
        """Say what there is to say about a cell."""
        heading = rows.around.headings[column]
        name = rows.texts(row)[0][:NAME_SHOWN] if column else ""  # it may be out of sight
        self._where.setText(" ".join(filter(None, (f"第 {row + 1} 行", name, heading.title))))
        choices = f"可填:{'、'.join(heading.choices)}" if heading.choices else ""
        hints = ("必填" if heading.required else "", heading.hint, choices)
        wrong = rows.sentence(row, column)
        self.sentence.setText(wrong or "。".join(filter(None, hints)))
        tone = Tone.GREY if not wrong else Tone.AMBER if wrong == KNOWN else Tone.RED
        self.sentence.setStyleSheet(f"color: {tone.ink.name()}")
