"""One revision spelled out: every field from what to what, and a way to see private ones in full."""

from collections.abc import Callable

from countydesk.domain.days import show_moment
from countydesk.services.revisions import Line
from ui import style
from ui.parts.card import Card, link
from ui.parts.facts import Fact, FactList
from ui.parts.folding import Scrolled

MOST_FIELDS = 40  # of a record with more, the list says how many are left
HIGHEST, LINE = 150, 25  # pixels of all fields before they scroll, and of one


class Detail(Card):
    """Hidden until a revision is chosen."""

    def __init__(self, show_in_full: Callable[[int], object]) -> None:
        super().__init__("变动")
        self._number = 0
        self._facts = FactList(label_width=110)
        self._reason = style.label("", "small", wraps=True)
        self._full = link("显示完整号码")
        self._full.setToolTip("这次查看会记入变动记录")
        self._full.clicked.connect(lambda: show_in_full(self._number))
        self.heading.addWidget(self._full)
        below = Scrolled()
        below.column.addWidget(self._facts)
        below.column.addStretch(1)
        self._below = below
        self.add(below)
        self.add(self._reason)
        self.hide()

    def show_line(self, line: Line | None) -> None:
        """Show a revision; None hides the card."""
        self.setVisible(line is not None)
        if line is None:
            return
        self._number = line.number
        subject = f"“{line.subject}”" if line.subject else ""
        did = f"{line.by}{line.action.title}{line.kind}{subject}"
        self.retitle(f"第 {line.number:,} 条 · {show_moment(line.at)} · {did}")
        facts = [
            Fact(
                told.title or "说明", f"{told.before} → {told.after or '(空)'}" if told.before else told.after
            )
            for told in line.told
            if told.before or told.after
        ]
        left = len(facts) - MOST_FIELDS
        self._facts.show_facts(facts[:MOST_FIELDS] + ([Fact("另有", f"{left} 项")] if left > 0 else []))
        self._below.setVisible(bool(facts))
        self._below.setFixedHeight(min(HIGHEST, LINE * max(1, len(facts)) + 4))
        self._reason.setText(f"原因:{line.reason}" if line.reason else "")
        self._reason.setVisible(bool(line.reason))
        self._full.setVisible("*" in line.sentence)
