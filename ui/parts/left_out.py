"""Who is not on a list and why: the reasons with their numbers, each opening to its children by name."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from countydesk.domain.due import LeftOut
from ui import style
from ui.parts.card import empty, link

MOST_NAMED = 200  # of one reason; more is looked up in the register


class LeftOutList(QWidget):
    """`go` opens a child by its id."""

    def __init__(self, go: Callable[[str], object]) -> None:
        super().__init__()
        self._go = go
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(QMargins())
        self._column.setSpacing(2)

    def show_groups(self, groups: Mapping[str, Sequence[LeftOut]]) -> None:
        """Show children by reason, all folded."""
        empty(self._column)
        if not groups:
            self._column.addWidget(style.label("没有,在册的都已列入。", "secondary"))
        for reason, children in groups.items():
            title, _, todo = reason.partition(",")
            names = self._names(children, f"{todo}:" if todo else "")
            button = link("")
            button.setCheckable(True)
            button.toggled.connect(partial(self._unfold, button, names, title, len(children)))
            self._unfold(button, names, title, len(children), False)
            button.setToolTip(reason)
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self._column.addWidget(names)

    def _names(self, children: Sequence[LeftOut], todo: str) -> QWidget:
        colour = style.colours.blue
        words = "、".join(
            f'<a style="color:{colour};text-decoration:none" href="{escape(each.beneficiary_id)}">'
            f"{escape(each.name)}</a>"
            for each in children[:MOST_NAMED]
        )
        more = f"等 {len(children)} 人" if len(children) > MOST_NAMED else ""
        names = style.label(todo + words + more, "small", wraps=True)
        names.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        names.setContentsMargins(18, 0, 0, 4)
        names.linkActivated.connect(self._go)
        return names

    @staticmethod
    def _unfold(button: QPushButton, names: QWidget, reason: str, count: int, unfolded: bool) -> None:
        button.setText(f"{'▾' if unfolded else '▸'} {reason} {count} 人")
        button.setAccessibleName(f"{reason} {count} 人,{'收起' if unfolded else '展开'}")
        names.setVisible(unfolded)
