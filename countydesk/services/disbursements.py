"""Paying: a batch from its check to its settling, each step one transaction."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from countydesk.domain.batch_path import standings, unsettled
from countydesk.domain.disbursements import (
    Balance,
    Batch,
    BatchLine,
    BatchState,
    EntryKind,
    require_open,
    require_other_person,
    roster_prefix,
)
from countydesk.domain.identity import examine
from countydesk.domain.months import Term
from countydesk.domain.names import clean_name, name_problem
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused, refuse_if
from countydesk.services.booking import (
    BatchSheet,
    advance,
    book,
    explain,
    find,
    free,
    opened,
    reverse,
    sheet_of,
    standing,
    step,
)
from countydesk.services.desk import Changes, Desk
from countydesk.services.drawing import draw_within
from countydesk.storage.disbursements import BATCHES
from countydesk.storage.regions import load_regions
from countydesk.storage.unit_of_work import Work


def batches(desk: Desk) -> list[Batch]:
    """Every batch, the newest first."""
    with desk.work() as work:
        return work.all(Batch, order=(BATCHES.c.id.desc(),))


def show(desk: Desk, number: str) -> BatchSheet:
    """A batch with its lines, steps and entries. Raises `Refused` for an unknown number."""
    with desk.work() as work:
        return sheet_of(work, find(work, number))


def check(desk: Desk, number: str) -> Changes:
    """复核: by somebody else than who drew it up."""
    operator = desk.acting(Act.CHECK)
    with desk.work() as work:
        sheet = opened(work, number, "check")
        require_other_person("check", operator, sheet.steps, desk.settings)
        return advance(desk, work, sheet.batch, BatchState.CHECKED, operator)


def approve(desk: Desk, number: str) -> Changes:
    """批准: from now on every line is due, booked in the ledger."""
    operator = desk.acting(Act.APPROVE)
    with desk.work() as work:
        sheet = opened(work, number, "approve")
        require_other_person("approve", operator, sheet.steps, desk.settings)
        book(desk, work, sheet, [(line, EntryKind.DUE, line.fen) for line in sheet.lines])
        return advance(desk, work, sheet.batch, BatchState.APPROVED, operator)


def lock_for_printing(desk: Desk, number: str) -> Batch:
    """打印: draw the roster number; from now on the list is locked. A printed one stays as it is."""
    operator = desk.acting(Act.PRINT)
    with desk.work() as work:
        batch = find(work, number)
        if batch.roster_number:
            return batch
        require_open(batch, "print")
        batch = batch.model_copy(update={"roster_number": _next_roster_number(desk, work)})
        advance(desk, work, batch, BatchState.PRINTED, operator)
    return batch


def pay(
    desk: Desk,
    number: str,
    unpaid: Mapping[str, str] | None = None,
    day: date | None = None,
    only: Collection[str] | None = None,
) -> Changes:
    """登记付款 for every line not yet paid, but for those in `unpaid` (line id → reason).

    `day` is the day of payment, today by default; with `only` just these lines (ids) are paid.
    """
    operator = desk.acting(Act.BOOK)
    with desk.work() as work:
        sheet = opened(work, number, "pay")
        balances, reasons = sheet.by_line(), _reasons(sheet, unpaid)
        paid = [
            line
            for line in sheet.lines
            if balances[line.id].unpaid > 0 and line.id not in reasons and (only is None or line.id in only)
        ]
        if not paid:
            raise Refused(f"名册 {number} 没有可登记付款的行。")
        book(desk, work, sheet, [(line, EntryKind.PAID, line.fen) for line in paid], day)
        explain(desk, work, sheet, reasons, day)
        return advance(desk, work, sheet.batch, BatchState.PAID, operator)


def sign(
    desk: Desk,
    number: str,
    unsigned: Mapping[str, str] | None = None,
    proxies: Mapping[str, str] | None = None,
    day: date | None = None,
    only: Collection[str] | None = None,
) -> Changes:
    """登记签收 for every line that is paid, but for those in `unsigned` (line id → reason).

    `day` is the day of signing, today by default; with `only` just these lines (ids) are signed for.
    `proxies` names who signed for a child (line id → 代领人, relation and ID); refused where the
    office does not allow it.
    """
    operator = desk.acting(Act.BOOK)
    if proxies and not desk.settings.proxy_allowed:
        raise Refused("本单位设置为不允许代领,请由本人或监护人签收。")
    with desk.work() as work:
        sheet = opened(work, number, "sign")
        balances, reasons = sheet.by_line(), _reasons(sheet, unsigned)
        waiting = [line for line in sheet.lines if balances[line.id].unsigned > 0]
        signed = [line for line in waiting if line.id not in reasons and (only is None or line.id in only)]
        if not signed and not reasons:
            raise Refused(f"名册 {number} 没有待签收的行。")
        bookings = [(line, EntryKind.SIGNED, balances[line.id].unsigned) for line in signed]
        book(desk, work, sheet, bookings, day, proxies=proxies or {})
        explain(desk, work, sheet, reasons, day)
        return advance(desk, work, sheet.batch, BatchState.SIGNED, operator)


def return_(desk: Desk, number: str, line_id: str, reason: str, day: date | None = None) -> Changes:
    """登记退汇 of one line; a signature given before is reversed. A reason is needed."""
    desk.acting(Act.BOOK)
    if not reason.strip():
        raise Refused("请写退汇原因。")
    with desk.work() as work:
        sheet = opened(work, number, "return")
        line, state = _line_of(sheet, line_id)
        if state.paid_out <= 0:
            raise Refused(f"{line.name}没有已付的款,不能登记退汇。")
        signed = [e for e in standing(sheet, line) if e.kind is EntryKind.SIGNED]
        reverse(desk, work, signed, "退汇,原签收冲正", day)
        book(desk, work, sheet, [(line, EntryKind.RETURNED, state.paid_out)], day, reason=reason)
        return work.commit()


def repay(desk: Desk, number: str, line_id: str, reason: str = "", day: date | None = None) -> Changes:
    """登记重发 of a returned line."""
    desk.acting(Act.BOOK)
    with desk.work() as work:
        sheet = opened(work, number, "repay")
        line, state = _line_of(sheet, line_id)
        if state.returned <= 0:
            raise Refused(f"{line.name}没有退汇未重发的款。")
        book(desk, work, sheet, [(line, EntryKind.REPAID, state.returned)], day, reason=reason)
        return work.commit()


def settle(desk: Desk, number: str) -> Changes:
    """结清: every line is signed for or has a reason why not; what was never paid is free again."""
    operator = desk.acting(Act.BOOK)
    with desk.work() as work:
        sheet = opened(work, number, "settle")
        lines = standings(sheet.lines, sheet.entries)
        refuse_if(unsettled(lines))
        never_paid = [each.line.beneficiary_id for each in lines if each.balance.unpaid > 0]
        free(work, sheet.batch, never_paid)
        return advance(desk, work, sheet.batch, BatchState.SETTLED, operator)


def void(desk: Desk, number: str, reason: str, replace: bool = False) -> Batch | None:
    """作废: every entry is mirrored and the half years are free again; with `replace` drawn anew.

    Raises `Refused` while money of the list is out. Returns the new batch, if one was asked for.
    """
    operator = desk.acting(Act.VOID)
    if not reason.strip():
        raise Refused("请写作废原因。")
    with desk.work() as work:
        sheet = opened(work, number, "void")
        if sheet.balance.paid_out > 0:
            raise Refused(f"名册 {number} 已有付款,请先登记退汇,再作废。")
        for line in sheet.lines:
            reverse(desk, work, standing(sheet, line), f"名册作废:{reason}", None)
        free(work, sheet.batch, [line.beneficiary_id for line in sheet.lines])
        voided = sheet.batch.model_copy(update={"state": BatchState.VOIDED})
        work.change(voided, reason=reason)
        step(desk, work, voided, operator, reason)
        anew = None
        if replace:
            term = Term.parse(voided.term)
            anew = draw_within(desk, work, desk.acting(Act.DRAW), term, (), voided)
        work.commit()
    return anew


def _reasons(sheet: BatchSheet, exceptions: Mapping[str, str] | None) -> dict[str, str]:
    """The exceptions by line id; each must be a line of the list and have a reason."""
    lines = {line.id: line for line in sheet.lines}
    for line_id, reason in (exceptions or {}).items():
        if line_id not in lines:
            raise Refused(f"名册 {sheet.batch.number} 没有这一行,请核对。")
        if not reason.strip():
            raise Refused(f"第 {lines[line_id].position} 行 {lines[line_id].name}:请写明原因。")
    return dict(exceptions or {})


def _line_of(sheet: BatchSheet, line_id: str) -> tuple[BatchLine, Balance]:
    for line in sheet.lines:
        if line.id == line_id:
            return line, sheet.by_line()[line.id]
    raise Refused(f"名册 {sheet.batch.number} 没有这一行,请核对。")


def line_named(sheet: BatchSheet, who: str) -> BatchLine:
    """The line of a child called by position, name or ID. Raises `Refused` for none or several."""
    found = [line for line in sheet.lines if who in (str(line.position), line.name, line.citizen_id)]
    if len(found) != 1:
        problem = "没有" if not found else "不止一个"
        raise Refused(f"名册 {sheet.batch.number} 中{problem}“{who}”,请改用序号或身份证号。")
    return found[0]


def proxy_named(desk: Desk, name: str, relation: str, citizen_id: str) -> str:
    """How a proxy (代领人) is kept with a signature: name, relation and ID, all three checked.

    Raises `Refused` with the field ("name", "relation", "citizen_id") that each problem is about.
    """
    who, found = clean_name(name), examine(citizen_id, desk.today, load_regions())
    wrong = {"name": name_problem(who), "citizen_id": found.reason}
    wrong["relation"] = None if relation.strip() else "请填写与受助人的关系,例如 祖母。"
    refuse_if(Problem(sentence, field=field) for field, sentence in wrong.items() if sentence)
    return f"{who}({relation.strip()}) {found.id}"


def _next_roster_number(desk: Desk, work: Work) -> str:
    """The office's letters, the year and a running number: HS-2026-003."""
    place = load_regions().divisions[desk.office.code].name
    prefix = f"{roster_prefix(place)}-{desk.today.year}-"
    numbers = [
        int(number.removeprefix(prefix))
        for number in work.connection.scalars(
            select(BATCHES.c.roster_number).where(BATCHES.c.roster_number.startswith(prefix))
        )
    ]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"
