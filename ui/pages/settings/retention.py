"""The card of retention: whose time is over, proposed by one person, anonymised by another."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel

from countydesk.domain.days import show_day
from countydesk.services import retention
from countydesk.services.retention import Line
from ui import style
from ui.dialogs.asking import ask_reason, confirmed
from ui.parts.card import Card, link
from ui.session import Session

SHOWN = 8
AT_ONCE = 200  # are proposed and confirmed together, those longest gone first
FINAL = "姓名、证件号、住址、电话、监护人、银行卡、走访内容和照片将永久删除,金额、年度和学段保留。不能恢复。"


class RetentionCard(Card):
    """Who is to be anonymised, and the next step; hidden where nobody's time is over."""

    def __init__(self, session: Session) -> None:
        super().__init__("期满匿名化")
        self._session = session
        self._lines: Sequence[Line] = ()
        self._said: QLabel = style.label("", "small", wraps=True)
        self.add(self._said)
        self.propose, self.confirm, self.withdraw = link("提出…"), link("确认…"), link("撤回…")
        for words, act in (
            (self.propose, self._propose),
            (self.confirm, self._confirm),
            (self.withdraw, self._withdraw),
        ):
            self.heading.addWidget(words)
            words.clicked.connect(act)

    def show_due(self, lines: Sequence[Line], number: int, barred: str) -> None:
        """Show whose time is over: the first `AT_ONCE` of so many; `barred` says why whoever looks may do
        nothing, if so."""
        self._lines = lines
        self.setVisible(bool(lines))
        told = [
            f"{line.name} · {line.state.title} · {show_day(line.ended_on)}结束"
            + (f" · {line.proposed_by}已提出,待另一人确认" if line.proposed_by else "")
            for line in lines[:SHOWN]
        ]
        part = f",一次办 {AT_ONCE} 人" if number > AT_ONCE else ""
        more = [f"……共 {number:,} 人{part}"] if number > SHOWN else []
        self._said.setText("\n".join([*told, *more, *filter(None, [barred])]))
        proposed = len(self._proposed())
        self.propose.setVisible(not barred and proposed < len(lines))
        self.confirm.setVisible(not barred and proposed > 0)
        self.withdraw.setVisible(not barred and proposed > 0)

    def _proposed(self) -> list[str]:
        return [line.child_id for line in self._lines if line.proposed_by]

    def _propose(self) -> None:
        ids = [line.child_id for line in self._lines if not line.proposed_by]
        if confirmed(self, "期满匿名化", f"提出匿名化 {len(ids)} 人,由另一位经办人员确认后执行。", "提出"):
            self._session.act(retention.propose, ids)

    def _confirm(self) -> None:
        ids = self._proposed()
        if confirmed(self, "期满匿名化", f"确认匿名化 {len(ids)} 人?{FINAL}", "确认匿名化"):
            self._session.act(retention.confirm, ids)

    def _withdraw(self) -> None:
        if reason := ask_reason(self, "撤回匿名化", "请写明不匿名化的原因。"):
            self._session.act(retention.withdraw, self._proposed(), reason)
