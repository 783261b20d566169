"""The card of working days: the holidays of this year and the next, and the office's own days."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from countydesk.domain.days import parse_day, show_day
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.services import workdays
from countydesk.services.workdays import YearSeen
from ui import style
from ui.announcer import Changes
from ui.forms.editors import TogglesEditor
from ui.parts.card import Card, link
from ui.parts.entry_bar import Entry, EntryBar, Question
from ui.parts.facts import Fact, FactList
from ui.session import Session

MEANING = "公示按工作日计算。本单位另有放假、上班的,在这里改。"
WORDS = {True: "上班", False: "放假"}
DAY = FieldSpec("day", "日期", Kind.DAY, True, None, False, "例如 2027.1.4")
WORKS = FieldSpec("works", "这一天", Kind.YES_NO, True, None, False, "")
REASON = FieldSpec("reason", "原因(会记入变动记录)", Kind.TEXT, True, None, False, "例如 县庆放假")


class CalendarCard(Card):
    """`entry` is the page's small form, which asks for a day."""

    def __init__(self, session: Session, entry: EntryBar) -> None:
        super().__init__("工作日历")
        self._session, self._entry = session, entry
        self._facts = FactList(label_width=90)
        self._change = link("改一天…")
        self.heading.addWidget(self._change)
        self.add(style.label(MEANING, "secondary", wraps=True))
        self.add(self._facts)
        self._change.clicked.connect(self.ask)

    def show_years(self, years: Sequence[YearSeen], own: Mapping[date, bool], barred: str) -> None:
        """Show the holidays; `barred` says why no day can be changed, if so."""
        self._change.setVisible(not barred)
        facts = [fact for year in years for fact in _facts_of(year)]
        for day, works in sorted(own.items()):
            words = ("", None) if barred else ("恢复", partial(self.ask_back, day))
            facts.append(Fact("本单位", f"{show_day(day)}{WORDS[works]}", *words))
        self._facts.show_facts(facts)

    def ask(self) -> None:
        """Ask for a day that the office works on, or does not, otherwise than the table says."""
        today = self._session.desk.today
        questions = (
            Question(DAY, partial(parse_day, today=today), None, 170),
            Question(
                WORKS, editor=TogglesEditor([("放假", False), ("上班", True)], several=False), width=140
            ),
            Question(REASON),
        )
        self._entry.ask(Entry("改工作日历", "已登记的公示截止日不变。", "保存", self._set, questions))

    def ask_back(self, day: date) -> None:
        """Ask why a day goes by the table again."""
        said = f"{show_day(day)}恢复为统一安排。"
        self._entry.ask(Entry("恢复", said, "恢复", partial(self._reset, day), (Question(REASON),)))

    def _set(self, values: dict[str, Any]) -> None:
        self._write(values["day"], values["works"], values["reason"])

    def _reset(self, day: date, values: dict[str, Any]) -> None:
        self._write(day, None, values["reason"])

    def _write(self, day: date, works: bool | None, reason: str) -> None:
        said = f"{show_day(day)}{WORDS[works] if works is not None else '恢复为统一安排'}。"
        self._session.act(
            workdays.set_day,
            day,
            works,
            reason,
            on_done=partial(self._written, said),
            on_failed=self._entry.refused,
        )

    def _written(self, said: str, _changes: Changes) -> None:
        self._entry.close_entry()
        self._session.notice(said)


def _facts_of(year: YearSeen) -> list[Fact]:
    title = f"{year.number}年放假"
    off = "、".join(_span(first, last) for first, last in year.off)
    if not year.announced:
        return [Fact(title, f"{off}(安排尚未公布,只按周末和法定节日推算,公布后请补录)")]
    worked = "、".join(f"{day.month}月{day.day}日" for day in year.worked)
    return [Fact(title, off), *([Fact("周末上班", worked)] if worked else [])]


def _span(first: date, last: date) -> str:
    begin = f"{first.month}月{first.day}日"
    if first == last:
        return begin
    return f"{begin}–{last.day}日" if first.month == last.month else f"{begin}–{last.month}月{last.day}日"
