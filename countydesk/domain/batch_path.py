"""A batch's way: which step is next and who can take it, and where each of its lines stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from countydesk.domain.disbursements import (
    CLOSED,
    PATH,
    Balance,
    Batch,
    BatchLine,
    BatchState,
    BatchStep,
    EntryKind,
    LedgerEntry,
    balance,
    require_other_person,
)
from countydesk.domain.fields import Choice
from countydesk.domain.grades import Stage
from countydesk.domain.offices import Settings
from countydesk.domain.operators import Act, Operator, require
from countydesk.domain.problems import Problem, Refused

# What each act with a batch asks of a person's role.
ACTS: dict[str, Act] = {
    "check": Act.CHECK,
    "approve": Act.APPROVE,
    "print": Act.PRINT,
    "pay": Act.BOOK,
    "sign": Act.BOOK,
    "return": Act.BOOK,
    "repay": Act.BOOK,
    "settle": Act.BOOK,
    "void": Act.VOID,
}
STEP_TITLES = {
    BatchState.DRAWN: "拟定",
    BatchState.CHECKED: "复核",
    BatchState.APPROVED: "批准",
    BatchState.PRINTED: "打印盖章",
    BatchState.PAID: "付款",
    BatchState.SIGNED: "签收",
    BatchState.SETTLED: "结清",
}
NEXT = {
    BatchState.DRAWN: "check",
    BatchState.CHECKED: "approve",
    BatchState.APPROVED: "print",
    BatchState.PRINTED: "pay",
}


class LineState(Choice):
    """Where a line's money is."""

    LISTED = "listed", "未批准"
    UNPAID = "unpaid", "未付"
    UNSIGNED = "unsigned", "已付未签"
    REPAID = "repaid", "重发未签"
    SIGNED = "signed", "已签收"
    RETURNED = "returned", "退汇"


@dataclass(frozen=True)
class LineStanding:
    """A line as it stands: why it is not paid or signed, who signed for the child."""

    line: BatchLine
    balance: Balance
    state: LineState
    reason: str = ""
    proxy: str = ""


@dataclass(frozen=True)
class PathStep:
    """One step of the way: taken by whom and when, or the one to take now; and what it left over."""

    title: str
    done: bool
    now: bool
    by: str = ""
    at: datetime | None = None
    missing: str = ""


@dataclass(frozen=True)
class Tier:
    """The lines of one tier and amount: "小学", how many, each and all in fen."""

    title: str
    count: int
    each_fen: int

    @property
    def fen(self) -> int:
        return self.count * self.each_fen


def standings(lines: Sequence[BatchLine], entries: Iterable[LedgerEntry]) -> list[LineStanding]:
    """Where each line stands; the entries are in the order in which they were booked."""
    own: dict[str, list[LedgerEntry]] = {line.id: [] for line in lines}
    for entry in entries:
        own[entry.line_id].append(entry)
    return [_standing(line, own[line.id]) for line in lines]


def _standing(line: BatchLine, entries: Sequence[LedgerEntry]) -> LineStanding:
    money, last = balance(entries), entries[-1] if entries else None
    # A reason holds until something is booked after it.
    told = last is not None and last.kind in (EntryKind.EXCUSED, EntryKind.RETURNED)
    proxies = [e.proxy for e in entries if e.kind is EntryKind.SIGNED and e.proxy]
    state = _state(money, again=any(e.kind is EntryKind.REPAID for e in entries))
    proxy = proxies[-1] if proxies and state is LineState.SIGNED else ""
    return LineStanding(line, money, state, last.reason if last and told else "", proxy)


def _state(money: Balance, *, again: bool) -> LineState:
    if money.returned > 0:
        return LineState.RETURNED
    if money.unsigned > 0:
        return LineState.REPAID if again else LineState.UNSIGNED
    if money.unpaid > 0:
        return LineState.UNPAID
    return LineState.SIGNED if money.signed > 0 else LineState.LISTED


def unsettled(lines: Iterable[LineStanding]) -> list[Problem]:
    """Lines that stand in the way of settling: returned, or unpaid or unsigned without a reason."""
    words = {
        LineState.RETURNED: "退汇后尚未重发。",
        LineState.UNSIGNED: "已付款,尚未签收,也没有注明原因。",
        LineState.REPAID: "已重发,尚未签收,也没有注明原因。",
        LineState.UNPAID: "未付款,也没有注明原因。",
    }
    return [
        Problem(f"第 {each.line.position} 行 {each.line.name}:{words[each.state]}", row=each.line.position)
        for each in lines
        if each.state in words and (each.state is LineState.RETURNED or not each.reason)
    ]


def next_act(batch: Batch, lines: Iterable[LineStanding]) -> str | None:
    """What is done with a batch next ("check", "pay" …); None when it is settled or void."""
    if batch.state in CLOSED:
        return None
    if batch.state in NEXT:
        return NEXT[batch.state]
    waiting = [each for each in lines if each.balance.unsigned > 0]
    if batch.state is BatchState.PAID and waiting:
        return "sign"
    return "sign" if any(not each.reason for each in waiting) else "settle"


def why_not(act: str, operator: Operator, steps: Sequence[BatchStep], settings: Settings) -> str:
    """Why this person cannot do that with a batch, in a sentence; "" if they can."""
    try:
        require(operator, ACTS[act])
        if act in ("check", "approve"):
            require_other_person(act, operator.name, steps, settings)
    except Refused as refusal:
        return str(refusal)
    return ""


def who_can(
    act: str, operators: Iterable[Operator], steps: Sequence[BatchStep], settings: Settings
) -> list[str]:
    """The names of those who can do that with a batch."""
    return [o.name for o in operators if o.active and not why_not(act, o, steps, settings)]


def path_of(batch: Batch, steps: Sequence[BatchStep], lines: Sequence[LineStanding]) -> list[PathStep]:
    """The whole way from drawing up to settling, each step with who took it, or what is missing."""
    taken: Mapping[BatchState, BatchStep] = {step.state: step for step in steps}
    act = next_act(batch, lines)
    now = {"sign": BatchState.SIGNED, "settle": BatchState.SETTLED}.get(act or "")
    if act and now is None:
        now = PATH[PATH.index(batch.state) + 1]
    found = []
    for state in PATH:
        step, is_now = taken.get(state), state is now
        missing = _missing(state, lines) if step or is_now else ""
        by, at = (step.by, step.at) if step else ("", None)
        found.append(PathStep(STEP_TITLES[state], step is not None and not is_now, is_now, by, at, missing))
    return found


def _missing(state: BatchState, lines: Sequence[LineStanding]) -> str:
    """How many lines a step has left over."""
    unpaid = sum(1 for each in lines if each.state is LineState.UNPAID)
    unsigned = sum(1 for each in lines if each.balance.unsigned > 0)
    if state is BatchState.PAID and unpaid:
        return f"{unpaid} 人未付"
    return f"{unsigned} 人未签" if state is BatchState.SIGNED and unsigned else ""


def tiers(amounts: Iterable[tuple[Stage, int]]) -> list[Tier]:
    """Stages with their amounts in fen, added up as a sum is explained: 小学 46 人 × 1000, 中学 …"""
    counts: dict[tuple[str, int], int] = {}
    for stage, fen in sorted(amounts, key=lambda each: (each[0].tier, each[1])):
        key = (_tier(stage), fen)
        counts[key] = counts.get(key, 0) + 1
    return [Tier(title, count, fen) for (title, fen), count in counts.items()]


def _tier(stage: Stage) -> str:
    return {"primary": "小学", "secondary": "中学"}.get(stage.tier, stage.title)
