"""Disbursements (助养发放): batches, their lines, and the ledger in which every yuan has one place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.grades import Stage
from countydesk.domain.months import Term
from countydesk.domain.names import sort_key
from countydesk.domain.offices import Settings
from countydesk.domain.operators import Act, Operator, may
from countydesk.domain.problems import Refused


class BatchState(Choice):
    """How far a batch has come; a printed one is locked, a wrong one is voided and replaced."""

    DRAWN = "drawn", "已拟定"
    CHECKED = "checked", "已复核"
    APPROVED = "approved", "已批准"
    PRINTED = "printed", "已打印"
    PAID = "paid", "已付款"
    SIGNED = "signed", "已签收"
    SETTLED = "settled", "已结清"
    VOIDED = "voided", "已作废"


PATH = (
    BatchState.DRAWN,
    BatchState.CHECKED,
    BatchState.APPROVED,
    BatchState.PRINTED,
    BatchState.PAID,
    BatchState.SIGNED,
    BatchState.SETTLED,
)
CLOSED = frozenset({BatchState.SETTLED, BatchState.VOIDED})


class EntryKind(Choice):
    """What a ledger entry books. A reversal is an entry of the same kind with the amount mirrored."""

    DUE = "due", "应发"
    PAID = "paid", "付款"
    RETURNED = "returned", "退汇"
    REPAID = "repaid", "重发"
    SIGNED = "signed", "签收"
    EXCUSED = "excused", "未发未签说明"


class Batch(SQLModel):
    """One disbursement list (发放批次) for a term."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    reference: str = field("批次号")
    term: str = field("学期", Kind.KEY)
    state: BatchState = field("进度", Kind.CHOICE, choices=BatchState)
    roster_number: str | None = field("名册号", default=None)
    day: date = field("资格核定日", Kind.DAY)
    replaces_id: str | None = field("替换批次", Kind.KEY, default=None)

    @property
    def number(self) -> str:
        """What people call it by: the roster number once it is printed."""
        return self.roster_number or self.reference


class BatchLine(SQLModel):
    """One child on a list, frozen as it was when the list was drawn up."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    batch_id: str = field("批次编号", Kind.KEY)
    position: int = field("序号", Kind.NUMBER)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    name: str = field("姓名", Kind.NAME)
    sex: str = field("性别", default="")
    citizen_id: str | None = field("身份证号", Kind.CITIZEN_ID, default=None, private=True)
    school: str = field("学校", default="")
    grade: str = field("年级班级", default="")
    stage: Stage = field("学段", Kind.CHOICE, choices=Stage)
    guardian: str = field("监护人", default="")
    bank_name: str = field("开户行", default="")
    bank_card: str = field("银行卡号", Kind.BANK_CARD, default="", private=True)
    bank_holder: str = field("开户名", default="")
    yearly_fen: int = field("标准/年", Kind.MONEY)
    fen: int = field("本期金额", Kind.MONEY)
    hint: str = field("提示", default="")


class BatchStep(SQLModel):
    """A step that a batch took: who, when, why."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    batch_id: str = field("批次编号", Kind.KEY)
    state: BatchState = field("步骤", Kind.CHOICE, choices=BatchState)
    by: str = field("经办人")
    at: datetime = field("时间", Kind.INSTANT)
    note: str = field("说明", default="")


class LedgerEntry(SQLModel):
    """One entry of the ledger (发放明细): appended, never changed, never deleted."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    batch_id: str = field("批次编号", Kind.KEY)
    line_id: str = field("名册行编号", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    kind: EntryKind = field("科目", Kind.CHOICE, choices=EntryKind)
    fen: int = field("金额", Kind.MONEY)
    day: date = field("日期", Kind.DAY)
    reason: str = field("原因", default="")
    proxy: str = field("代领人", default="")
    reverses_id: str | None = field("冲正的明细", Kind.KEY, default=None)
    by: str = field("登记人")
    at: datetime = field("登记时间", Kind.INSTANT)


class Claim(SQLModel):
    """A child's half year that a batch has taken: its key lets nobody be paid twice a period."""

    office_code: str = field("单位代码", Kind.KEY)
    beneficiary_id: str = field("帮扶对象编号", Kind.KEY)
    term: str = field("学期", Kind.KEY)
    batch_id: str = field("批次编号", Kind.KEY)


@dataclass(frozen=True)
class Balance:
    """Where the money of a line, a batch or a term stands, in fen.

    `due` = `paid_out` + `returned` + `unpaid`, always (应发 = 实发 + 退汇未重发 + 未发);
    `signed` is the part of `paid_out` that was signed for.
    """

    due: int = 0
    paid_out: int = 0
    returned: int = 0
    unpaid: int = 0
    signed: int = 0

    @classmethod
    def of(cls, sums: Mapping[EntryKind | str, int]) -> "Balance":
        """From the sums of the entries by kind, reversals included."""
        due, first = sums.get(EntryKind.DUE, 0), sums.get(EntryKind.PAID, 0)
        back, again = sums.get(EntryKind.RETURNED, 0), sums.get(EntryKind.REPAID, 0)
        signed = sums.get(EntryKind.SIGNED, 0)
        return cls(due, first - back + again, back - again, due - first, signed)

    @property
    def unsigned(self) -> int:
        """Paid out and not yet signed for."""
        return self.paid_out - self.signed


