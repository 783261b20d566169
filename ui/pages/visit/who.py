"""The left side of the visit form: who is visited, what was found last, what is still to follow."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from countydesk.domain.days import show_day
from countydesk.domain.fields import Kind
from countydesk.domain.masks import mask
from countydesk.domain.visits import FollowUp
from countydesk.services.recording import ChildAtHand
from countydesk.services.visits import VisitLine
from ui import style
from ui.parts.card import Card, empty, link, rule
from ui.parts.chip import Chip
from ui.parts.folding import Scrolled
from ui.style import Tone

NOT_DONE, DONE = "标为完成", "✓ 已完成"
TONES = {FollowUp.OVERDUE: Tone.RED, FollowUp.OPEN: Tone.AMBER, FollowUp.DONE: Tone.GREEN}


class Who(Card):
    """Shows a `ChildAtHand`; what can be done about it is signalled."""

    finished = Signal(str, bool)  # a visit whose follow-up is done, or is not after all
    file_wanted = Signal(str)  # the child's own page
    phone_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(252)
        scrolled = Scrolled()
        self._column: QVBoxLayout = scrolled.column
        self._column.setSpacing(6)
        self.add(scrolled, 1)
        self.ticks: dict[str, QPushButton] = {}
        self._phone = style.label("", "secondary")

    def show_child(self, child: ChildAtHand, today: date) -> None:
        """Show another child."""
        empty(self._column)
        self.ticks.clear()
        self._add_head(child)
        self._add_last(child)
        for line in child.open:
            self._column.addWidget(self._follow_up(line))
        self._column.addSpacing(4)
        self._column.addWidget(rule())
        self._column.addSpacing(4)
        self._words(f"本学期资助 {child.payment}", "secondary")
        self._add_guardian(child)
        self._column.addStretch(1)

    def show_phone(self, phone: str) -> None:
        """The guardian's phone in full."""
        self._phone.setText(phone or "没有电话")

    def _words(self, text: str, role: str) -> None:
        if text:
            words = style.label(text, role, wraps=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._column.addWidget(words)

    def _add_head(self, at_hand: ChildAtHand) -> None:
        file = self._link("查看档案", lambda: self.file_wanted.emit(at_hand.child.id))
        name = style.label(at_hand.child.name, "brand", wraps=True)
        self._column.addLayout(_beside(name, file))
        self._words(at_hand.who, "secondary")
        self._words(at_hand.home, "secondary")
        self._column.addSpacing(4)

    def _add_last(self, at_hand: ChildAtHand) -> None:
        last = at_hand.last
        if last is None:
            self._words("首次走访,此前没有记录。", "secondary")
            return
        self._words(f"上次 {show_day(last.day)}", "strong")
        self._words(last.visitors, "secondary")
        self._words(last.findings, "small")

    def _follow_up(self, line: VisitLine) -> QWidget:
        """One open follow-up: how it stands, a tick for when it is done, and what it was."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(3)
        stands = (f"跟进{line.state}" if line.overdue else line.state, TONES[line.follow_up])
        chip = Chip(*stands)
        tick = style.in_role(QPushButton(NOT_DONE), "toggle")
        tick.setCheckable(True)
        tick.setAutoDefault(False)
        tick.setAccessibleName(f"跟进已完成:{line.visit.follow_up}")

        def mark(done: bool) -> None:
            tick.setText(DONE if done else NOT_DONE)
            chip.show_state(*((FollowUp.DONE.title, Tone.GREEN) if done else stands))
            self.finished.emit(line.visit.id, done)

        tick.clicked.connect(mark)
        self.ticks[line.visit.id] = tick
        column.addLayout(_beside(chip, tick))
        due = f"({show_day(line.visit.follow_up_due)}前)" if line.visit.follow_up_due else ""
        column.addWidget(
            style.label(f"{line.visit.follow_up}{due}", "wrong" if line.overdue else "small", wraps=True)
        )
        return whole

    def _add_guardian(self, at_hand: ChildAtHand) -> None:
        guardian = at_hand.guardian
        if guardian is None:
            self._words("没有登记监护人", "secondary")
            return
        relation = f"({guardian.relation})" if guardian.relation else ""
        self._words(f"监护人 {guardian.name}{relation}", "secondary")
        if guardian.phone:
            self._phone = style.label(mask(Kind.PHONE, guardian.phone), "secondary")
            show = self._link("显示", lambda: self.phone_wanted.emit(at_hand.child.id))
            show.setAccessibleName("显示监护人电话")
            self._column.addLayout(_beside(self._phone, show))

    def _link(self, words: str, act: Callable[[], object]) -> QPushButton:
        made = link(words)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda _checked=False: act())
        return made


def _beside(left: QWidget, right: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    line.addWidget(left, 0 if isinstance(left, Chip) else 1)
    if isinstance(left, Chip):
        line.addStretch(1)
    line.addWidget(right, 0, Qt.AlignmentFlag.AlignTop)
    return line
