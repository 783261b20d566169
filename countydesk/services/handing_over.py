"""Handover (交接): an officer who rotates leaves the desk to another; both confirm with their passphrases."""

from dataclasses import dataclass

from countydesk.domain.days import show_day, show_moment
from countydesk.domain.disbursements import CLOSED, Batch, BatchState
from countydesk.domain.money import in_figures
from countydesk.domain.months import Term
from countydesk.domain.names import clean_name, name_problem
from countydesk.domain.operators import Act, Operator, Role
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.export.papers.document import Column, Document, Section, Table
from countydesk.services import backups, papers, slots, tasks
from countydesk.services.booking import sheet_of
from countydesk.services.desk import Changes, Desk
from countydesk.services.keyholders import KEYS, key_of
from countydesk.services.papers import Paper
from countydesk.services.setup import NewOperator, require_good_passphrase
from countydesk.storage import key_slots
from countydesk.storage.disbursements import BATCHES


@dataclass(frozen=True)
class OpenMoney:
    """A batch that is not settled, in fen, and how many still have to sign."""

    number: str
    title: str  # "2026年秋季学期,已付款"
    due: int
    paid: int
    unpaid: int
    unsigned: int


@dataclass(frozen=True)
class Open:
    """What whoever takes over finds unfinished: tasks in a sentence each, money, who has a key."""

    tasks: tuple[str, ...]
    money: tuple[OpenMoney, ...]
    keys: tuple[str, ...]


def unfinished(desk: Desk) -> Open:
    """What is unfinished at the desk today."""
    waits = tuple(f"{task.word}:{task.sentence}" for task in tasks.standing(desk).tasks)
    with desk.work() as work:
        found = work.all(Batch, BATCHES.c.state.not_in(CLOSED), order=(BATCHES.c.id,))
        sheets = [sheet_of(work, batch) for batch in found]
    money = tuple(
        OpenMoney(
            sheet.batch.number,
            f"{Term.parse(sheet.batch.term).title},{BatchState(sheet.batch.state).title}",
            sheet.balance.due,
            sheet.balance.paid_out,
            sheet.balance.unpaid,
            sum(1 for balance in sheet.by_line().values() if balance.unsigned > 0),
        )
        for sheet in sheets
    )
    return Open(waits, money, _keys(desk))


def paper(desk: Desk, successor: str) -> Paper:
    """The 交接清单 for both to sign; that it was printed is recorded."""
    desk.acting(Act.HAND_OUT)
    open_ = unfinished(desk)
    money = [
        (one.number, one.title, *map(in_figures, (one.due, one.paid, one.unpaid)), str(one.unsigned))
        for one in open_.money
    ]
    columns = (
        Column("名册", 3), Column("学期与状态", 4), Column("应发", 2, "right"), Column("实发", 2, "right"),
        Column("未发", 2, "right"), Column("未签收", 1.6, "right"),
    )  # fmt: skip
    document = Document(
        title="工作交接清单",
        drawn_on=desk.today,
        head=(f"单位(盖章): {desk.office.unit}", f"日期: {show_day(desk.today)}"),
        sections=(
            Section("一、待办事项", words=_numbered(open_.tasks) or "没有待办事项。"),
            Section("二、未结清的名册(元)", table=Table(columns, tuple(money) or (("没有",) + ("",) * 5,))),
            Section("三、口令、证书和备份", words=_numbered(open_.keys)),
        ),
        signers=(f"移交人: {desk.operator.name}", f"接收人: {successor}", "监交人:"),
        note="一式三份,移交人、接收人、单位各存一份。移交后移交人的口令即行收回。",
    )
    with desk.work() as work:
        work.log(Action.SENT_OUT, Operator, desk.operator.id, f"打印工作交接清单,接收人{successor}")
        work.commit()
    return papers.drawn(document, f"工作交接清单-{show_day(desk.today)}.pdf")


def hand_over(desk: Desk, own_passphrase: str, successor: NewOperator, reason: str) -> Changes:
    """Leave the desk to a successor, who takes the roles over and gets, or has, a passphrase of their own.

    The operator who leaves is off duty from now on, and without a key; the successor works on at the open
    desk. Raises `Refused` without a reason, for a wrong passphrase of either, for oneself, and for somebody
    new if the operator may not take people on.
    """
    leaving, name = desk.operator, clean_name(successor.name)
    known = next((one for one in desk.operators if one.name == name), None)
    desk.acting(Act.LOOK if known and known.active else Act.SET_UP)
    if problem := name_problem(name):
        raise Refused(problem)
    if not reason.strip():
        raise Refused("请写交接原因,例如 工作调动。")
    if known and known.id == leaving.id:
        raise Refused("不能交接给自己,请写接收人的姓名。")
    key = key_of(desk.folder, leaving.name, own_passphrase, desk.clock())
    if known and known.active:
        key_of(desk.folder, name, successor.passphrase, desk.clock())
    else:
        require_good_passphrase(successor.passphrase, successor.any_passphrase)
    arriving = _arriving(desk, leaving, known, name)
    with desk.work() as work:
        told = f"工作交接:{leaving.name}移交{name},双方已输入口令"
        if known:
            work.change(arriving, reason)
        else:
            work.add(arriving, reason=reason)
        work.change(leaving.model_copy(update={"active": False}), reason)
        work.log(Action.CHANGED, Operator, leaving.id, told)
        if not (known and known.active):
            slots.give(desk, work, arriving, successor.passphrase, key, reason)
        slots.take_away(desk, work, leaving, key, reason)
        done = work.commit()
    rest = [one for one in desk.operators if one.id not in (leaving.id, arriving.id)]
    desk.operators = [*rest, leaving.model_copy(update={"active": False}), arriving]
    desk.operator = arriving
    return done


def _arriving(desk: Desk, leaving: Operator, known: Operator | None, name: str) -> Operator:
    """The successor with the roles of both."""
    held = {*leaving.roles, *(known.roles if known and known.active else ())}
    return Operator(
        office_code=desk.office.code,
        id=known.id if known else desk.new_id(),
        name=name,
        roles=[role.value for role in Role if role.value in held],
    )


def _keys(desk: Desk) -> tuple[str, ...]:
    path = desk.folder / KEYS
    holders = "、".join(key_slots.operators(path))
    province = "上级留有恢复用的钥匙" if key_slots.province_slot(path) else "上级没有恢复用的钥匙"
    told = [
        f"能打开台账的人:{holders}",
        province,
        "签名密钥在台账内,签名时输入本人口令;另有导出的 .p12 一并移交",
    ]
    if standing := backups.standing(desk):
        last = show_moment(standing.last) if standing.last else "还没有"
        told.append(f"本机最近备份:{last};第二份备份的位置:{standing.chosen or '没有选'}")
    return tuple(told)


def _numbered(told: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {one}" for number, one in enumerate(told, 1))
