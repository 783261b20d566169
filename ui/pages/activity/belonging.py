"""What belongs to a record: members of an alliance, visits to a contact point; and the way to one more."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from countydesk.domain.entries import Entry, show_when
from countydesk.services.entry_forms import Belonging
from ui import style
from ui.parts.card import Card, link
from ui.parts.facts import Elided

Open = Callable[[Entry], object]
Go = Callable[[], object]


class BelongingCard(Card):
    """The newest by name. `add` begins one more; None where nothing can be added."""

    def __init__(self, belonging: Belonging, open_: Open, see_all: Go, add: Go | None) -> None:
        super().__init__(f"{belonging.kind.title} {belonging.number}".removesuffix(" 0"))
        if add is not None:
            self.heading.addWidget(_pressed(link("新记一条"), add, f"新记一条{belonging.kind.title}"))
        for entry in belonging.newest:
            name = _pressed(link(entry.name), partial(open_, entry), f"打开 {entry.name}")
            name.setToolTip(entry.name)
            name.setMinimumWidth(20)
            self.add(name)
            told = " · ".join(filter(None, (show_when(entry), entry.place)))
            self.add(style.in_role(Elided(told), "secondary"))
        if not belonging.newest:
            self.add(style.label("还没有。", "secondary"))
        if belonging.number > len(belonging.newest):
            self.body.addWidget(
                _pressed(link(f"全部 {belonging.number} 条"), see_all), 0, Qt.AlignmentFlag.AlignLeft
            )


def _pressed(button: QPushButton, act: Go, name: str = "") -> QPushButton:
    button.clicked.connect(lambda _checked=False: act())
    button.setAccessibleName(name or button.text())
    return button
