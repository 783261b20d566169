"""What is to be done with a list next, in a sentence; and who can, where this person cannot."""

from collections.abc import Callable, Mapping
from functools import partial

from countydesk.domain.batch_path import LineState
from countydesk.domain.disbursements import ACT_TITLES, BatchState
from countydesk.domain.money import in_figures
from countydesk.services.rosters import Look
from ui.pages.batch.lines import Mark
from ui.parts.next_line import NextLine, Way


def to_book(look: Look, marks: Mapping[str, Mark]) -> tuple[list[str], int]:
    """The ids of the lines that 登记付款 or 登记签收 of the whole list would book now, and their sum in fen.

    Lines that are marked, or were left over with a reason before, are not among them.
    """
    excused = {line_id for line_id, mark in marks.items() if mark.reason}
    chosen = [
        each
        for each in look.lines
        if each.line.id not in excused
        and (
            each.state is LineState.UNPAID
            if look.act == "pay"
            else each.balance.unsigned > 0 and not each.reason
        )
    ]
    return [each.line.id for each in chosen], sum(each.line.fen for each in chosen)


def sentence_of(look: Look, marks: Mapping[str, Mark]) -> str:
    """The next step in words."""
    hints = sum(1 for line in look.sheet.lines if line.hint)
    if look.act == "check":
        looked = f",其中 {hints} 行有红字提示" if hints else ""
        return f"请核对 {len(look.lines)} 行的姓名、账户和金额{looked},无误后复核。"
    if look.act == "approve":
        return "批准后每一行记入应发,金额不再更改;有错只能作废重拟。"
    if look.act == "print":
        return "打印时生成名册号并锁定名册;此后有错只能作废重拟,不能涂改。"
    if look.act in ("pay", "sign"):
        return _booking_sentence(look, marks)
    if look.hindrances:
        more = f",共 {len(look.hindrances)} 行" if len(look.hindrances) > 1 else ""
        return f"还不能结清:{look.hindrances[0].sentence.rstrip('。')}{more}。"
    money = look.sheet.balance
    left = f",未发 {in_figures(money.unpaid)} 元退出本名册,可另行拟定" if money.unpaid else ""
    return f"实发 {in_figures(money.paid_out)} 元{left};结清后名册归档。"


def _booking_sentence(look: Look, marks: Mapping[str, Mark]) -> str:
    ids, fen = to_book(look, marks)
    word, key = ("付款", "未付") if look.act == "pay" else ("签收", "未签")
    excused = sum(1 for mark in marks.values() if mark.reason)
    proxies = sum(1 for mark in marks.values() if mark.proxy)
    parts = [f"将登记{word} {len(ids)} 人 {in_figures(fen)} 元"]
    parts += [f"{key} {excused} 人"] if excused else []
    parts += [f"代领 {proxies} 人"] if proxies else []
    how = "" if excused or proxies else f"。没有{word[:1]}到的,先在表中选中,按 F6 写明原因"
    return "、".join(parts) + how + "。"


class NextStep(NextLine):
    """`switch` lets another operator take over, `go` shows a page."""

    def __init__(self, switch: Callable[[str], object], go: Callable[..., object]) -> None:
        super().__init__()
        self._switch, self._go = switch, go

    def show_look(self, look: Look, marks: Mapping[str, Mark]) -> None:
        """Say what is next."""
        if look.act is None:
            self._say_end(look)
            return
        title = f"下一步 {ACT_TITLES[look.act]}"
        if not look.why_not:
            self.say(title, sentence_of(look, marks))
            return
        ways: list[Way] = [(f"换{name}办理", partial(self._switch, name)) for name in look.who_can[:3]]
        self.say(title, look.why_not, ways or [("到设置中增加经办人员", partial(self._go, "settings"))])

    def _say_end(self, look: Look) -> None:
        after = look.replaced_by
        ways: list[Way] = [(f"替换名册 {after}", partial(self._go, "batch", after))] if after else []
        last = look.sheet.steps[-1]
        if look.batch.state is BatchState.VOIDED:
            said = f"{last.by}:{last.note}。原记录保留,金额已用反向分录冲销。"
            self.say("已作废", said, ways)
        else:
            self.say("已结清", "名册已归档。更正只能在以后的名册中办理。", ways)
