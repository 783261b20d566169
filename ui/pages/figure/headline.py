"""The figure itself: what it says, how it comes about, what it is made of, and what it goes into."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from countydesk.services.behind import Trace
from ui import style
from ui.forms.flow import Flow
from ui.parts.card import Card, link

NONE = "没有数"


class Links(QWidget):
    """Other figures by their titles, to be opened; hidden where there are none."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(self, gap=16)
        self._title = style.label("", "secondary")

    def show_links(self, title: str, figures: Sequence[tuple[str, str]]) -> None:
        """Show others under a title: each an indicator's name and the words to press."""
        self._title.setText(title)
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._title:
                widget.deleteLater()
        self._flow.addWidget(self._title)
        for name, words in figures:
            button = link(words)
            button.clicked.connect(partial(self._press, name))
            self._flow.addWidget(button)
        self.setVisible(bool(figures))

    def _press(self, name: str, _checked: bool = False) -> None:
        self.opened.emit(name)


class Headline(Card):
    """`opened` tells the name of another figure that was pressed."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.phrase = style.label("", "sum")
        self._how = style.label("", "small", wraps=True)
        line = QHBoxLayout()
        line.setSpacing(style.GAP)
        line.addWidget(self.phrase)
        line.addWidget(self._how, 1)
        self.body.setSpacing(2)
        self.body.addLayout(line)
        self.parts, self.wholes = Links(), Links()
        for links in (self.parts, self.wholes):
            links.opened.connect(self.opened)
            self.add(links)

    def show_trace(self, trace: Trace) -> None:
        """Show another figure."""
        told = trace.told
        self.phrase.setText(NONE if told.is_empty else told.phrase)
        exact = f"准确数 {trace.exact}。" if trace.exact else ""
        self._how.setText(dict(trace.how)["怎么算"] + exact + trace.note)
        self.parts.show_links(
            "对照" if told.indicator.target_of else "由它们得来",
            [
                (part.indicator.name, f"{part.indicator.title} {NONE if part.is_empty else part.phrase}")
                for part in trace.parts
            ],
        )
        self.wholes.show_links("计入", [(whole.name, whole.title) for whole in trace.wholes])
        self.setAccessibleName(f"{told.indicator.title} {self.phrase.text()}")
