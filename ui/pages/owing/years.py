"""The years to come: what each still needs, as a chart and by stage, and if the standard were another."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.grades import Stage
from countydesk.domain.money import in_figures, parse_yuan
from countydesk.domain.problems import Refused
from countydesk.services import owing
from countydesk.services.owing import Needed
from ui import style
from ui.charts.columns_chart import Bar, ColumnsChart
from ui.charts.legend import Legend, Meaning
from ui.forms.editors import LineEditor
from ui.parts.card import Card
from ui.parts.folding import Beside
from ui.session import Session
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed

WAN = 1_000_000  # fen in 万元
# What a field supposes: primary school, and the two stages of secondary school that share a standard.
FIELDS = (("小学每年", (Stage.PRIMARY,)), ("中学每年", (Stage.JUNIOR, Stage.SENIOR)))
COLUMNS = (
    Column("学年", lambda one: f"{one.school_year}–{one.school_year + 1}", Kind.KEY, 92),
    Column("学段", "stage", Kind.CHOICE, 54, choices=Stage),
    Column("人次", "instalments", Kind.NUMBER, 62),
    Column("按现行标准", "fen", Kind.MONEY, 108),
    Column("按假设标准", "supposed_fen", Kind.MONEY, 108),
)
SUPPOSED = len(COLUMNS) - 1


class Years(QWidget):
    """`reckoned` tells that there are other figures."""

    reckoned = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.rows: list[Needed] = []
        self.chart = ColumnsChart()
        self.view = RecordView(RecordTable(COLUMNS), empty="在助对象都已到毕业,或学段、入学年份还不明。")
        self.view.setAccessibleName("各学年还需")
        self.fields = [self._field(words) for words, _stages in FIELDS]
        self._told = style.label("", "small", wraps=True)
        self._lay_out()

    def _field(self, words: str) -> LineEditor:
        spec = FieldSpec("yearly", words, Kind.MONEY, False, None, False, "现行")
        made = LineEditor(spec, parse_yuan)
        made.setAccessibleName(f"假设{words}(元)")
        made.setFixedWidth(110)
        made.editingFinished.connect(partial(self._typed, made))
        return made

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(style.label("如果标准改为", "faint"))
        for (words, _stages), made in zip(FIELDS, self.fields, strict=True):
            line.addWidget(style.label(words, "secondary"))
            line.addWidget(made)
        line.addWidget(style.label("元", "secondary"))
        line.addWidget(self._told, 1)
        card = Card("助到高中毕业,还要多少")
        card.heading.addWidget(Legend([Meaning("小学", "blue_pale"), Meaning("中学", "blue")], "万元 / 学年"))
        card.add(self.chart, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(QMargins())
        column.setSpacing(style.GAP)
        column.addLayout(line)
        column.addWidget(Beside([(card, 7), (framed(self.view), 6)]), 1)

    def supposed(self) -> dict[Stage, int]:
        """The yearly standards that are supposed, in fen; what cannot be read is left out."""
        found: dict[Stage, int] = {}
        for (_words, stages), made in zip(FIELDS, self.fields, strict=True):
            try:
                yearly = made.value()
            except Refused:
                continue
            if yearly:
                found |= dict.fromkeys(stages, yearly)
        return found

    def subtitle(self) -> str:
        """What the header says of it."""
        fen = sum(one.fen for one in self.rows)
        return f"至全部毕业共需 {in_figures(fen)} 元" if self.rows else ""

    def ask(self) -> None:
        """Reckon anew."""
        self._session.ask(owing.compared, self.supposed(), on_done=self._show)

    def _typed(self, made: LineEditor) -> None:
        made.settle()
        try:
            made.value()
        except Refused as refused:
            self._told.setText(str(refused))
        else:
            self.ask()

    def _show(self, rows: Sequence[Needed]) -> None:
        self.rows = list(rows)
        differs = any(one.fen != one.supposed_fen for one in rows)
        self.view.setColumnHidden(SUPPOSED, not differs)
        self.view.table.show_source(ListSource(self.rows))
        self.chart.show_bars(_bars(rows))
        before, after = (sum(getattr(one, name) for one in rows) for name in ("fen", "supposed_fen"))
        more = "多" if after > before else "少"
        told = f"共需 {in_figures(after)} 元,比现行标准{more} {in_figures(abs(after - before))} 元"
        self._told.setText(told if differs else "")
        self.reckoned.emit()


def _bars(rows: Sequence[Needed]) -> list[Bar]:
    """A column a school year, as supposed."""
    sums: dict[int, list[float]] = {}
    for one in rows:
        parts = sums.setdefault(one.school_year, [0.0, 0.0])
        parts[one.stage is Stage.PRIMARY] += one.supposed_fen / WAN
    return [
        Bar(f"{year % 100:02d}–{(year + 1) % 100:02d}", lower, upper, f"{lower + upper:,.1f}")
        for year, (lower, upper) in sums.items()
    ]
