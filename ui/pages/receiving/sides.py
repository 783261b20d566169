"""Both sides of a conflict beside each other, and the way to say which of them is right."""

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from countydesk.domain.conflicts import ConflictState, Facts
from countydesk.domain.days import show_day
from countydesk.domain.money import in_figures
from countydesk.services.conflicts import Shown
from ui import style
from ui.pages.receiving.rows import short
from ui.parts.card import Card
from ui.parts.facts import Fact, FactList
from ui.parts.folding import Beside


class Sides(QWidget):
    """`kept` tells which side (0 or 1) somebody wants to keep."""

    kept = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._cards = [_Side(), _Side()]
        for number, card in enumerate(self._cards):
            card.keep.clicked.connect(lambda _checked=False, number=number: self.kept.emit(number))
        self._said = style.label("", "small", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(8)
        column.addWidget(self._said)
        column.addWidget(Beside([(card, 1) for card in self._cards], folds_at=520))

    def show_conflict(self, shown: Shown | None) -> None:
        """Show both offices' facts; nothing for none."""
        self.setVisible(shown is not None)
        if shown is None:
            return
        conflict = shown.conflict
        settled = conflict.state is ConflictState.SETTLED and conflict.settled_at is not None
        if settled and conflict.settled_at is not None:
            day = show_day(conflict.settled_at.astimezone().date())
            self._said.setText(f"{conflict.settled_by} {day} 核定:{conflict.note}")
        elif conflict.state is ConflictState.GONE:
            self._said.setText("县里已经更正,不再冲突。")
        self._said.setVisible(conflict.state is not ConflictState.OPEN)
        for card, side in zip(self._cards, shown.sides, strict=True):
            card.show_side(side, conflict.state is ConflictState.OPEN, conflict.keeper == side.office_code)


class _Side(Card):
    def __init__(self) -> None:
        super().__init__("单位")
        self.keep = QPushButton()
        self.heading.addWidget(self.keep)
        self._facts = FactList(label_width=64)
        self.add(self._facts)
        self.body.addStretch(1)

    def show_side(self, side: Facts, is_open: bool, is_keeper: bool) -> None:
        """One office's facts."""
        name = short(side.office_name)
        self.retitle(name, "保留" if is_keeper else "")
        self.keep.setText(f"以{name.split('市')[-1].split('州')[-1] or name}为准…")
        self.keep.setAccessibleName(f"以{name}为准")
        self.keep.setVisible(is_open)
        since = f",{show_day(side.admitted_on)} 入库" if side.admitted_on else ""
        paid = f"{in_figures(side.paid_fen)} 元" + (
            f"(最近 {show_day(side.paid_on)})" if side.paid_on else ""
        )
        self._facts.show_facts(
            [
                Fact("登记", f"{side.name},{side.state.title}{since}"),
                Fact("就读", " ".join(filter(None, (side.school, side.stage))) or "未填"),
                Fact("名册", side.batch or "—"),
                Fact("已发", paid),
            ]
        )
