"""The workbench as a page: the month's path, the day's tasks, the term's money, the years to come."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from countydesk.services import tasks, workbench
from countydesk.services.workbench import YearToCome
from ui import style
from ui.announcer import Changes
from ui.charts.columns_chart import Bar, ColumnsChart
from ui.charts.legend import Legend, Meaning
from ui.charts.money_bar import MoneyBar, parts_of
from ui.parts.card import Card, link
from ui.parts.folding import Beside, Scrolled
from ui.parts.lists import Task, TaskList
from ui.parts.marks import State
from ui.parts.page import Page
from ui.parts.step_path import Step, StepPath
from ui.session import Session
from ui.style import Tone

WAN = 1_000_000  # fen in 万元


class Workbench(Page):
    """Shows what `services.workbench.look` sees; everything on it leads to a page."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._seen: workbench.Workbench | None = None
        self._path = StepPath()
        self._path.chosen.connect(self._go_step)
        self._tasks = TaskList()
        self._money_title = style.label("", "strong")
        self._money = MoneyBar()
        self._no_money = style.label("", "faint", wraps=True)
        self._chart = ColumnsChart()
        self._ahead = style.label("", "secondary", wraps=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scrolled = Scrolled()
        whole.addWidget(scrolled)
        scrolled.column.addWidget(self._path)
        scrolled.column.addWidget(Beside([(self._today(), 8), (self._years(), 7)]), 1)

    def _today(self) -> Card:
        card = Card("今天要做")
        card.add(self._tasks)
        card.body.addSpacing(8)
        card.add(self._money_title)
        card.add(self._money)
        card.add(self._no_money)
        card.body.addStretch(1)
        return card

    def _years(self) -> Card:
        card = Card("助到高中毕业,还要多少")
        card.heading.addWidget(Legend([Meaning("小学", "blue_pale"), Meaning("中学", "blue")], "万元 / 学年"))
        card.add(self._chart, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._ahead, 1)
        more = link("看各学年")
        more.clicked.connect(lambda: self.session.go("owing", "years"))
        foot.addWidget(more)
        card.body.addLayout(foot)
        card.body.addStretch(0)  # takes the height where there is no chart
        return card

    # --- the window's questions

    def title(self) -> str:
        return f"{self._seen.month.number} 月这样走" if self._seen else "工作台"

    def subtitle(self) -> str:
        return self._seen.month.title if self._seen else ""

    def opened(self, *what: object) -> None:
        self.setFocus()
        self._look()

    def reload(self, changes: Changes) -> None:
        if self.isVisible():
            self._look()

    def _look(self) -> None:
        self.session.ask(workbench.look, on_done=self._show)

    # --- what it shows

    def _show(self, seen: workbench.Workbench) -> None:
        self._seen = seen
        self._path.show_steps([Step(s.title, State[s.state.upper()], s.sentence) for s in seen.path])
        self._tasks.show_tasks([self._task(task) for task in seen.tasks])
        self._show_money(seen)
        self._show_years(seen.years)
        self.header_changed.emit()
        right = " · ".join(
            filter(None, (f"{seen.supported} 名在助", f"本月走访 {seen.visited} 次", seen.backed_up))
        )
        self.say_status("Ctrl+1–9 换页 · Ctrl+K 查找 · Ctrl+L 锁定 · F1 手册", right)

    def _task(self, task: tasks.Task) -> Task:
        return Task(task.word, Tone(task.tone), task.sentence, task.act, lambda: self._go_task(task))

    def _go_task(self, task: tasks.Task) -> None:
        self.session.go(task.page, *([task.subject] if task.subject else []))

    def _go_step(self, number: int) -> None:
        if self._seen is not None:
            self.session.go(self._seen.path[number].page)

    def _show_money(self, seen: workbench.Workbench) -> None:
        money, title = seen.term_balance, seen.term.title
        self._money_title.setText(f"{title} · 每一元在哪里")
        self._money.setVisible(bool(money.due))
        self._no_money.setVisible(not money.due)
        if money.due:
            parts = parts_of(money.signed, money.unsigned, money.returned, money.unpaid)
            self._money.show_parts(f"应发 {seen.term_children} 人", parts)
        elif seen.supported:
            self._no_money.setText(f"{title}还没有名册,请到“助养发放”拟定。")
        else:
            self._no_money.setText("还没有帮扶对象,请先导入现有台账。")

    def _show_years(self, years: Sequence[YearToCome]) -> None:
        self._chart.setVisible(bool(years))
        self._chart.show_bars([_bar(year) for year in years])
        fen = sum(year.primary_fen + year.secondary_fen for year in years)
        if years and self._seen is not None:
            last = years[-1].school_year + 1
            self._ahead.setText(f"{self._seen.supported} 名在助,至 {last} 年共 {fen / WAN:,.1f} 万元")
        else:
            self._ahead.setText("导入帮扶对象后,这里显示各学年还需要的助养金。")


def _bar(year: YearToCome) -> Bar:
    lower, upper = year.secondary_fen / WAN, year.primary_fen / WAN
    title = f"{year.school_year % 100:02d}–{(year.school_year + 1) % 100:02d}"
    return Bar(title, lower, upper, f"{lower + upper:,.1f}")
