"""The page of 学年升级: what September brings, whom to decide about, and doing or undoing it as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.money import in_figures
from countydesk.domain.promotion import Decision, Move
from countydesk.services import promotion, school_lists, university
from countydesk.services.promotion import Promoted, Promotion
from ui import style
from ui.announcer import Changes
from ui.background import Task
from ui.parts.card import Card
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.facts import Fact, FactStrip
from ui.parts.page import Action, Page
from ui.session import Session
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

SHOWS = frozenset({"beneficiary", "enrolment_event", "standard", "visit"})
UNDECIDED, NOTED, MOVED = range(3)
WHOLE_ROWS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
TONES = {
    Decision.LATER: Tone.AMBER,
    Decision.GO_ON: Tone.GREY,
    Decision.NEXT: Tone.GREEN,
    Decision.VOCATIONAL: Tone.GREEN,
    Decision.REPEAT: Tone.BLUE,
    Decision.GRADUATE: Tone.GREEN,
    Decision.UNIVERSITY: Tone.GREEN,
}
NOTHING = ("没有要确认的对象。", "没有要留意的对象。", "没有小学升初中的对象。")
KEYS = "选中后按决定 · Enter 打开孩子 · Ctrl+Enter 执行升级"


@dataclass(frozen=True)
class Row:
    """A child of the list with what is decided for now."""

    move: Move
    decision: Decision


COLUMNS = (
    Column("姓名", lambda row: row.move.child.name, Kind.NAME, 110),
    Column("学校", lambda row: row.move.child.school, width=160, faint=True),
    Column("上学年", lambda row: row.move.before, width=110),
    Column("本学年", lambda row: row.move.after, width=110),
    Column("决定", "decision", Kind.CHOICE, 96, chip=TONES, choices=Decision),
    Column("说明", lambda row: ";".join(row.move.reasons), width=300),
)


class PromotionPage(Page):
    """Opened with a school year, or with the one that is due."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._year = 0
        self.shown: Promotion | None = None
        self.decisions: dict[str, Decision] = {}
        self._writing: Task | None = None
        self.facts = FactStrip(narrowest=200)
        self.entry = EntryBar()
        self.entry.shut.connect(self.header_changed)
        self.view = RecordView(RecordTable(COLUMNS), empty="正在核对…")
        self.view.setAccessibleName("升级名单")
        self.view.opened.connect(lambda row: session.go("child", row.move.child.id))
        self.view.picked.connect(lambda _rows, _sum: self._offer())
        self.kinds = QButtonGroup(self)
        self.buttons: dict[Decision, QPushButton] = {}
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card()
        card.add(self.facts)
        line = QHBoxLayout()
        line.setSpacing(8)
        for number, words in enumerate(("待确认", "请留意", "升入下一学段")):
            button = style.in_role(QPushButton(words), "toggle")
            button.setCheckable(True)
            self.kinds.addButton(button, number)
            line.addWidget(button)
        self.kinds.button(UNDECIDED).setChecked(True)
        self.kinds.idClicked.connect(lambda _kind: self._list())
        line.addStretch(1)
        line.addWidget(style.label("选中的人", "faint"))
        for decision in Decision:
            button = QPushButton(decision.title)
            button.setAccessibleName(f"选中的人{decision.title}")
            button.clicked.connect(partial(self.decide, decision))
            self.buttons[decision] = button
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.entry)
        column.addWidget(card)
        column.addLayout(line)
        column.addWidget(framed(self.view), 1)

    # --- the header

    def title(self) -> str:
        return "学年升级"

    def subtitle(self) -> str:
        return f"{self._year}–{self._year + 1} 学年" if self._year else ""

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.shown is None or self.entry.is_open:
            return ()
        undo = [Action("撤销升级…", self.ask_undo)] if self.shown.done else []
        if self._writing is not None:
            return (*undo, Action("停止生成", self.stop_writing, "Esc"))
        waiting = any(self._decision(move) is Decision.LATER for move in self.shown.undecided)
        return (
            *undo,
            Action("在校确认表…", self.choose_folder, enabled=bool(self.shown.moves)),
            Action("圆梦大学名单…", self.choose_university_folder),
            Action("待定的全部按建议", self.confirm_all, enabled=waiting),
            Action("执行升级", self.promote, "Ctrl+Return", main=True, enabled=self._writes() > 0),
        )

    # --- what is shown

    def opened(self, *what: object) -> None:
        self._year = int(str(what[0])) if what else 0
        self.decisions = {}
        self.kinds.button(UNDECIDED).setChecked(True)
        self.entry.close_entry()
        self._ask()
        self.view.setFocus()

    def reload(self, changes: Changes) -> None:
        if changes & SHOWS and self.session.desk is not None:
            self._ask()

    def _ask(self) -> None:
        self.session.ask(_look, self._year, on_done=self._show)

    def _show(self, shown: Promotion) -> None:
        self.shown, self._year = shown, shown.year
        known = {move.child.id: move for move in shown.moves}
        self.decisions = {
            child: decision
            for child, decision in self.decisions.items()
            if child in known and decision in known[child].choices
        }
        self._list()

    def _list(self) -> None:
        """The chosen list with what is decided, its selection kept."""
        if self.shown is None:
            return
        kind = self.kinds.checkedId()
        selected = {row.move.child.id for row in self.view.selected_rows()}
        rows = [Row(move, self._decision(move)) for move in self._moves(kind)]
        self.view.empty = NOTHING[kind]
        self.view.table.show_source(ListSource(rows))
        for place, row in enumerate(rows):
            if row.move.child.id in selected:
                index = self.view.table.index(place, 0)
                self.view.selectionModel().select(index, WHOLE_ROWS)
        self._say()
        self._offer()
        self.header_changed.emit()

    def _moves(self, kind: int) -> list[Move]:
        assert self.shown is not None
        noted = [move for move in self.shown.exceptions if not move.must]
        return {UNDECIDED: self.shown.undecided, NOTED: noted, MOVED: self.shown.moved}[kind]

    def _decision(self, move: Move) -> Decision:
        return self.decisions.get(move.child.id, Decision.LATER if move.must else move.proposed)

    def _writes(self) -> int:
        """How many children an event would be written for."""
        moves = self.shown.moves if self.shown else []
        still = (Decision.GO_ON, Decision.LATER)
        return sum(1 for move in moves if self._decision(move) not in still)

    def _say(self) -> None:
        assert self.shown is not None
        shown, numbers = self.shown, [len(self._moves(kind)) for kind in range(3)]
        for kind, words in enumerate(("待确认", "请留意", "升入下一学段")):
            self.kinds.button(kind).setText(f"{words} {numbers[kind]}" if numbers[kind] else words)
        waiting = sum(1 for move in shown.undecided if self._decision(move) is Decision.LATER)
        self.facts.show_facts(
            [
                Fact("照常升一级", f"{len(shown.going_on):,} 人,年级随入学年份变动"),
                Fact("小学升初中", f"{len(shown.moved):,} 人"),
                Fact("待确认", f"{waiting:,} 人未定,未定的暂不处理" if waiting else "全部已定"),
                Fact("标准变动", _repriced(shown)),
            ]
        )
        done = f"本学年已办理 {shown.done:,} 人" if shown.done else "预览不写入任何记录"
        self.say_status(done, KEYS)

    def _offer(self) -> None:
        """Only what every selected child may choose can be pressed; what none may is not shown."""
        rows = self.view.selected_rows()
        known = {choice for move in self._moves(self.kinds.checkedId()) for choice in move.choices}
        for decision, button in self.buttons.items():
            button.setVisible(decision in known)
            button.setEnabled(bool(rows) and all(decision in row.move.choices for row in rows))

    # --- what is done

    def decide(self, decision: Decision, _checked: bool = False) -> None:
        """Decide for the selected children; nothing is written yet."""
        for row in self.view.selected_rows():
            self.decisions[row.move.child.id] = decision
        self._list()
        self.view.setFocus()

    def confirm_all(self) -> None:
        """Take what is proposed for everybody who is not decided."""
        assert self.shown is not None
        for move in self.shown.undecided:
            if self._decision(move) is Decision.LATER:
                self.decisions[move.child.id] = move.proposed
        self._list()

    def promote(self) -> None:
        """Write it, in one step."""
        self.session.act(
            promotion.promote,
            self._year,
            dict(self.decisions),
            on_done=self._promoted,
            on_failed=self._failed,
        )

    def _promoted(self, done: Promoted) -> None:
        self.decisions = {}
        counted = ",".join(f"{decision.title} {number} 人" for decision, number in done.written.items())
        self.session.notice(f"{done.year} 学年已升级:{counted}。未据此拟定名册前可以整体撤销。")

    def _failed(self, failure: BaseException) -> None:
        self.session.notice(str(failure), Tone.RED)

    def ask_undo(self) -> None:
        """Ask why the whole September is taken back."""
        assert self.shown is not None
        sentence = f"{self.shown.done:,} 人回到升级以前,原记录和撤销都会保留;已据此拟定名册的不能撤销。"
        spec = FieldSpec("reason", "撤销原因(会记入台账)", Kind.TEXT, True, None, False, "")
        self.entry.ask(Entry("撤销学年升级", sentence, "撤销", self._undo, (Question(spec),)))
        self.header_changed.emit()

    def _undo(self, values: Mapping[str, Any]) -> None:
        self.session.act(
            promotion.undo,
            self._year,
            str(values.get("reason") or ""),
            on_done=self._undone,
            on_failed=self.entry.refused,
        )

    def _undone(self, done: Promoted) -> None:
        self.entry.close_entry()
        self.session.notice(f"{done.year} 学年升级已整体撤销。")

    # --- the lists for schools

    def choose_folder(self) -> None:
        """Ask where the lists go."""
        folder = QFileDialog.getExistingDirectory(self, "在校确认表存到哪个文件夹")
        if folder:
            self.hand_out(Path(folder))

    def hand_out(self, folder: Path) -> None:
        """Write a paper and a workbook for each school; it can be stopped between two."""
        self._writing = self.session.ask(
            school_lists.write,
            self._year,
            folder,
            on_done=partial(self._said, folder),
            on_failed=self._not_written,
            on_progress=self._went_on,
        )
        self.header_changed.emit()

    def _went_on(self, done: tuple[int, int]) -> None:
        self.say_status(f"正在生成在校确认表:{done[0]} / {done[1]} 所学校", KEYS)

    def stop_writing(self) -> None:
        """Write no more lists; those that are written stay."""
        if self._writing is not None:
            self._writing.cancel()
        self._ended("已停止生成,已写出的在校确认表仍在文件夹里。", Tone.GREY)

    def _ended(self, sentence: str, tone: Tone = Tone.GREEN) -> None:
        self._writing = None
        self._say()
        self.header_changed.emit()
        self.session.notice(sentence, tone)

    def _not_written(self, failure: BaseException) -> None:
        self._ended(str(failure), Tone.RED)

    def choose_university_folder(self) -> None:
        """Ask where the list of those who go on to university goes."""
        folder = QFileDialog.getExistingDirectory(self, "圆梦大学推荐名单存到哪个文件夹")
        if folder:
            self.hand_over(Path(folder))

    def hand_over(self, folder: Path) -> None:
        """Write the list of this summer for 圆梦大学, to be completed."""
        self.session.ask(
            university.hand_over, self._year, folder, on_done=self._handed_over, on_failed=self._failed
        )

    def _handed_over(self, path: Path) -> None:
        self.session.notice(f"已生成“{path.name}”,请填写高考分数和录取院校后交圆梦大学项目。")

    def _said(self, folder: Path, paths: Sequence[Path]) -> None:
        schools = len(paths) // 2
        said = f"已在“{folder.name}”为 {schools} 所学校生成在校确认表(PDF 和 Excel 各一份),不含证件号。"
        self._ended(said)


def _look(desk: Any, year: int) -> Promotion:
    return promotion.plan(desk, year or promotion.coming_year(desk))


def _repriced(shown: Promotion) -> str:
    """ "12 人由 2,000.00 改为 3,600.00 元/年"."""
    said = [
        f"{one.children:,} 人由 {_yuan(one.before_fen)}改为 {_yuan(one.after_fen)}"
        for one in shown.repriced
        if one.before_fen != one.after_fen
    ]
    return ";".join(said) or "没有变动"


def _yuan(fen: int | None) -> str:
    return f"{in_figures(fen).removesuffix('.00')} 元" if fen else "无标准"
