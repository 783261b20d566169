"""Beside the lines: the sum, where every yuan is, what to look at, and who is not on the list."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html import escape

from PySide6.QtCore import Qt

from countydesk.domain.disbursements import BatchState
from countydesk.domain.due import LeftOut
from countydesk.services.rosters import Look
from ui import style
from ui.charts.money_bar import MoneyBar, parts_of
from ui.pages.batch.lines import ON_PAPER
from ui.parts.card import Card
from ui.parts.folding import Scrolled
from ui.parts.left_out import LeftOutList
from ui.parts.sum_card import SumCard

WIDTH, NARROW = 320, 256  # pixels
MOST_HINTS = 30
MOST_ALIKE = 5  # a hint that more lines share is said once


class Facts(Scrolled):
    """`go` shows a page, `go_to_line` a line by its position."""

    def __init__(self, go: Callable[..., object], go_to_line: Callable[[int], object]) -> None:
        super().__init__()
        self.narrow(False)
        self.sum = SumCard()
        self.money = MoneyBar()
        self._money = Card("每一元在哪里")
        self._money.add(self.money)
        self._hints = Card("提示")
        self._hint_words = style.label("", "small", wraps=True)
        self._hint_words.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._hint_words.linkActivated.connect(lambda position: go_to_line(int(position)))
        self._hints.add(self._hint_words)
        self._left = Card("未列入")
        self.left_out = LeftOutList(lambda child: go("child", child))
        self._left.add(self.left_out)
        for card in (self.sum, self._money, self._hints, self._left):
            self.column.addWidget(card)
        self.column.addStretch(1)
        self._left.hide()

    def narrow(self, narrow: bool) -> None:
        """Take less room."""
        self.setFixedWidth(NARROW if narrow else WIDTH)

    def show_look(self, look: Look) -> None:
        """Show another list, or the same as it stands now."""
        money, voided = look.sheet.balance, look.batch.state is BatchState.VOIDED
        self.sum.show_sum(f"应发 {len(look.lines)} 人", look.sheet.fen, look.tiers)
        self.money.show_parts("应发", parts_of(money.signed, money.unsigned, money.returned, money.unpaid))
        self._money.setVisible(bool(money.due))
        hints = [line for line in look.sheet.lines if line.hint]
        self._hints.setVisible(bool(hints) and look.batch.state in ON_PAPER)
        self._hints.retitle(f"提示 {len(hints)}")
        alike = Counter(line.hint for line in hints)
        shared = [f"{count} 行:{escape(hint)}" for hint, count in alike.items() if count > MOST_ALIKE]
        single = [line for line in hints if alike[line.hint] <= MOST_ALIKE]
        shared += [
            f'<a style="color:{style.colours.red_ink};text-decoration:none" href="{line.position}">'
            f"第 {line.position} 行 {escape(line.name)}:{escape(line.hint)}</a>"
            for line in single[:MOST_HINTS]
        ]
        more = [f"等 {len(single)} 行"] if len(single) > MOST_HINTS else []
        self._hint_words.setText("<br>".join([*shared, *more]))
        self._left.setVisible(not voided and self._left.isVisible())

    def show_left_out(self, look: Look, groups: Mapping[str, Sequence[LeftOut]]) -> None:
        """Show who is not on the list."""
        self._left.setVisible(look.batch.state is not BatchState.VOIDED)
        self._left.retitle(f"未列入 {sum(len(group) for group in groups.values())} 人")
        self.left_out.show_groups(groups)
