"""The lines of a list: found by name or number, filtered by where they stand, marked before a step."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countydesk.domain.batch_path import LineStanding, LineState
from countydesk.domain.disbursements import CLOSED, BatchState
from countydesk.domain.fields import Kind
from countydesk.domain.grades import Stage
from countydesk.domain.masks import mask
from countydesk.services.rosters import Look
from ui import style
from ui.forms.keys import bind_within
from ui.parts.card import empty
from ui.parts.header import bind_key
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

TONES = {
    LineState.LISTED: Tone.GREY,
    LineState.UNPAID: Tone.AMBER,
    LineState.UNSIGNED: Tone.BLUE,
    LineState.REPAID: Tone.AMBER,
    LineState.SIGNED: Tone.GREEN,
    LineState.RETURNED: Tone.RED,
}
ON_PAPER = frozenset({BatchState.DRAWN, BatchState.CHECKED, BatchState.APPROVED})
KEYS = ("F6", "F7", "F8", "F9")  # of whatever is offered
UNSIGNED = frozenset({LineState.UNSIGNED, LineState.REPAID})


@dataclass(frozen=True)
class Mark:
    """What the next step will do differently with a line: why not, or who signs for the child."""

    reason: str = ""
    proxy: str = ""


@dataclass(frozen=True)
class Offer:
    """Something that can be done with the selected lines, and its key."""

    name: str
    title: str
    key: str


def offers(look: Look, chosen: Sequence[LineStanding], marks: Mapping[str, Mark]) -> list[Offer]:
    """What the selected lines allow now."""
    if not chosen or look.batch.state in ON_PAPER | CLOSED or look.why_not:
        return []
    if all(each.line.id in marks for each in chosen):
        return [Offer("unmark", "取消标记", "F6")]
    states, alone = {each.state for each in chosen}, len(chosen) == 1
    found = []
    if look.act == "pay" and states <= {LineState.UNPAID}:
        found.append(Offer("excuse", "未付…", "F6"))
    elif states <= UNSIGNED:
        if look.act == "sign":
            found += [Offer("excuse", "未签…", "F6"), Offer("proxy", "代领…", "F7")]
        found.append(Offer("sign", "只登记所选签收…", "F9"))
    elif states <= {LineState.UNPAID}:
        found.append(Offer("pay", "补登付款…", "F9"))
    if alone and states <= UNSIGNED | {LineState.SIGNED}:
        found.append(Offer("return", "退汇…", "F8"))
    if alone and states <= {LineState.RETURNED}:
        found.append(Offer("repay", "重发…", "F8"))
    return found


class Lines(QWidget):
    """The table with its search above and what can be done with the selection below."""

    wanted = Signal(str, object)  # an offer's name, and the selected lines
    opened = Signal(str)  # a child's id
    picked = Signal(int, object)
    unoffered = Signal(int)  # a key was pressed that is not offered for so many selected lines

    def __init__(self) -> None:
        super().__init__()
        self._look: Look | None = None
        self._marks: Mapping[str, Mark] = {}
        self._words: Mapping[str, str] = {}
        self._filter: LineState | None = None
        self._shape: tuple[bool, bool, bool] | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("序号、姓名、拼音 Ctrl+F")
        self.search.setAccessibleName("在名册中查找")
        self.search.setFixedWidth(190)
        self.search.textChanged.connect(lambda _text: self._show_rows())
        self.search.returnPressed.connect(self.to_table)
        bind_within(self.search, "Down", self.to_table)
        self.view = self._view(_who())
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        self._bar = QWidget()
        self._offers = QHBoxLayout(self._bar)
        self._idle_keys = {key: QShortcut(QKeySequence(key), self) for key in KEYS}
        for each in self._idle_keys.values():
            each.activated.connect(lambda: self.unoffered.emit(len(self.view.selected_rows())))
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(style.GAP)
        line.addWidget(self.search)
        line.addLayout(self._chips)
        line.addStretch(1)
        self._frame = framed(self.view)
        self._offers.setContentsMargins(style.PADDING, 4, style.PADDING, 6)
        self._offers.setSpacing(8)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(QMargins())
        self._column.setSpacing(8)
        self._column.addLayout(line)
        self._column.addWidget(self._frame, 1)
        self._under(self._frame)

    def _under(self, frame: QFrame) -> None:
        layout = frame.layout()
        assert layout is not None
        layout.addWidget(self._bar)
        self._bar.hide()

    def _view(self, columns: Sequence[Column]) -> RecordView:
        view = RecordView(RecordTable(columns), empty="没有符合条件的行。")
        view.setAccessibleName("名册明细")
        view.opened.connect(lambda each: self.opened.emit(each.line.beneficiary_id))
        view.picked.connect(self._picked)
        return view

    def _planning_columns(self, *, hints: bool, cards: bool) -> list[Column]:
        columns = [
            *_who(),
            Column("学段", lambda each: each.line.stage, Kind.CHOICE, 56, choices=Stage),
            Column("学校年级", _school, width=182 if hints else 250),
            Column("标准/年", lambda each: each.line.yearly_fen, Kind.MONEY, 88),
            Column("本期", lambda each: each.line.fen, Kind.MONEY, 88),
            _account_column(cards),
        ]
        hint = Column("提示", lambda each: each.line.hint, width=120 if cards else 170, tone=Tone.RED)
        return [*columns, hint] if hints else columns

    def _paying_columns(self, cards: bool) -> list[Column]:
        return [
            *_who(),
            Column("学校年级", _school, width=196 if cards else 220),
            Column("本期", lambda each: each.line.fen, Kind.MONEY, 88),
            _account_column(cards),
            Column("状态", lambda each: each.state, Kind.CHOICE, 98, chip=TONES, choices=LineState),
            Column("说明", self._note, width=110 if cards else 170),
        ]

    def _note(self, each: LineStanding) -> str:
        """Why a line is not paid or signed, who signed; what is only marked says so."""
        mark = self._marks.get(each.line.id)
        if mark is not None:
            word = "未付" if each.state is LineState.UNPAID else "未签"
            return f"将登记 代领 {_open(mark.proxy)}" if mark.proxy else f"将登记 {word}:{mark.reason}"
        return f"代领 {_open(each.proxy)}" if each.proxy else each.reason

    # --- what is shown

    def show_look(self, look: Look, marks: Mapping[str, Mark]) -> None:
        """Show a batch's lines with the marks set so far."""
        before, self._look, self._marks = self._look, look, marks
        planning = look.batch.state in ON_PAPER
        hints = any(line.hint for line in look.sheet.lines)
        cards = any(line.bank_card for line in look.sheet.lines)
        if self._shape != (planning, hints, cards):
            self._shape = (planning, hints, cards)
            self._change_columns(
                self._planning_columns(hints=hints, cards=cards) if planning else self._paying_columns(cards)
            )
        if before is None or before.batch.id != look.batch.id:
            self._words, self._filter = {}, None
            self.search.clear()
        self._show_chips()
        self._show_rows()

    def _change_columns(self, columns: Sequence[Column]) -> None:
        old, old_frame = self.view, self._frame
        self.view = self._view(columns)
        self._bar.setParent(None)
        self._frame = framed(self.view)
        self._column.replaceWidget(old_frame, self._frame)
        self._under(self._frame)
        old.hide()
        old_frame.hide()
        old_frame.deleteLater()

    def show_search_words(self, words: Mapping[str, str]) -> None:
        """What lines are found by, when it is there."""
        self._words = words

    def show_marks(self, marks: Mapping[str, Mark]) -> None:
        """Other marks; rows and selection stay."""
        self._marks, table = marks, self.view.table
        if table.rowCount():
            last = table.index(table.rowCount() - 1, table.columnCount() - 1)
            table.dataChanged.emit(table.index(0, 0), last)
        self._show_offers()

    def only(self, state: LineState | None) -> None:
        """Show only lines that stand so; None shows all."""
        self._filter = state
        self._show_chips()
        self._show_rows()

    def _show_chips(self) -> None:
        empty(self._chips)
        if self._look is None or self._look.batch.state in ON_PAPER | {BatchState.VOIDED}:
            return
        counts = Counter(each.state for each in self._look.lines)
        if self._filter not in counts:
            self._filter = None
        wanted: list[tuple[LineState | None, str]] = [(None, f"全部 {len(self._look.lines)}")]
        wanted += [(state, f"{state.title} {counts[state]}") for state in LineState if counts[state]]
        if len(wanted) == 2:
            return
        for state, words in wanted:
            chip = style.in_role(QPushButton(words), "toggle")
            chip.setCheckable(True)
            chip.setChecked(state is self._filter)
            chip.clicked.connect(partial(self._filter_by, state))
            self._chips.addWidget(chip)

    def _filter_by(self, state: LineState | None, _checked: bool) -> None:
        self.only(state)

    def _show_rows(self) -> None:
        if self._look is None:
            return
        typed = self.search.text().strip().casefold()
        rows = [
            each
            for each in self._look.lines
            if self._filter in (None, each.state) and self._is_found(each, typed)
        ]
        kept = {each.line.id for each in self.view.selected_rows()}
        self.view.table.show_source(ListSource(rows))
        for number, each in enumerate(rows):
            if each.line.id in kept and number < 100:
                self.view.selectRow(number)
                break
        self._show_offers()

    def _is_found(self, each: LineStanding, typed: str) -> bool:
        if typed.isdigit():
            return str(each.line.position) == typed
        words = self._words.get(each.line.id, each.line.name)
        return any(word.startswith(typed) for word in words.casefold().split()) or typed in each.line.name

    def to_table(self) -> None:
        """From the search to the first line that it found."""
        if self.view.table.rowCount():
            self.view.selectRow(0)
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- the selection

    def _picked(self, rows: int, fen: object) -> None:
        self.picked.emit(rows, fen)
        self._show_offers()

    def _show_offers(self) -> None:
        chosen = self.view.selected_rows()
        found = offers(self._look, chosen, self._marks) if self._look else []
        empty(self._offers)
        who = "、".join(each.line.name for each in chosen[:2]) + (
            f"等 {len(chosen)} 人" if chosen[2:] else ""
        )
        self._offers.addWidget(style.label(who, "secondary"))
        self._offers.addStretch(1)
        for offer in found:
            button = QPushButton(f"{offer.title} {offer.key}")
            bind_key(button, offer.key)
            button.setAccessibleName(f"{offer.title}:{who}")
            button.clicked.connect(partial(self._want, offer.name, chosen))
            self._offers.addWidget(button)
        for key, idle in self._idle_keys.items():
            idle.setEnabled(key not in {offer.key for offer in found})
        self._bar.setVisible(bool(found))

    def _want(self, name: str, chosen: list[LineStanding], _checked: bool = False) -> None:
        self.wanted.emit(name, chosen)


def _who() -> list[Column]:
    return [
        Column("序号", lambda each: str(each.line.position), width=54, faint=True),
        Column("姓名", lambda each: each.line.name, Kind.NAME, 118),
    ]


def _account_column(cards: bool) -> Column:
    """Narrow where nobody has a card."""
    return Column("账户", _account, Kind.BANK_CARD, 154 if cards else 64, faint=True)


def _school(each: LineStanding) -> str:
    return f"{each.line.school} {each.line.grade}".strip()


def _account(each: LineStanding) -> str:
    line = each.line
    return f"{line.bank_name} {mask(Kind.BANK_CARD, line.bank_card)}".strip() if line.bank_card else "现金"


def _open(proxy: str) -> str:
    """A proxy without the ID behind it."""
    return proxy.rsplit(" ", 1)[0]