def balance(entries: Iterable[LedgerEntry]) -> Balance:
    """The balance of some entries."""
    sums: dict[EntryKind | str, int] = {}
    for entry in entries:
        sums[entry.kind] = sums.get(entry.kind, 0) + entry.fen
    return Balance.of(sums)


def half_years(term: Term, settings: Settings) -> tuple[Term, ...]:
    """The terms that a batch of `term` pays for: itself, or both of the year if paid at once.

    A year paid at once claims both of its halves, so that a later change of the setting pays
    nobody twice.
    """
    if settings.instalments == 2:
        return (term,)
    if settings.year == "calendar":
        return (Term(term.year, "spring"), Term(term.year, "autumn"))
    return (Term(term.school_year, "autumn"), Term(term.school_year + 1, "spring"))


def position_in_year(term: Term, settings: Settings) -> int:
    """Which instalment of its year a term is: 0 the first, 1 the second."""
    if settings.instalments == 1:
        return 0
    first = "autumn" if settings.year == "school" else "spring"
    return 0 if term.season == first else 1


def qualifying_day(term: Term, today: date) -> date:
    """The day on which it is looked who is in support: today, kept within the term."""
    return min(max(today, term.first_day), term.last_day)


# Which states a batch may be in for each act that people do with it.
OPEN_FOR: dict[str, frozenset[BatchState]] = {
    "check": frozenset({BatchState.DRAWN}),
    "approve": frozenset({BatchState.CHECKED}),
    "print": frozenset({BatchState.APPROVED}),
    "pay": frozenset({BatchState.PRINTED, BatchState.PAID, BatchState.SIGNED}),
    "sign": frozenset({BatchState.PAID, BatchState.SIGNED}),
    "return": frozenset({BatchState.PAID, BatchState.SIGNED}),
    "repay": frozenset({BatchState.PAID, BatchState.SIGNED}),
    "settle": frozenset({BatchState.PAID, BatchState.SIGNED}),
    "void": frozenset(BatchState) - CLOSED,
}
ACT_TITLES = {
    "check": "复核",
    "approve": "批准",
    "print": "打印",
    "pay": "登记付款",
    "sign": "登记签收",
    "return": "登记退汇",
    "repay": "登记重发",
    "settle": "结清",
    "void": "作废",
}


def require_open(batch: Batch, act: str) -> None:
    """Refuse an act that the batch's state does not allow, saying what is next. Raises `Refused`."""
    if batch.state in OPEN_FOR[act]:
        return
    upcoming = next((name for name, states in OPEN_FOR.items() if batch.state in states), None)
    hint = f",下一步是{ACT_TITLES[upcoming]}" if upcoming and upcoming != "void" else ""
    raise Refused(f"名册 {batch.number} {batch.state.title},不能{ACT_TITLES[act]}{hint}。")


def require_other_person(act: str, operator: str, steps: Iterable[BatchStep], settings: Settings) -> None:
    """Four eyes: whoever drew a list up neither checks nor approves it; with three, nor the checker.

    Raises `Refused`. An office of one person may switch this off; that is recorded.
    """
    if not settings.four_eyes:
        return
    done = {step.state: step.by for step in steps}
    if done.get(BatchState.DRAWN) == operator:
        raise Refused(f"{operator}是拟定人,不能{ACT_TITLES[act]}同一份名册,请由另一人办理。")
    if act == "approve" and settings.approvers == 3 and done.get(BatchState.CHECKED) == operator:
        raise Refused(f"{operator}已复核这份名册,本单位要求由第三人批准。")


def four_eyes_gap(drawer: Operator, operators: Iterable[Operator], settings: Settings) -> str:
    """What would leave a list of this drawer half way: nobody else may check or approve it; "" if none."""
    if not settings.four_eyes:
        return ""
    others = [person for person in operators if person.active and person.name != drawer.name]
    for act in (Act.CHECK, Act.APPROVE):
        if not any(may(person, act) for person in others):
            return (
                f"除{drawer.name}外没有人能{act.title},名册拟定后办不下去;"
                "请由另一人拟定,或在设置中增加经办人员、调整分人办理。"
            )
    return ""


def roster_prefix(place: str) -> str:
    """The letters that an office's roster numbers begin with: 合水县 → HS, 宁县 → NX."""
    pinyin = sort_key(place[:2]).partition("\u3000")[0]
    return "".join(syllable[0] for syllable in pinyin.split()).upper()
