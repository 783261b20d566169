"""What a child was paid, as a table shows it."""

from collections.abc import Sequence

from countydesk.domain.fields import Kind
from countydesk.domain.months import Term
from countydesk.services.beneficiaries import Payment
from ui import style
from ui.pages.child.way import standing
from ui.style import Tone
from ui.tables.columns import Column, ListSource
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView

TONES = {"已签收": Tone.GREEN, "已付未签": Tone.BLUE, "退汇后重发": Tone.AMBER, "重发未签": Tone.AMBER}
TONES |= {"退汇": Tone.RED, "未付": Tone.RED}
MOST_SHOWN = 8  # rows without scrolling
NOTHING = "还没有发放记录。列入名册并批准后,这里显示每一期。"


def received(payment: Payment) -> str:
    """Who took the money and when, or why not."""
    day = f"{payment.day.month}月{payment.day.day}日" if payment.day else ""
    if payment.reason:
        return payment.reason
    return f"{payment.proxy} 代领 {day}" if payment.proxy else day


COLUMNS = (
    Column("学期", lambda row: Term.parse(row.term).title, Kind.KEY, 124),
    Column("名册", lambda row: f"{row.number} · 第 {row.position} 行", width=178),
    Column("金额", "fen", Kind.MONEY, 88),
    Column("状态", standing, Kind.KEY, 96, chip=lambda words: TONES.get(words, Tone.GREY)),
    Column("领款", received, width=104),
)


class Payments(RecordView):
    """As high as it has rows, so that the page scrolls and not the table."""

    def __init__(self) -> None:
        super().__init__(RecordTable(COLUMNS), empty=NOTHING)
        self.setAccessibleName("发放记录")
        self.show_payments(())

    def show_payments(self, payments: Sequence[Payment]) -> None:
        """Show another child's."""
        self.table.show_source(ListSource(payments))
        rows = min(len(payments), MOST_SHOWN) or 2
        self.setFixedHeight((rows + 1) * style.ROW + 4)
