"""The page of 设置目标: what each indicator is to reach in a year, here or in each place under the desk."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.offices import Level
from countydesk.domain.problems import Problem
from countydesk.services import progress, recording, target_sheet, targets
from countydesk.services.desk import Changes as Written
from countydesk.services.desk import Desk
from countydesk.services.progress import Year
from countydesk.services.recording import KeptDraft
from countydesk.services.target_sheet import TargetLine
from countydesk.services.targets import NewTarget
from ui import style
from ui.announcer import Changes
from ui.forms.drafts import Content, DraftKeeper
from ui.pages.targets.table import Key, Shown, TargetTable, Typed
from ui.parts.choice import Choice
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.page import Action, Page
from ui.parts.search_line import SearchLine
from ui.parts.tabs import Tabs
from ui.session import Session
from ui.style import Tone
from ui.tables.record_view import framed

BY_PLACE, BY_INDICATOR = range(2)
REASON = FieldSpec("reason", "为什么改", Kind.TEXT, True, None, False, "例如 年中调整")
MOST_TOLD = 4  # sentences above the table; all stand in their rows
KEYS = "直接输入 · Enter 下一行 · Ctrl+V 从 Excel 粘贴 · Ctrl+S 保存"
RESTORED = "已恢复未保存的目标,可接着填写;不要了请按“放弃修改”。"
TOUCHES = frozenset({"target", "entry"})
Wanted = tuple[int, int, str]  # the year, by what, and the place or indicator


def _look(desk: Desk, wanted: Wanted, before: Year | None) -> tuple[Year, list[TargetLine]]:
    """On the worker: the table that is wanted; the year before is reckoned where it is not at hand."""
    year, by, what = wanted
    before = before or target_sheet.year_before(desk, year)
    if by == BY_PLACE:
        return before, target_sheet.of_place(desk, year, before, what)
    return before, target_sheet.of_indicator(desk, year, before, desk.catalogue.indicators[what])


class TargetsPage(Page):
    """What is typed stays until it is saved or given up, whichever table of the year is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._before: dict[int, Year] = {}
        self._lines: dict[Key, TargetLine] = {}
        self._typed: dict[Key, Typed] = {}
        self._set: dict[Key, Typed] = {}  # as they are kept, of every row that was shown
        self.keeper = DraftKeeper(session, self._content, self)
        self.keeper.begin(target_sheet.FORM)
        self.years = Choice("年度", 100)
        self.years.picked.connect(self._ask)
        self.ways = Tabs(["分单位", "分指标"])
        self.ways.chosen.connect(self.turn_to)
        self.what = Choice("单位或指标", 330)
        self.what.picked.connect(self._ask)
        self._way = BY_PLACE
        self.search = SearchLine(self, "查找", "项目、指标、县区")
        self.search.rested.connect(self._list)
        self.entry = EntryBar()
        self.entry.shut.connect(self.header_changed)
        self.table = TargetTable()
        self.entry.shut.connect(self.table.setFocus)
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.typed.connect(self._row_typed)
        self.table.unplaced.connect(self._tell_unplaced)
        self._wrong = style.label("", "wrong", wraps=True)
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self.years, self.ways, self.what):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.entry)
        column.addLayout(line)
        column.addWidget(self._wrong)
        column.addWidget(framed(self.table), 1)
        self._wrong.hide()

    # --- as a page

    def title(self) -> str:
        return "设置目标"

    def subtitle(self) -> str:
        return f"改了 {len(self._typed)} 项,还没有保存" if self._typed else "按“单位”一栏的单位填写"

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        if self.entry.is_open:
            return ()
        some = bool(self._typed)
        give_up = Action("放弃修改", self.give_up, enabled=some)
        return (give_up, Action("保存目标", self.save, "Ctrl+S", main=True, enabled=some))

    def opened(self, *what: object) -> None:
        self.entry.close_entry()
        self.say_status("", KEYS)
        self.table.setFocus()
        if self._typed:
            self._ask()
        else:
            self._offer(what[0] if what and isinstance(what[0], int) else self.session.desk.today.year)
            self.session.ask(recording.draft_of, target_sheet.FORM, on_done=self._begin)

    def _begin(self, draft: KeptDraft | None) -> None:
        """Begin with what was typed and not saved when the page was last closed or the desk locked."""
        if draft and not self._typed:
            self._offer(int(draft.texts["year"]))
            for name, place, *texts in json.loads(draft.texts["typed"]):
                if name in self.session.desk.catalogue.indicators:
                    self._typed[name, place], self._set[name, place] = (
                        (texts[0], texts[1]),
                        (texts[2], texts[3]),
                    )
            self.years.setEnabled(not self._typed)
            self.session.notice(RESTORED, Tone.BLUE)
        self._ask()

    def _content(self) -> Content | None:
        if not self._typed:
            return None
        typed = [[*key, *words, *self._set[key]] for key, words in self._typed.items()]
        texts = {"year": str(self.years.chosen), "typed": json.dumps(typed, ensure_ascii=False)}
        return "", texts, {}

    def may_leave(self) -> bool:
        self.keeper.flush()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        self.keeper.flush()
        super().hideEvent(event)

    def reload(self, changes: Changes) -> None:
        if changes & TOUCHES and self.session.desk is not None:
            self._before.clear()
            if self.isVisible():
                self._ask()

    # --- what is shown

    def _offer(self, year: int) -> None:
        this_year = self.session.desk.today.year
        years = range(max(year, this_year) + 1, min(year, this_year) - 5, -1)
        self.years.offer([(f"{each}年", each) for each in years], year)
        self.ways.setVisible(self.session.desk.office.level is not Level.COUNTY)
        self.what.setVisible(self.session.desk.office.level is not Level.COUNTY)
        self._offer_what()

    def _offer_what(self) -> None:
        desk = self.session.desk
        if self._way == BY_INDICATOR:
            self.what.offer([(each.title, each.name) for each in progress.compared(desk)])
            return
        codes = {code for level in (Level.CITY, Level.COUNTY) for code in progress.places(desk, level)}
        places = [(self._name_of(code), code) for code in sorted(codes - {desk.office.code})]
        self.what.offer([(f"{desk.office.name}(本级合计)", ""), *places])

    def turn_to(self, way: int) -> None:
        """Show all indicators of a place, or one indicator of every place."""
        self._way = way
        self.ways.choose(way)
        self._offer_what()
        self._ask()

    @property
    def _wanted(self) -> Wanted:
        return self.years.chosen, self._way, self.what.chosen

    def _ask(self) -> None:
        wanted = self._wanted
        before = self._before.get(wanted[0])
        self.session.ask(_look, wanted, before, on_done=partial(self._show, wanted))

    def _show(self, wanted: Wanted, found: tuple[Year, list[TargetLine]]) -> None:
        before, lines = found
        self._before[wanted[0]] = before
        if wanted == self._wanted:
            if not self._typed:
                self._set.clear()
            self._lines = {(line.indicator.name, line.place_code): line for line in lines}
            self._set |= {key: (line.amount, line.modifier) for key, line in self._lines.items()}
            self._list()

    def _list(self) -> None:
        words = self.search.words().split()
        rows = [self._row(key, line) for key, line in self._lines.items()]
        rows = [row for row in rows if all(word in "".join(row.beside) for word in words)]
        group, name = ("项目", "指标") if self._way == BY_PLACE else ("市州", "县区")
        self.table.show_rows(rows, group, name)
        for row in rows:
            self.table.mark(row.key, row.key in self._typed)
        self.header_changed.emit()

    def _row(self, key: Key, line: TargetLine) -> Shown:
        plan = line.plan_before.phrase if line.plan_before else ""
        done = line.done_before.phrase if line.done_before else ""
        if self._way == BY_PLACE:
            programme = self.session.desk.catalogue.programmes[line.indicator.programme].title
            names = (programme, line.indicator.title)
        else:
            names = target_sheet.names_of(self.session.desk, line.place_code)
        beside = (*names, line.indicator.unit, plan, done)
        return Shown(key, beside, self._typed.get(key, self._set[key]))

    def _tell_unplaced(self, names: Sequence[str]) -> None:
        listed = "、".join(f"“{name}”" for name in names)
        self.session.notice(f"表里没有{listed},这 {len(names)} 行没有填入;其他行已填。", Tone.AMBER)

    def _row_typed(self, key: Key) -> None:
        typed = self.table.typed_in(key)
        if typed == self._set[key]:
            self._typed.pop(key, None)
        else:
            self._typed[key] = typed
        self.table.mark(key, key in self._typed)
        self.years.setEnabled(not self._typed)
        self.keeper.touched()
        self._say([])
        self.header_changed.emit()

    # --- saving

    def save(self) -> None:
        """Have what was typed looked through; then save it, or show what is wrong."""
        if self._typed and not self.entry.is_open:
            self.session.ask(targets.problems_of, self._news(), on_done=self._looked_through)

    def _news(self) -> list[NewTarget]:
        year = self.years.chosen
        typed = self._typed.items()
        return [NewTarget(name, year, amount, place, word) for (name, place), (amount, word) in typed]

    def _looked_through(self, problems: Sequence[Problem]) -> None:
        changed = [name for (name, place) in self._typed if self._set[name, place][0]]
        if problems:
            self._show_problems(problems)
        elif changed:
            self._ask_why(changed)
        else:
            self._write({"reason": ""})

    def _ask_why(self, changed: Sequence[str]) -> None:
        """Where a target changes that was set, a reason is kept with it."""
        names = "、".join(self.session.desk.catalogue.indicators[name].title for name in changed[:3])
        more = f"等 {len(changed)} 项" if len(changed) > 3 else ""
        sentence = f"{names}{more}已有目标,改动前的数留在变动记录里。"
        self.entry.ask(Entry("更改目标", sentence, "保存", self._write, (Question(REASON),)))
        self.header_changed.emit()

    def _write(self, values: dict[str, Any]) -> None:
        self.session.act(
            targets.set_all,
            self._news(),
            values["reason"],
            on_done=partial(self._saved, len(self._typed)),
            on_failed=self._refused,
        )

    def _saved(self, number: int, _written: Written) -> None:
        self._set |= self._typed
        self.entry.close_entry()
        self.session.notice(f"已保存 {number} 项目标。")
        self.give_up()

    def _refused(self, failure: BaseException) -> None:
        if self.entry.is_open:
            self.entry.refused(failure)
        else:
            self.session.notice(str(failure), Tone.RED)

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        """Everything that is wrong at once, each in its row and the first above the table."""
        keys = list(self._typed)
        wrong = {keys[problem.row - 1]: problem.sentence for problem in problems if problem.row}
        for key, sentence in wrong.items():
            self.table.mark(key, True, sentence)
        self._say([f"{self._called(key)}:{sentence}" for key, sentence in wrong.items()])
        self.table.go_to(next(iter(wrong)))

    def _called(self, key: Key) -> str:
        name, place = key
        title = self.session.desk.catalogue.indicators[name].title
        return f"{title}({self._name_of(place)})" if place else title

    def _name_of(self, place: str) -> str:
        city, name = target_sheet.names_of(self.session.desk, place)
        return name if city in ("", name) else f"{city}{name}"

    def _say(self, sentences: Sequence[str]) -> None:
        more = [f"共 {len(sentences)} 处,都已标红。"] if len(sentences) > MOST_TOLD else []
        self._wrong.setText("\n".join([*sentences[:MOST_TOLD], *more]))
        self._wrong.setVisible(bool(sentences))

    def give_up(self) -> None:
        """Show the targets as they are kept; what was typed is forgotten."""
        self._typed.clear()
        self.keeper.end(frozenset())
        self.keeper.begin(target_sheet.FORM)
        self.years.setEnabled(True)
        self._say([])
        self._list()
