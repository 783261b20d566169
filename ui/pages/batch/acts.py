"""What each act with a list asks before it is done: its sentence, its fields, the word on its button."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from countydesk.domain.batch_path import LineStanding, LineState
from countydesk.domain.days import parse_day
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.money import in_figures
from ui.parts.entry_bar import Entry, Question

Give = Callable[[dict[str, Any]], object]
NO_UNDO = "登记后不能撤销,登错了用退汇冲正。"


def _spec(
    name: str, title: str, kind: Kind = Kind.TEXT, *, required: bool = True, hint: str = ""
) -> FieldSpec:
    return FieldSpec(name, title, kind, required, None, False, hint)


def _day(title: str, today: date) -> Question:
    return Question(_spec("day", title, Kind.DAY), partial(parse_day, today=today), today, 160)


def _reason(hint: str) -> Question:
    return Question(_spec("reason", "原因", hint=f"记入台账,{hint}"))


def _names(lines: Sequence[LineStanding]) -> str:
    names = "、".join(each.line.name for each in lines[:3])
    return f"{names}等 {len(lines)} 人" if len(lines) > 3 else names


def _fen(lines: Sequence[LineStanding]) -> str:
    return f"{in_figures(sum(each.line.fen for each in lines))} 元"


def pay(sentence: str, today: date, give: Give) -> Entry:
    """登记付款 of the whole list."""
    return Entry("登记付款", f"{sentence}{NO_UNDO}", "登记付款", give, [_day("付款日期", today)])


def sign(sentence: str, today: date, give: Give) -> Entry:
    """登记签收 of the whole list."""
    return Entry("登记签收", f"{sentence}{NO_UNDO}", "登记签收", give, [_day("签收日期", today)])


def pay_chosen(lines: Sequence[LineStanding], today: date, give: Give) -> Entry:
    """登记付款 of some lines that were left over."""
    sentence = f"{_names(lines)} {_fen(lines)}。{NO_UNDO}"
    return Entry("补登付款", sentence, "登记付款", give, [_day("付款日期", today)])


def sign_chosen(lines: Sequence[LineStanding], today: date, give: Give) -> Entry:
    """登记签收 of some lines."""
    sentence = f"{_names(lines)} {_fen(lines)}。{NO_UNDO}"
    return Entry("登记签收", sentence, "登记签收", give, [_day("签收日期", today)])


def excuse(lines: Sequence[LineStanding], give: Give) -> Entry:
    """Why some lines will not be paid or signed in the step to come."""
    unpaid = lines[0].state is LineState.UNPAID
    word, then = ("未付", "登记付款") if unpaid else ("未签", "登记签收")
    hint = "例如 账户有误,银行退回" if unpaid else "例如 外出就医,下月补签"
    return Entry(f"标记{word}", f"{_names(lines)};{then}时一并记入。", "标记", give, [_reason(hint)])


def proxy(lines: Sequence[LineStanding], give: Give) -> Entry:
    """Who signs for children."""
    questions = [
        Question(_spec("name", "代领人", Kind.NAME), width=140),
        Question(_spec("relation", "与本人关系", hint="例如 祖母"), width=130),
        Question(_spec("citizen_id", "代领人身份证号", Kind.CITIZEN_ID)),
    ]
    return Entry("标记代领", f"{_names(lines)};登记签收时一并记入。", "标记", give, questions)


def return_(line: LineStanding, today: date, give: Give) -> Entry:
    """登记退汇 of one line."""
    sentence = f"{line.line.name} {_fen([line])}。退回的钱记为“退汇”,可以再发;已有的签收自动冲正。"
    questions = [_reason("例如 账户姓名不符"), _day("退汇日期", today)]
    return Entry("登记退汇", sentence, "登记退汇", give, questions)


def repay(line: LineStanding, today: date, give: Give) -> Entry:
    """登记重发 of a returned line."""
    sentence = f"{line.line.name} {_fen([line])}。{NO_UNDO}"
    told = Question(_spec("reason", "说明(可不填)", required=False, hint="例如 改发监护人账户"))
    return Entry("登记重发", sentence, "登记重发", give, [told, _day("重发日期", today)])


def lock(count: int, give: Give) -> Entry:
    """打印: the number is drawn and the list locked."""
    sentence = f"{count} 行。现在生成名册号并锁定;此后有错只能作废重拟,不能涂改。"
    return Entry("打印名册", sentence, "生成名册号并打印", give)


def settle(sentence: str, give: Give) -> Entry:
    """结清."""
    return Entry("结清名册", f"{sentence}结清后不能再登记付款、签收和退汇。", "结清", give)


def void(number: str, give: Give) -> Entry:
    """作废."""
    sentence = "不删除任何记录:每一笔用反向分录冲销,本期可以重新发放。"
    anew = Question(_spec("anew", "同时重新拟定", Kind.YES_NO, required=False), value=True, width=140)
    reason = Question(_spec("reason", "作废原因", hint="记入台账,例如 两人金额有误"))
    return Entry(f"作废名册 {number}", sentence, "作废", give, [reason, anew])
